//! Launches the task-management API.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use tracing::error;

#[rocket::main]
async fn main() -> ExitCode {
    #[expect(
        clippy::disallowed_methods,
        reason = "the log level must be known before anything can be reported"
    )]
    let rust_log = std::env::var_os("RUST_LOG").unwrap_or_default();
    task_api::logging::init(&rust_log.to_string_lossy());

    match task_api::rocket().launch().await {
        Ok(_) => ExitCode::SUCCESS,
        Err(failure) => {
            error!("{}", task_api::launch_failure(&failure));
            ExitCode::FAILURE
        }
    }
}
