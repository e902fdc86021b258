//! `existing`: a file system that somebody else made, with all that mounts need to get to it.

use super::manifest::{Existing as ExistingKeys, Keys};
use crate::kind::{Validation, optional, written};
use crate::manifest::{Field, Text};
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::written::Written;

/// A file system that exists.
#[derive(Debug, Clone)]
pub(super) struct Existing {
    pub(super) id: Written,
    pub(super) security_group_id: Written,
    pub(super) path: String,
}

/// All of the file system.
pub(super) const ROOT: &str = "/";

impl Existing {
    pub(super) fn from_keys(
        field: &Field<ExistingKeys>,
        keys: &Keys,
        at: &mut Validation<'_>,
    ) -> Option<Self> {
        let table = field.span_or(&at.key().span());
        at.refuse_beside_existing(&table, &of_making(keys));
        let of = field.get();
        let mut text = |key: &str, field: Option<&Field<Text>>, example: &str, start: &str| {
            at.existing_text(key, field, &table, example, start)
        };
        let id = text(
            "id",
            of.id.as_ref(),
            r#"id = "fs-0123456789abcdef0""#,
            "fs-",
        );
        let path = optional(of.path.as_ref(), |field| {
            at.text(field, "what containers see of it", parse_path)
        });
        let group = at.existing_group(of.security_group_id.as_ref(), &table);
        Some(Self {
            id: id?,
            security_group_id: group?,
            path: path.ok()?.unwrap_or_else(|| ROOT.to_owned()),
        })
    }
}

/// The keys that say how a file system is made.
fn of_making(keys: &Keys) -> Vec<(&'static str, Option<Span>)> {
    vec![
        ("throughput", written(&keys.throughput)),
        (
            "infrequent_after_days",
            written(&keys.infrequent_after_days),
        ),
        ("backups", keys.backups.as_ref().and_then(written)),
        ("kms_key", keys.kms_key.as_ref().and_then(written)),
    ]
}

/// Amazon EFS API, `RootDirectory`: a path of at most 100 characters and four directories.
fn parse_path(text: &str) -> Result<String, Problem> {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"/._-".contains(&b);
    let mut segments = text.split('/').skip(1);
    let is_path = text.starts_with('/')
        && text.len() <= 100
        && text.bytes().all(is_plain)
        && segments.clone().count() <= 4
        && segments.all(|segment| !segment.is_empty() && !segment.starts_with('.'));
    if is_path || text == ROOT {
        return Ok(text.to_owned());
    }
    let message = format!("`{text}` is not the path of a directory in EFS");
    Err(Problem::new(Code::InvalidPath, message).help(
        "start with `/`, name at most four directories, and use letters, digits, `.`, `_` and `-`, such as `/shop/files`",
    ))
}
