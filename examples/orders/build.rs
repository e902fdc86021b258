//! Synthesizes `stack.toml`, and what the five containers of this crate are compiled against.

fn main() -> std::process::ExitCode {
    formwork::Build::of(["api", "pricing", "mailer", "nightly", "migrate"])
        .main(&build_rs::input::out_dir())
}
