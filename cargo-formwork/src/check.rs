//! `cargo formwork check`: problems, lints and drift.

mod finding;
mod json;
mod sarif;

use std::path::Path;

use formwork::{Failure, Inspection, Report};

use crate::cli::{CheckFormat, CheckOptions};
use crate::outcome::{Failed, Status};
use crate::output::{Output, Paint};
use crate::project::{Project, shown};
use finding::{Finding, Severity};

/// What is said of a project.
#[derive(Debug, Default)]
struct Checked {
    manifest: String,
    /// What fails a build: problems, or denied lints.
    errors: Option<Report>,
    warnings: Option<Report>,
    notes: Option<Report>,
    drift: Drift,
}

/// What a build would change in `hcl-out/`.
#[derive(Debug, Default)]
enum Drift {
    Files(Vec<Drifted>),
    /// Nobody asked.
    #[default]
    Ignored,
    /// Only a build knows what `build.rs` adds.
    Unknown,
}

/// A file that is not what a build makes.
#[derive(Debug)]
struct Drifted {
    path: String,
    state: &'static str,
}

impl Drifted {
    /// What is wrong, as a phrase behind the path.
    fn phrase(&self) -> &'static str {
        match self.state {
            "missing" => "is missing",
            "surplus" => "is made by nothing any more",
            _ => "is not what stack.toml makes",
        }
    }
}

/// What to do about drift.
const DRIFT_HELP: &str = "`cargo build` writes hcl-out; commit it with stack.toml";

pub(crate) fn run(
    project: &Project,
    options: &CheckOptions,
    output: &mut Output<'_>,
) -> Result<Status, Failed> {
    let checked = check(project, options)?;
    match options.format {
        CheckFormat::Human => print(&checked, output)?,
        CheckFormat::Json => output.line(json::json(&checked))?,
        CheckFormat::Sarif => output.line(sarif::sarif(&checked, project.kinds()))?,
    }
    Ok(if checked.is_clean() {
        Status::Clean
    } else {
        Status::Found
    })
}

fn check(project: &Project, options: &CheckOptions) -> Result<Checked, Failed> {
    let manifest = shown(project.manifest());
    let inspection = match project.inspect() {
        Ok(inspection) => inspection,
        Err(Failed::Build(Failure::Problems(report))) => {
            return Ok(Checked {
                manifest,
                errors: Some(report),
                ..Checked::default()
            });
        }
        Err(failed) => return Err(failed),
    };
    let drift = if options.no_drift {
        Drift::Ignored
    } else if project.has_computed_blocks() {
        Drift::Unknown
    } else {
        Drift::Files(drift(&inspection)?)
    };
    Ok(Checked {
        manifest,
        errors: inspection.verdict().denied().cloned(),
        warnings: inspection.verdict().warned().cloned(),
        notes: inspection.notes().cloned(),
        drift,
    })
}

fn drift(inspection: &Inspection) -> Result<Vec<Drifted>, Failed> {
    let written = inspection.drift()?;
    let state = |path: &Path| if path.exists() { "differs" } else { "missing" };
    let changed = written.changed.iter();
    let changed = changed.map(|path| Drifted {
        path: shown(path),
        state: state(path),
    });
    let removed = written.removed.iter().map(|path| Drifted {
        path: shown(path),
        state: "surplus",
    });
    Ok(changed.chain(removed).collect())
}

impl Checked {
    /// Whether nothing is wrong: warnings and notes are not.
    fn is_clean(&self) -> bool {
        self.errors.is_none() && self.drifted().is_empty()
    }

    fn drifted(&self) -> &[Drifted] {
        match &self.drift {
            Drift::Files(files) => files,
            Drift::Ignored | Drift::Unknown => &[],
        }
    }

    /// All findings, those that fail a build first.
    fn findings(&self) -> Vec<Finding> {
        let reports = [
            (&self.errors, Severity::Error),
            (&self.warnings, Severity::Warning),
            (&self.notes, Severity::Note),
        ];
        let reports = reports.into_iter();
        let found = reports.filter_map(|(report, severity)| Some((report.as_ref()?, severity)));
        found
            .flat_map(|(report, severity)| Finding::all_of(report, severity))
            .collect()
    }
}

fn print(checked: &Checked, output: &mut Output<'_>) -> Result<(), Failed> {
    if let Some(report) = &checked.errors {
        output.text(report.styled(output.style()))?;
    }
    let advised = [&checked.warnings, &checked.notes];
    let advised = advised.into_iter().flatten().flat_map(Report::advice_lines);
    for line in advised {
        let warning = output.paint(Paint::Warning, "warning:");
        output.line(format_args!("{warning} {line}"))?;
    }
    for file in checked.drifted() {
        let error = output.paint(Paint::Bad, "error:");
        output.line(format_args!("{error} {} {}", file.path, file.phrase()))?;
    }
    if !checked.drifted().is_empty() {
        output.line(format_args!("  help: {DRIFT_HELP}"))?;
    }
    if matches!(checked.drift, Drift::Unknown) {
        let warning = output.paint(Paint::Warning, "warning:");
        output.line(format_args!(
            "{warning} build.rs adds blocks to the stack, which only a build knows: they were not \
             checked, and hcl-out was not compared"
        ))?;
    }
    if checked.is_clean() {
        let good = output.paint(Paint::Good, "no problems");
        let compared = match checked.drift {
            Drift::Files(_) => ", and hcl-out is what it makes",
            Drift::Ignored | Drift::Unknown => "",
        };
        output.line(format_args!("{}: {good}{compared}", checked.manifest))?;
    }
    Ok(())
}
