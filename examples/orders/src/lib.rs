//! A shop's orders. Each of its containers is a module with a `run`, and a program of five lines in `bin/`;
//! what each may do stands in `stack.toml`, and in [`stack`] as types.

use std::error::Error;
use std::process::ExitCode;

pub mod api;
mod aws;
mod cache;
mod carts;
mod database;
mod links;
pub mod mailer;
pub mod migrate;
pub mod nightly;
mod order;
mod outbox;
mod price_lists;
pub mod pricing;
mod queue;

/// What `stack.toml` says of the containers of this crate.
mod stack {
    include!(concat!(env!("OUT_DIR"), "/stack.rs"));
}

/// Why a container, or one piece of its work, has failed: for the log.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Runs a container until it is done, or told to end.
pub fn main<F>(run: impl FnOnce() -> F) -> ExitCode
where
    F: Future<Output = Result<(), Failure>>,
{
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let ended = runtime
        .map_err(Failure::from)
        .and_then(|runtime| runtime.block_on(run()));
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "ended");
            ExitCode::FAILURE
        }
    }
}

/// Waits until ECS, or somebody at a terminal, wants the container to end.
async fn told_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut term), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = interrupt.recv() => {}
    }
}
