//! The proof of an import: what a build makes of the `stack.toml` means what the module means.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use hcl_edit::structure::{Block, Body};

use super::ImportError;
use super::choice::Choice;
use super::equal::Equality;
use super::meaning::{address, of_module};
use super::module::{Module, Spot};
use super::parts::{Made, Parts};
use super::remark::RemarkKind;
use super::strip::Kept;
use crate::build_script::{Failure, Inspection};
use crate::check::is_terraform;
use crate::hcl::read_hcl;
use crate::kind::Kinds;
use crate::problem::{Report, list};
use crate::schema::ProviderLine;
use crate::source::SourceFile;

/// What is held to what.
#[derive(Debug)]
pub(super) struct Proof<'a, 'm> {
    pub(super) module: &'m Module,
    pub(super) kept: &'m [(&'m str, Kept)],
    pub(super) parts: &'a Parts,
    pub(super) hcl_out: &'a Path,
    pub(super) lines: &'a [ProviderLine],
    pub(super) equality: &'a Equality<'a>,
    pub(super) kinds: &'a Kinds,
}

/// What a build makes of a text, held to the module.
#[derive(Debug, Default)]
pub(super) struct Verdict<'m> {
    /// Why a build refuses the text, if it does.
    pub(super) problems: Option<Report>,
    /// The blocks that do not come back as they were.
    differences: Vec<(RemarkKind, Spot<'m>, String)>,
    denied: Option<String>,
}

impl Verdict<'_> {
    /// Whether the module comes back.
    pub(super) fn is_clean(&self) -> bool {
        self.problems.is_none() && self.differences.is_empty()
    }

    /// Tells of each difference. Yields why a build refuses the text, if it does.
    pub(super) fn tell(self, module: &Module) -> Option<Report> {
        for (kind, spot, message) in self.differences {
            match kind {
                RemarkKind::Lost => module.lost(&spot, message),
                _ => module.changed(&spot, message),
            }
        }
        if let Some(message) = self.denied {
            module.note(&first_of(module), message);
        }
        self.problems
    }
}

/// The start of a module.
pub(super) fn first_of(module: &Module) -> Spot<'_> {
    let first = module.files.first();
    Spot::of(first.map_or("", |file| file.name.as_str()), 0)
}

impl<'m> Proof<'_, 'm> {
    /// Makes Terraform of a text, and holds it to the module.
    pub(super) fn verify(&self, made: &Made, choice: &Choice) -> Result<Verdict<'m>, ImportError> {
        let source = SourceFile::new("stack.toml", made.text.as_str());
        let inspection = match Inspection::of_source(&source, self.hcl_out, self.kinds) {
            Ok(inspection) => inspection,
            Err(Failure::Problems(report)) => {
                return Ok(Verdict {
                    problems: Some(report),
                    ..Verdict::default()
                });
            }
            Err(other) => return Err(other.into()),
        };
        let files = inspection.roots().base.iter();
        let files = files.filter(|file| is_terraform(&file.name));
        let bodies = files.map(|file| read_hcl(&file.name, &file.text).map(|(body, _)| body));
        let bodies: Vec<Body> = bodies.collect::<Result<_, _>>()?;
        let denied = inspection.verdict().denied().map(|denied| {
            let codes = denied.problems().iter().map(|problem| problem.code().key());
            let codes: BTreeSet<String> = codes.collect();
            format!(
                "a build denies what {} find in this stack: `cargo formwork check` has the places, and `[lints]` can allow it",
                list(codes.iter().map(String::as_str))
            )
        });
        Ok(Verdict {
            problems: None,
            differences: self.differences(&bodies, choice),
            denied,
        })
    }

    fn differences(&self, bodies: &[Body], choice: &Choice) -> Vec<(RemarkKind, Spot<'m>, String)> {
        let back = of_module(bodies, self.lines);
        let of_entries = of_entries(bodies, &choice.blocks());
        let mut found = Vec::new();
        let mut known = BTreeSet::new();
        for (spot, block) in self.blocks() {
            for (address, meaning) in of_module([&alone(block)], self.lines) {
                let is_same = |back: &String| {
                    let made = of_entries.get(&address);
                    *back == meaning
                        || made.is_some_and(|it| self.equality.difference(block, it).is_none())
                };
                let message = match back.get(&address) {
                    Some(back) if is_same(back) => None,
                    Some(_) => Some((
                        RemarkKind::Changed,
                        "comes back from stack.toml in another way",
                    )),
                    None => Some((RemarkKind::Lost, "does not come back from stack.toml")),
                };
                found.extend(
                    message.map(|(kind, what)| (kind, spot.clone(), format!("`{address}` {what}"))),
                );
                known.insert(address);
            }
        }
        for address in back.keys().filter(|address| !known.contains(*address)) {
            let message = format!("stack.toml makes `{address}`, which the module does not have");
            found.push((RemarkKind::Changed, first_of(self.module), message));
        }
        found
    }

    /// The blocks that must come back, with their places.
    fn blocks(&self) -> impl Iterator<Item = (Spot<'m>, &'m Block)> {
        let all = self.kept.iter().flat_map(|(file, kept)| {
            let blocks = kept.body.blocks().zip(&kept.indices);
            blocks.map(|(block, index)| (Spot::of(file, *index), block))
        });
        all.filter(|(spot, block)| {
            let is_told = block.has_ident("moved") && self.module.is_lost(spot);
            let place = (spot.file.to_owned(), spot.structure);
            !is_told && !self.parts.left_out.contains(&place)
        })
    }
}

/// What entries make, by address.
fn of_entries<'b>(bodies: &'b [Body], made: &BTreeSet<&str>) -> BTreeMap<String, &'b Block> {
    let blocks = bodies.iter().flat_map(Body::blocks);
    let blocks = blocks.map(|block| (address(block), block));
    blocks
        .filter(|(address, _)| made.contains(address.as_str()))
        .collect()
}

fn alone(block: &Block) -> Body {
    let mut body = Body::new();
    body.push(block.clone());
    body
}
