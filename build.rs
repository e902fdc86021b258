//! Synthesizes `stack.toml` into `hcl-out/` and `$OUT_DIR/stack.rs`.

use std::process::ExitCode;

use build_rs::input;
use formwork::Build;

fn main() -> ExitCode {
    Build::of_service("api").main(&input::out_dir())
}
