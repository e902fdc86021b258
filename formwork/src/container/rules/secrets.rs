//! No secret stands in `environment`: it would be in git, in the plan and in the task definition.

use crate::kind::Scope;
use crate::manifest::{Field, Key, Text};
use crate::problem::{Code, Problem};
use crate::secret::{credential_kind, has_password, is_secret_name};

/// What leads to code that has the secret.
pub(crate) const HELP: &str = "declare a `[secret.NAME]`, which people set from outside, and grant `read` on it; a granted database brings its password";

pub(super) fn check_secrets(scope: &Scope<'_>) -> Vec<Problem> {
    let in_variables = scope.containers().flat_map(|container| {
        let environments = container.keys.all_environments();
        environments
            .flatten()
            .filter_map(|(name, value)| check(name, value))
    });
    let tags = &scope.manifest.stack.get().tags;
    let in_tags = tags.iter().filter_map(|(key, value)| {
        let help = "take it out: who may list resources may read their tags";
        check_value("the tag", key, value, help)
    });
    in_variables.chain(in_tags).collect()
}

fn check(name: &Key, value: &Field<Text>) -> Option<Problem> {
    let text = value.get().as_written();
    if is_secret_name(name.get()) && !matches!(text, "" | "true" | "false") {
        let message = format!(
            "`{}` looks like a secret, which does not belong into `environment`",
            name.get()
        );
        return Some(
            Problem::new(Code::SecretInEnvironment, message)
                .at(
                    name.span(),
                    "readable in git, in the plan and in the task definition",
                )
                .help(HELP)
                .hiding(value.span_or(&name.span())),
        );
    }
    if !has_password(text) {
        return check_value("the variable", name, value, HELP);
    }
    let message = format!("the URL in `{}` contains a password", name.get());
    Some(at_value(message, name, value, HELP))
}

/// A value that is a secret by its form, whatever its name.
fn check_value(what: &str, name: &Key, value: &Field<Text>, help: &str) -> Option<Problem> {
    let kind = credential_kind(value.get().as_written())?;
    let message = format!("{what} `{}` contains {kind}", name.get());
    Some(at_value(message, name, value, help))
}

fn at_value(message: String, name: &Key, value: &Field<Text>, help: &str) -> Problem {
    let at = value.span_or(&name.span());
    Problem::new(Code::SecretInEnvironment, message)
        .at(at.clone(), "readable in git, in the plan and in AWS")
        .help(help)
        .hiding(at)
}
