//! `snapshot`: what a database is made from.

use super::manifest::Engine;
use crate::arn::Arn;
use crate::kind::Validation;
use crate::manifest::Field;
use crate::problem::{Code, Problem};
use crate::stack::Region;

/// Amazon RDS API, `CreateDBSnapshot`: `DBSnapshotIdentifier`.
const MAX: usize = 255;

/// A snapshot by its name, or by its ARN, where another account shares it.
///
/// A cluster of Aurora can be made from a snapshot of an instance too, which is named by its ARN then (Amazon RDS API,
/// `RestoreDBClusterFromSnapshot`).
pub(super) fn snapshot(
    engine: Engine,
    field: &Field<String>,
    at: &mut Validation<'_>,
) -> Option<String> {
    let region = at.region()?.clone();
    at.text(field, "the snapshot", |text| parse(engine, text, &region))
}

fn parse(engine: Engine, text: &str, region: &Region) -> Result<String, Problem> {
    let name = if text.starts_with("arn:") {
        of_arn(engine, text, region)?
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
    .help(format!(
        "write it as `aws rds {}` prints it, such as `orders-2026-11-25`",
        if engine.is_aurora() {
            "describe-db-cluster-snapshots"
        } else {
            "describe-db-snapshots"
        }
    )))
}

/// The kinds of snapshots that an engine is made from; the first is its own.
fn kinds(engine: Engine) -> &'static [&'static str] {
    if engine.is_aurora() {
        &["cluster-snapshot", "snapshot"]
    } else {
        &["snapshot"]
    }
}

/// The name in `arn:PARTITION:rds:REGION:ACCOUNT:snapshot:NAME`.
fn of_arn<'a>(engine: Engine, text: &'a str, region: &Region) -> Result<&'a str, Problem> {
    if let Some(arn) = Arn::split(text)
        && arn.service == "rds"
        && arn.partition == region.partition()
        && arn.region == region.to_string()
        && let Some((kind, name)) = arn.resource.split_once(':')
        && kinds(engine).contains(&kind)
    {
        return Ok(name);
    }
    let (partition, kind) = (region.partition(), kinds(engine)[0]);
    Err(Problem::new(
        Code::InvalidArn,
        format!("`{text}` is no snapshot of RDS in `{region}`"),
    )
    .help(format!(
        "copy it to the region, and write `arn:{partition}:rds:{region}:ACCOUNT:{kind}:NAME` or its name"
    )))
}
