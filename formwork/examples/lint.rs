//! Lints Terraform that formwork did not make.
//!
//! usage: `lint FILE...`
//!
//! Prints the code of each lint and the address that it found it at, for the files as one module.

#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a program prints"
)]

use std::env;
use std::fs;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut files = Vec::new();
    for path in env::args().skip(1) {
        match fs::read_to_string(&path) {
            Ok(text) => files.push((path, text)),
            Err(cause) => {
                eprintln!("cannot read `{path}`: {cause}");
                return ExitCode::FAILURE;
            }
        }
    }
    let texts = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    match formwork::lint_hcl(texts) {
        Ok(found) => {
            for (code, address) in found {
                println!("{} {address}", code.name());
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
