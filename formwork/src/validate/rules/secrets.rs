//! No secret stands in `environment`: it would be in git, in the plan and in the task definition.

use crate::manifest::{Field, Key, Manifest};
use crate::problem::{Code, Problem};

/// Words of a name that say the value is a secret.
const SECRET_WORDS: &[&[&str]] = &[
    &["PASSWORD"],
    &["PASSWD"],
    &["PASSPHRASE"],
    &["SECRET"],
    &["TOKEN"],
    &["CREDENTIALS"],
    &["APIKEY"],
    &["API", "KEY"],
    &["ACCESS", "KEY"],
    &["PRIVATE", "KEY"],
    &["SIGNING", "KEY"],
    &["ENCRYPTION", "KEY"],
];

/// Last words of a name that say the value is only about a secret.
const ABOUT: &[&str] = &[
    "ALGORITHM",
    "ARN",
    "AUDIENCE",
    "BYTES",
    "COUNT",
    "DAYS",
    "ENABLED",
    "ENDPOINT",
    "EXPIRY",
    "FILE",
    "HEADER",
    "HOURS",
    "ID",
    "ISSUER",
    "LENGTH",
    "LIMIT",
    "MAX",
    "MIN",
    "MINUTES",
    "MS",
    "NAME",
    "PATH",
    "POLICY",
    "PREFIX",
    "REQUIRED",
    "SECONDS",
    "SIZE",
    "TTL",
    "TYPE",
    "URI",
    "URL",
    "VERSION",
];

const HELP: &str =
    "keep it in AWS Secrets Manager and hand over its name; a granted database brings its password";

pub(super) fn check_secrets(manifest: &Manifest) -> Vec<Problem> {
    let variables = manifest
        .service
        .values()
        .flat_map(|service| &service.environment);
    variables
        .filter_map(|(name, value)| check(name, value))
        .collect()
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
    has_password(value.get()).then(|| {
        Problem::new(
            Code::SecretInEnvironment,
            format!("the URL in `{}` contains a password", name.get()),
        )
        .at(
            value.span_or(&name.span()),
            "readable in git, in the plan and in the task definition",
        )
        .help(HELP)
        .hiding(value.span_or(&name.span()))
    })
}

fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    let names_secret = SECRET_WORDS
        .iter()
        .any(|secret| words.windows(secret.len()).any(|window| window == *secret));
    names_secret && words.last().is_some_and(|last| !ABOUT.contains(last))
}

/// Whether a URL carries `user:password@`.
fn has_password(value: &str) -> bool {
    let authority = value
        .split_once("://")
        .map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or(rest));
    let user_info = authority.and_then(|authority| authority.rsplit_once('@'));
    user_info
        .and_then(|(user_info, _)| user_info.split_once(':'))
        .is_some_and(|(_, password)| !password.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{has_password, is_secret_name};

    #[test]
    fn a_secret_is_known_by_the_words_of_its_name() {
        for secret in [
            "DB_PASSWORD",
            "JWT_SECRET",
            "ROCKET_SECRET_KEY",
            "STRIPE_API_KEY",
            "auth_token",
            "TOKEN",
            "PRIVATE_KEY",
        ] {
            assert!(is_secret_name(secret), "{secret}");
        }
        for other in [
            "RUST_LOG",
            "TOKEN_TTL_SECONDS",
            "SECRET_ARN",
            "PASSWORD_MIN_LENGTH",
            "TOKENIZER",
            "KEYBOARD",
            "API_URL",
        ] {
            assert!(!is_secret_name(other), "{other}");
        }
    }

    #[test]
    fn a_url_may_carry_a_password() {
        assert!(has_password("postgres://app:hunter2@db.acme.example/tasks"));
        for other in [
            "https://acme.example",
            "https://acme.example:443/a@b:c",
            "postgres://app@db/tasks",
            "a:b@c",
            "redis://:@x",
        ] {
            assert!(!has_password(other), "{other}");
        }
    }
}
