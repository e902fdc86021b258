//! Blocks that refer to themselves, at once or by way of others.

use std::collections::{BTreeMap, BTreeSet};

use super::checker::{Checker, Scope};
use crate::problem::Code;

impl Checker<'_> {
    /// Reports each circle of references once, at its first address.
    pub(super) fn cycles(&self) {
        let references = self.references.borrow().clone();
        for circle in circles(&references) {
            let Some(first) = circle.first() else {
                continue;
            };
            let scope = Scope::new(self.file_of(first), first.clone());
            if circle.len() == 1 {
                let message = format!("`{first}` refers to itself");
                self.report(&scope, Code::SelfReference, message);
            } else {
                let names: Vec<String> = circle
                    .iter()
                    .chain([first])
                    .map(|address| format!("`{address}`"))
                    .collect();
                let message = format!("references go in a circle: {}", names.join(" to "));
                self.report(&scope, Code::ReferenceCycle, message);
            }
        }
    }

    fn file_of(&self, address: &str) -> &str {
        let declared = &self.declared;
        if let Some(resource) = declared.resources.get(address) {
            return resource.file;
        }
        match address.split_once('.') {
            Some(("local", name)) => declared.locals.get(name).map_or("", |local| local.file),
            Some(("module", name)) => declared.modules.get(name).copied().unwrap_or_default(),
            Some(("provider", name)) => declared.providers.get(name).copied().unwrap_or_default(),
            _ => "",
        }
    }
}

/// The circles of a graph: of each group of addresses that all lead to each other, one way around.
fn circles(references: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    // Addresses from which every way is known to end.
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for start in references.keys() {
        let mut way: Vec<(&str, std::collections::btree_set::Iter<'_, String>)> = Vec::new();
        let mut next = Some(start.as_str());
        loop {
            if let Some(address) = next.take() {
                if let Some(at) = way.iter().position(|(known, _)| *known == address) {
                    let circle = way[at..].iter().map(|(address, _)| (*address).to_owned());
                    found.push(circle.collect());
                } else if !done.contains(address)
                    && let Some(to) = references.get(address)
                {
                    way.push((address, to.iter()));
                }
            }
            let Some((address, rest)) = way.last_mut() else {
                break;
            };
            if let Some(address) = rest.next() {
                next = Some(address);
            } else {
                done.insert(*address);
                way.pop();
            }
        }
    }
    found
}
