//! `snapshot`: what a database is made from.

use crate::arn::Arn;
use crate::kind::Validation;
use crate::manifest::Field;
use crate::problem::{Code, Problem};
use crate::stack::Region;

/// Amazon RDS API, `CreateDBSnapshot`: `DBSnapshotIdentifier`.
const MAX: usize = 255;

/// A snapshot by its name, or by its ARN, where another account shares it.
pub(super) fn snapshot(field: &Field<String>, at: &mut Validation<'_>) -> Option<String> {
    let region = at.region()?.clone();
    at.text(field, "the snapshot", |text| parse(text, &region))
}

fn parse(text: &str, region: &Region) -> Result<String, Problem> {
    let name = if text.starts_with("arn:") {
        of_arn(text, region)?
    } else {
        text
    };
    // AWS Backup and RDS itself name snapshots with a colon: `rds:orders-2026-11-25`.
    let plain = ["rds:", "awsbackup:"]
        .iter()
        .find_map(|start| name.strip_prefix(start))
        .unwrap_or(name);
    let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let is_name = plain.starts_with(|c: char| c.is_ascii_alphanumeric())
        && plain.bytes().all(is_allowed)
        && !plain.ends_with('-')
        && !plain.contains("--")
        && name.len() <= MAX;
    if is_name {
        return Ok(text.to_owned());
    }
    Err(Problem::new(
        Code::InvalidName,
        format!("`{text}` is no name of a snapshot"),
    )
    .help("write it as `aws rds describe-db-snapshots` prints it, such as `orders-2026-11-25`"))
}

/// The name in `arn:PARTITION:rds:REGION:ACCOUNT:snapshot:NAME`.
fn of_arn<'a>(text: &'a str, region: &Region) -> Result<&'a str, Problem> {
    if let Some(arn) = Arn::split(text)
        && arn.service == "rds"
        && arn.partition == region.partition()
        && arn.region == region.to_string()
        && let Some(name) = arn.resource.strip_prefix("snapshot:")
    {
        return Ok(name);
    }
    let partition = region.partition();
    Err(Problem::new(
        Code::InvalidArn,
        format!("`{text}` is no snapshot of RDS in `{region}`"),
    )
    .help(format!(
        "copy it to the region, and write `arn:{partition}:rds:{region}:ACCOUNT:snapshot:NAME` or its name"
    )))
}
