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
    // A kind that shares names has them to itself.
    let of_its_own = |kind: &dyn AnyKind| kind.shares_names().then(|| kind.table());
    let mut seen: BTreeMap<(Option<&str>, String), (&Key, &dyn AnyKind)> = BTreeMap::new();
    let mut problems = Vec::new();
    for (key, kind) in keys {
        match seen.entry((of_its_own(kind), key.get().replace('_', ""))) {
            Entry::Vacant(free) => {
                free.insert((key, kind));
            }
            Entry::Occupied(taken) => problems.push(duplicate((key, kind), *taken.get())),
        }
    }
    problems.extend(renamed_namesakes(scope));
    problems
}

/// Entries that share a name share what AWS knows it by, so that none of them was renamed.
fn renamed_namesakes(scope: &Scope<'_>) -> Vec<Problem> {
    let was_renamed = |(kind, key): &(&'static dyn AnyKind, &Key)| {
        let table = scope.manifest.any_table(kind.table());
        table.is_some_and(|table| kind.renamed_from(table, key).is_some())
    };
    let sharing = scope.keys().filter(|(kind, _)| kind.shares_names());
    sharing
        .filter_map(|(kind, key)| {
            let mut others = scope.keys();
            let other = others.find(|(other, name)| *other != kind && *name == key)?;
            (was_renamed(&(kind, key)) || was_renamed(&other))
                .then(|| duplicate((key, kind), (other.1, other.0)))
        })
        .collect()
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
