//! The grants of a service fit into the policy of its task role.

use crate::manifest::{Field, Key, Manifest, Service};
use crate::problem::{Code, Problem};
use crate::stack::{BucketOperation, DatabaseOperation, LogicalId, Region, StackName};

/// IAM user guide, "IAM and AWS STS quotas": the policies that are written into one role, white space
/// aside. It can't be raised.
const MAX_CHARACTERS: usize = 10_240;

/// What stands around the statements, and around actions and resource of one.
const DOCUMENT: &str = r#"{"Statement":[],"Version":"2012-10-17"}"#;
const STATEMENT: &str = r#"{"Action":[],"Effect":"Allow","Resource":""},"#;

/// What the AWS provider appends to `bucket_prefix`.
const RANDOM_END: usize = 26;

/// The end of the name of a secret that RDS manages, as AWS completes it.
const SECRET_END: &str = "rds!db-00000000-0000-0000-0000-000000000000-000000";

pub(super) fn check_policy_size(manifest: &Manifest) -> Vec<Problem> {
    let section = manifest.stack.get();
    let name = section.name.as_ref().map(|name| name.get().as_str());
    let (Some(name), Ok(region)) = (
        name.filter(|name| StackName::parse(name).is_ok()),
        Region::parse(section.region.get()),
    ) else {
        return Vec::new();
    };
    let lengths = Lengths {
        manifest,
        name,
        region: &region,
    };
    let services = manifest.service.iter();
    services
        .filter_map(|(key, service)| check(key, service, &lengths))
        .collect()
}

fn check(key: &Key, service: &Service, lengths: &Lengths) -> Option<Problem> {
    let mut grants: Vec<_> = service.grants.iter().collect();
    grants.sort_by_key(|(target, _)| target.span().start);
    let sizes = grants.iter().scan(DOCUMENT.len(), |size, (target, words)| {
        *size += lengths.of_grant(target, words.get());
        Some(*size)
    });
    let sizes: Vec<usize> = sizes.collect();
    let first_too_many = sizes.iter().position(|size| *size > MAX_CHARACTERS)?;
    let size = sizes.last()?;
    let message = format!(
        "the grants of `{}` make a policy of {size} characters, a role takes {MAX_CHARACTERS}",
        key.get()
    );
    Some(
        Problem::new(Code::OutOfRange, message)
            .at(grants[first_too_many].0.span(), "no room for this one")
            .at(key.span(), "its task role has all of them")
            .help("put objects under prefixes of fewer buckets, or move grants to another service"),
    )
}

/// How long the statements of a grant are, in the stack's region.
struct Lengths<'a> {
    manifest: &'a Manifest,
    name: &'a str,
    region: &'a Region,
}

impl Lengths<'_> {
    fn of_grant(&self, target: &Key, words: &[Field<String>]) -> usize {
        let is_granted = |name: &str| words.iter().any(|word| word.get() == name);
        if self.manifest.database.contains_key(target) {
            let operations = DatabaseOperation::ALL.iter();
            let granted = operations.filter(|operation| is_granted(operation.name()));
            let actions = granted.flat_map(|operation| operation.actions());
            return statement(actions, self.secret_arn());
        }
        let Ok(id) = LogicalId::parse(target.get()) else {
            return 0;
        };
        let of = |on_bucket| {
            let operations = BucketOperation::ALL.iter();
            let granted = operations.filter(move |operation| {
                is_granted(operation.name()) && operation.is_on_bucket() == on_bucket
            });
            granted.flat_map(|operation| operation.actions())
        };
        let arn = self.bucket_arn(&id);
        statement(of(false), arn + "/*".len()) + statement(of(true), arn)
    }

    fn bucket_arn(&self, id: &LogicalId) -> usize {
        let partition = self.region.partition();
        format!("arn:{partition}:s3:::{}-{}-", self.name, id.kebab()).len() + RANDOM_END
    }

    fn secret_arn(&self) -> usize {
        let (partition, region) = (self.region.partition(), self.region);
        format!("arn:{partition}:secretsmanager:{region}:000000000000:secret:{SECRET_END}").len()
    }
}

/// A statement without actions does not exist.
fn statement<'a>(actions: impl Iterator<Item = &'a &'static str>, resource: usize) -> usize {
    let actions: usize = actions.map(|action| action.len() + r#""","#.len()).sum();
    if actions == 0 {
        0
    } else {
        STATEMENT.len() + actions + resource
    }
}

#[cfg(test)]
mod tests {
    use super::{DOCUMENT, Lengths};
    use crate::manifest::parse;
    use crate::stack::Region;

    /// As IAM gets it: Terraform's `jsonencode` sorts keys and puts no white space.
    const POLICY: &str = r#"{"Statement":[{"Action":["secretsmanager:GetSecretValue"],"Effect":"Allow","Resource":"arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-0b1c2d3e-0b1c-0b1c-0b1c-0b1c2d3e4f50-AbCdEf"},{"Action":["s3:AbortMultipartUpload","s3:GetObject","s3:PutObject"],"Effect":"Allow","Resource":"arn:aws:s3:::shop-uploads-20261125101500123400000001/*"},{"Action":["s3:ListBucket"],"Effect":"Allow","Resource":"arn:aws:s3:::shop-uploads-20261125101500123400000001"}],"Version":"2012-10-17"}"#;

    #[test]
    fn a_policy_is_as_long_as_it_will_be() {
        let text = r#"
            [service.api.grants]
            taskdb = ["connect"]
            uploads = ["read", "write", "list"]
            [database.taskdb]
            [bucket.uploads]
        "#;
        let manifest = parse(text).0.unwrap();
        let lengths = Lengths {
            manifest: &manifest,
            name: "shop",
            region: &Region::parse("us-east-1").unwrap(),
        };
        let services = manifest.service.values();
        let grants = services.flat_map(|service| &service.grants);
        let lengths: usize = grants
            .map(|(target, words)| lengths.of_grant(target, words.get()))
            .sum();
        // Each list of actions is counted with a comma at its end, and so is the list of statements.
        assert_eq!(DOCUMENT.len() + lengths, POLICY.len() + 3 + 1);
    }
}
