//! `new` and `init`: which files they write, what those say, and what is refused. scripts/new-projects.sh
//! compiles, tests and plans what they make.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_formwork::Status;
use formwork::{SourceFile, Stack};
use tempfile::TempDir;

use common::{Ran, golden, run, write};

/// Every set of flags.
fn all_flags() -> Vec<Vec<&'static str>> {
    let entries = ["--database", "--bucket", "--queue"];
    let mut all = Vec::new();
    for framework in ["rocket", "axum"] {
        for set in 0..8 {
            let chosen = entries.iter().enumerate();
            let chosen = chosen.filter(|(bit, _)| set & (1 << bit) != 0);
            let mut flags = vec!["--framework", framework];
            flags.extend(chosen.map(|(_, flag)| flag));
            all.push(flags);
        }
    }
    all
}

/// Runs a command about a directory, whose path is left out of what is printed.
fn run_about(root: &Path, command: &str, directory: &Path, flags: &[&str]) -> Ran {
    let mut arguments = vec![command, directory.to_str().unwrap()];
    arguments.extend(flags);
    let ran = run(&arguments);
    let start = format!("{}/", root.display());
    Ran {
        out: ran.out.replace(&start, ""),
        err: ran.err.replace(&start, ""),
        ..ran
    }
}

/// All files below a directory, by their paths in it.
fn files(directory: &Path) -> BTreeMap<PathBuf, String> {
    let mut all = BTreeMap::new();
    let mut open = vec![directory.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                all.insert(path.strip_prefix(directory).unwrap().to_path_buf(), text);
            }
        }
    }
    all
}

fn made(flags: &[&str]) -> BTreeMap<PathBuf, String> {
    let root = TempDir::new().unwrap();
    let directory = root.path().join("shop");
    let ran = run_about(root.path(), "new", &directory, flags);
    assert_eq!(ran.status, Status::Clean, "{}", ran.err);
    files(&directory)
}

#[test]
fn new_says_what_it_wrote_and_what_comes_next() {
    for (flags, name) in [
        (vec![], "new/plain.txt"),
        (vec!["--database", "--bucket", "--queue"], "new/all.txt"),
    ] {
        let root = TempDir::new().unwrap();
        let ran = run_about(root.path(), "new", &root.path().join("shop"), &flags);
        assert_eq!((ran.status, ran.err.as_str()), (Status::Clean, ""));
        golden(name, &ran.out);
    }
}

#[test]
fn what_is_declared_is_granted_and_the_stack_is_right() {
    for flags in all_flags() {
        let files = made(&flags);
        let manifest = &files[Path::new("stack.toml")];
        let stack = Stack::from_source(&SourceFile::new("stack.toml", manifest.as_str()));
        let stack = stack.unwrap_or_else(|report| panic!("{flags:?}: {report}"));
        let verdict = formwork::lint(&stack).unwrap();
        assert!(verdict.denied().is_none(), "{flags:?}");
        assert!(verdict.warned().is_none(), "{flags:?}");
        let toml: toml::Table = manifest.parse().unwrap();
        for kind in ["database", "bucket", "queue"] {
            let flag = format!("--{kind}");
            assert_eq!(
                flags.contains(&flag.as_str()),
                toml.contains_key(kind),
                "{flags:?}"
            );
        }
    }
}

#[test]
fn code_is_formatted() {
    for flags in all_flags() {
        let root = TempDir::new().unwrap();
        let directory = root.path().join("shop");
        run_about(root.path(), "new", &directory, &flags);
        // Of `build.rs` and `src/main.rs`: rustfmt finds the modules of the latter.
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--check", "--edition", "2024", "build.rs", "src/main.rs"]);
        let output = rustfmt.current_dir(&directory).output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{flags:?}: {told}");
    }
}

#[test]
fn no_blank_line_is_left_where_a_part_is_not_wanted() {
    for flags in all_flags() {
        for (path, text) in made(&flags) {
            let path = path.display();
            assert!(!text.contains("\n\n\n"), "{flags:?} {path}: {text}");
            assert!(
                text.ends_with('\n') && !text.ends_with("\n\n"),
                "{flags:?} {path}"
            );
            let has_end = text.lines().any(|line| line.ends_with(' '));
            assert!(!has_end && !text.contains("{{"), "{flags:?} {path}: {text}");
        }
    }
}

/// It is built with the formwork that this program belongs to.
#[test]
fn the_published_formwork_is_this_one() {
    let text = &made(&[])[Path::new("Cargo.toml")];
    let made: toml::Table = text.parse().unwrap();
    let asked = made["build-dependencies"]["formwork"].as_str().unwrap();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../formwork/Cargo.toml");
    let own: toml::Table = fs::read_to_string(own).unwrap().parse().unwrap();
    let version = own["package"]["version"].as_str().unwrap();
    assert!(
        version.starts_with(&format!("{asked}.")),
        "{version} is not {asked}"
    );
}

#[test]
fn a_checkout_is_named_by_its_whole_path() {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../formwork");
    let files = made(&["--formwork-path", checkout.to_str().unwrap()]);
    let manifest: toml::Table = files[Path::new("Cargo.toml")].parse().unwrap();
    let path = manifest["build-dependencies"]["formwork"]["path"]
        .as_str()
        .unwrap();
    assert_eq!(Path::new(path), fs::canonicalize(checkout).unwrap());
    let root = TempDir::new().unwrap();
    let flags = ["--formwork-path", root.path().to_str().unwrap()];
    let ran = run_about(root.path(), "new", &root.path().join("shop"), &flags);
    assert_eq!(ran.status, Status::Failed);
    let told = ran.err.replace(root.path().to_str().unwrap(), "DIRECTORY");
    golden("new/no_checkout.txt", &told);
}

#[test]
fn nothing_is_written_where_a_file_is_there() {
    let root = TempDir::new().unwrap();
    let directory = root.path().join("shop");
    fs::create_dir_all(directory.join("src")).unwrap();
    write(&directory.join("src/main.rs"), "fn main() {}\n");
    write(&directory.join("stack.toml"), "stack.name = 'shop'\n");
    let before = files(&directory);
    let ran = run_about(root.path(), "new", &directory, &[]);
    assert_eq!((ran.status, ran.out.as_str()), (Status::Failed, ""));
    golden("new/files_are_there.txt", &ran.err);
    assert_eq!(files(&directory), before);
}

#[test]
fn a_name_that_a_crate_or_a_stack_cannot_have_is_refused() {
    let root = TempDir::new().unwrap();
    let mut told = String::new();
    for name in [
        "Shop_Api",
        "1shop",
        "match",
        "rocket",
        "sg-shop",
        &"a".repeat(33),
        "..",
    ] {
        let ran = run_about(root.path(), "new", &root.path().join(name), &[]);
        assert_eq!(ran.status, Status::Failed, "{name}");
        let err = ran.err.replace(root.path().to_str().unwrap(), "DIRECTORY");
        told = format!("{told}$ cargo formwork new {name}\n{err}");
    }
    golden("new/names.txt", &told);
    assert!(files(root.path()).is_empty());
}

#[test]
fn init_adds_what_a_crate_lacks_and_says_the_rest() {
    let root = TempDir::new().unwrap();
    let directory = root.path();
    write(
        &directory.join("Cargo.toml"),
        "[package]\nname = \"Task_Api\"\n",
    );
    let flags = ["--database", "--bucket", "--queue"];
    let ran = run_about(root.path(), "init", directory, &flags);
    assert_eq!((ran.status, ran.err.as_str()), (Status::Clean, ""));
    golden("new/init.txt", &ran.out);
    let made = files(directory);
    let manifest = &made[Path::new("stack.toml")];
    golden("new/init_stack.toml", manifest);
    let stack = Stack::from_source(&SourceFile::new("stack.toml", manifest.as_str()));
    assert!(stack.is_ok(), "{manifest}");
    assert!(made[Path::new("Dockerfile")].contains("ENTRYPOINT [\"/Task_Api\"]"));
    let again = run_about(root.path(), "init", directory, &flags);
    assert_eq!(again.status, Status::Failed);
    golden("new/init_again.txt", &again.err);
    assert_eq!(files(directory), made);
}

#[test]
fn init_needs_a_crate() {
    let root = TempDir::new().unwrap();
    let mut told = String::new();
    for text in [None, Some("[package\n"), Some("[workspace]\n")] {
        if let Some(text) = text {
            write(&root.path().join("Cargo.toml"), text);
        }
        let ran = run_about(root.path(), "init", root.path(), &[]);
        assert_eq!(ran.status, Status::Failed);
        told += &ran.err;
    }
    golden("new/init_without_a_crate.txt", &told);
}
