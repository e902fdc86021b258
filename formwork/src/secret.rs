//! What looks like a secret: the names and the forms of credentials.

/// What stands where a secret belongs until somebody has set it, for services that take no empty one.
pub(crate) const PLACEHOLDER: &str = "not set yet";

/// Words of a name that say the value is a secret.
const SECRET_WORDS: &[&[&str]] = &[
    &["PASSWORD"],
    &["PGPASSWORD"],
    &["PASSWD"],
    &["PASS"],
    &["PASSPHRASE"],
    &["SECRET"],
    &["TOKEN"],
    &["CREDENTIALS"],
    &["APIKEY"],
    &["API", "KEY"],
    &["ACCESS", "KEY"],
    &["AUTH", "DATA"], // ECS_ENGINE_AUTH_DATA: the logins of registries
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

/// Whether a variable is a secret by its name or by its value.
pub(crate) fn is_secret(name: &str, value: &str) -> bool {
    let is_named = is_secret_name(name) && !matches!(value, "" | "true" | "false");
    is_named || has_password(value) || credential_kind(value).is_some()
}

/// Credentials that say by their start what they are.
const CREDENTIALS: &[(&str, &str)] = &[
    ("-----BEGIN ", "a private key"),
    ("ghp_", "a token of GitHub"),
    ("github_pat_", "a token of GitHub"),
    ("glpat-", "a token of GitLab"),
    ("sk_live_", "a key of Stripe"),
    ("xoxb-", "a token of Slack"),
    ("xoxp-", "a token of Slack"),
];

/// What kind of credential a value is by its form.
pub(crate) fn credential_kind(value: &str) -> Option<&'static str> {
    let is_private_key = |value: &str| value.contains("PRIVATE KEY");
    let known = CREDENTIALS.iter().find(|(start, _)| {
        value.starts_with(start) && (*start != "-----BEGIN " || is_private_key(value))
    });
    known
        .map(|(_, kind)| *kind)
        .or_else(|| has_access_key(value).then_some("an access key of AWS"))
}

/// `AKIA` or `ASIA` and 16 capital letters and digits (IAM user guide, "IAM identifiers").
fn has_access_key(value: &str) -> bool {
    let is_upper = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    value
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| {
            let starts = word.starts_with("AKIA") || word.starts_with("ASIA");
            starts && word.len() == 20 && word.as_bytes().iter().all(is_upper)
        })
}

/// Whether the name of a variable says that its value is a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    let names_secret = SECRET_WORDS
        .iter()
        .any(|secret| words.windows(secret.len()).any(|window| window == *secret));
    // `PWD` alone is a directory.
    let names_password = words.len() > 1 && words.last() == Some(&"PWD");
    (names_secret || names_password) && words.last().is_some_and(|last| !ABOUT.contains(last))
}

/// Whether a URL carries `user:password@`.
pub(crate) fn has_password(value: &str) -> bool {
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
    use super::{credential_kind, has_password, is_secret_name};

    #[test]
    fn a_credential_is_known_by_its_form() {
        for credential in [
            "AKIAIOSFODNN7EXAMPLE",
            "id=ASIAIOSFODNN7EXAMPLE;",
            "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
            "-----BEGIN RSA PRIVATE KEY-----",
        ] {
            assert!(credential_kind(credential).is_some(), "{credential}");
        }
        for other in [
            "AKIA",
            "AKIAIOSFODNN7EXAMPLE1",
            "info",
            "-----BEGIN CERTIFICATE-----",
        ] {
            assert_eq!(credential_kind(other), None, "{other}");
        }
    }

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
            "PGPASSWORD",
            "SMTP_PASS",
            "DB_PWD",
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
            "PWD",
            "BYPASS_CACHE",
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
