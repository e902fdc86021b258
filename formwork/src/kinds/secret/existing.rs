//! `existing`: a secret or parameter that is there already, by its ARN or by its name.

use super::manifest::Store;
use crate::arn::{Arn, is_account};
use crate::problem::{Code, Problem};
use crate::stack::Region;

/// How it is named.
#[derive(Debug, Clone)]
pub(super) enum Existing {
    /// The whole ARN.
    Arn(String),
    /// The name, of the stack's own account and region.
    Name(String),
}

/// AWS Secrets Manager API, `CreateSecret`: `Name`. AWS Systems Manager API, `PutParameter`: `Name`.
const MAX_SECRET: usize = 512;
const MAX_PARAMETER: usize = 1011;
const MAX_LEVELS: usize = 15;

impl Existing {
    pub(super) fn parse(text: &str, store: Store, region: &Region) -> Result<Self, Problem> {
        if text.starts_with("arn:") {
            return arn(text, store, region).map(|()| Self::Arn(text.to_owned()));
        }
        match store {
            Store::SecretsManager => secret_name(text)?,
            Store::ParameterStore => parameter_name(text)?,
        }
        Ok(Self::Name(text.to_owned()))
    }
}

/// `arn:PARTITION:SERVICE:REGION:ACCOUNT:secret:NAME-RANDOM` or `…:parameter/NAME`.
fn arn(text: &str, store: Store, region: &Region) -> Result<(), Problem> {
    let Some(arn) = Arn::split(text) else {
        return Err(no_arn(text, store, region));
    };
    if let Some(other) = [Store::SecretsManager, Store::ParameterStore]
        .into_iter()
        .find(|other| *other != store && other.service() == arn.service)
    {
        return Err(of_other_store(text, other));
    }
    let is_of_store = arn.service == store.service();
    if !is_of_store || !is_account(arn.account) || arn.partition != region.partition() {
        return Err(no_arn(text, store, region));
    }
    if arn.region != region.to_string() {
        return Err(elsewhere(text, arn.region, region));
    }
    match store {
        Store::SecretsManager => match arn.resource.strip_prefix("secret:") {
            Some(name) if ends_at_random(name) => {
                checked(name, MAX_SECRET + 7, SECRET, SECRET_SIGNS)
            }
            Some(_) => Err(no_random_end(text)),
            None => Err(no_arn(text, store, region)),
        },
        Store::ParameterStore => match arn.resource.strip_prefix("parameter/") {
            Some(name) => parameter_name(name),
            None => Err(no_arn(text, store, region)),
        },
    }
}

const SECRET: &str = "the name of a secret";
const SECRET_SIGNS: &str = "/_+=.@-";
const PARAMETER: &str = "the name of a parameter";
const PARAMETER_SIGNS: &str = "/_.-";

fn secret_name(name: &str) -> Result<(), Problem> {
    checked(name, MAX_SECRET, SECRET, SECRET_SIGNS)?;
    if ends_at_random(name) {
        return Err(Problem::new(
            Code::InvalidArn,
            format!("`{name}` ends like an ARN, in a hyphen and six characters"),
        )
        .help("write the whole ARN: by such a name AWS finds another secret, or none"));
    }
    Ok(())
}

fn parameter_name(name: &str) -> Result<(), Problem> {
    checked(name, MAX_PARAMETER, PARAMETER, PARAMETER_SIGNS)?;
    let levels = name.trim_start_matches('/').split('/');
    if name.contains("//") || name.ends_with('/') || levels.count() > MAX_LEVELS {
        return Err(
            Problem::new(Code::InvalidName, format!("`{name}` is not {PARAMETER}")).help(format!(
                "join at most {MAX_LEVELS} words by single slashes, such as `/prod/stripe`"
            )),
        );
    }
    Ok(())
}

/// Letters, digits and some signs. None of them means anything in HCL.
fn checked(name: &str, most: usize, what: &str, signs: &str) -> Result<(), Problem> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || signs.contains(c);
    if !name.is_empty() && name.len() <= most && name.chars().all(is_allowed) {
        return Ok(());
    }
    Err(
        Problem::new(Code::InvalidName, format!("`{name}` is not {what}")).help(format!(
            "use 1 to {most} letters, digits and any of `{signs}`, such as `prod/stripe`"
        )),
    )
}

/// Whether a name ends in what Secrets Manager appends to names in ARNs.
fn ends_at_random(name: &str) -> bool {
    let end = name.rsplit_once('-').map(|(_, end)| end);
    end.is_some_and(|end| end.len() == 6 && end.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn no_arn(text: &str, store: Store, region: &Region) -> Problem {
    let (what, rest) = match store {
        Store::SecretsManager => ("a secret", "secret:NAME-AbCdEf"),
        Store::ParameterStore => ("a parameter", "parameter/NAME"),
    };
    let (partition, service) = (region.partition(), store.service());
    Problem::new(
        Code::InvalidArn,
        format!("`{text}` is not the ARN of {what}"),
    )
    .help(format!(
        "write the name alone, or `arn:{partition}:{service}:{region}:ACCOUNT:{rest}`"
    ))
}

fn of_other_store(text: &str, other: Store) -> Problem {
    let message = format!("`{text}` is kept in another store");
    Problem::new(Code::InvalidArn, message).help(format!("write `store = \"{}\"`", other.word()))
}

fn elsewhere(text: &str, of_region: &str, region: &Region) -> Problem {
    let message = format!("`{text}` lies in `{of_region}`, the stack in `{region}`");
    Problem::new(Code::InvalidArn, message).help(format!(
        "replicate it to `{region}` and write the ARN of that copy: the code asks there"
    ))
}

fn no_random_end(text: &str) -> Problem {
    Problem::new(
        Code::InvalidArn,
        format!("`{text}` lacks the six characters at the end of a secret's ARN"),
    )
    .help(
        "write the whole ARN, as `aws secretsmanager describe-secret` prints it, or the name alone",
    )
}
