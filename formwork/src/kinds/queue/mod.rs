//! `[queue.NAME]`: an SQS queue and, beside it, one for the messages that nobody could work off.

use std::collections::BTreeMap;

use crate::kind::{
    Alarm, Backlog, Fact, File, Guard, Handle, KeyFact, Kind, Names, Operation, Output, RawListens,
    RawResource, Recognition, Resource, Rule, Runbook, Site, Target, Template, Validation, Word,
};

mod alarms;
mod entry;
mod filled;
mod manifest;
mod operations;
mod raw;
mod recognition;
mod rules;
mod runbook;
mod view;
mod words;

pub(crate) use filled::Filler;

/// The kind of `[queue.NAME]`.
///
/// Amazon SQS API, `CreateQueue`: a name has at most 80 characters. The longest one here has 73: the
/// longest names of a stack and of an entry, a hyphen and `-dead.fifo`.
#[derive(Debug)]
pub(crate) struct Queue;

impl Kind for Queue {
    const TABLE: &str = "queue";
    const RESOURCE: &str = "aws_sqs_queue";
    const ABOUT: &str = "SQS queues, by name, each with a queue beside it for the messages that nobody could work off.";

    const EXAMPLE: &str = "[queue.thumbnails]";

    type Manifest = manifest::Keys;
    type Entry = entry::Entry;

    fn keys() -> &'static [&'static [KeyFact]] {
        &[manifest::KEYS]
    }

    fn words() -> &'static [&'static [Word]] {
        &[words::WORDS]
    }

    fn also_called() -> &'static [&'static str] {
        &["queues", "sqs"]
    }

    #[cfg(any(test, feature = "schema"))]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<Self::Manifest>()
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
        let order = if entry.is_fifo { "FIFO" } else { "standard" };
        if let Some(existing) = &entry.existing {
            return format!("SQS, {order}, one that exists: `{}`", existing.name());
        }
        let dead_letters = entry.dead_letter_after.map_or_else(
            || "no dead letters".to_owned(),
            |after| format!("dead letters after {after} attempts"),
        );
        format!(
            "SQS, {order}, messages kept {} days, {dead_letters}, encrypted, TLS only",
            entry.retention_days
        )
    }

    fn backlog() -> Option<&'static Backlog> {
        Some(&operations::BACKLOG)
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

    fn brings(operation: &Operation, fact: &Fact) -> bool {
        operations::brings(operation, fact)
    }

    /// What a queue that someone else made does with its dead letters is not known.
    fn tells(_: &Operation, fact: &Fact, entry: Option<&Self::Entry>) -> bool {
        let has_dead_letters = entry.is_some_and(|entry| entry.dead_letter_after.is_some());
        has_dead_letters || !operations::is_of_dead_letters(fact)
    }

    fn adopt(resource: &mut RawResource<'_>) -> Option<RawListens> {
        raw::adopt(resource);
        None
    }

    fn contract(entry: &Self::Entry, name: &str) -> Vec<String> {
        let (is_fifo, visibility) = (entry.is_fifo, entry.visibility_timeout_seconds);
        vec![format!(
            "queue {name} fifo {is_fifo} visibility {visibility}"
        )]
    }

    fn raw_contract(resource: &RawResource<'_>, name: &str) -> Vec<String> {
        raw::contract(resource, name)
    }

    fn guards() -> &'static [Guard] {
        operations::GUARDS
    }

    fn outputs() -> &'static [Output] {
        operations::OUTPUTS
    }

    fn handle() -> &'static Handle {
        const SHARED: Template = Template::new("queues.rs", include_str!("shared.rs.hbs"));
        const ITEM: Template = Template::new("queue.rs", include_str!("handle.rs.hbs"));
        const HANDLE: Handle = Handle::new(&SHARED, Handle::STANDARD.method, &ITEM);
        &HANDLE
    }

    fn lists(entry: &Self::Entry, _: &Target<'_>) -> BTreeMap<&'static str, Vec<String>> {
        let visibility = entry.visibility_timeout_seconds.to_string();
        lists(entry.is_fifo, Some(visibility))
    }

    fn raw_lists(resource: &RawResource<'_>) -> BTreeMap<&'static str, Vec<String>> {
        let visibility = raw::visibility_timeout_seconds(resource);
        lists(raw::is_fifo(resource), visibility.map(|it| it.to_string()))
    }

    fn rules() -> &'static [Rule] {
        rules::RULES
    }
}

/// What the templates of the handle see.
fn lists(is_fifo: bool, visibility: Option<String>) -> BTreeMap<&'static str, Vec<String>> {
    let order = if is_fifo { "Fifo" } else { "Standard" };
    BTreeMap::from([
        ("order", vec![order.to_owned()]),
        ("visibility", visibility.into_iter().collect()),
    ])
}
