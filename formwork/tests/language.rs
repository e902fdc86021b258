//! The check of the language, section by section of its documentation: what `terraform validate`
//! 1.11.4 says of each module stands in its title. `scripts/language.py` asks Terraform again.

mod common;

use std::fs;
use std::path::Path;

use common::{read, write};
use tempfile::TempDir;

const SECTIONS: [&str; 6] = [
    "blocks",
    "expressions",
    "functions",
    "modules",
    "settings",
    "syntax",
];

/// Modules on which we say something else, and why.
const KNOWN: &[(&str, &str)] = &[
    (
        "regex that does not match",
        "there is no engine for expressions here",
    ),
    (
        "a required version that is not met",
        "which Terraform runs is not known here",
    ),
    (
        "an override of a resource",
        "Terraform does not look for unknown arguments that are overridden",
    ),
    (
        "an override of a variable's default",
        "Terraform reads a default before it is overridden",
    ),
    (
        "an override of lifecycle",
        "Terraform reads `lifecycle` before it is overridden",
    ),
];

/// Whether the check takes a module of several files, and what it says.
fn check(module: &str) -> (bool, String) {
    let root = TempDir::new().expect("there is room");
    let mut parts = module.split("# -- ");
    write(
        &root.path().join("main.tf"),
        parts.next().unwrap_or_default(),
    );
    for part in parts {
        let (name, text) = part.split_once('\n').expect("a name is a line");
        let path = root.path().join(name);
        if let Some((directory, _)) = name.rsplit_once('/') {
            fs::create_dir_all(root.path().join(directory)).expect("there is room");
        }
        write(&path, text);
    }
    match formwork::check_directory(root.path()) {
        Ok(found) => {
            let lines: Vec<&str> = found.iter().map(|finding| finding.line.as_str()).collect();
            let is_valid = found.iter().all(|finding| finding.is_note);
            (is_valid, lines.join("\n"))
        }
        Err(error) => (false, error.to_string()),
    }
}

#[test]
fn the_check_says_what_terraform_says() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/language");
    let mut wrong = Vec::new();
    let mut count = 0;
    for section in SECTIONS {
        let text = read(&directory.join(section).with_extension("tf"));
        for module in text.split("# ---- ").skip(1) {
            let (title, module) = module.split_once('\n').expect("a title is a line");
            let (verdict, name) = title.split_once(": ").expect("a title has a verdict");
            let (is_valid, lines) = check(module);
            count += 1;
            let is_known = KNOWN.iter().any(|(known, _)| *known == name);
            if (verdict == "valid") == is_valid && is_known {
                wrong.push(format!(
                    "{section}: {title}: agrees, and is listed as known"
                ));
            } else if (verdict == "valid") != is_valid && !is_known {
                wrong.push(format!("{section}: {title}: {lines}"));
            }
        }
    }
    assert!(count > 100, "{count}");
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
