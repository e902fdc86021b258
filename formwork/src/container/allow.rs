//! `[[service.NAME.allow]]`: statements of the user's own in the policy of the task role.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::kind::Validation;
use crate::manifest::{Entries, Field, Key, Text};
use crate::problem::{Code, Problem};
use crate::schema::lacks_arn;
use crate::source::Span;
use crate::tree::Place;
use crate::written::Written;

/// One entry of `allow`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Keys {
    /// Actions of IAM, as `service:Action`.
    pub(crate) actions: Option<Field<Vec<Field<String>>>>,
    /// What they apply to: ARNs, or `*` where AWS knows no narrower resource. They are templates:
    /// `${aws_kinesis_stream.clicks.arn}` is a reference.
    pub(crate) resources: Option<Field<Vec<Field<Text>>>>,
    /// The reason, for readers of the Terraform and of `hcl-out/README.md`.
    pub(crate) reason: Option<Field<Text>>,
    /// Conditions: operators of IAM, and below each its keys with their values, which are templates.
    pub(crate) conditions: Entries<Entries<Field<Vec<Field<Text>>>>>,
}

/// A statement that IAM accepts.
#[derive(Debug, Clone)]
pub(crate) struct Allow {
    pub(crate) actions: Vec<String>,
    pub(crate) resources: Vec<Written>,
    pub(crate) reason: Option<String>,
    /// By operator, then by key.
    pub(crate) conditions: BTreeMap<String, BTreeMap<String, Vec<Written>>>,
    /// Where it starts, for its size.
    pub(crate) place: Span,
    pub(crate) actions_place: Place,
    pub(crate) resources_place: Place,
}

/// The statements that can be read; each of the others has a problem.
pub(super) fn allow(entries: &[Field<Keys>], at: &mut Validation<'_>) -> Vec<Allow> {
    entries
        .iter()
        .filter_map(|entry| statement(entry, at))
        .collect()
}

fn statement(entry: &Field<Keys>, at: &mut Validation<'_>) -> Option<Allow> {
    let table = &entry.span_or(&at.key().span());
    let keys = entry.get();
    let owner = &format!("an `allow` of {}", at.owner());
    let example = "actions = [\"rekognition:DetectLabels\"]";
    let actions = keys.actions.as_ref();
    let actions = at.require_of(&["allow", "actions"], actions, owner, table, example);
    let resources = keys.resources.as_ref();
    let example = "resources = [\"*\"]";
    let resources = at.require_of(&["allow", "resources"], resources, owner, table, example);
    let conditions = conditions(&keys.conditions, at);
    let reason = keys.reason.as_ref().map(|reason| reason.get().as_written());
    let reason = reason.map(|reason| reason.split_whitespace().collect::<Vec<_>>().join(" "));
    let (actions, resources) = (actions?, resources?);
    let actions_place = actions.span_or(table).into();
    let resources_place = resources.span_or(table).into();
    let actions = self::actions(actions, table, at);
    let resources = self::resources(resources, table, at);
    Some(Allow {
        actions: actions?,
        resources: resources?,
        reason: reason.filter(|reason| !reason.is_empty()),
        conditions: conditions?,
        place: table.clone(),
        actions_place,
        resources_place,
    })
}

fn invalid(message: String) -> Problem {
    Problem::new(Code::InvalidPermission, message)
}

/// The items, if all of them are right and there is one.
fn all_of<T, U>(
    field: &Field<Vec<Field<T>>>,
    what: &str,
    table: &Span,
    at: &mut Validation<'_>,
    read: impl Fn(&Field<T>, &mut Validation<'_>) -> Option<U>,
) -> Option<Vec<U>>
where
    T: PartialEq,
{
    let items = field.get();
    if items.is_empty() {
        let problem = invalid(format!("`{what}` of an `allow` is empty"));
        let help = "list something, or take it out";
        at.problem(problem.at(field.span_or(table), "empty").help(help));
        return None;
    }
    let mut all = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        if let Some(first) = items[..index].iter().find(|first| *first == item) {
            let problem = invalid(format!("`{what}` lists the same twice"))
                .at(item.span_or(table), "again")
                .at(first.span_or(table), "first here")
                .help("remove one of them");
            at.problem(problem);
            continue;
        }
        all.push(read(item, at));
    }
    all.into_iter().collect()
}

fn actions(
    field: &Field<Vec<Field<String>>>,
    table: &Span,
    at: &mut Validation<'_>,
) -> Option<Vec<String>> {
    all_of(field, "actions", table, at, |item, at| {
        at.text(item, "no action of IAM", parse_action)
    })
}

/// `service:Action`, with `*` and `?` in the name of the action, or `*` alone (IAM user guide, "IAM JSON
/// policy elements: Action").
fn parse_action(text: &str) -> Result<String, Problem> {
    let is_wild = |b: u8| b.is_ascii_alphanumeric() || b == b'*' || b == b'?';
    let is_service = |text: &str| {
        let mut bytes = text.bytes();
        !text.is_empty() && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let parts = text.split_once(':');
    let is_action = |action: &str| !action.is_empty() && action.bytes().all(is_wild);
    match parts {
        _ if text == "*" => Ok(text.to_owned()),
        Some((service, action)) if is_service(service) && is_action(action) => Ok(text.to_owned()),
        _ => Err(invalid(format!("`{text}` is not an action of IAM")).help(action_help(text))),
    }
}

fn action_help(text: &str) -> String {
    let respelled = text.trim().replacen(['.', '/'], ":", 1);
    let respelled = respelled.split_once(':').map(|(service, action)| {
        let service = service.trim().to_ascii_lowercase();
        format!("{service}:{}", action.trim())
    });
    match respelled {
        Some(respelled) if respelled != text && parse_plain(&respelled) => {
            format!("write `{respelled}`")
        }
        _ => "write the service and the action as IAM has them, such as `rekognition:DetectLabels`"
            .to_owned(),
    }
}

fn parse_plain(text: &str) -> bool {
    text.split_once(':').is_some_and(|(service, action)| {
        let is_word =
            |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric());
        is_word(service) && is_word(action)
    })
}

fn resources(
    field: &Field<Vec<Field<Text>>>,
    table: &Span,
    at: &mut Validation<'_>,
) -> Option<Vec<Written>> {
    all_of(field, "resources", table, at, |item, at| {
        let written = at.keep(Written::parse(item, table))?;
        let checked = check_resource(&written, at);
        at.keep(checked.map_err(|problem| problem.at(written.place(), "no resource of IAM")))?;
        Some(written)
    })
}

/// An ARN, or `*` (IAM user guide, "IAM JSON policy elements: Resource").
fn check_resource(written: &Written, at: &Validation<'_>) -> Result<(), Problem> {
    let text = written.text();
    if let Some(address) = written.only().and_then(lacks_arn) {
        return Err(
            invalid(format!("`{text}` is not an ARN")).help(format!("write `${{{address}.arn}}`"))
        );
    }
    let start = written.start();
    if start.is_some_and(|start| start == "*" && written.plain().is_some()) {
        return Ok(());
    }
    let Some(start) = start else {
        return Ok(());
    };
    // What is computed may hold the rest of the ARN.
    let parts: Vec<&str> = start.split(':').collect();
    let is_short = parts.len() < 6 && written.plain().is_some();
    if parts.first() != Some(&"arn") || is_short {
        return Err(invalid(format!("`{text}` is not an ARN")).help(
            "write an ARN such as `arn:aws:kinesis:us-east-1:123456789012:stream/clicks`, a reference to one, or `*`",
        ));
    }
    let region = at.scope.region.as_ref();
    match (parts.get(1), region) {
        (Some(partition), Some(region))
            if parts.len() > 2 && *partition != "*" && *partition != region.partition() =>
        {
            let own = region.partition();
            Err(invalid(format!(
                "`{text}` lies in the partition `{partition}`, and `{region}` in `{own}`"
            ))
            .help(format!("write `arn:{own}:` at its start")))
        }
        _ => Ok(()),
    }
}

/// IAM user guide, "IAM JSON policy elements: Condition operators".
const OPERATORS: &[&str] = &[
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "BinaryEquals",
    "Bool",
    "DateEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateNotEquals",
    "IpAddress",
    "NotIpAddress",
    "Null",
    "NumericEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericNotEquals",
    "StringEquals",
    "StringEqualsIgnoreCase",
    "StringLike",
    "StringNotEquals",
    "StringNotEqualsIgnoreCase",
    "StringNotLike",
];

type Conditions = BTreeMap<String, BTreeMap<String, Vec<Written>>>;

fn conditions(
    entries: &Entries<Entries<Field<Vec<Field<Text>>>>>,
    at: &mut Validation<'_>,
) -> Option<Conditions> {
    let mut conditions = Some(Conditions::new());
    for (operator, keys) in entries {
        let known = at.keep(check_operator(operator));
        let mut of_operator = Some(BTreeMap::new());
        for (key, values) in keys {
            let is_key = at.keep(check_key(key));
            let values = all_of(values, key.get(), &key.span(), at, |item, at| {
                at.keep(Written::parse(item, &key.span()))
            });
            match (&mut of_operator, is_key.and(values)) {
                (Some(of_operator), Some(values)) => {
                    of_operator.insert(key.get().clone(), values);
                }
                _ => of_operator = None,
            }
        }
        match (&mut conditions, known.and(of_operator)) {
            (Some(conditions), Some(of_operator)) => {
                conditions.insert(operator.get().clone(), of_operator);
            }
            _ => conditions = None,
        }
    }
    conditions
}

/// An operator, for one value or a set of them, and whether the key must be there.
fn check_operator(key: &Key) -> Result<(), Problem> {
    let text = key.get().as_str();
    let plain = ["ForAllValues:", "ForAnyValue:"]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix));
    let plain = plain.unwrap_or(text);
    let plain = match plain.strip_suffix("IfExists") {
        Some(plain) if plain != "Null" => plain,
        _ => plain,
    };
    if OPERATORS.contains(&plain) {
        return Ok(());
    }
    Err(invalid(format!("`{text}` is no operator of conditions"))
        .at(key.span(), "IAM does not know it")
        .help(crate::problem::help_one_of(
            plain,
            OPERATORS.iter().copied(),
        )))
}

/// `aws:SourceVpc`, `s3:prefix`, `aws:ResourceTag/team`.
fn check_key(key: &Key) -> Result<(), Problem> {
    let parts = key.get().split_once(':');
    if parts.is_some_and(|(service, name)| !service.is_empty() && !name.is_empty()) {
        return Ok(());
    }
    Err(invalid(format!("`{}` is no key of conditions", key.get()))
        .at(key.span(), "of another form")
        .help("write the service and the key, such as `aws:SourceVpc` or `s3:prefix`"))
}

#[cfg(test)]
mod tests {
    use super::parse_action;

    #[test]
    fn actions_have_a_service_and_a_name() {
        for valid in [
            "s3:GetObject",
            "kinesis:Put*",
            "execute-api:Invoke",
            "*",
            "s3:*",
            "ec2:Describe?",
        ] {
            assert!(parse_action(valid).is_ok(), "{valid}");
        }
        for (invalid, help) in [
            ("S3:GetObject", "write `s3:GetObject`"),
            ("sqs.SendMessage", "write `sqs:SendMessage`"),
            ("SendMessage", ""),
            ("", ""),
            (":x", ""),
            ("s3:", ""),
            ("s3:Get Object", ""),
            ("arn:aws:s3:::x", ""),
        ] {
            let problem = parse_action(invalid).unwrap_err();
            let said = problem.help_text().unwrap_or_default();
            assert!(said.contains(help), "{invalid}: {said}");
        }
    }
}
