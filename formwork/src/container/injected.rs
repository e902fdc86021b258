//! `secrets` of a container: variables that ECS fills when a task starts.

use std::collections::BTreeMap;

use super::VariableName;
use crate::kind::{AnyKind, Scope, Validation};
use crate::manifest::{Entries, Field, Key};
use crate::names::LogicalId;
use crate::problem::{Code, Problem, help_one_of};

/// An entry whose value ECS hands to a container.
#[derive(Debug, Clone)]
pub(crate) struct Injected {
    pub(crate) kind: &'static dyn AnyKind,
    pub(crate) id: LogicalId,
}

/// The variables with their secrets; each that cannot be read has a problem.
pub(super) fn injected(
    keys: &Entries<Field<String>>,
    at: &mut Validation<'_>,
) -> BTreeMap<VariableName, Injected> {
    let mut injected = BTreeMap::new();
    for (key, target) in keys {
        let name = VariableName::parse(key.get())
            .map_err(|problem| problem.at(key.span(), "this variable"));
        let name = at.keep(name);
        let entry = entry(key, target, at);
        injected.extend(name.zip(entry));
    }
    injected
}

fn entry(key: &Key, target: &Field<String>, at: &mut Validation<'_>) -> Option<Injected> {
    let scope = at.scope;
    let name = target.get().as_str();
    match scope.declared(name) {
        Some((kind, _)) if kind.injection().is_some() => Some(Injected {
            kind,
            id: scope.id(name)?.clone(),
        }),
        Some((kind, declared)) => {
            let message = format!("`{name}` is a {}, no secret", kind.noun());
            let problem = Problem::new(Code::UnknownSecret, message)
                .at(
                    target.span_or(&key.span()),
                    "its value cannot be handed over",
                )
                .at(declared.span(), "declared here")
                .help(help(scope, name));
            at.problem(problem);
            None
        }
        None => {
            let mut kinds = scope.kinds.iter();
            let is_unread = kinds.any(|kind| scope.manifest.is_unread(&[kind.table(), name]));
            if !is_unread {
                let message = format!("no secret `{name}` is declared");
                let problem = Problem::new(Code::UnknownSecret, message)
                    .at(target.span_or(&key.span()), "not declared")
                    .help(help(scope, name));
                at.problem(problem);
            }
            None
        }
    }
}

/// The secrets that there are, or how to declare one.
fn help(scope: &Scope<'_>, name: &str) -> String {
    let known = scope.keys().filter(|(kind, _)| kind.injection().is_some());
    let known: Vec<&str> = known.map(|(_, key)| key.get().as_str()).collect();
    if !known.is_empty() {
        return help_one_of(name, known.iter().copied());
    }
    if name.contains('/') || name.starts_with("arn:") {
        let store = if name.starts_with('/') || name.contains(":ssm:") {
            "store = \"parameter_store\"` and `"
        } else {
            ""
        };
        return format!(
            "declare it as `[secret.NAME]` with `{store}existing = \"{name}\"`, and write that name here"
        );
    }
    "declare a `[secret.NAME]`, and write its name here".to_owned()
}
