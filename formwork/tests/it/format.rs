//! Formats generated HCL with ours and with `terraform fmt`, byte for byte.
//!
//! Snippets come from a seeded generator that writes valid HCL with mangled white space.

mod generator;

use std::path::PathBuf;

use tempfile::TempDir;

use crate::common::{has_terraform, read, run, terraform, write};
use generator::Generator;

/// A fraction of a second of work for Terraform.
const SNIPPETS: u64 = 600;

#[test]
fn formats_as_terraform_does() {
    if !has_terraform("formats_as_terraform_does") {
        return;
    }
    let sources: Vec<String> = (0..SNIPPETS)
        .map(|seed| Generator::new(seed).file())
        .collect();
    let expected = terraform_fmt(&sources);
    let differing: Vec<String> = sources
        .iter()
        .zip(&expected)
        .filter_map(|(source, expected)| difference(source, expected))
        .collect();
    let shown = differing.iter().take(3).map(String::as_str);
    assert!(
        differing.is_empty(),
        "{} of {SNIPPETS} snippets differ, for example\n{}",
        differing.len(),
        shown.collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn leaves_formatted_text_alone() {
    for seed in 0..SNIPPETS {
        let mut generator = Generator::new(seed);
        // Terraform unwraps one `"${…}"` a run, so a nested one changes again.
        generator.may_wrap_values = false;
        let once = formwork::hcl::format(&generator.file());
        assert_eq!(formwork::hcl::format(&once), once, "seed {seed}");
    }
}

/// The first differing line of a snippet, if there is one.
fn difference(source: &str, expected: &str) -> Option<String> {
    let actual = formwork::hcl::format(source);
    if actual == expected {
        return None;
    }
    let mut lines = expected.split('\n').zip(actual.split('\n')).enumerate();
    let first = lines.find(|(_, (theirs, ours))| theirs != ours);
    Some(format!(
        "first difference (line, (terraform, ours)): {first:?}\nsource:\n{source}\nterraform:\n{expected}"
    ))
}

/// What one run of Terraform makes of the sources.
fn terraform_fmt(sources: &[String]) -> Vec<String> {
    let directory = TempDir::new().expect("a directory can be made");
    let paths: Vec<PathBuf> = (0..sources.len())
        .map(|number| directory.path().join(format!("{number:04}.tf")))
        .collect();
    for (path, source) in paths.iter().zip(sources) {
        write(path, source);
    }
    let arguments = ["fmt", "-recursive", "-list=false", "-no-color"];
    run(terraform(directory.path()).args(arguments));
    paths.iter().map(|path| read(path)).collect()
}
