//! A service's own variables leave those alone that formwork sets.

use crate::manifest::{Key, Manifest};
use crate::problem::{Code, Problem};
use crate::rust::field_name;
use crate::stack::{BucketFact, DatabaseFact};

/// The start of the variables by which formwork tells a service about its stack.
const PREFIX: &str = "FORMWORK_";

pub(super) fn check_reserved_variables(manifest: &Manifest) -> Vec<Problem> {
    let mut problems = Vec::new();
    for service in manifest.service.values() {
        let own = service
            .environment
            .keys()
            .filter(|name| is_reserved(name.get()))
            .map(own_prefix);
        problems.extend(own);
        for target in service.grants.keys() {
            let handed = variables(manifest, target);
            let taken = service
                .environment
                .keys()
                .filter(|name| handed.contains(&field_name(name.get())));
            problems.extend(taken.map(|name| handed_over(name, target)));
        }
    }
    problems
}

/// Underscores in front make no difference to the field in `stack.rs`.
fn is_reserved(name: &str) -> bool {
    let name = name.trim_start_matches('_').to_ascii_uppercase();
    name.starts_with(PREFIX)
}

/// The fields, in `stack.rs`, of the variables that a grant on `target` sets.
fn variables(manifest: &Manifest, target: &Key) -> Vec<String> {
    let Some(id) = manifest.logical_id(target) else {
        return Vec::new();
    };
    if manifest.database.contains_key(target) {
        DatabaseFact::ALL
            .iter()
            .map(|fact| field_name(&fact.variable(&id)))
            .collect()
    } else if manifest.bucket.contains_key(target) {
        BucketFact::ALL
            .iter()
            .map(|fact| field_name(&fact.variable(&id)))
            .collect()
    } else {
        Vec::new()
    }
}

fn own_prefix(name: &Key) -> Problem {
    Problem::new(
        Code::InvalidVariable,
        format!("`{}` starts like the variables of formwork", name.get()),
    )
    .at(name.span(), "reserved")
    .help(format!("use a name that does not start with `{PREFIX}`"))
}

fn handed_over(name: &Key, target: &Key) -> Problem {
    Problem::new(
        Code::InvalidVariable,
        format!("`{}` is set by the grant on `{}`", name.get(), target.get()),
    )
    .at(name.span(), "set again")
    .at(target.span(), "sets it")
    .help("remove it, or use another name")
}
