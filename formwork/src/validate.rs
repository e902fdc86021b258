//! validate: the [`Manifest`] becomes a [`Stack`], or all the problems that stand in its way.
//!
//! Each section of the manifest has a file here that gives its values their types, and each kind
//! does so for its entries. What concerns several values at once is a rule, each in a file of its
//! own: under `rules`, or under those of a kind.

use std::collections::BTreeMap;

use crate::container;
use crate::kind::{AnyKind, Kinds, Problems, Scope};
use crate::manifest::{self, Manifest, ReadTable};
use crate::problem::{Problem, Report, without_echoes};
use crate::source::SourceFile;
use crate::stack::Stack;

mod alarms;
mod backend;
mod domain;
mod lints;
mod logs;
mod network;
mod raw;
mod renames;
mod rules;
mod stack;
mod tags;

#[cfg(any(test, feature = "schema"))]
pub(crate) use alarms::{DATABASE_CPU_PERCENT, HTTP_5XX_MINUTES};
#[cfg(any(test, feature = "schema"))]
pub(crate) use logs::RETENTION_DAYS;

impl Stack {
    /// Reads what a manifest says and validates what it means.
    ///
    /// # Errors
    ///
    /// Every problem of the manifest at once, in order of position.
    pub fn from_source(source: &SourceFile) -> Result<Self, Report> {
        Self::with_kinds(source, &Kinds::default())
    }

    /// As [`from_source`](Self::from_source), for entries of these kinds.
    ///
    /// # Errors
    ///
    /// As of `from_source`.
    pub fn with_kinds(source: &SourceFile, kinds: &Kinds) -> Result<Self, Report> {
        let faults = kinds.faults();
        if !faults.is_empty() {
            return Err(Report::new(source.clone(), faults));
        }
        let tables: Vec<&'static dyn ReadTable> = kinds.iter().map(|kind| kind as _).collect();
        let (manifest, mut problems) = manifest::parse(source.text(), &tables);
        let found = manifest
            .as_ref()
            .map(|manifest| validate(source, manifest, kinds));
        match found {
            Some(Ok(stack)) if problems.is_empty() => return Ok(stack),
            Some(Err(found)) => problems.extend(without_echoes(&problems, found)),
            Some(Ok(_)) | None => {}
        }
        Err(Report::new(source.clone(), problems))
    }
}

/// Proves what the manifest says, or tells everything that is wrong with it.
///
/// # Errors
///
/// Every problem, in no order. There are none if the only reason is a value that could not be
/// read: `parse` has reported that one.
fn validate(
    source: &SourceFile,
    manifest: &Manifest,
    kinds: &Kinds,
) -> Result<Stack, Vec<Problem>> {
    let mut problems = Problems::default();
    let mut scope = Scope {
        manifest,
        kinds,
        ids: BTreeMap::new(),
        name: None,
        region: None,
    };
    let stack = stack::stack(source, &mut scope, &mut problems);
    let of_kinds = kinds.iter().flat_map(AnyKind::rules);
    let rules = rules::RULES.iter().chain(container::RULES).chain(of_kinds);
    problems.extend(rules.flat_map(|rule| (rule.0)(&scope)));
    match stack {
        Some(stack) if problems.is_empty() => Ok(stack),
        _ => Err(problems.into_vec()),
    }
}
