//! Synthesizes `stack.toml` into `hcl-out/` and `$OUT_DIR/stack.rs`.

fn main() -> std::process::ExitCode {
    formwork::Build::of_service("web").main(&build_rs::input::out_dir())
}
