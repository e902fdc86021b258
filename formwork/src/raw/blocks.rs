//! What holds for raw blocks before a line of HCL is written: names that can stand in addresses,
//! and each address once.

use std::collections::BTreeMap;

use crate::hcl::is_identifier;
use crate::problem::{Code, Problem};
use crate::stack::{Override, RawBlock, Stack};
use crate::tree::Place;

/// The problems of the names of all raw blocks.
pub(crate) fn check_blocks(stack: &Stack) -> Vec<Problem> {
    let raw = &stack.raw;
    let mut problems: Vec<Problem> = raw.blocks.iter().flat_map(check_names).collect();
    problems.extend(raw.overrides.iter().filter_map(check_override));
    let mut seen: BTreeMap<String, &Place> = BTreeMap::new();
    for block in &raw.blocks {
        let address = block.address();
        match seen.get(&address) {
            Some(first) => problems.push(declared_twice(&address, &block.place, first)),
            None => {
                seen.insert(address, &block.place);
            }
        }
    }
    problems
}

fn check_names(block: &RawBlock) -> Vec<Problem> {
    let of_type = Some(&block.of_type).filter(|of_type| !of_type.is_empty());
    let names = of_type.into_iter().chain([&block.name]);
    let wrong = names.filter(|name| !is_identifier(name));
    wrong
        .map(|name| no_identifier(name, &block.place))
        .collect()
}

/// An override from code with nothing in it; `validate` knows those of the manifest.
fn check_override(change: &Override) -> Option<Problem> {
    let is_empty = change.set.is_empty() && change.remove.is_empty();
    is_empty.then(|| {
        let message = format!("the override of `{}` changes nothing", change.address());
        Problem::new(Code::IdleOverride, message)
            .at(&change.place, "sets and removes nothing")
            .help("set an argument, remove one, or leave the override out")
    })
}

/// A name that cannot stand in an address.
pub(crate) fn no_identifier(name: &str, place: &Place) -> Problem {
    let message = format!("the name `{name}` is no identifier of HCL");
    Problem::new(Code::InvalidName, message)
        .at(place, "becomes part of an address")
        .help("use letters, digits, underscores and hyphens, starting with a letter")
}

fn declared_twice(address: &str, place: &Place, first: &Place) -> Problem {
    Problem::new(
        Code::DuplicateAddress,
        format!("`{address}` is declared twice"),
    )
    .at(place, "declared again")
    .at(first, "first declared here")
    .help("give one of them another name")
}
