//! Launches the task-management API; with `health` as argument, asks the one that runs.
#![forbid(unsafe_code)]

use std::error::Error;
use std::process::ExitCode;

use task_api::Setup;
use tracing::{error, info};

/// Cheaper than glibc's for the many small allocations of a request.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[rocket::main]
async fn main() -> ExitCode {
    #[expect(
        clippy::disallowed_methods,
        reason = "the log level must be known before anything can be reported"
    )]
    let rust_log = std::env::var_os("RUST_LOG").unwrap_or_default();
    task_api::logging::init(&rust_log.to_string_lossy());

    let command = std::env::args().nth(1);
    let outcome = match command.as_deref() {
        None => serve().await,
        Some("health") => task_api::probe().map_err(Into::into),
        Some(other) => Err(format!("`{other}` is no command: there is `health`, and none").into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            error!("{failure}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn Error + Send + Sync>> {
    let setup = Setup::from_env().await?;
    let rocket = task_api::rocket(&setup)?;
    rocket
        .launch()
        .await
        .map_err(|failure| task_api::launch_failure(&failure))?;
    info!("stopped");
    Ok(())
}
