//! A module that is imported comes back: what its `stack.toml` makes means what the module meant. The import
//! itself holds each block to that; here the `stack.toml` and what is told are files, which `UPDATE=1` writes.

use std::collections::BTreeMap;
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

/// What formwork makes is a module too; its own settings come back with it.
#[test]
fn what_formwork_makes_comes_back() {
    let mut wrong = Vec::new();
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
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
