//! `[stack]`, and the whole put together.

use std::collections::BTreeMap;

use super::problems::{Problems, Required};
use super::{
    alarms, backend, bucket, database, domain, lints, logs, network, raw, renames, service, tags,
};
use crate::manifest::{Entries, Key, Manifest};
use crate::source::{SourceFile, Span};
use crate::stack::{EnvironmentName, LogicalId, Raw, Region, Stack, StackName};

/// The whole stack, as far as its values can be read one by one.
pub(super) fn stack(
    source: &SourceFile,
    manifest: &Manifest,
    problems: &mut Problems,
) -> Option<Stack> {
    let table = &manifest.stack.span_or(&(0..0));
    let section = manifest.stack.get();
    let name = name(manifest, table, problems);
    let environment = problems.text(
        &section.environment,
        table,
        "the environment's name",
        EnvironmentName::parse,
    );
    let tags = tags::tags(section, problems);
    let region = problems.text(&section.region, table, "not a region of AWS", Region::parse);
    let region = region.as_ref();
    let backend = backend::backend(manifest, region, problems);
    let network = network::network(manifest, region, problems);
    let domain = manifest
        .domain
        .as_ref()
        .map(|section| domain::domain(manifest, section, problems));
    let services = entries(&manifest.service, problems, |key, entry, problems| {
        service::service(manifest, key, entry, problems)
    });
    let databases = entries(&manifest.database, problems, database::database);
    let buckets = entries(&manifest.bucket, problems, |key, entry, problems| {
        Some(bucket::bucket(manifest, key, entry, problems))
    });
    let log_retention_days = logs::retention_days(&manifest.logs, problems);
    let lints = lints::lints(manifest, problems);
    let alarms = alarms::alarms(&manifest.alarms, region, problems);
    let raw = Raw {
        renames: renames::renames(manifest, problems),
        ..raw::raw(manifest, problems)
    };
    Some(known_in_aws(Stack {
        source: source.clone(),
        name: name?,
        environment: environment?,
        region: region?.clone(),
        tags,
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
        lints,
        raw,
    }))
}

/// The stack whose renamed entries know the name that AWS has.
fn known_in_aws(stack: Stack) -> Stack {
    let renames = stack.raw.renames.iter();
    let names: BTreeMap<LogicalId, LogicalId> = renames
        .filter_map(|rename| {
            let oldest = rename.former.first()?;
            Some((rename.id.clone(), rename.id.clone().known_as(oldest)))
        })
        .collect();
    if names.is_empty() {
        stack
    } else {
        stack.with_names(&names)
    }
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
            let id = problems.logical_id(key);
            let entry = convert(key, entry, problems);
            Some((id?, entry?))
        })
        .collect()
}

fn name(manifest: &Manifest, table: &Span, problems: &mut Problems) -> Option<StackName> {
    let example = if manifest.stack.is_written() {
        "name = \"task-api\""
    } else {
        "stack.name = \"task-api\""
    };
    let required = Required {
        path: &["stack", "name"],
        owner: "the stack",
        table,
        example,
    };
    let field = manifest.stack.get().name.as_ref();
    let field = problems.require(manifest, field, &required)?;
    problems.text(field, table, "the stack's name", StackName::parse)
}
