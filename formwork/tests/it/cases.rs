//! Whole files, as they are for small stacks that show one behaviour each.
//!
//! `cases/minimal/out` holds every file. Any other case holds those that differ from them, so
//! that a reader sees what its one behaviour changes and nothing else; a case that lacks one of them,
//! since nobody calls its stack, holds every file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{Files, files_in, synth};
use crate::golden::goldens;
use crate::manifests::cases;

#[test]
fn every_case_makes_its_files() {
    let cases = cases();
    let minimal = synth(&cases["minimal"]);
    let (mut made, mut present) = (BTreeMap::new(), Vec::new());
    for (name, manifest) in &cases {
        let out = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cases/{name}/out"));
        let files = synth(manifest);
        let has_all = minimal.keys().all(|file| files.contains_key(file));
        let base = if name == "minimal" || !has_all {
            Files::new()
        } else {
            minimal.clone()
        };
        let differing = files
            .into_iter()
            .filter(|(file, text)| base.get(file) != Some(text));
        made.extend(differing.map(|(file, text)| (out.join(file), text)));
        present.extend(files_in(&out).into_keys().map(|file| out.join(file)));
        for environment in directories(&out.join("env")) {
            let files = files_in(&environment).into_keys();
            present.extend(files.map(|file| environment.join(file)));
        }
    }
    goldens(&made, &present);
}

/// The directories in one that may not be there.
fn directories(above: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(above).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths.filter(|path| path.is_dir()).collect()
}
