//! A container's own variables leave those alone that formwork sets.

use crate::identifier::field_name;
use crate::kind::Scope;
use crate::manifest::{Entries, Field, Key, Text};
use crate::problem::{Code, Problem};

/// The start of the variables by which formwork tells a service about its stack.
const PREFIX: &str = "FORMWORK_";

pub(super) fn check_reserved_variables(scope: &Scope<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for container in scope.containers() {
        let keys = container.keys;
        let names = || keys.environment.keys().chain(keys.secrets.keys());
        let own = names().filter(|name| is_reserved(name.get()));
        problems.extend(own.map(own_prefix));
        let granted = keys.grants.keys().map(|target| (target, "grant on"));
        let mounted = keys.mounts.keys().map(|target| (target, "mount of"));
        for (target, by) in granted.chain(mounted) {
            let handed = variables(scope, target);
            let taken = names().filter(|name| handed.contains(&field_name(name.get())));
            problems.extend(taken.map(|name| handed_over(name, by, target)));
        }
        let of_init = keys.init.values();
        let of_init = of_init.flat_map(|it| set_twice(&it.environment, &it.secrets));
        let of_sidecars = keys.sidecar.values();
        let of_sidecars = of_sidecars.flat_map(|it| set_twice(&it.environment, &it.secrets));
        problems.extend(set_twice(&keys.environment, &keys.secrets));
        problems.extend(of_init.chain(of_sidecars));
    }
    problems
}

/// The variables that a container has of `environment` and of `secrets`: ECS refuses it.
fn set_twice(environment: &Entries<Field<Text>>, secrets: &Entries<Field<String>>) -> Vec<Problem> {
    let both = secrets.keys().filter_map(|name| {
        let (first, _) = environment.get_key_value(name)?;
        Some((name, first))
    });
    both.map(|(name, first)| {
        let message = format!("`{}` is set by `environment` and by `secrets`", name.get());
        Problem::new(Code::InvalidVariable, message)
            .at(name.span(), "set again")
            .at(first.span(), "sets it")
            .help("remove one of them")
    })
    .collect()
}

/// Underscores in front make no difference to the field in `stack.rs`.
fn is_reserved(name: &str) -> bool {
    let name = name.trim_start_matches('_').to_ascii_uppercase();
    name.starts_with(PREFIX)
}

/// The fields, in `stack.rs`, of the variables that a grant on `target`, or its mount, sets.
fn variables(scope: &Scope<'_>, target: &Key) -> Vec<String> {
    let declared = scope.target_kind(target.get());
    let Some((kind, id)) = declared.zip(scope.target_id(target.get())) else {
        return Vec::new();
    };
    let names = kind
        .facts()
        .iter()
        .map(|fact| fact.variable(&id.screaming()));
    names.map(|name| field_name(&name)).collect()
}

fn own_prefix(name: &Key) -> Problem {
    Problem::new(
        Code::InvalidVariable,
        format!("`{}` starts like the variables of formwork", name.get()),
    )
    .at(name.span(), "reserved")
    .help(format!("use a name that does not start with `{PREFIX}`"))
}

fn handed_over(name: &Key, by: &str, target: &Key) -> Problem {
    Problem::new(
        Code::InvalidVariable,
        format!("`{}` is set by the {by} `{}`", name.get(), target.get()),
    )
    .at(name.span(), "set again")
    .at(target.span(), "sets it")
    .help("remove it, or use another name")
}
