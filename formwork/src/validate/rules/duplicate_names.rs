//! A name is used once, so that grants, alarms and addresses name one thing.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::kind::{AnyKind, Scope};
use crate::manifest::Key;
use crate::problem::{Code, Problem};

pub(super) fn check_duplicate_names(scope: &Scope<'_>) -> Vec<Problem> {
    let keys = scope.keys().map(|(kind, key)| (key, kind));
    let mut keys: Vec<(&Key, &dyn AnyKind)> = keys.collect();
    keys.sort_by_key(|(key, _)| key.span().start);

    // Names of types in Rust have no underscores: `a_1` and `a1` would both be `A1`.
    let mut seen: BTreeMap<String, (&Key, &dyn AnyKind)> = BTreeMap::new();
    let mut problems = Vec::new();
    for (key, kind) in keys {
        match seen.entry(key.get().replace('_', "")) {
            Entry::Vacant(free) => {
                free.insert((key, kind));
            }
            Entry::Occupied(taken) => problems.push(duplicate((key, kind), *taken.get())),
        }
    }
    problems
}

fn duplicate(
    (key, kind): (&Key, &dyn AnyKind),
    (first, first_kind): (&Key, &dyn AnyKind),
) -> Problem {
    let (name, first_name) = (key.get(), first.get());
    let (table, noun, first_noun) = (kind.table(), kind.noun(), first_kind.noun());
    let message = if name == first_name {
        format!("the {noun} `{name}` has the name of a {first_noun}")
    } else {
        format!("`{name}` and `{first_name}` differ in underscores only")
    };
    Problem::new(Code::DuplicateName, message)
        .at(key.span(), "used again")
        .at(first.span(), "first used here")
        .help(format!(
            "rename one of them, such as `[{table}.{name}_{table}]`"
        ))
}
