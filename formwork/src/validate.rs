//! validate: the [`Manifest`] becomes a [`Stack`], or all the problems that stand in its way.
//!
//! Each section of the manifest has a file here that gives its values their types. What concerns
//! several values at once is a rule, each in a file of its own under `rules`.

use crate::manifest::Manifest;
use crate::problem::Problem;
use crate::source::SourceFile;
use crate::stack::Stack;

mod alarms;
mod backend;
mod bucket;
mod database;
mod domain;
mod environment;
mod grants;
mod leaf;
#[cfg(test)]
mod limits;
mod lints;
mod logs;
mod network;
mod problems;
mod raw;
mod renames;
mod routing;
mod rules;
mod service;
mod stack;
mod tags;

#[cfg(test)]
pub(crate) use limits::LIMITS;
#[cfg(test)]
pub(crate) use logs::RETENTION_DAYS;
use problems::Problems;
pub(crate) use rules::is_secret;

/// Proves what the manifest says, or tells everything that is wrong with it.
///
/// # Errors
///
/// Every problem, in no order. There are none if the only reason is a value that could not be
/// read: `parse` has reported that one.
pub(crate) fn validate(source: &SourceFile, manifest: &Manifest) -> Result<Stack, Vec<Problem>> {
    let mut problems = Problems::default();
    let stack = stack::stack(source, manifest, &mut problems);
    problems.extend(rules::RULES.iter().flat_map(|rule| rule(manifest)));
    match stack {
        Some(stack) if problems.is_empty() => Ok(stack),
        _ => Err(problems.into_vec()),
    }
}
