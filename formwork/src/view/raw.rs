//! Raw blocks as text, by the file that they stand in.

use serde::Serialize;

use crate::hcl::Expr;
use crate::problem::Problem;
use crate::raw::{Defaults, write_block, write_import, write_moved, write_removed};
use crate::stack::{Move, RawBlock, RawKind, Stack};

/// What the template of a file that has raw blocks only sees.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Blocks {
    blocks: Vec<Expr>,
}

impl Blocks {
    fn new(texts: impl IntoIterator<Item = String>) -> Self {
        let texts = texts.into_iter().map(|text| Expr::new(text.trim_end()));
        Self {
            blocks: texts.collect(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The blocks themselves, for a file that has others too.
    pub(crate) fn into_blocks(self) -> Vec<Expr> {
        self.blocks
    }
}

/// The text of all raw blocks, by file.
#[derive(Debug, Default)]
pub(crate) struct RawText {
    pub(crate) resources: Blocks,
    pub(crate) data: Blocks,
    pub(crate) outputs: Blocks,
    pub(crate) variables: Blocks,
    pub(crate) locals: Blocks,
    pub(crate) modules: Blocks,
    pub(crate) provider_aliases: Blocks,
    pub(crate) refactoring: Blocks,
}

impl RawText {
    /// Writes what a stack says in Terraform's own words, and all `moves`, those of entries too.
    ///
    /// # Errors
    ///
    /// Every text that is no HCL.
    pub(crate) fn new(stack: &Stack, moves: &[Move]) -> Result<Self, Vec<Problem>> {
        let raw = &stack.raw;
        let defaults = Defaults::of(stack);
        let mut problems = Vec::new();
        let mut of = |kind: RawKind| -> Vec<String> {
            let blocks = sorted(&raw.blocks, kind);
            let written = blocks.map(|block| write_block(&stack.placed(block), &defaults));
            let texts = written.map(|written| {
                problems.extend(written.problems);
                written.text
            });
            texts.collect()
        };
        let locals: String = of(RawKind::Local).concat();
        let locals = (!locals.is_empty()).then(|| format!("locals {{\n{locals}}}\n"));
        let refactoring = moves.iter().map(write_moved);
        let refactoring = refactoring
            .chain(raw.imports.iter().map(write_import))
            .chain(raw.removed.iter().map(write_removed));
        let text = Self {
            resources: Blocks::new(of(RawKind::Resource)),
            data: Blocks::new(of(RawKind::Data)),
            outputs: Blocks::new(of(RawKind::Output)),
            variables: Blocks::new(of(RawKind::Variable)),
            locals: Blocks::new(locals),
            modules: Blocks::new(of(RawKind::Module)),
            provider_aliases: Blocks::new(of(RawKind::ProviderAlias)),
            refactoring: Blocks::new(refactoring),
        };
        if problems.is_empty() {
            Ok(text)
        } else {
            Err(problems)
        }
    }
}

/// The blocks of a kind by address; `build.rs` may have added them in any order.
fn sorted(blocks: &[RawBlock], kind: RawKind) -> impl Iterator<Item = &RawBlock> {
    let mut blocks: Vec<&RawBlock> = blocks.iter().filter(|block| block.kind == kind).collect();
    blocks.sort_by_key(|block| (&block.of_type, &block.name));
    blocks.into_iter()
}
