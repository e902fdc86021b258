//! No secret stands in `environment`: it would be in git, in the plan and in the task definition.

use crate::kind::{ContainerKeys, Scope};
use crate::manifest::{Field, Key, Text};
use crate::problem::{Code, Problem};
use crate::secret::{credential_kind, has_password, is_secret_name};

pub(super) fn check_secrets(scope: &Scope<'_>) -> Vec<Problem> {
    let in_variables = scope.containers().flat_map(|container| {
        let variables = container.keys.environment.iter();
        variables.filter_map(move |(name, value)| check(container, name, value))
    });
    let tags = &scope.manifest.stack.get().tags;
    let in_tags = tags.iter().filter_map(|(key, value)| {
        let help = "take it out: who may list resources may read their tags";
        check_value("the tag", key, value, help)
    });
    in_variables.chain(in_tags).collect()
}

/// What leads to code that has the secret: where it is kept, how it is named, and what lets the
/// code read it there.
pub(crate) fn help(table: &str, owner: &str, variable: &str) -> String {
    let start = variable.trim_end_matches("_ARN");
    format!(
        "keep it in AWS Secrets Manager, hand over its ARN as `{start}_ARN`, and let the code read it: \
         `[[{table}.{owner}.allow]]` `actions = [\"secretsmanager:GetSecretValue\"]`, \
         `resources = [\"ARN\"]`; a granted database brings its password"
    )
}

fn check(container: ContainerKeys<'_>, name: &Key, value: &Field<Text>) -> Option<Problem> {
    let help = help(container.kind.table(), container.key.get(), name.get());
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
                .help(help)
                .hiding(value.span_or(&name.span())),
        );
    }
    if !has_password(text) {
        return check_value("the variable", name, value, &help);
    }
    let message = format!("the URL in `{}` contains a password", name.get());
    Some(at_value(message, name, value, &help))
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
