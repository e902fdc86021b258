//! `snapshot`: what a database is made from.

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
    let name = match text.strip_prefix("arn:") {
        Some(rest) => of_arn(text, rest, region)?,
        None => text,
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
fn of_arn<'a>(text: &str, rest: &'a str, region: &Region) -> Result<&'a str, Problem> {
    let parts: Vec<&str> = rest.splitn(6, ':').collect();
    if let [partition, "rds", of_region, _, "snapshot", name] = parts[..]
        && partition == region.partition()
        && of_region == region.to_string()
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
