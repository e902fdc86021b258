//! Checks Terraform that formwork did not make, as `terraform validate` would.
//!
//! usage: `check [--provider 5|6] DIRECTORY...`
//!
//! Each directory is a module. It is checked for the line of the AWS provider that is named, or for the
//! newest that its constraints allow. Prints `DIRECTORY: ok`, or a line for each finding.

#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a program prints"
)]

use std::env;
use std::io;
use std::process::ExitCode;

use formwork::{ProviderLine, check_directory, check_directory_for};

fn main() -> ExitCode {
    let mut is_valid = true;
    let mut directories: Vec<String> = env::args().skip(1).collect();
    let mut line = None;
    if directories
        .first()
        .is_some_and(|first| first == "--provider")
    {
        let named = directories.drain(..2.min(directories.len())).next_back();
        let mut lines = ProviderLine::ALL.into_iter();
        line = lines.find(|line| named.as_deref() == Some(line.number()));
        if line.is_none() {
            eprintln!("usage: check [--provider 5|6] DIRECTORY...");
            return ExitCode::FAILURE;
        }
    }
    for directory in directories {
        match check(line, &directory) {
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
fn check(line: Option<ProviderLine>, directory: &str) -> io::Result<bool> {
    let found = match line {
        Some(line) => check_directory_for(line, directory),
        None => check_directory(directory),
    };
    match found {
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
