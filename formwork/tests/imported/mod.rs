//! Terraform itself judges what an import makes: it is valid, and on the state of the module that was imported it
//! plans no change.

use std::fs;
use std::path::{Path, PathBuf};

use formwork::import::{Import, Imported};
use tempfile::TempDir;

use crate::common::{has_terraform, synth, terraform, write};
use crate::{TIMEOUT, init, run_for, write_all};

/// The modules of `tests/import` that need no provider but that of AWS, and no registry.
const MODULES: &[&str] = &[
    "cdktf_queue",
    "counts",
    "data",
    "dynamic",
    "files",
    "heredocs",
    "locals",
    "overridden",
    "refactored",
    "stateful",
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import")
}

/// Copies a directory.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("there is room");
    for entry in fs::read_dir(from).expect("it is a directory") {
        let entry = entry.expect("it can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("there is room");
        }
    }
}

/// Imports a module of a copy of all of them, and writes what comes of it beside its files.
fn import(root: &Path, name: &str) -> (Imported, PathBuf) {
    let directory = root.join(name);
    let imported = Import::new(&directory).run().expect("it is a module");
    assert!(
        imported.problems.is_none(),
        "{name}: {:?}",
        imported.problems
    );
    let hcl_out = directory.join("hcl-out");
    // One line of the provider is on the machine, whichever the module wants.
    let manifest = imported
        .manifest
        .replace("versions = [\"6\"]", "versions = [\"5\", \"6\"]");
    let mut files = synth(&manifest);
    if manifest.contains("type = \"s3\"") {
        let local = "terraform {\n  backend \"local\" {}\n}\n";
        files.insert("local_override.tf".to_owned(), local.to_owned());
    }
    write_all(&hcl_out, &files);
    (imported, hcl_out)
}

#[test]
fn what_is_imported_is_valid() {
    if !has_terraform("what_is_imported_is_valid") {
        return;
    }
    let root = TempDir::new().unwrap();
    copy(&source(), root.path());
    for name in MODULES {
        let (_, hcl_out) = import(root.path(), name);
        init(&hcl_out);
        let (status, output) = run_for(TIMEOUT, terraform(&hcl_out).args(["validate", "-json"]));
        assert!(status.success(), "{name}: {output}");
    }
}

/// The state of the module is copied to where Terraform runs now, as docs/import.md says.
#[test]
fn a_plan_on_the_old_state_has_nothing_to_do() {
    if !has_terraform("a_plan_on_the_old_state_has_nothing_to_do") {
        return;
    }
    let root = TempDir::new().unwrap();
    copy(&source(), root.path());
    let module = root.path().join("stateful");
    init(&module);
    let apply = ["apply", "-auto-approve", "-input=false", "-no-color"];
    let (status, output) = run_for(TIMEOUT, terraform(&module).args(apply));
    assert!(status.success(), "{output}");

    let (imported, hcl_out) = import(root.path(), "stateful");
    let lost = imported
        .remarks
        .iter()
        .filter(|it| it.kind != formwork::import::RemarkKind::Note);
    assert_eq!(lost.count(), 0, "{:?}", imported.remarks);
    fs::copy(
        module.join("terraform.tfstate"),
        hcl_out.join("terraform.tfstate"),
    )
    .unwrap();
    init(&hcl_out);
    let plan = ["plan", "-detailed-exitcode", "-input=false", "-no-color"];
    let (status, output) = run_for(TIMEOUT, terraform(&hcl_out).args(plan));
    assert_eq!(status.code(), Some(0), "{output}");

    // That a change would show: the same plan after one.
    let text = fs::read_to_string(hcl_out.join("locals.tf")).unwrap();
    write(
        &hcl_out.join("locals.tf"),
        &text.replace("\"shop\"", "\"shops\""),
    );
    let (status, output) = run_for(TIMEOUT, terraform(&hcl_out).args(plan));
    assert_eq!(status.code(), Some(2), "{output}");
}
