//! The names that AWS resources get from the stack's name and an entry's key fit their limits.

use crate::manifest::{Field, Key, Manifest};
use crate::problem::{Code, Problem};
use crate::stack::{LogicalId, StackName};

/// A name that is derived from the stack's name and a key.
struct Derived {
    /// What carries it, with an article.
    of: &'static str,
    suffix: &'static str,
    max: usize,
}

/// IAM API, `CreateRole`: `RoleName`. The longer of a service's two roles.
const ROLE: Derived = Derived {
    of: "an IAM role",
    suffix: "-execution",
    max: 64,
};

/// AWS provider, `aws_s3_bucket`: `bucket_prefix`. It appends 26 characters, and the name of a
/// bucket has at most 63.
const BUCKET: Derived = Derived {
    of: "a bucket before its random end",
    suffix: "-",
    max: 37,
};

pub(super) fn check_name_lengths(manifest: &Manifest) -> Vec<Problem> {
    let Some(name) = manifest
        .stack
        .get()
        .name
        .as_ref()
        .filter(|name| StackName::parse(name.get()).is_ok())
    else {
        return Vec::new();
    };
    let roles = manifest.service.keys().map(|key| (key, &ROLE));
    let buckets = manifest.bucket.keys().map(|key| (key, &BUCKET));
    roles
        .chain(buckets)
        .filter_map(|(key, derived)| check(name, key, &manifest.logical_id(key)?, derived))
        .collect()
}

fn check(name: &Field<String>, key: &Key, id: &LogicalId, derived: &Derived) -> Option<Problem> {
    let full = format!("{}-{}{}", name.get(), id.kebab(), derived.suffix);
    let excess = full
        .len()
        .checked_sub(derived.max)
        .filter(|excess| *excess > 0)?;
    let message = format!(
        "`{full}`, the name of {}, has {} characters of at most {}",
        derived.of,
        full.len(),
        derived.max
    );
    let noun = if excess == 1 {
        "character"
    } else {
        "characters"
    };
    Some(
        Problem::new(Code::NameTooLong, message)
            .at(key.span(), "is part of the name")
            .at(name.span_or(&(0..0)), "so is this")
            .help(format!(
                "shorten one of the two, or both, by {excess} {noun} in all"
            )),
    )
}
