//! Launches the task-management API.
#![forbid(unsafe_code)]

use std::error::Error;
use std::process::ExitCode;

use task_api::Setup;
use tracing::error;

#[rocket::main]
async fn main() -> ExitCode {
    #[expect(
        clippy::disallowed_methods,
        reason = "the log level must be known before anything can be reported"
    )]
    let rust_log = std::env::var_os("RUST_LOG").unwrap_or_default();
    task_api::logging::init(&rust_log.to_string_lossy());

    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            error!("{failure}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn Error>> {
    let setup = Setup::from_env().await?;
    let rocket = task_api::rocket(&setup)?;
    rocket
        .launch()
        .await
        .map_err(|failure| task_api::launch_failure(&failure))?;
    Ok(())
}
