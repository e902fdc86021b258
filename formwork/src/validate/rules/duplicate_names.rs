//! A name is used once, so that grants, alarms and addresses name one thing.

use std::collections::BTreeMap;

use crate::manifest::{Key, Manifest};
use crate::problem::{Code, Problem};

pub(super) fn check_duplicate_names(manifest: &Manifest) -> Vec<Problem> {
    let services = manifest.service.keys().map(|key| (key, "service"));
    let databases = manifest.database.keys().map(|key| (key, "database"));
    let buckets = manifest.bucket.keys().map(|key| (key, "bucket"));
    let mut keys: Vec<(&Key, &str)> = services.chain(databases).chain(buckets).collect();
    keys.sort_by_key(|(key, _)| key.span().start);

    let mut seen: BTreeMap<&Key, &str> = BTreeMap::new();
    let mut problems = Vec::new();
    for (key, kind) in keys {
        match seen.get_key_value(key) {
            None => {
                seen.insert(key, kind);
            }
            Some((first, first_kind)) => problems.push(duplicate(key, kind, first, first_kind)),
        }
    }
    problems
}

fn duplicate(key: &Key, kind: &str, first: &Key, first_kind: &str) -> Problem {
    let name = key.get();
    Problem::new(
        Code::DuplicateName,
        format!("the {kind} `{name}` has the name of a {first_kind}"),
    )
    .at(key.span(), "used again")
    .at(first.span(), "first used here")
    .help(format!(
        "rename one of them, such as `[{kind}.{name}_{kind}]`"
    ))
}
