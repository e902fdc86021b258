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
use std::io;
use std::process::ExitCode;

use formwork::check_directory;

fn main() -> ExitCode {
    let mut is_valid = true;
    for directory in env::args().skip(1) {
        match check(&directory) {
            Ok(found) => is_valid &= found,
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

/// Prints what is found in a module; gives whether Terraform would take it.
fn check(directory: &str) -> io::Result<bool> {
    match check_directory(directory) {
        Ok(found) => {
            for finding in &found {
                println!("{directory}: {}", finding.line);
            }
            let is_valid = found.iter().all(|finding| finding.is_note);
            if is_valid {
                println!("{directory}: ok");
            }
            Ok(is_valid)
        }
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            println!("{directory}: {error} (syntax)");
            Ok(false)
        }
        Err(error) => Err(error),
    }
}
