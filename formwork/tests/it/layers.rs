//! The way of the data is one way: no module of an earlier stage imports one of a later stage, and no
//! stage knows a kind by name.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules at the top of `src/`, from the first to the last. Each may import those above it, and
/// those of its own row.
const LAYERS: &[&[&str]] = &[
    // What everybody needs.
    &["source"],
    &["hash"],
    &["json"],
    &["markdown"],
    &["secret"],
    &["level"],
    &["tree"],
    &["problem"],
    &["format"],
    &["hcl"],
    &["arn"],
    &["names"],
    &["identifier"],
    &["schema"],
    // What the file says.
    &["manifest"],
    // What it means: a stack has entries, an entry answers by its kind, a kind is told of the stack, and
    // a bug knows whose kind made the file.
    &[
        "stack",
        "kind",
        "container",
        "contract",
        "edge",
        "wiring",
        "bug",
        "written",
    ],
    // The stages.
    &["raw"],
    &["check"],
    &["lint"],
    &["validate"],
    &["render"],
    &["view"],
    &["verify"],
    &["emit"],
    &["synth"],
    // What a build script and a test call.
    &["reference"],
    &["build_script"],
    &["import"],
    &["builder"],
    &["cargo"],
    &["testing"],
    &["told"],
    // The kinds themselves.
    &["kinds"],
];

#[test]
fn no_module_imports_one_of_a_later_stage() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let own = top_of(&path);
        let Some(layer) = layer_of(&own) else {
            panic!("`{own}` is in no layer");
        };
        for imported in imports(&text) {
            let is_earlier = layer_of(&imported).is_none_or(|of_imported| of_imported <= layer);
            if !is_earlier {
                wrong.push(format!("{} imports `{imported}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_layer_has_modules() {
    let tops: Vec<String> = sources().iter().map(|(path, _)| top_of(path)).collect();
    for module in LAYERS.iter().copied().flatten() {
        assert!(
            tops.iter().any(|top| top == module),
            "there is no `{module}`"
        );
    }
}

/// A VPC may exist already, and then has no address: `NetworkNames` knows what it is called.
#[test]
fn nothing_but_the_network_names_the_parts_of_a_vpc() {
    let is_of_network = |path: &Path| {
        ["templates/network.tf.hbs", "stack/network.rs"]
            .iter()
            .any(|own| path.ends_with(own))
    };
    let mut naming = Vec::new();
    for path in files_below(&src().join("..")) {
        let is_part = path.starts_with(src().join("..").join("tests")) || is_of_network(&path);
        let extension = path.extension().unwrap_or_default();
        if is_part || !["rs", "hbs"].iter().any(|it| extension == *it) {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source can be read");
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let is_comment = |line: &str| line.trim_start().starts_with("//");
        let mut lines = text.lines().filter(|line| !is_comment(line));
        if lines.any(|line| line.contains("aws_vpc.main") || line.contains("aws_subnet.p")) {
            naming.push(path);
        }
    }
    assert!(
        naming.is_empty(),
        "ask `Site`, `Target` or `NetworkNames`: {naming:#?}"
    );
}

/// A kind is a folder and a line: whoever adds one finds no list of kinds elsewhere.
#[test]
fn no_stage_names_a_kind() {
    for (path, text) in sources() {
        let own = top_of(&path);
        // Kinds know themselves, and their order in the registry.
        if own == "kinds" {
            continue;
        }
        for kind in kinds() {
            let import = format!("kinds::{kind}");
            let is_named = text.contains(&import);
            assert!(!is_named, "{} imports `{import}`", path.display());
        }
    }
}

/// A misspelt key was never unread, so the rule that asks would judge a default that nobody wrote.
#[test]
fn rules_ask_whether_keys_were_read_that_there_are() {
    let schema = include_str!("../../../stack.schema.json");
    let mut asked = BTreeSet::new();
    for (_, text) in sources() {
        for call in text.split("is_unread(").skip(1) {
            let arguments = call.split(')').next().unwrap_or_default();
            let words = arguments.split('"').skip(1).step_by(2);
            asked.extend(words.map(str::to_owned));
        }
    }
    assert!(asked.contains("storage_gib"), "{asked:?}");
    asked.retain(|word| !schema.contains(&format!("\"{word}\": {{")));
    assert!(asked.is_empty(), "no keys: {asked:?}");
}

/// The folders of kinds.
pub(crate) fn kinds() -> Vec<String> {
    let entries = fs::read_dir(src().join("kinds")).expect("the kinds are there");
    let paths = entries.map(|entry| entry.expect("they can be listed").path());
    let folders = paths.filter(|path| path.is_dir());
    folders
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect()
}

/// A file is read whole, by its name. What is longer has parts.
#[test]
fn no_file_has_more_than_500_lines() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let crates = [
        "",
        "formwork",
        "devstack",
        "cargo-formwork",
        "examples/orders",
    ];
    let places = crates
        .iter()
        .flat_map(|name| ["src", "tests"].map(|part| workspace.join(name).join(part)));
    let places = places.filter(|place| place.is_dir());
    let files: Vec<PathBuf> = places.flat_map(|place| files_below(&place)).collect();
    let sources = files
        .iter()
        .filter(|file| file.extension().is_some_and(|it| it == "rs"));
    let long: Vec<String> = sources
        .filter_map(|file| {
            let lines = fs::read_to_string(file)
                .expect("it is readable")
                .lines()
                .count();
            (lines > 500).then(|| format!("{} has {lines} lines", file.display()))
        })
        .collect();
    assert!(files.len() > 500, "{} files", files.len());
    assert!(long.is_empty(), "{long:#?}");
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The sources without their tests, by their path below `src/`; not `lib.rs`, which lists modules.
fn sources() -> Vec<(PathBuf, String)> {
    let mut sources = Vec::new();
    collect(&src(), &mut sources);
    sources
}

fn collect(directory: &Path, sources: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(directory).expect("the sources can be listed") {
        let path = entry.expect("the sources can be listed").path();
        let is_of_tests = path.ends_with("tests.rs") || path.ends_with("tests");
        if is_of_tests {
            continue;
        }
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source can be read");
            let text = text
                .split("#[cfg(test)]\nmod tests")
                .next()
                .unwrap_or_default();
            let below = path.strip_prefix(src()).expect("it lies in src/");
            if below != Path::new("lib.rs") {
                sources.push((below.to_owned(), text.to_owned()));
            }
        }
    }
}

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).expect("the files can be listed");
    let paths = entries.map(|entry| entry.expect("the files can be listed").path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files_below(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// The module at the top that a file belongs to.
fn top_of(path: &Path) -> String {
    let first = path.iter().next().expect("a path has a first part");
    let first = Path::new(first).file_stem().expect("it has a name");
    first.to_string_lossy().into_owned()
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The modules that a text names by `crate::`, but for what doc comments link to. A list in braces
/// would hide them, so there is none.
fn imports(text: &str) -> Vec<String> {
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let paths = lines.flat_map(|line| line.split("crate::").skip(1));
    paths
        .map(|path| {
            let end = path.find(|c: char| !c.is_alphanumeric() && c != '_');
            path[..end.unwrap_or(path.len())].to_owned()
        })
        .inspect(|name| assert!(!name.is_empty(), "one `use crate::` per module"))
        .collect()
}
