//! `[bucket.NAME]`: a private, encrypted S3 bucket that refuses plain HTTP.

use std::collections::BTreeMap;

use crate::kind::{
    Delivery, DerivedName, Fact, File, Guard, Handle, KeyFact, Kind, LogicalId, Names, Operation,
    Output, Recognition, Resource, Rule, Runbook, Shared, Site, Target, Template, Validation, Word,
};
use crate::problem::Code;

mod codes;
mod cors;
mod entry;
mod events;
mod manifest;
mod operations;
mod recognition;
mod rules;
mod runbook;
mod transition;
mod view;
mod words;

/// The kind of `[bucket.NAME]`.
#[derive(Debug)]
pub(crate) struct Bucket;

impl Kind for Bucket {
    const TABLE: &str = "bucket";
    const RESOURCE: &str = "aws_s3_bucket";
    const ABOUT: &str = "Private, encrypted buckets that refuse plain HTTP, by name.";

    const EXAMPLE: &str = "[bucket.uploads]";

    type Manifest = manifest::Keys;
    type Entry = entry::Entry;

    fn keys() -> &'static [&'static [KeyFact]] {
        &[manifest::KEYS]
    }

    fn words() -> &'static [&'static [Word]] {
        &[words::WORDS]
    }

    fn also_called() -> &'static [&'static str] {
        &["buckets", "s3", "storage", "object_storage"]
    }

    #[cfg(any(test, feature = "schema"))]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<Self::Manifest>()
    }

    fn codes() -> &'static [Code] {
        codes::CODES
    }

    fn validate(keys: &Self::Manifest, at: &mut Validation<'_>) -> Option<Self::Entry> {
        entry::Entry::from_keys(keys, at)
    }

    fn renamed_from(keys: &Self::Manifest) -> Option<&Names> {
        keys.renamed_from.as_ref()
    }

    fn rename(entry: &mut Self::Entry, names: &BTreeMap<LogicalId, LogicalId>) {
        entry.rename(names);
    }

    fn files(entry: &Self::Entry, site: &Site<'_>) -> Vec<File> {
        let made = entry.existing.is_none();
        made.then(|| view::file(entry, site)).into_iter().collect()
    }

    fn runbook(entry: &Self::Entry, site: &Site<'_>) -> Runbook {
        runbook::runbook(entry, site)
    }

    fn stands_alone() -> bool {
        true
    }

    fn recognition() -> Option<&'static Recognition> {
        Some(&recognition::RECOGNITION)
    }

    fn summary(entry: &Self::Entry) -> String {
        if let Some(name) = &entry.existing {
            return format!("S3, one that exists: `{name}`");
        }
        let versions = match (entry.versioning, entry.noncurrent_days) {
            (false, _) => "not versioned".to_owned(),
            (true, None) => "versioned".to_owned(),
            (true, Some(days)) => format!("versioned, old versions kept {days} days"),
        };
        let key = entry.kms_key.as_ref();
        let key = key.map_or("", |_| " with a key of its own");
        format!("S3, private, encrypted{key}, {versions}, TLS only")
    }

    fn operations() -> &'static [Operation] {
        operations::OPERATIONS
    }

    fn resources(target: &Target<'_>) -> Vec<Resource> {
        operations::resources(target)
    }

    fn facts() -> &'static [Fact] {
        operations::FACTS
    }

    fn contract(entry: &Self::Entry, name: &str) -> Vec<String> {
        let versioning = format!("bucket {name} versioning {}", entry.versioning);
        let expire = entry.expire.iter();
        let expire = expire.map(|e| format!("expire {name} {} {:?}", e.days, e.prefix));
        let moves = entry.transition.iter().flat_map(|moves| {
            let steps = moves.steps.iter();
            steps.map(move |step| {
                let (days, class) = (step.days, step.class.in_s3());
                format!("move {name} {days} {class} {:?}", moves.prefix)
            })
        });
        [versioning]
            .into_iter()
            .chain(expire)
            .chain(moves)
            .collect()
    }

    fn delivers(entry: &Self::Entry, id: &LogicalId) -> Vec<Delivery> {
        operations::deliveries(entry, id)
    }

    fn guards() -> &'static [Guard] {
        operations::GUARDS
    }

    fn outputs() -> &'static [Output] {
        operations::OUTPUTS
    }

    /// AWS provider, `aws_s3_bucket`: `bucket_prefix`. It appends 26 characters, and the name of a
    /// bucket has at most 63.
    fn names() -> &'static [DerivedName] {
        &[DerivedName {
            of: "a bucket before its random end",
            suffix: "-",
            max: 37,
        }]
    }

    fn handle() -> &'static Handle {
        const SHARED: Template = Template::new("buckets.rs", include_str!("shared.rs.hbs"));
        const METHOD: Template = Template::new("bucket_method.rs", include_str!("method.rs.hbs"));
        const ITEM: Template = Template::new("bucket.rs", include_str!("handle.rs.hbs"));
        const HANDLE: Handle = Handle::new(&SHARED, &METHOD, &ITEM);
        &HANDLE
    }

    fn shared(shared: &Shared<'_>) -> Vec<File> {
        let is_production = shared.stack.environment.is_production();
        let access_logs = is_production.then(|| view::access_logs(shared));
        access_logs.into_iter().collect()
    }

    fn rules() -> &'static [Rule] {
        rules::RULES
    }
}
