//! `[bucket.NAME]`: versioning and expirations.

use super::leaf::Limits;
use super::problems::{Problems, Required};
use crate::manifest::{self, Field, Key, Manifest};
use crate::problem::{Code, Problem};
use crate::stack::{Bucket, Expire};

/// Amazon S3 API, `LifecycleExpiration`: a positive number of days, 32 bits with a sign.
pub(super) const DAYS: Limits = Limits {
    key: "days",
    range: 1..=2_147_483_647,
    taker: "S3",
};

pub(super) fn bucket(
    manifest: &Manifest,
    key: &Key,
    entry: &manifest::Bucket,
    problems: &mut Problems,
) -> Bucket {
    let expire = entry
        .expire
        .iter()
        .filter_map(|expire| expiration(manifest, key, expire, problems))
        .collect();
    Bucket {
        versioning: *entry.versioning.get(),
        expire,
    }
}

fn expiration(
    manifest: &Manifest,
    key: &Key,
    entry: &Field<manifest::Expire>,
    problems: &mut Problems,
) -> Option<Expire> {
    let table = &entry.span_or(&key.span());
    let owner = &format!("an expiration of bucket `{}`", key.get());
    let required = |path, example| Required {
        path,
        owner,
        table,
        example,
    };
    let path = &["bucket", key.get(), "expire", "prefix"];
    let required_prefix = required(path, "prefix = \"archived/\"");
    let prefix = problems.require(manifest, entry.get().prefix.as_ref(), &required_prefix);
    let prefix = prefix
        .and_then(|prefix| problems.text(prefix, table, "the objects that expire", parse_prefix));
    let path = &["bucket", key.get(), "expire", "days"];
    let required_days = required(path, "days = 90");
    let days = problems.require(manifest, entry.get().days.as_ref(), &required_days);
    let days = days.and_then(|days| problems.number(days, table, &DAYS));
    Some(Expire {
        prefix: prefix?,
        days: days?,
    })
}

/// The id of a lifecycle rule has at most 255 characters (Amazon S3 API, `LifecycleRule`), and
/// `remove delete markers ` stands in front of the prefix.
const MAX_PREFIX: usize = 255 - "remove delete markers ".len();

/// The start of an object's key. An empty prefix would delete everything; keys do not start with a
/// slash.
fn parse_prefix(text: &str) -> Result<String, Problem> {
    if text.is_empty() {
        return Err(Problem::new(
            Code::InvalidExpiration,
            "an empty prefix expires every object of the bucket",
        )
        .help("name what may be deleted, such as `archived/`"));
    }
    let invalid = |why: &str, help: String| {
        Err(Problem::new(
            Code::InvalidExpiration,
            format!("the prefix `{text}` {why}"),
        )
        .help(help))
    };
    if text.starts_with('/') {
        let help = format!("leave out the slash: `{}`", text.trim_start_matches('/'));
        return invalid("starts with a slash, which no key does", help);
    }
    if let Some(start) = text.strip_suffix('*') {
        let help = if start.is_empty() {
            "name what may be deleted, such as `archived/`".to_owned()
        } else {
            format!("leave out the star: `{start}`")
        };
        return invalid(
            "ends in a star, which S3 takes for a character of the key",
            help,
        );
    }
    if let Some((_, path)) = text
        .strip_prefix("s3://")
        .and_then(|uri| uri.split_once('/'))
    {
        return invalid(
            "is an address, and no key starts so",
            format!("leave out the bucket: `{path}`"),
        );
    }
    if text.len() > MAX_PREFIX || text.contains(char::is_control) {
        return invalid(
            "cannot be part of the id of a lifecycle rule",
            format!("use at most {MAX_PREFIX} bytes and no control characters"),
        );
    }
    Ok(text.to_owned())
}
