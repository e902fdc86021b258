//! What a build makes of a stack and of its environments, in this order: one verdict, one set of files.

use std::path::{Path, PathBuf};

use super::{Failure, modules};
use crate::emit::{ENVIRONMENTS, Roots};
use crate::lint::{Verdict, judge};
use crate::stack::Stack;
use crate::synth::{Synthesis, merged_reports};

/// The stack, and that of each environment, with what was made of it.
fn each<'a>(
    stack: &'a Stack,
    syntheses: &'a [Synthesis],
) -> impl Iterator<Item = (&'a Stack, &'a Synthesis)> {
    let environments = stack.environments().map(|(_, of)| of);
    [stack].into_iter().chain(environments).zip(syntheses)
}

/// What the lints say, each finding once.
pub(super) fn verdict(stack: &Stack, syntheses: &[Synthesis]) -> Verdict {
    let verdicts = each(stack, syntheses)
        .map(|(of, made)| judge(of, &made.module, &made.origins).into_parts());
    let (denied, warned): (Vec<_>, Vec<_>) = verdicts.unzip();
    Verdict::new(merged_reports(stack, denied), merged_reports(stack, warned))
}

/// Checks the modules that the root modules call by their paths; gives the files that were read.
pub(super) fn modules(
    stack: &Stack,
    syntheses: &[Synthesis],
    hcl_out: &Path,
) -> Result<Vec<PathBuf>, Failure> {
    let mut read = Vec::new();
    let mut reports = Vec::new();
    for (of, made) in each(stack, syntheses) {
        let checked = modules::check(of, &made.files, &directory(hcl_out, of.environment()));
        reports.push(checked.map(|files| read.extend(files)).err());
    }
    match merged_reports(stack, reports) {
        Some(report) => Err(Failure::Problems(report)),
        None => Ok(read),
    }
}

/// Where all files are.
pub(super) fn paths(hcl_out: &Path, roots: &Roots) -> Vec<PathBuf> {
    let directories = roots.directories(hcl_out);
    let paths = directories.flat_map(|(root, artifacts)| {
        let names = artifacts.iter().map(|artifact| &artifact.name);
        names.map(|name| root.join(name)).collect::<Vec<_>>()
    });
    paths.collect()
}

fn directory(hcl_out: &Path, environment: Option<&str>) -> PathBuf {
    match environment {
        Some(name) => hcl_out.join(ENVIRONMENTS).join(name),
        None => hcl_out.to_owned(),
    }
}
