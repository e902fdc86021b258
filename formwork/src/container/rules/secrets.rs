//! No secret stands in `environment`: it would be in git, in the plan and in the task definition.

use crate::kind::Scope;
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};
use crate::secret::{credential_kind, has_password, is_secret_name};

const HELP: &str = "declare a `[secret.NAME]`, which people set from outside, and grant `read` on it; a granted database brings its password";

pub(super) fn check_secrets(scope: &Scope<'_>) -> Vec<Problem> {
    let variables = scope
        .containers()
        .flat_map(|container| &container.keys.environment);
    let in_variables = variables.filter_map(|(name, value)| check(name, value));
    let tags = &scope.manifest.stack.get().tags;
    let in_tags = tags
        .iter()
        .filter_map(|(key, value)| check_value("the tag", key, value));
    in_variables.chain(in_tags).collect()
}

fn check(name: &Key, value: &Field<String>) -> Option<Problem> {
    if is_secret_name(name.get()) && !matches!(value.get().as_str(), "" | "true" | "false") {
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
    if !has_password(value.get()) {
        return check_value("the variable", name, value);
    }
    let message = format!("the URL in `{}` contains a password", name.get());
    Some(at_value(message, name, value))
}

/// A value that is a secret by its form, whatever its name.
fn check_value(what: &str, name: &Key, value: &Field<String>) -> Option<Problem> {
    let kind = credential_kind(value.get())?;
    let message = format!("{what} `{}` contains {kind}", name.get());
    Some(at_value(message, name, value))
}

fn at_value(message: String, name: &Key, value: &Field<String>) -> Problem {
    let at = value.span_or(&name.span());
    Problem::new(Code::SecretInEnvironment, message)
        .at(at.clone(), "readable in git, in the plan and in AWS")
        .help(HELP)
        .hiding(at)
}
