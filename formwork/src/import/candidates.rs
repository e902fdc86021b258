//! The resources of which a kind says that an entry may make them.

use std::collections::BTreeMap;

use hcl_edit::structure::{Block, BlockLabel};

use super::choice;
use super::document::Section;
use super::meaning::address;
use super::module::{Module, Spot};
use super::strip::Kept;
use crate::hcl::module::{Block as Values, FileBlocks, Module as ModuleValues};
use crate::kind::{AnyKind, Found, Kinds, LogicalId, Recognition, StackName};

/// An entry that a kind proposes.
#[derive(Debug)]
pub(super) struct Candidate<'m> {
    pub(super) kind: &'static dyn AnyKind,
    pub(super) id: String,
    /// The resource that has its name, and where that stands.
    pub(super) address: String,
    pub(super) spot: Spot<'m>,
    /// The name that the stack must have.
    pub(super) stack: String,
    pub(super) section: Section,
}

/// A resource of which its kind says why no entry has its name.
#[derive(Debug)]
pub(super) struct Refused<'m> {
    pub(super) address: String,
    spot: Spot<'m>,
    reason: String,
}

impl Refused<'_> {
    /// Tells why it is no entry.
    pub(super) fn stays_raw(&self, module: &Module) {
        stays_raw(module, &self.spot, &self.address, &self.reason);
    }
}

fn stays_raw(module: &Module, spot: &Spot<'_>, address: &str, reason: &str) {
    module.note(spot, format!("`{address}` stays raw: {reason}"));
}

/// The entries that kinds propose, and the resources for which they propose none.
pub(super) fn candidates<'m>(
    kept: &'m [(&'m str, Kept)],
    kinds: &Kinds,
) -> (Vec<Candidate<'m>>, Vec<Refused<'m>>) {
    let mut values = ModuleValues::default();
    for (file, kept) in kept {
        values.add(FileBlocks::new(file, &kept.body));
    }
    let by_address: BTreeMap<String, &Values> =
        values.blocks().map(|it| (it.address(), it)).collect();
    let (mut found, mut refused) = (Vec::new(), Vec::new());
    for (spot, block) in resources(kept) {
        let address = address(block);
        let of_type = block.labels.first().map_or("", BlockLabel::as_str);
        let known = |kind: &'static dyn AnyKind| {
            let recognition = kind.recognition()?;
            let is_known = recognition.types.contains(&of_type);
            is_known.then_some((kind, recognition))
        };
        let Some((kind, recognition)) = kinds.iter().find_map(known) else {
            continue;
        };
        let Some(of_block) = by_address.get(&address) else {
            continue;
        };
        match candidate(kind, recognition, &spot, block, of_block, &values) {
            Ok(candidate) => found.extend(candidate),
            Err(reason) => refused.push(Refused {
                address,
                spot,
                reason,
            }),
        }
    }
    (found, refused)
}

/// The resources of a module, with their places.
fn resources<'m>(kept: &'m [(&'m str, Kept)]) -> impl Iterator<Item = (Spot<'m>, &'m Block)> {
    kept.iter().flat_map(|(file, kept)| {
        let blocks = kept.body.blocks().zip(&kept.indices);
        let blocks = blocks.filter(|(block, _)| block.has_ident("resource"));
        blocks.map(|(block, index)| (Spot::of(file, *index), block))
    })
}

fn candidate<'m>(
    kind: &'static dyn AnyKind,
    recognition: &Recognition,
    spot: &Spot<'m>,
    block: &Block,
    values: &Values,
    module: &ModuleValues,
) -> Result<Option<Candidate<'m>>, String> {
    let id = block.labels.get(1).map_or("", BlockLabel::as_str);
    if let Some(many) = ["count", "for_each"]
        .into_iter()
        .find(|it| block.body.has_attribute(it))
    {
        return Err(format!("it has `{many}`, and an entry makes one"));
    }
    let Some(proposal) = (recognition.propose)(&Found::new(id, values, module))? else {
        return Ok(None);
    };
    if LogicalId::parse(id).is_err() {
        return Err(format!("an entry cannot be called `{id}`"));
    }
    let stack = proposal.stack;
    if StackName::parse(&stack).is_err() {
        return Err(format!("a stack cannot be called `{stack}`"));
    }
    let members = proposal.keys.into_iter().map(choice::member).collect();
    Ok(Some(Candidate {
        kind,
        section: Section::new([kind.table(), id], members),
        id: id.to_owned(),
        address: address(block),
        spot: spot.clone(),
        stack,
    }))
}

impl Candidate<'_> {
    /// The header of its table.
    pub(super) fn title(&self) -> String {
        format!("[{}.{}]", self.kind.table(), self.id)
    }

    /// Tells why it is no entry.
    pub(super) fn stays_raw(&self, module: &Module, reason: &str) {
        stays_raw(module, &self.spot, &self.address, reason);
    }

    /// Whether its name is that of another with an end, as the names of what an entry makes beside are.
    pub(super) fn extends(&self, other: &Self) -> bool {
        let rest = self.id.strip_prefix(other.id.as_str());
        rest.is_some_and(|rest| rest.starts_with('_'))
    }
}
