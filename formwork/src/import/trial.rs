//! A trial: formwork makes entries, and each of their blocks is held to the module.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use hcl_edit::structure::{Block, Body};

use super::candidates::Candidate;
use super::comments;
use super::document::{self, Section};
use super::equal::Equality;
use super::meaning::address;
use crate::kind::Kinds;
use crate::problem::Report;
use crate::source::SourceFile;
use crate::stack::Stack;
use crate::synth::{Rendered, rendered};

/// What of a module entries may make.
#[derive(Debug)]
pub(super) struct Originals<'m> {
    pub(super) blocks: BTreeMap<String, &'m Block>,
    /// Those that something else has moved to.
    pub(super) moved: BTreeSet<String>,
}

/// What came of some candidates.
#[derive(Debug, Default)]
pub(super) struct Trial {
    /// Why a candidate is no entry.
    pub(super) faults: BTreeMap<usize, Fault>,
    /// Why none of them is, if no single one is to blame.
    pub(super) of_all: Option<String>,
    /// The blocks of each.
    pub(super) blocks: BTreeMap<usize, BTreeSet<String>>,
    /// The lines of comment in what they make.
    pub(super) comments: BTreeSet<String>,
}

/// Why a candidate is no entry.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) reason: String,
    /// The block that it would make in another way.
    pub(super) address: Option<String>,
}

impl Trial {
    pub(super) fn is_right(&self) -> bool {
        self.faults.is_empty() && self.of_all.is_none()
    }

    fn add_fault(&mut self, of: &[usize], fault: impl Fn(usize) -> Fault) {
        for index in of {
            self.faults.entry(*index).or_insert_with(|| fault(*index));
        }
    }
}

/// What a trial goes by.
#[derive(Debug)]
pub(super) struct Court<'a, 'm> {
    pub(super) candidates: &'a [Candidate<'m>],
    pub(super) originals: &'a Originals<'m>,
    pub(super) equality: &'a Equality<'a>,
    pub(super) kinds: &'a Kinds,
}

impl Court<'_, '_> {
    /// Makes some of the candidates, in a stack with these sections.
    pub(super) fn trial(&self, of_stack: &[Section], chosen: &[usize]) -> Trial {
        let mut trial = Trial::default();
        let mut text = document::text(&[], of_stack);
        let mut places: Vec<(Range<usize>, usize)> = Vec::new();
        for index in chosen {
            let start = text.len();
            text += &document::text(&[], std::slice::from_ref(&self.candidates[*index].section));
            places.push((start..text.len(), *index));
        }
        let stack = Stack::with_kinds(&SourceFile::new("stack.toml", text), self.kinds);
        match stack.as_ref().map(rendered) {
            Ok(Ok(files)) => {
                for file in &files {
                    self.file(file, chosen, &mut trial);
                }
            }
            Ok(Err(bug)) => trial.of_all = Some(bug.to_string()),
            Err(report) => refused(report, &places, &mut trial),
        }
        trial
    }

    /// Holds what a file has to the module.
    fn file(&self, file: &Rendered, chosen: &[usize], trial: &mut Trial) {
        let is_of_file = |index: &usize| {
            let candidate = &self.candidates[*index];
            let mut ids = file.id.iter();
            candidate.kind.table() == file.table && ids.all(|id| *id == candidate.id)
        };
        let makers: Vec<usize> = chosen.iter().copied().filter(is_of_file).collect();
        if makers.is_empty() {
            trial.of_all = Some(format!("the stack has more of the kind `{}`", file.table));
        }
        trial.comments.extend(comments_of(&file.text));
        for block in Body::blocks(&file.body) {
            let address = address(block);
            if let Some(what) = self.fault(&address, block) {
                trial.add_fault(&makers, |index| Fault {
                    reason: format!("{} {what}", self.candidates[index].title()),
                    address: Some(address.clone()),
                });
            }
            for maker in &makers {
                trial
                    .blocks
                    .entry(*maker)
                    .or_default()
                    .insert(address.clone());
            }
        }
    }

    /// Why a block is not that of the module.
    fn fault(&self, address: &str, made: &Block) -> Option<String> {
        let Some(original) = self.originals.blocks.get(address) else {
            return Some(format!("would also make `{address}`"));
        };
        if self.originals.moved.contains(address) {
            return Some(format!("would lose the `moved` to `{address}`"));
        }
        let name = self.equality.difference(original, made)?;
        Some(format!("would make `{address}` with another `{name}`"))
    }
}

/// Which entries a report is about.
fn refused(report: &Report, places: &[(Range<usize>, usize)], trial: &mut Trial) {
    for problem in report.problems() {
        let start = problem.span().start;
        let of_entry = places.iter().find(|(place, _)| place.contains(&start));
        match of_entry {
            Some((_, index)) => trial.add_fault(&[*index], |_| Fault {
                reason: problem.message().to_owned(),
                address: None,
            }),
            None => trial.of_all = Some(problem.message().to_owned()),
        }
    }
}

/// The lines of comment in a file, without their marks.
fn comments_of(text: &str) -> impl Iterator<Item = String> {
    let lines = text
        .lines()
        .filter(|line| line.trim_start().starts_with('#'));
    lines.flat_map(comments::lines)
}
