//! A module that is imported comes back: what its `stack.toml` makes means what the module meant. The import
//! itself holds each block to that; here the `stack.toml` and what is told are files, which `UPDATE=1` writes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

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
    for (name, manifest) in cases() {
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
    let of_root = |name: &str| name.ends_with(".tf") && !name.contains('/');
    files.iter().filter(move |(name, _)| of_root(name))
}
