//! A name is used once, so that grants, alarms and addresses name one thing.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::manifest::{Key, Manifest};
use crate::problem::{Code, Problem};

pub(super) fn check_duplicate_names(manifest: &Manifest) -> Vec<Problem> {
    let services = manifest.service.keys().map(|key| (key, "service"));
    let databases = manifest.database.keys().map(|key| (key, "database"));
    let buckets = manifest.bucket.keys().map(|key| (key, "bucket"));
    let mut keys: Vec<(&Key, &str)> = services.chain(databases).chain(buckets).collect();
    keys.sort_by_key(|(key, _)| key.span().start);

    // Names of types in Rust have no underscores: `a_1` and `a1` would both be `A1`.
    let mut seen: BTreeMap<String, (&Key, &str)> = BTreeMap::new();
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

fn duplicate((key, kind): (&Key, &str), (first, first_kind): (&Key, &str)) -> Problem {
    let (name, first_name) = (key.get(), first.get());
    let message = if name == first_name {
        format!("the {kind} `{name}` has the name of a {first_kind}")
    } else {
        format!("`{name}` and `{first_name}` differ in underscores only")
    };
    Problem::new(Code::DuplicateName, message)
        .at(key.span(), "used again")
        .at(first.span(), "first used here")
        .help(format!(
            "rename one of them, such as `[{kind}.{name}_{kind}]`"
        ))
}
