//! What containers are told of, and so what must be there.

use std::collections::{BTreeMap, BTreeSet};

use formwork::{TaskContainer, Told};

/// An entry that a container is told of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wanted {
    pub(super) table: &'static str,
    pub(super) target: String,
    pub(super) address: String,
}

/// What containers are told of, each once.
pub(super) fn wanted(containers: &[TaskContainer]) -> BTreeSet<Wanted> {
    let variables = containers.iter().flat_map(|container| &container.variables);
    let wanted = variables.filter_map(|variable| match &variable.tells {
        Told::Fact {
            table,
            target,
            address,
            ..
        } => Some((*table, target, address.clone())),
        Told::Injected { table, target } => Some((*table, target, String::new())),
        _ => None,
    });
    let mut seen = BTreeMap::new();
    for (table, target, address) in wanted {
        let of_entry: &mut String = seen.entry((table, target.clone())).or_default();
        if of_entry.is_empty() {
            *of_entry = address;
        }
    }
    let seen = seen.into_iter();
    seen.map(|((table, target), address)| Wanted {
        table,
        target,
        address,
    })
    .collect()
}
