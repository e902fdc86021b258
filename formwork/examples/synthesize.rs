//! A build script as a program of its own: what a stack costs as a whole process.
//!
//! usage: `synthesize MANIFEST SERVICE DIRECTORY`
//!
//! Writes `DIRECTORY/hcl-out/` and `DIRECTORY/stack.rs`.

#![expect(clippy::print_stderr, reason = "a program prints")]

use std::env;
use std::path::Path;
use std::process::ExitCode;

use formwork::Build;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [manifest, service, directory] = arguments.as_slice() else {
        eprintln!("usage: synthesize MANIFEST SERVICE DIRECTORY");
        return ExitCode::FAILURE;
    };
    let directory = Path::new(directory);
    Build::of_service(service)
        .manifest(manifest)
        .hcl_out(directory.join("hcl-out"))
        .main(directory)
}
