//! validate: the [`Manifest`] becomes a [`Stack`], or all the problems that stand in its way.
//!
//! Each section of the manifest has a file here that gives its values their types, and each kind
//! does so for its entries. What concerns several values at once is a rule, each in a file of its
//! own: under `rules`, or under those of a kind.

use std::collections::BTreeMap;

use crate::container;
use crate::kind::{Added, AnyKind, Kinds, Problems, Scope};
use crate::manifest::{self, Key, Manifest, ReadTable, Tables};
use crate::problem::{Problem, Report, without_echoes};
use crate::source::SourceFile;
use crate::stack::Stack;

mod accounts;
mod alarms;
mod backend;
mod domain;
mod environments;
mod lints;
mod load_balancer;
mod logs;
mod network;
mod once_per_account;
mod provider;
mod raw;
mod renames;
mod rules;
mod stack;
mod tags;
mod texts;

#[cfg(any(test, feature = "schema"))]
pub(crate) use alarms::{HTTP_5XX_MINUTES, alarm_words};
#[cfg(any(test, feature = "schema"))]
pub(crate) use load_balancer::{IDLE_TIMEOUT, RATE_LIMIT};
#[cfg(any(test, feature = "schema"))]
pub(crate) use logs::RETENTION_DAYS;

impl Stack {
    /// Reads what a manifest says and validates what it means, without an overlay and in each
    /// [environment](Self::environments).
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
        environments::stack(source, kinds, None)
    }

    /// As [`with_kinds`](Self::with_kinds), with the blocks that `add` adds, to the stack of each
    /// environment too. Entries may be granted the resources among them.
    ///
    /// # Errors
    ///
    /// As of `from_source`.
    pub fn with_additions(
        source: &SourceFile,
        kinds: &Kinds,
        mut add: impl FnMut(&mut Self),
    ) -> Result<Self, Report> {
        environments::stack(source, kinds, Some(&mut add))
    }
}

/// What adds blocks to a stack.
type Add<'a> = &'a mut dyn FnMut(&mut Stack);

/// A manifest that was read, and what was wrong with its form.
struct Read<'a> {
    source: &'a SourceFile,
    kinds: &'a Kinds,
    environment: Option<&'a Key>,
    manifest: Option<Manifest>,
    problems: Vec<Problem>,
}

impl<'a> Read<'a> {
    fn new(
        source: &'a SourceFile,
        kinds: &'a Kinds,
        tables: &Tables<'_>,
        environment: Option<&'a Key>,
    ) -> Self {
        let of_kinds: Vec<&'static dyn ReadTable> = kinds.iter().map(|kind| kind as _).collect();
        let (manifest, problems) = manifest::read(tables, &of_kinds);
        Self {
            source,
            kinds,
            environment,
            manifest,
            problems,
        }
    }

    /// What the manifest means with what is added to it, or everything that is wrong with it.
    fn with_additions(&self, add: Option<Add<'_>>) -> Result<Stack, Vec<Problem>> {
        let Some(add) = add else {
            return self.stack(Added::Known(&[]));
        };
        let mut stack = self.stack(Added::Pending)?;
        add(&mut stack);
        let mut problems = Problems::default();
        renames::take_from_blocks(&mut stack.raw, &mut problems);
        if !problems.is_empty() {
            return Err(problems.into_vec());
        }
        if !self.awaits_build_script() {
            return Ok(stack);
        }
        let granted = self.stack(Added::Known(&stack.raw.blocks))?;
        Ok(Stack {
            raw: stack.raw,
            ..granted
        })
    }

    /// What the manifest means, or everything that is wrong with it.
    fn stack(&self, added: Added<'_>) -> Result<Stack, Vec<Problem>> {
        let mut problems = self.problems.clone();
        let manifest = self.manifest.as_ref();
        let found = manifest.map(|manifest| validate(self.source, self.scope(manifest, added)));
        match found {
            Some(Ok(stack)) if problems.is_empty() => return Ok(stack),
            Some(Err(found)) => problems.extend(without_echoes(&self.problems, found)),
            Some(Ok(_)) | None => {}
        }
        Err(problems)
    }

    /// Whether something is granted that `build.rs` may add.
    fn awaits_build_script(&self) -> bool {
        let manifest = self.manifest.as_ref();
        manifest.is_some_and(|manifest| {
            container::await_build_script(&self.scope(manifest, Added::Pending))
        })
    }

    /// What is known of a manifest before any entry is.
    fn scope<'s>(&'s self, manifest: &'s Manifest, added: Added<'s>) -> Scope<'s> {
        Scope {
            manifest,
            kinds: self.kinds,
            environment: self.environment,
            ids: BTreeMap::new(),
            name: None,
            region: None,
            added,
        }
    }
}

/// Proves what the manifest says, or tells everything that is wrong with it.
///
/// # Errors
///
/// Every problem, in no order. There are none if the only reason is a value that could not be
/// read: `parse` has reported that one.
fn validate(source: &SourceFile, mut scope: Scope<'_>) -> Result<Stack, Vec<Problem>> {
    let mut problems = Problems::default();
    let stack = stack::stack(source, &mut scope, &mut problems);
    let of_kinds = scope.kinds.iter().flat_map(AnyKind::rules);
    let rules = rules::RULES.iter().chain(container::RULES).chain(of_kinds);
    problems.extend(rules.flat_map(|rule| (rule.0)(&scope)));
    match stack {
        Some(stack) if problems.is_empty() => Ok(stack),
        _ => Err(problems.into_vec()),
    }
}
