//! `[stack]`, `[provider]`, `[terraform]` and `[logs]`, and the whole put together.

use std::collections::BTreeMap;

use super::problems::{Missing, Problems};
use super::{alarms, bucket, database, domain, leaf, network, service, tags};
use crate::manifest::{self, BackendType, Entries, Field, Key, Manifest};
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::stack::{Backend, EnvironmentName, LogicalId, Region, Stack, StackName};

/// The whole stack, as far as its values can be read one by one.
pub(super) fn stack(manifest: &Manifest, problems: &mut Problems) -> Option<Stack> {
    let table = &manifest.stack.span_or(&(0..0));
    let section = manifest.stack.get();
    let name = name(manifest, table, problems);
    let environment = leaf::text(&section.environment, table, "the environment's name", EnvironmentName::parse);
    let environment = problems.keep(environment);
    let region = problems.keep(leaf::text(&section.region, table, "not a region of AWS", Region::parse));
    let region = region.as_ref();
    let backend = backend(manifest, region, problems);
    let network = network::network(manifest, region, problems);
    let domain = manifest.domain.as_ref().map(|section| domain::domain(manifest, section, problems));
    let services = entries(&manifest.service, problems, |key, entry, problems| {
        service::service(manifest, key, entry, problems)
    });
    let databases = entries(&manifest.database, problems, database::database);
    let buckets = entries(&manifest.bucket, problems, |key, entry, problems| {
        Some(bucket::bucket(manifest, key, entry, problems))
    });
    let log_retention_days = problems.keep(log_retention(&manifest.logs.retention_days));
    let alarms = alarms::alarms(&manifest.alarms, region, problems);
    Some(Stack {
        name: name?,
        environment: environment?,
        region: region?.clone(),
        tags: tags::tags(section, problems),
        offline: *manifest.provider.offline.get(),
        backend: backend?,
        network: network?,
        domain: match domain {
            Some(domain) => Some(domain?),
            None => None,
        },
        services,
        databases,
        buckets,
        log_retention_days: log_retention_days?,
        alarms: alarms?,
    })
}

/// The entries of one kind; one that cannot be read is left out, and has a problem.
fn entries<T, U>(
    entries: &Entries<T>,
    problems: &mut Problems,
    convert: impl Fn(&Key, &T, &mut Problems) -> Option<U>,
) -> BTreeMap<LogicalId, U> {
    entries
        .iter()
        .filter_map(|(key, entry)| {
            let id = problems.keep(leaf::logical_id(key));
            let entry = convert(key, entry, problems);
            Some((id?, entry?))
        })
        .collect()
}

fn name(manifest: &Manifest, table: &Span, problems: &mut Problems) -> Option<StackName> {
    let missing = Missing { owner: "the stack", table, example: "name = \"task-api\"" };
    let field = manifest.stack.get().name.as_ref();
    let field = problems.require(manifest, &["stack", "name"], field, &missing)?;
    problems.keep(leaf::text(field, table, "the stack's name", StackName::parse))
}

/// Where Terraform keeps its state; the keys of S3 have the defaults of the rest of the stack.
fn backend(manifest: &Manifest, region: Option<&Region>, problems: &mut Problems) -> Option<Backend> {
    let table = &manifest.terraform.backend.span_or(&(0..0));
    let section = manifest.terraform.backend.get();
    if *section.r#type.get() == BackendType::Local {
        return Some(Backend::Local);
    }
    let owner = "the backend of type `s3`";
    let missing = Missing { owner, table, example: "bucket = \"acme-terraform-state\"" };
    let path = ["terraform", "backend", "bucket"];
    let bucket = problems.require(manifest, &path, section.bucket.as_ref(), &missing);
    let bucket = bucket.and_then(|bucket| problems.keep(leaf::text(bucket, table, "the state's bucket", parse_bucket)));
    let missing = Missing { owner, table, example: "key = \"task-api/terraform.tfstate\"" };
    let path = ["terraform", "backend", "key"];
    let key = problems.require(manifest, &path, section.key.as_ref(), &missing);
    let key = key.and_then(|key| problems.keep(leaf::text(key, table, "the state's object", parse_state_key)));
    let region = match &section.region {
        Some(field) => problems.keep(leaf::text(field, table, "not a region of AWS", Region::parse)),
        None => region.cloned(),
    };
    let use_lockfile = section.use_lockfile.as_ref().is_none_or(|field| *field.get());
    Some(Backend::S3 { bucket: bucket?, key: key?, region: region?, use_lockfile })
}

/// The name of a general purpose bucket (Amazon S3 user guide, "General purpose bucket naming
/// rules").
fn parse_bucket(text: &str) -> Result<String, Problem> {
    let is_edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_inner = |c: char| is_edge(c) || c == '-' || c == '.';
    let has_form = (3..=63).contains(&text.len()) && text.chars().all(is_inner) && !text.contains("..");
    if has_form && text.starts_with(is_edge) && text.ends_with(is_edge) {
        return Ok(text.to_owned());
    }
    Err(Problem::new(Code::InvalidName, format!("`{text}` is not the name of a bucket"))
        .help("use 3 to 63 lower-case letters, digits, hyphens and points, such as `acme-terraform-state`"))
}

/// The key of the state's object (Terraform, "Backend Type: s3": no slash at either end).
fn parse_state_key(text: &str) -> Result<String, Problem> {
    let has_form = (1..=1024).contains(&text.len()) && !text.contains(char::is_control);
    if has_form && !text.starts_with('/') && !text.ends_with('/') {
        return Ok(text.to_owned());
    }
    Err(Problem::new(Code::InvalidName, format!("`{text}` is not the key of an object"))
        .help("write a path without a slash at either end, such as `task-api/terraform.tfstate`"))
}

/// The periods that CloudWatch Logs offers (Amazon CloudWatch Logs API, `PutRetentionPolicy`).
const RETENTION_DAYS: &[u32] = &[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

fn log_retention(field: &Field<u32>) -> Result<u32, Problem> {
    let days = *field.get();
    if RETENTION_DAYS.contains(&days) {
        return Ok(days);
    }
    let above = RETENTION_DAYS.iter().position(|offered| *offered > days);
    let help = match above {
        Some(0) => format!("use {} or more", RETENTION_DAYS[0]),
        Some(above) => format!("use {} or {}", RETENTION_DAYS[above - 1], RETENTION_DAYS[above]),
        None => format!("use {} or less", RETENTION_DAYS[RETENTION_DAYS.len() - 1]),
    };
    let message = format!("CloudWatch Logs does not offer to keep logs for {days} days");
    Err(Problem::new(Code::RetentionNotOffered, message).at(field.span_or(&(0..0)), "not offered").help(help))
}
