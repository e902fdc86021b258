//! Synthesizes `stack.toml`, which has entries of a kind of our own.

fn main() -> std::process::ExitCode {
    formwork::Build::of_service("web")
        .kind::<mailer::Mailer>()
        .main(&build_rs::input::out_dir())
}
