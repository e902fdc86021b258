//! A repository in Terraform that somebody wrote.

use super::manifest::Keys;
use crate::hcl::module::Value;
use crate::kind::{Found, KeyValue, Proposal, Recognition};
use crate::manifest::Field;

pub(super) const RECOGNITION: Recognition = Recognition::new(&["aws_ecr_repository"], propose)
    .with_twins(&[("aws_ecr_repository", ["id", "name"])]);

fn propose(repository: &Found<'_>) -> Result<Option<Proposal>, String> {
    let stack = repository.stack("name", '/', "")?;
    let keys = Keys::default();
    let rules = repository.beside("aws_ecr_lifecycle_policy", "");
    let rules = rules.and_then(|policy| policy.value("policy.rules"));
    let rules = rules.map_or(&[][..], Value::items);
    let count = |of_type: &str, default: &Field<u32>| {
        let is_of_type =
            |rule: &&Value| rule.get("selection.countType").and_then(Value::text) == Some(of_type);
        let rule = rules.iter().find(is_of_type);
        let count = rule.and_then(|rule| rule.get("selection.countNumber"));
        let default = KeyValue::from(*default.get());
        let count = count.and_then(KeyValue::of_value);
        count.filter(|count| *count != default)
    };
    let keep = count("imageCountMoreThan", &keys.keep_images);
    let untagged = count("sinceImagePushed", &keys.untagged_days);
    let entry = Proposal::in_stack(stack)
        .with_some("keep_images", keep)
        .with_some("untagged_days", untagged);
    Ok(Some(match repository.beside("aws_iam_role", "_push") {
        Some(role) => pushed_by(entry, &role),
        None => entry,
    }))
}

/// The workflows that may assume the role, and the provider that knows them.
fn pushed_by(entry: Proposal, role: &Found<'_>) -> Proposal {
    let statement = role.value("assume_role_policy.Statement");
    let Some(statement) = statement.and_then(|it| it.items().first()) else {
        return entry;
    };
    let subjects = statement.get("Condition.StringEquals");
    let subjects = subjects.and_then(|it| member(it, "token.actions.githubusercontent.com:sub"));
    let subjects = subjects.map_or(&[][..], Value::items);
    let subjects: Vec<&str> = subjects.iter().filter_map(Value::text).collect();
    let provider = statement.get("Principal.Federated");
    let is_made = |value: &&Value| value.refers_to("aws_iam_openid_connect_provider.github");
    let provider = provider
        .filter(|it| !is_made(it))
        .and_then(KeyValue::template);
    entry
        .with_list(
            "push_from",
            subjects
                .iter()
                .filter_map(|it| workflow(it, &subjects))
                .collect(),
        )
        .with_some("github_provider_arn", provider)
}

/// A member whose name has points in it.
fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let Value::Object(members) = value else {
        return None;
    };
    let found = members.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value)
}

/// `repo:acme/api:ref:refs/heads/main`, beside which the same may stand with numbers: `repo:acme@1/api@2:…`.
fn workflow(subject: &str, all: &[&str]) -> Option<KeyValue> {
    let (github, end) = split(subject)?;
    if github.contains('@') {
        return None;
    }
    let end = match end.strip_prefix("ref:refs/heads/") {
        Some(branch) => ("branch", branch),
        None => ("environment", end.strip_prefix("environment:")?),
    };
    let mut keys = vec![
        ("github".to_owned(), github.into()),
        (end.0.to_owned(), end.1.into()),
    ];
    let of_numbers = all
        .iter()
        .filter_map(|other| numbers(other, github, subject));
    if let Some((owner, repository)) = of_numbers.into_iter().next() {
        keys.push(("owner_id".to_owned(), owner.into()));
        keys.push(("repository_id".to_owned(), repository.into()));
    }
    Some(KeyValue::Table(keys))
}

fn split(subject: &str) -> Option<(&str, &str)> {
    subject.strip_prefix("repo:")?.split_once(':')
}

/// The numbers in a subject that is the same but for them.
fn numbers(other: &str, github: &str, subject: &str) -> Option<(u32, u32)> {
    let (numbered, end) = split(other)?;
    let (owner, name) = numbered.split_once('/')?;
    let (owner, owner_id) = owner.split_once('@')?;
    let (name, id) = name.split_once('@')?;
    let is_same = split(subject)?.1 == end && github == format!("{owner}/{name}");
    is_same.then_some((owner_id.parse().ok()?, id.parse().ok()?))
}
