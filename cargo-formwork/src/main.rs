//! The binary that Cargo runs for `cargo formwork`.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_formwork::Tool::default().main()
}
