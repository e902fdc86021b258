//! A module that is imported comes back: what its `stack.toml` makes means what the module meant. The import
//! itself holds each block to that; here the `stack.toml` and what is told are files, which `UPDATE=1` writes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use formwork::Build;
use formwork::import::{Import, Imported, RemarkKind};
use tempfile::TempDir;

use crate::common::{Files, synth, write};
use crate::golden::goldens;
use crate::manifests::cases;

fn modules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import")
}

/// The module of a directory, whose `hcl-out` would be beside its files.
#[track_caller]
fn import(directory: &Path) -> Imported {
    let imported = Import::new(directory).run();
    imported.unwrap_or_else(|error| panic!("{}: {error}", directory.display()))
}

/// All that is told.
fn told(imported: &Imported) -> String {
    let mut told = String::new();
    for remark in &imported.remarks {
        // Writing to a String cannot fail.
        let _ = writeln!(told, "{remark}");
    }
    if let Some(problems) = &imported.problems {
        let _ = write!(told, "{problems}");
    }
    told
}

#[test]
fn modules_as_people_and_cdktf_write_them_come_back() {
    let (mut made, mut present) = (BTreeMap::new(), Vec::new());
    for entry in fs::read_dir(modules()).unwrap() {
        let directory = entry.unwrap().path();
        let imported = import(&directory);
        let files = [
            (directory.join("stack.toml"), imported.manifest.clone()),
            (directory.join("told.txt"), told(&imported)),
        ];
        let files = files.into_iter().filter(|(_, text)| !text.is_empty());
        made.extend(files);
        let names = ["stack.toml", "told.txt"].map(|name| directory.join(name));
        present.extend(names.into_iter().filter(|path| path.exists()));
    }
    goldens(&made, &present);
}

/// The kinds whose entries an import recognises.
const RECOGNISED: [&str; 6] = ["bucket", "queue", "repository", "secret", "table", "topic"];

/// The entries of a manifest that an import might recognise: those that are made, and exist nowhere else.
fn entries(manifest: &str) -> BTreeSet<String> {
    let manifest: toml::Table = manifest.parse().expect("it is TOML");
    let mut entries = BTreeSet::new();
    for kind in RECOGNISED {
        let table = manifest.get(kind).and_then(toml::Value::as_table);
        for (name, keys) in table.into_iter().flatten() {
            let is_made = keys.get("existing").is_none();
            entries.extend(is_made.then(|| format!("[{kind}.{name}]")));
        }
    }
    entries
}

/// The lines of `told` that say of a resource why it is no entry.
fn raw(imported: &Imported) -> impl Iterator<Item = &str> {
    let messages = imported.remarks.iter().map(|it| it.message.as_str());
    messages.filter(|message| message.contains(" stays raw: "))
}

/// What formwork makes is a module too; its own settings come back with it, and the entries that an import
/// recognises. `tests/import_entries.txt` has what of each case.
#[test]
fn what_formwork_makes_comes_back() {
    let mut wrong = Vec::new();
    let mut table = String::new();
    // A function that OpenTofu alone has says nothing of the program.
    let cases = cases().into_iter().filter(|(name, _)| name != "opentofu");
    for (name, manifest) in cases {
        let root = TempDir::new().unwrap();
        let directory = root.path().join("shop");
        fs::create_dir(&directory).unwrap();
        for (file, text) in root_files(&synth(&manifest)) {
            write(&directory.join(file), text);
        }
        let imported = import(&directory);
        let told = told(&imported);
        let is_told = imported
            .remarks
            .iter()
            .any(|it| it.kind != RemarkKind::Note);
        if is_told || imported.problems.is_some() {
            wrong.push(format!("{name}:\n{told}"));
        }
        let (before, after) = (entries(&manifest), entries(&imported.manifest));
        assert_eq!(after.len(), imported.entries, "{name}");
        if !before.is_empty() {
            let number = before.intersection(&after).count();
            let _ = writeln!(table, "{name}: {number} of {}", before.len());
            raw(&imported).for_each(|line| {
                let _ = writeln!(table, "  {line}");
            });
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let path = modules().with_file_name("import_entries.txt");
    goldens(&BTreeMap::from([(path.clone(), table)]), &[path]);
}

/// A root module that `tests/emulator/run imported` applies.
fn applied(name: &str) -> Imported {
    import(&modules().join("../../../tests/emulator/modules").join(name))
}

#[test]
fn what_people_write_as_formwork_does_becomes_entries() {
    for (name, expected, raw_for) in [
        (
            "shop",
            &[
                "[bucket.uploads]",
                "[queue.jobs]",
                "[repository.web]",
                "[secret.stripe]",
                "[table.carts]",
                "[topic.events]",
            ][..],
            &[
                "`aws_dynamodb_table.visits` stays raw: [table.visits] would make `aws_dynamodb_table.visits` with another `read_capacity`",
                "`aws_sqs_queue.mails` stays raw: [queue.mails] would make `aws_sqs_queue.mails` with another `redrive_policy`",
            ][..],
        ),
        (
            "protected",
            &["[secret.signing_key]", "[table.bookings]"],
            &["`aws_secretsmanager_secret.mail` stays raw: it has no `name_prefix`"],
        ),
    ] {
        let imported = applied(name);
        let told = told(&imported);
        let made = entries(&imported.manifest);
        assert_eq!(made.iter().collect::<Vec<_>>(), expected, "{name}: {told}");
        assert_eq!(raw(&imported).collect::<Vec<_>>(), raw_for, "{name}");
        assert!(imported.problems.is_none(), "{name}: {told}");
        let is_note = |it: &formwork::import::Remark| it.kind == RemarkKind::Note;
        assert!(imported.remarks.iter().all(is_note), "{name}: {told}");
    }
    // What protects data is that of production.
    let protected = applied("protected").manifest;
    assert!(
        protected.contains("environment = \"production\""),
        "{protected}"
    );
}

/// What is committed comes back with every entry that needs no network, but for the bucket that a site reads: the site
/// stays raw, and lets CloudFront in by the policy of the bucket.
#[test]
fn the_entries_of_committed_stacks_come_back() {
    let root = modules().join("../../..");
    for (directory, number, left) in [
        ("", 1, &[][..]),
        ("examples/minimal", 1, &[]),
        ("examples/orders", 9, &["[bucket.pages]"]),
    ] {
        let manifest = fs::read_to_string(root.join(directory).join("stack.toml")).unwrap();
        let imported = import(&root.join(directory).join("hcl-out"));
        let after = entries(&imported.manifest);
        let missing = entries(&manifest);
        let missing: Vec<&String> = missing.difference(&after).collect();
        assert_eq!(
            (imported.entries, missing.as_slice().len()),
            (number, left.len())
        );
        assert!(
            missing
                .iter()
                .zip(left)
                .all(|(missing, left)| missing == left)
        );
        assert!(imported.problems.is_none(), "{}", told(&imported));
    }
}

/// How many lines begin a resource, or protect one, each.
fn blocks<'t>(texts: impl Iterator<Item = &'t str>) -> BTreeMap<String, usize> {
    let mut blocks = BTreeMap::new();
    for line in texts.flat_map(str::lines) {
        let is_start = line.starts_with("resource ") || line.contains("prevent_destroy");
        if is_start {
            *blocks.entry(line.trim().to_owned()).or_default() += 1;
        }
    }
    blocks
}

/// Takes a block out of a module of formwork's own, or protects it: no entry makes it again, or without that.
#[test]
fn an_entry_makes_nothing_that_the_module_has_not() {
    let manifest = "[stack]\nname = \"shop\"\nbare = true\n[alarms]\nonly = []\n\
        [queue.jobs]\n[topic.events]\nqueues = { jobs = {} }\n[bucket.files]\n[secret.key]\n[table.carts]\n[repository.web]\n";
    let files = synth(manifest);
    let whole: Vec<(&str, &str)> = root_files(&files)
        .map(|(name, text)| (&**name, &**text))
        .collect();
    let all = text_of(&whole).unwrap();
    assert_eq!(all.entries, 6, "{}", told(&all));
    let mut tried = 0;
    for (index, (name, text)) in whole.iter().enumerate() {
        let starts: Vec<usize> = text
            .match_indices("\nresource ")
            .map(|(at, _)| at)
            .collect();
        for start in starts {
            let end = text[start..].find("\n}\n").unwrap() + start + 2;
            let less = format!("{}{}", &text[..start], &text[end..]);
            let other = format!(
                "{}\n  lifecycle {{\n    prevent_destroy = true\n  }}\n{}",
                &text[..end - 2],
                &text[end - 1..]
            );
            for changed in [less, other] {
                let mut files = whole.clone();
                files[index] = (name, &changed);
                let imported = text_of(&files).unwrap();
                let told = told(&imported);
                let is_note = |it: &formwork::import::Remark| it.kind == RemarkKind::Note;
                assert!(imported.remarks.iter().all(is_note), "{told}");
                // What is gone may have been needed by what is left.
                if imported.problems.is_none() {
                    let back = synth(&imported.manifest);
                    let of_module = files.iter().map(|(_, text)| *text);
                    assert_eq!(blocks(of_module), blocks(back.values().map(String::as_str)));
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 30, "{tried}");
}

/// The files of the root module that lies in `hcl-out` itself.
fn root_files(files: &Files) -> impl Iterator<Item = (&String, &String)> {
    let is_terraform = |name: &str| Path::new(name).extension().is_some_and(|end| end == "tf");
    let of_root = move |name: &str| is_terraform(name) && !name.contains('/');
    files.iter().filter(move |(name, _)| of_root(name))
}

fn text_of(files: &[(&str, &str)]) -> Result<Imported, String> {
    let root = TempDir::new().expect("there is room");
    for (name, text) in files {
        write(&root.path().join(name), text);
    }
    let start = format!("{}/", root.path().display());
    let imported = Import::new(root.path()).run();
    imported.map_err(|error| error.to_string().replace(&start, ""))
}

#[test]
fn what_is_no_module_is_refused_with_its_place() {
    for (name, text, expected) in [
        (
            "main.tf",
            "locals {\n  a = \n}\n",
            "main.tf:2:7: a value is needed: the line ends",
        ),
        (
            "cdk.tf.json",
            "{\n  \"resource\": [}\n",
            "cdk.tf.json:2:16: this is not JSON: a value is missing",
        ),
        (
            "a.tf.json",
            "{ \"output\": { \"a\": { \"value\": \"${x y}\" } } }",
            "a.tf.json:1:31: this is no template: `}` is missing in `${…}`: `y` stands there, at line 1, column 5",
        ),
        (
            "a.tf.json",
            "{ \"resource\": { \"aws_sqs_queue\": 1 } }",
            "a.tf.json:1:34: a block is an object here, or an array of objects",
        ),
    ] {
        assert_eq!(text_of(&[(name, text)]).unwrap_err(), expected);
    }
    let none = text_of(&[("main.txt", "")]).unwrap_err();
    assert!(none.starts_with("there is no module in `"), "{none}");
    let missing = TempDir::new().unwrap().path().join("none");
    let error = Import::new(&missing).run().unwrap_err().to_string();
    let expected = format!("cannot read `{}`: ", missing.display());
    assert!(error.starts_with(&expected), "{error}");
}

/// The line of the provider is the one that the lock file has, or else the newest that may be.
#[test]
fn the_line_of_the_provider_is_that_of_the_module() {
    let lock = "provider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"5.80.0\"\n}\n";
    let requires = |constraint: &str| {
        format!(
            "terraform {{\n  required_providers {{\n    aws = {{ source = \"hashicorp/aws\", version = \"{constraint}\" }}\n  }}\n}}\n\
             provider \"aws\" {{\n  region = \"eu-west-1\"\n}}\n"
        )
    };
    for (constraint, lock, line, is_told) in [
        (">= 4.0", "", "6", false),
        (">= 4.0", lock, "5", false),
        ("~> 5.0", "", "5", false),
        ("~> 5.31.0", "", "5", true),
        ("~> 4.67", "", "6", true),
    ] {
        let main = requires(constraint);
        let mut files = vec![("main.tf", main.as_str())];
        files.extend((!lock.is_empty()).then_some((".terraform.lock.hcl", lock)));
        let imported = text_of(&files).unwrap();
        let versions = format!("versions = [\"{line}\"]");
        assert!(
            imported.manifest.contains(&versions),
            "{constraint}: {}",
            imported.manifest
        );
        assert_eq!(
            !imported.remarks.is_empty(),
            is_told,
            "{constraint}: {:?}",
            imported.remarks
        );
    }
}

#[test]
fn what_is_deep_comes_back_or_is_refused() {
    for (open, close) in [
        ("[", "]"),
        ("(", ")"),
        ("{a=", "}"),
        ("f(", ")"),
        ("\"${", "}\""),
    ] {
        for depth in [10, 100, 900, 2_000] {
            let value = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let text = format!("locals {{\n  a = {value}\n}}\n");
            let _ = text_of(&[("main.tf", &text)]);
        }
        let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
        let json = format!("{{ \"locals\": {{ \"a\": {deep} }} }}");
        assert!(text_of(&[("main.tf.json", &json)]).is_ok());
    }
}

/// A crate without containers builds a stack of raw blocks, as docs/import.md says.
#[test]
fn a_bare_stack_is_built() {
    let root = TempDir::new().unwrap();
    let manifest = root.path().join("stack.toml");
    let imported = text_of(&[(
        "main.tf",
        "resource \"terraform_data\" \"a\" {\n  input = 1\n}\n",
    )]);
    write(&manifest, &imported.unwrap().manifest);
    let hcl_out = root.path().join("hcl-out");
    let build = Build::of::<&str>([]).manifest(&manifest).hcl_out(&hcl_out);
    build.run(root.path()).unwrap();
    let resources = fs::read_to_string(hcl_out.join("resources.tf")).unwrap();
    assert!(
        resources.contains("resource \"terraform_data\" \"a\""),
        "{resources}"
    );
    let mut files: Vec<_> = fs::read_dir(&hcl_out)
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    files.sort();
    let expected = [
        ".gitignore",
        "README.md",
        "outputs.tf",
        "provider.tf",
        "resources.tf",
        "terraform.tf",
        "variables.tf",
    ];
    assert_eq!(files, expected);
}
