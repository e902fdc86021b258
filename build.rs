//! Synthesizes `stack.toml` into `hcl-out/` and `$OUT_DIR/stack.rs`.

use std::process::ExitCode;

use build_rs::{input, output};
use formwork::Build;

fn main() -> ExitCode {
    // What embeds them does not notice a new one.
    output::rerun_if_changed("migrations");
    Build::of_service("api").main(&input::out_dir())
}
