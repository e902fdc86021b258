//! The grants of a container fit into the policy of its task role.

use std::collections::BTreeSet;

use crate::container::{Allow, Container, Grant, actions_on};
use crate::kind::{Entries, Scope, Target};
use crate::manifest::Key;
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::stack::NetworkNames;
use crate::written::Written;

/// IAM user guide, "IAM and AWS STS quotas": the policies that are written into one role, white space
/// aside. It can't be raised.
const MAX_CHARACTERS: usize = 10_240;

/// How long the ARN that Terraform computes for an expression is taken to be: most have fewer.
const COMPUTED: usize = 120;

/// What stands around the statements, and around actions and resource of one.
const DOCUMENT: &str = r#"{"Statement":[],"Version":"2012-10-17"}"#;
const STATEMENT: &str = r#"{"Action":[],"Effect":"Allow","Resource":""},"#;

/// More than the statements that `exec` adds can have.
const LENGTH_OF_EXEC: usize = 700;

/// Judges the containers that are known to be right in themselves.
pub(crate) fn check_policy_size(scope: &Scope<'_>, entries: &Entries) -> Vec<Problem> {
    let containers = scope.containers();
    containers
        .filter_map(|container| {
            let entry = entries.get(scope.id(container.key.get())?)?;
            let of_container = entry.container()?;
            let mounts = container.keys.all_mounts().map(|(name, _)| name);
            let mounts: BTreeSet<&Key> = mounts.collect();
            let grants = container.keys.grants.keys().chain(mounts);
            let granted = grants.map(|target| {
                let length = length_of(scope, entries, target, of_container);
                (target.span(), length.unwrap_or_default())
            });
            let allowed = of_container.allow.iter();
            let allowed = allowed.map(|allow| (allow.place.clone(), length_of_allow(allow)));
            let exec = of_container.exec.then(|| {
                let place = container.keys.exec.span_or(&container.key.span());
                (place, LENGTH_OF_EXEC)
            });
            let what = if of_container.allow.is_empty() {
                "the grants"
            } else {
                "`grants` and `allow`"
            };
            let parts = granted.chain(allowed).chain(exec);
            check(container.key, what, parts.collect())
        })
        .collect()
}

/// Adds up what stands where, in the order of the file.
fn check(key: &Key, what: &str, mut parts: Vec<(Span, usize)>) -> Option<Problem> {
    parts.sort_by_key(|(span, _)| span.start);
    let sizes = parts.iter().scan(DOCUMENT.len(), |size, (_, length)| {
        *size += length;
        Some(*size)
    });
    let sizes: Vec<usize> = sizes.collect();
    let first_too_many = sizes.iter().position(|size| *size > MAX_CHARACTERS)?;
    let size = sizes.last()?;
    let message = format!(
        "{what} of `{}` make a policy of {size} characters, a role takes {MAX_CHARACTERS}",
        key.get()
    );
    Some(
        Problem::new(Code::OutOfRange, message)
            .at(parts[first_too_many].0.clone(), "no room for this one")
            .at(key.span(), "its task role has all of them")
            .help("put objects under prefixes of fewer buckets, or move grants to another service"),
    )
}

/// How long the statements of a grant can become.
fn length_of(
    scope: &Scope<'_>,
    entries: &Entries,
    target: &Key,
    container: &Container,
) -> Option<usize> {
    let id = &scope.target_id(target.get())?;
    let grant = container.grants.get(id)?;
    let target = Target {
        id,
        resource: grant.kind.resource(),
        stack: scope.name.as_ref()?,
        region: scope.region.as_ref()?,
        network: &NetworkNames::MADE,
        entry: entries.get(id).map(|entry| entry.value),
        owner: None,
        mounted_at: None,
        entries,
    };
    Some(length(grant, &target))
}

/// How long a statement of the user's own becomes. What Terraform computes is taken for an ARN of
/// [`COMPUTED`] characters.
fn length_of_allow(allow: &Allow) -> usize {
    let quoted = |length: usize| length + r#""","#.len();
    let written = |text: &Written| {
        let known: usize = text.literals().map(str::len).sum();
        let computed = if text.plain().is_some() { 0 } else { COMPUTED };
        quoted(known + computed)
    };
    let actions: usize = allow
        .actions
        .iter()
        .map(|action| quoted(action.len()))
        .sum();
    let resources: usize = allow.resources.iter().map(written).sum();
    let operators = allow.conditions.iter();
    let conditions = operators.map(|(operator, keys)| {
        let keys = keys.iter();
        let keys = keys.map(|(key, values)| {
            let values: usize = values.iter().map(written).sum();
            quoted(key.len()) + values + "[]:".len()
        });
        quoted(operator.len()) + keys.sum::<usize>() + "{}:".len()
    });
    let conditions: usize = conditions.sum();
    let around = if conditions > 0 {
        r#""Condition":{},"#.len()
    } else {
        0
    };
    // Several resources stand in brackets, instead of the quotes that STATEMENT has.
    STATEMENT.len() + actions + resources + around + conditions
}

fn length(grant: &Grant, target: &Target<'_>) -> usize {
    let resources = grant.kind.resources(target).into_iter();
    let statements = resources.map(|resource| {
        let actions = actions_on(grant, resource.name);
        let actions: usize = actions
            .iter()
            .map(|action| action.len() + r#""","#.len())
            .sum();
        // A statement without actions does not exist.
        let condition = grant.kind.condition(target, resource.name);
        let condition = condition.map_or(0, |it| COMPUTED + it.operator.len() + it.key.len());
        (actions > 0).then(|| STATEMENT.len() + actions + condition + resource.longest_arn.len())
    });
    statements.flatten().sum()
}

#[cfg(test)]
mod tests {
    use super::{DOCUMENT, length};
    use crate::source::SourceFile;
    use crate::stack::Stack;

    /// As IAM gets it: Terraform's `jsonencode` sorts keys and puts no white space.
    const POLICY: &str = r#"{"Statement":[{"Action":["secretsmanager:GetSecretValue"],"Effect":"Allow","Resource":"arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-0b1c2d3e-0b1c-0b1c-0b1c-0b1c2d3e4f50-AbCdEf"},{"Action":["s3:AbortMultipartUpload","s3:GetObject","s3:PutObject"],"Effect":"Allow","Resource":"arn:aws:s3:::shop-uploads-20261125101500123400000001/*"},{"Action":["s3:ListBucket"],"Effect":"Allow","Resource":"arn:aws:s3:::shop-uploads-20261125101500123400000001"}],"Version":"2012-10-17"}"#;

    #[test]
    fn a_policy_is_as_long_as_it_will_be() {
        let text = r#"
            [stack]
            name = "shop"
            [service.api]
            image = "api:1"
            [service.api.grants]
            taskdb = ["connect"]
            uploads = ["read", "write", "list"]
            [database.taskdb]
            [bucket.uploads]
        "#;
        let stack = Stack::from_source(&SourceFile::new("stack.toml", text)).unwrap();
        let containers = stack.entries.iter().filter_map(|entry| entry.container());
        let grants = containers.flat_map(|container| &container.grants);
        let lengths: usize = grants
            .map(|(target, grant)| length(grant, &stack.target(grant.kind, target)))
            .sum();
        // Each list of actions is counted with a comma at its end, and so is the list of statements.
        assert_eq!(DOCUMENT.len() + lengths, POLICY.len() + 3 + 1);
    }
}
