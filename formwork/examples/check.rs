//! Checks Terraform that formwork did not make, as `terraform validate` would.
//!
//! usage: `check DIRECTORY...`
//!
//! Each directory is a module. Prints `DIRECTORY: ok`, or a line for each finding.

#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a program prints"
)]

use std::env;
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut is_valid = true;
    for directory in env::args().skip(1) {
        match read(Path::new(&directory)) {
            Ok(files) => is_valid &= check(&directory, &files),
            Err(cause) => {
                eprintln!("cannot read `{directory}`: {cause}");
                return ExitCode::FAILURE;
            }
        }
    }
    if is_valid {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The name and the text of each file of a module.
fn read(directory: &Path) -> io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "tf") {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            files.push((name.into_owned(), fs::read_to_string(&path)?));
        }
    }
    files.sort();
    Ok(files)
}

/// Prints what is found in a module; gives whether Terraform would take it.
fn check(directory: &str, files: &[(String, String)]) -> bool {
    let files = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    match formwork::check_hcl(files) {
        Ok(found) => {
            for finding in &found {
                println!("{directory}: {}", finding.line);
            }
            let is_valid = found.iter().all(|finding| finding.is_note);
            if is_valid {
                println!("{directory}: ok");
            }
            is_valid
        }
        Err(error) => {
            println!("{directory}: {} (syntax)", error.headline());
            false
        }
    }
}
