//! `cargo formwork dev`: the containers of the crate, with all that they need of AWS on this machine.

use std::path::Path;

use devstack::dev::{self, Outcome, Shown};

use crate::cli::{DevCommand, DevOptions};
use crate::outcome::{Failed, Status};
use crate::project::Project;

pub(crate) fn run(project: &Project, options: &DevOptions) -> Result<Status, Failed> {
    if options.command.is_some() && !options.only.is_empty() {
        return Err(Failed::new(
            "`--only` names services and workers, and `run` a job or a task",
            "leave one of them out",
        ));
    }
    project.require_kinds()?;
    let beside = project.manifest().parent().unwrap_or(Path::new(""));
    let of_dev = dev::Project {
        cargo_toml: beside.join("Cargo.toml"),
        manifest: project.manifest().to_owned(),
        hcl_out: project.hcl_out().to_owned(),
        data: options.data.clone(),
        kinds: project.kinds().clone(),
    };
    let outcome = match &options.command {
        None => dev::serve(&of_dev, &options.only),
        Some(DevCommand::Run(run)) => dev::run_once(&of_dev, &run.name, &run.arguments),
    };
    match outcome {
        Ok(Outcome::Done) => Ok(Status::Clean),
        Ok(Outcome::Failed) => Ok(Status::Found),
        Err(failure) => Err(Failed::OfDev(Shown(&failure).to_string())),
    }
}
