//! A build script as a program of its own: what a stack costs as a whole process.
//!
//! usage: `synthesize MANIFEST SERVICE DIRECTORY`
//!
//! Writes `DIRECTORY/hcl-out/` and `DIRECTORY/stack.rs`.

#![expect(clippy::print_stderr, reason = "a program prints")]

use std::env;
use std::path::Path;
use std::process::ExitCode;

use build_rs::output;
use formwork::Build;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [manifest, service, directory] = arguments.as_slice() else {
        eprintln!("usage: synthesize MANIFEST SERVICE DIRECTORY");
        return ExitCode::FAILURE;
    };
    let directory = Path::new(directory);
    let outcome = Build::of_service(service)
        .manifest(manifest)
        .hcl_out(directory.join("hcl-out"))
        .run(directory);
    match outcome {
        Ok(built) => {
            built.watched().for_each(output::rerun_if_changed);
            built.warnings().for_each(output::warning);
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
