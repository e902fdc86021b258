//! `cargo dev`: the API and all that it needs, with data that stays.

mod task_definition;

use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use devstack::{Devstack, Service, Tenant};
use tokio::net::TcpStream;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::sleep;

use crate::task_definition::TaskDefinition;

type Failure = Box<dyn Error>;

/// Database, bucket and secret of the one who develops.
const TENANT: &str = "tasks";

const PACKAGE: [&str; 4] = ["--package", "task-api", "--bin", "task-api"];

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nobody is left to tell if this fails.
            let _ = writeln!(io::stderr(), "error: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Failure> {
    if std::env::args().count() > 1 {
        return Err("`cargo dev` takes no arguments; it starts the API and all that it needs".into());
    }
    let mut stop = Stop::listen()?;
    let stack = tokio::select! {
        stack = start() => stack?,
        () = stop.requested() => return Ok(()),
    };
    let tenant = stack.tenant(TENANT).await?;
    // Before the variables are read: the build may write another task definition.
    tokio::select! {
        built = build() => built?,
        () = stop.requested() => return Ok(()),
    }
    let definition = TaskDefinition::read(&root().join("hcl-out/service_api.tf"))?;
    require_free(definition.port)?;
    let mut service = serve(&tenant, &definition)?;
    let ended = tokio::select! {
        status = service.wait() => Some(status?),
        () = announce(&stack, &tenant, definition.port) => None,
        () = stop.requested() => None,
    };
    Ok(())
}
