//! Synthesizes `stack.toml` into `hcl-out/` and `$OUT_DIR/stack.rs`.

use std::process::ExitCode;

use build_rs::{input, output};

fn main() -> ExitCode {
    output::rerun_if_env_changed(formwork::SKIP_VARIABLE);
    output::rerun_if_env_changed(formwork::LINTS_VARIABLE);

    match formwork::Build::of_service("api").run(&input::out_dir()) {
        Ok(built) => {
            // What was written too: a hand edit of hcl-out is undone by the next build.
            built.watched().for_each(output::rerun_if_changed);
            built.warnings().for_each(output::warning);
            ExitCode::SUCCESS
        }
        Err(failure) => {
            for headline in failure.headlines() {
                output::error(&headline);
            }
            #[expect(clippy::print_stderr, reason = "Cargo shows it below the headlines")]
            {
                eprintln!("{}", failure.for_stderr());
            }
            ExitCode::FAILURE
        }
    }
}
