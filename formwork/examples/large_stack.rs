//! Prints the `stack.toml` of a stack with many services, to measure with.
//!
//! usage: `large_stack SERVICES`

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program prints"
)]

use std::env;
use std::process::ExitCode;

#[path = "../benches/common/mod.rs"]
mod common;

fn main() -> ExitCode {
    let services = env::args().nth(1).and_then(|count| count.parse().ok());
    let Some(services) = services else {
        eprintln!("usage: large_stack SERVICES");
        return ExitCode::FAILURE;
    };
    print!("{}", common::manifest(services));
    ExitCode::SUCCESS
}
