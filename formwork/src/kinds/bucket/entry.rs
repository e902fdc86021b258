//! What a bucket is: its versions, what becomes of objects, who may ask and who is told.

use std::collections::BTreeMap;

use super::cors::{self, Cors};
use super::events::{self, Event};
use super::manifest::{self, Keys};
use super::transition::{self, Moves};
use crate::kind::{Limits, LogicalId, Validation, number, optional, text, written};
use crate::manifest::Field;
use crate::problem::{Code, Problem};
use crate::written::Written;

/// Amazon S3 API, `LifecycleExpiration`: a positive number of days, 32 bits with a sign.
pub(super) const DAYS: Limits = Limits {
    key: "days",
    range: 1..=2_147_483_647,
    taker: "S3",
};

/// Amazon S3 API, `NoncurrentVersionExpiration`: a positive number of days; with 0 there is no rule.
pub(super) const NONCURRENT_DAYS: Limits = Limits {
    key: "noncurrent_days",
    range: 0..=2_147_483_647,
    taker: "S3",
};

/// One S3 bucket.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) versioning: bool,
    /// After how many days a version that is no longer current goes, if it does.
    pub(super) noncurrent_days: Option<u32>,
    pub(super) expire: Vec<Expire>,
    pub(super) transition: Vec<Moves>,
    pub(super) cors: Vec<Cors>,
    pub(super) kms_key: Option<Written>,
    pub(super) events: Vec<Event>,
    /// The name of one that exists; None: it is made.
    pub(super) existing: Option<String>,
}

/// Objects under `prefix` are deleted `days` after they were written.
#[derive(Debug, Clone)]
pub(super) struct Expire {
    pub(super) prefix: String,
    pub(super) days: u32,
}

impl Entry {
    /// What the keys of a bucket mean.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let expire = keys.expire.iter();
        let expire = expire.filter_map(|entry| expiration(entry, at)).collect();
        let versioning = *keys.versioning.get();
        let noncurrent_days = at.number(&keys.noncurrent_days, &NONCURRENT_DAYS);
        let transition = transition::moves(&keys.transition, at);
        let cors = cors::rules(&keys.cors, at);
        let kms_key = at.kms_key(keys.kms_key.as_ref());
        let events = events::events(&keys.events, at);
        let existing = optional(keys.existing.as_ref(), |field| existing(field, keys, at));
        Some(Self {
            existing: existing.ok()?,
            versioning,
            noncurrent_days: noncurrent_days
                .map(|days| (versioning && days > 0).then_some(days))?,
            expire,
            transition: transition?,
            cors: cors?,
            kms_key: kms_key.ok()?,
            events: events?,
        })
    }

    /// The queues have other ids.
    pub(super) fn rename(&mut self, names: &BTreeMap<LogicalId, LogicalId>) {
        for event in &mut self.events {
            if let Some(name) = names.get(&event.queue) {
                event.queue = name.clone();
            }
        }
    }
}

/// The bucket of somebody else, who decides how it is kept.
fn existing(field: &Field<String>, keys: &Keys, at: &mut Validation<'_>) -> Option<String> {
    let place = field.span_or(&at.key().span());
    at.refuse_beside_existing(
        &place,
        &[
            ("versioning", written(&keys.versioning)),
            ("expire", keys.expire.first().and_then(written)),
            ("transition", keys.transition.first().and_then(written)),
            ("cors", keys.cors.first().and_then(written)),
            ("events", keys.events.first().and_then(written)),
        ],
    );
    at.text(field, "what exists", bucket_name)
}

/// Amazon S3 user guide, "General purpose bucket naming rules".
fn bucket_name(text: &str) -> Result<String, Problem> {
    let is_end = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_allowed = |c: char| is_end(c) || c == '-' || c == '.';
    let is_name = (3..=63).contains(&text.len())
        && text.chars().all(is_allowed)
        && text.starts_with(is_end)
        && text.ends_with(is_end)
        && !text.contains("..");
    if is_name {
        return Ok(text.to_owned());
    }
    let help = match text
        .strip_prefix("arn:")
        .and_then(|_| text.rsplit(":::").next())
    {
        Some(name) => format!("write the name alone: `{name}`"),
        None => "use 3 to 63 lower-case letters, digits, hyphens and points".to_owned(),
    };
    Err(Problem::new(
        Code::InvalidName,
        format!("`{text}` is not the name of a bucket"),
    )
    .help(help))
}

fn expiration(entry: &Field<manifest::Expire>, at: &mut Validation<'_>) -> Option<Expire> {
    let table = &entry.span_or(&at.key().span());
    let owner = &format!("an expiration of {}", at.owner());
    let prefix = entry.get().prefix.as_ref();
    let example = "prefix = \"archived/\"";
    let prefix = at.require_of(&["expire", "prefix"], prefix, owner, table, example);
    let prefix = prefix
        .and_then(|prefix| at.keep(text(prefix, table, "the objects that expire", parse_prefix)));
    let days = entry.get().days.as_ref();
    let days = at.require_of(&["expire", "days"], days, owner, table, "days = 90");
    let days = days.and_then(|days| at.keep(number(days, table, &DAYS)));
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
pub(super) fn parse_prefix(text: &str) -> Result<String, Problem> {
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
