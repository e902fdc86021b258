//! What a build script tells Cargo. This is the one place of formwork that prints: it is called
//! by `main` of a build script, and by nothing else.

use std::path::Path;
use std::process::ExitCode;

use build_rs::output;

use crate::build_script::{Build, Built, Failure, LINTS_VARIABLE, SKIP_VARIABLE};
use crate::stack::Stack;

impl Build {
    /// All that `main` of a build script has to do: [`run`](Self::run), and what came of it for
    /// Cargo, on standard output: when to run again, warnings, and one error per problem. The
    /// full report goes to standard error, which Cargo shows below the errors.
    ///
    /// ```no_run
    /// fn main() -> std::process::ExitCode {
    ///     formwork::Build::of_service("web").main(&build_rs::input::out_dir())
    /// }
    /// ```
    ///
    /// `out_dir` is Cargo's `OUT_DIR`. A build script that has more to say calls `run` and prints
    /// itself.
    #[must_use = "Cargo takes a build for good unless `main` returns it"]
    pub fn main(&self, out_dir: &Path) -> ExitCode {
        tell(self.run(out_dir))
    }

    /// As [`main`](Self::main), after `add` has added to the stack, and to that of each environment, what a
    /// file cannot say: what is computed, or repeated.
    ///
    /// ```no_run
    /// fn main() -> std::process::ExitCode {
    ///     formwork::Build::of_service("web").main_with(&build_rs::input::out_dir(), |stack| {
    ///         for shard in 0..4 {
    ///             stack
    ///                 .resource("aws_sqs_queue", &format!("jobs_{shard}"))
    ///                 .set("delay_seconds", shard * 5);
    ///         }
    ///     })
    /// }
    /// ```
    #[must_use = "Cargo takes a build for good unless `main` returns it"]
    pub fn main_with(&self, out_dir: &Path, add: impl FnMut(&mut Stack)) -> ExitCode {
        tell(self.run_with(out_dir, add))
    }
}

fn tell(result: Result<Built, Failure>) -> ExitCode {
    output::rerun_if_env_changed(SKIP_VARIABLE);
    output::rerun_if_env_changed(LINTS_VARIABLE);
    match result {
        Ok(built) => {
            succeed(&built);
            ExitCode::SUCCESS
        }
        Err(failure) => {
            fail(&failure);
            ExitCode::FAILURE
        }
    }
}

fn succeed(built: &Built) {
    // What was written too: a hand edit of hcl-out is undone by the next build.
    built.watched().for_each(output::rerun_if_changed);
    built.warnings().for_each(output::warning);
}

/// Names no file to watch: Cargo runs a script that failed again in any case.
#[expect(clippy::print_stderr, reason = "Cargo shows it below the errors")]
fn fail(failure: &Failure) {
    for headline in failure.headlines() {
        output::error(&headline);
    }
    eprintln!("{}", failure.for_stderr());
}
