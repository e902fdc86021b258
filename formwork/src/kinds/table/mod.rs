//! `[table.NAME]`: a table of DynamoDB, paid by request.

use std::collections::BTreeMap;

use crate::kind::{
    Alarm, Fact, File, Guard, Handle, KeyFact, Kind, Names, Operation, Output, RawListens,
    RawResource, Recognition, Resource, Rule, Runbook, Site, Target, Template, Together,
    Validation,
};
use crate::problem::Code;

mod alarms;
mod attribute;
mod codes;
mod constants;
mod entry;
mod manifest;
mod operations;
mod recognition;
mod rules;
mod runbook;
mod view;

/// The kind of `[table.NAME]`.
///
/// Amazon DynamoDB API, `CreateTable`: a name has 3 to 255 characters. Here it has 3 to 63: the names of a
/// stack and of an entry, joined by a hyphen.
#[derive(Debug)]
pub(crate) struct Table;

impl Kind for Table {
    const TABLE: &str = "table";
    const RESOURCE: &str = "aws_dynamodb_table";
    const ABOUT: &str = "Tables of DynamoDB, by name: paid by request, encrypted, restorable.";

    const EXAMPLE: &str = "[table.carts]";

    type Manifest = manifest::Keys;
    type Entry = entry::Entry;

    fn keys() -> &'static [&'static [KeyFact]] {
        &[manifest::KEYS]
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

    fn files(entry: &Self::Entry, site: &Site<'_>) -> Vec<File> {
        let made = entry.existing.is_none();
        made.then(|| view::file(entry, site)).into_iter().collect()
    }

    fn alarm_words() -> &'static [&'static str] {
        alarms::WORDS
    }

    fn alarms(entry: &Self::Entry, site: &Site<'_>) -> Vec<Alarm> {
        alarms::alarms(entry, site)
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
        if let Some(existing) = &entry.existing {
            return format!("DynamoDB, one that exists: `{}`", existing.name());
        }
        let indexes = match entry.indexes.len() {
            0 => String::new(),
            1 => ", one index".to_owned(),
            several => format!(", {several} indexes"),
        };
        format!(
            "DynamoDB, paid by request{indexes}, encrypted, restorable to any second of 35 days"
        )
    }

    fn operations() -> &'static [Operation] {
        operations::OPERATIONS
    }

    fn together() -> &'static [Together] {
        operations::TOGETHER
    }

    fn resources(target: &Target<'_>) -> Vec<Resource> {
        operations::resources(target)
    }

    fn facts() -> &'static [Fact] {
        operations::FACTS
    }

    fn brings(operation: &Operation, fact: &Fact) -> bool {
        operations::is_stream(operation.word) || !operations::is_of_stream(fact)
    }

    /// Whether a raw table has a stream is asked where `stream` is granted.
    fn tells(_: &Operation, fact: &Fact, entry: Option<&Self::Entry>) -> bool {
        let has_stream = entry.is_none_or(|entry| entry.stream.is_some());
        has_stream || !operations::is_of_stream(fact)
    }

    fn contract(entry: &Self::Entry, name: &str) -> Vec<String> {
        entry.contract(name)
    }

    /// Its keys are for its author to know.
    fn raw_contract(_: &RawResource<'_>, name: &str) -> Vec<String> {
        vec![format!("table {name}")]
    }

    fn raw_lists(_: &RawResource<'_>) -> BTreeMap<&'static str, Vec<String>> {
        BTreeMap::from([("constants", Vec::new())])
    }

    fn adopt(resource: &mut RawResource<'_>) -> Option<RawListens> {
        if resource.is_granted(operations::READ_STREAM) && resource.flag(STREAM) != Some(true) {
            let help = "set `stream_enabled = true` and `stream_view_type`, or take `stream` out of the grant";
            resource.problem(STREAM, "it has no stream to read", help);
        }
        None
    }

    fn guards() -> &'static [Guard] {
        operations::GUARDS
    }

    fn outputs() -> &'static [Output] {
        operations::OUTPUTS
    }

    fn handle() -> &'static Handle {
        const SHARED: Template = Template::new("tables.rs", include_str!("shared.rs.hbs"));
        const ITEM: Template = Template::new("table.rs", include_str!("handle.rs.hbs"));
        const HANDLE: Handle = Handle::new(&SHARED, Handle::STANDARD.method, &ITEM);
        &HANDLE
    }

    fn lists(entry: &Self::Entry, _: &Target<'_>) -> BTreeMap<&'static str, Vec<String>> {
        BTreeMap::from([("constants", constants::constants(entry))])
    }

    fn rules() -> &'static [Rule] {
        rules::RULES
    }
}

const STREAM: &str = "stream_enabled";
