//! `[terraform]`: the backend.

use std::net::Ipv4Addr;

use crate::kind::{Problems, Required};
use crate::manifest::{BackendType, Manifest};
use crate::problem::{Code, Problem};
use crate::stack::{Backend, Region};

/// Where Terraform keeps its state; the keys of S3 have the defaults of the rest of the stack.
pub(super) fn backend(
    manifest: &Manifest,
    region: Option<&Region>,
    problems: &mut Problems,
) -> Option<Backend> {
    let table = &manifest.terraform.backend.span_or(&(0..0));
    let section = manifest.terraform.backend.get();
    if *section.r#type.get() == BackendType::Local {
        return Some(Backend::Local);
    }
    let required = |path, example| Required {
        path,
        owner: "the backend of type `s3`",
        table,
        example,
    };
    let path = &["terraform", "backend", "bucket"];
    let required_bucket = required(path, "bucket = \"acme-terraform-state\"");
    let bucket = problems.require(manifest, section.bucket.as_ref(), &required_bucket);
    let bucket =
        bucket.and_then(|bucket| problems.text(bucket, table, "the state's bucket", parse_bucket));
    let path = &["terraform", "backend", "key"];
    let required_key = required(path, "key = \"task-api/terraform.tfstate\"");
    let key = problems.require(manifest, section.key.as_ref(), &required_key);
    let key = key.and_then(|key| problems.text(key, table, "the state's object", parse_state_key));
    let region = match &section.region {
        Some(field) => problems.text(field, table, "not a region of AWS", Region::parse),
        None => region.cloned(),
    };
    let use_lockfile = section
        .use_lockfile
        .as_ref()
        .is_none_or(|field| *field.get());
    Some(Backend::S3 {
        bucket: bucket?,
        key: key?,
        region: region?,
        use_lockfile,
    })
}

/// What S3 keeps for access points, directory buckets and the like.
const RESERVED_PREFIXES: &[&str] = &["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_SUFFIXES: &[&str] = &["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

/// The name of a general purpose bucket (Amazon S3 user guide, "General purpose bucket naming
/// rules").
fn parse_bucket(text: &str) -> Result<String, Problem> {
    let is_edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_inner = |c: char| is_edge(c) || c == '-' || c == '.';
    let has_form =
        (3..=63).contains(&text.len()) && text.chars().all(is_inner) && !text.contains("..");
    let is_reserved = RESERVED_PREFIXES
        .iter()
        .any(|prefix| text.starts_with(prefix))
        || RESERVED_SUFFIXES
            .iter()
            .any(|suffix| text.ends_with(suffix))
        || text.parse::<Ipv4Addr>().is_ok();
    if has_form && !is_reserved && text.starts_with(is_edge) && text.ends_with(is_edge) {
        return Ok(text.to_owned());
    }
    Err(Problem::new(
        Code::InvalidName,
        format!("`{text}` is not the name of a bucket"),
    )
    .help("use 3 to 63 lower-case letters, digits, hyphens and points, such as `acme-state`; S3 keeps addresses and a few endings such as `-s3alias` for itself"))
}

/// The key of the state's object (Terraform, "Backend Type: s3": no slash at either end).
fn parse_state_key(text: &str) -> Result<String, Problem> {
    let has_form = (1..=1024).contains(&text.len()) && !text.contains(char::is_control);
    if has_form && !text.starts_with('/') && !text.ends_with('/') {
        return Ok(text.to_owned());
    }
    Err(Problem::new(
        Code::InvalidName,
        format!("`{text}` is not the key of an object"),
    )
    .help("write a path without a slash at either end, such as `task-api/terraform.tfstate`"))
}
