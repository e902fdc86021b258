//! `[site.NAME]`: a front end, served by CloudFront from a bucket.

use std::collections::BTreeMap;

use crate::kind::{
    Alarm, Delivery, DerivedName, Fact, File, KeyFact, Kind, LogicalId, Names, Operation, Output,
    Resource, Rule, Runbook, Site, Target, Validation, Word,
};
use crate::problem::Code;

mod alarms;
mod codes;
mod entry;
mod manifest;
mod operations;
mod rules;
mod runbook;
mod view;
mod words;

/// The kind of `[site.NAME]`.
#[derive(Debug)]
pub(crate) struct StaticSite;

impl Kind for StaticSite {
    const TABLE: &str = "site";
    const RESOURCE: &str = "aws_cloudfront_distribution";
    const ABOUT: &str =
        "Front ends, by name: files of a bucket that CloudFront serves to browsers.";

    const EXAMPLE: &str = "[site.www]\nbucket = \"pages\"";

    type Manifest = manifest::Keys;
    type Entry = entry::Entry;

    fn keys() -> &'static [&'static [KeyFact]] {
        &[manifest::KEYS]
    }

    fn words() -> &'static [&'static [Word]] {
        &[words::WORDS]
    }

    fn also_called() -> &'static [&'static str] {
        &["sites", "static_site", "cloudfront", "cdn", "frontend"]
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
        if let Some(bucket) = names.get(&entry.bucket) {
            entry.bucket = bucket.clone();
        }
    }

    fn files(entry: &Self::Entry, site: &Site<'_>) -> Vec<File> {
        vec![view::file(entry, site)]
    }

    fn alarm_words() -> &'static [&'static str] {
        alarms::WORDS
    }

    fn alarms(_entry: &Self::Entry, site: &Site<'_>) -> Vec<Alarm> {
        alarms::alarms(site)
    }

    fn runbook(entry: &Self::Entry, site: &Site<'_>) -> Runbook {
        runbook::runbook(entry, site)
    }

    fn summary(entry: &Self::Entry) -> String {
        let bucket = &entry.bucket;
        let name = entry.domain.as_ref();
        let name = name.map_or(String::new(), |domain| format!(" for `{domain}`"));
        let pages = if entry.single_page {
            "one page for every path"
        } else {
            "a page for each path"
        };
        format!("CloudFront before bucket `{bucket}`, HTTPS{name}, {pages}")
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

    fn contract(_entry: &Self::Entry, name: &str) -> Vec<String> {
        vec![format!("site {name}")]
    }

    fn delivers(entry: &Self::Entry, id: &LogicalId) -> Vec<Delivery> {
        vec![operations::reading(entry, id)]
    }

    fn outputs() -> &'static [Output] {
        operations::OUTPUTS
    }

    /// Amazon CloudWatch Logs API, `PutDeliverySource`: `name`.
    fn names() -> &'static [DerivedName] {
        &[DerivedName {
            of: "the source of the logs of a site",
            suffix: "",
            max: 60,
        }]
    }

    /// CloudFront takes certificates from there, and writes its logs from there.
    fn other_region(entry: &Self::Entry, is_production: bool) -> Option<&'static str> {
        (entry.domain.is_some() || is_production).then_some(view::REGION)
    }

    fn rules() -> &'static [Rule] {
        rules::RULES
    }
}
