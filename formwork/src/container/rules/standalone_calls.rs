//! What is called through ECS Service Connect is called by services of ECS.

use crate::container::Keys;
use crate::kind::{AnyKind, Scope};
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};

/// The resource of kinds whose tasks a service of ECS runs.
const SERVICE: &str = "aws_ecs_service";

/// Amazon ECS developer guide, "Use Service Connect to connect Amazon ECS services with short names": tasks that no
/// service runs are not supported.
pub(super) fn check_standalone_calls(scope: &Scope<'_>) -> Vec<Problem> {
    let standalone = scope
        .tables()
        .filter(|(kind, _)| kind.resource() != SERVICE);
    let containers = standalone.flat_map(|(kind, table)| {
        let of_key = move |key| Some((kind, key, kind.container_keys(table, key)?));
        table.keys().filter_map(of_key)
    });
    containers
        .flat_map(|(kind, key, keys)| {
            let calls = calls(scope, keys).into_iter();
            calls.map(move |(target, words)| problem(kind, key, target, words))
        })
        .collect()
}

/// The grants on what is reached by its name.
fn calls<'a>(scope: &Scope<'_>, keys: &'a Keys) -> Vec<(&'a Key, &'a Field<Vec<Field<String>>>)> {
    let is_reached = |target: &Key| {
        let declared = scope.declared(target.get());
        declared.is_some_and(|(kind, _)| kind.is_reached_by_name())
    };
    let grants = keys.grants.iter();
    grants.filter(|(target, _)| is_reached(target)).collect()
}

fn problem(
    kind: &'static dyn AnyKind,
    key: &Key,
    target: &Key,
    words: &Field<Vec<Field<String>>>,
) -> Problem {
    let (noun, name, target_name) = (kind.noun(), key.get(), target.get());
    let message = format!("{noun} `{name}` cannot call `{target_name}` by its name");
    Problem::new(Code::StandaloneCall, message)
        .at(words.span_or(&target.span()), "granted here")
        .at(key.span(), format!("ECS Service Connect has no proxy for a {noun}"))
        .help(format!(
            "remove the grant, and send a message to a `[queue]`: a worker or a service that receives it may call `{target_name}`"
        ))
}
