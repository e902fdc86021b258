//! `[topic.NAME]`: a topic of SNS, and the queues that get what is published to it.

use std::collections::BTreeMap;

use crate::kind::{
    Alarm, Delivery, Fact, File, Guard, Handle, KeyFact, Kind, LogicalId, Names, Operation, Output,
    RawListens, RawResource, Recognition, Resource, Rule, Site, Target, Template, Validation,
};
use crate::problem::Code;

mod alarms;
mod codes;
mod entry;
mod filter;
mod manifest;
mod operations;
mod recognition;
mod rules;
mod view;

/// The kind of `[topic.NAME]`.
///
/// Amazon SNS API, `CreateTopic`: a name has at most 256 characters. The queue for what could not be
/// delivered has the longest name here, of 80, which is what SQS takes: the longest names of a stack and
/// of an entry, a hyphen and `-undelivered.fifo`.
#[derive(Debug)]
pub(crate) struct Topic;

impl Kind for Topic {
    const TABLE: &str = "topic";
    const RESOURCE: &str = "aws_sns_topic";
    const ABOUT: &str = "Topics of SNS, by name, and the queues that get what is published.";

    const EXAMPLE: &str = "[topic.events]";

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

    fn rename(entry: &mut Self::Entry, names: &BTreeMap<LogicalId, LogicalId>) {
        entry.rename(names);
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

    fn stands_alone() -> bool {
        true
    }

    fn recognition() -> Option<&'static Recognition> {
        Some(&recognition::RECOGNITION)
    }

    fn summary(entry: &Self::Entry) -> String {
        let order = if entry.is_fifo { "FIFO" } else { "standard" };
        if let Some(existing) = &entry.existing {
            return format!("SNS, {order}, one that exists: `{}`", existing.name());
        }
        let queues = match entry.queues.len() {
            0 => "no queue".to_owned(),
            1 => "delivers to one queue".to_owned(),
            several => format!("delivers to {several} queues"),
        };
        format!("SNS, {order}, {queues}, encrypted, TLS only")
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

    fn adopt(resource: &mut RawResource<'_>) -> Option<RawListens> {
        if resource.has(FIFO) && resource.flag(FIFO).is_none() {
            let help = "write `fifo_topic = true`, or leave it out";
            let message = "the code has to know whether the topic is FIFO";
            resource.problem(FIFO, message, help);
        }
        None
    }

    fn delivers(entry: &Self::Entry, id: &LogicalId) -> Vec<Delivery> {
        operations::deliveries(entry, id)
    }

    fn contract(entry: &Self::Entry, name: &str) -> Vec<String> {
        contract(entry.is_fifo, name)
    }

    fn raw_contract(resource: &RawResource<'_>, name: &str) -> Vec<String> {
        contract(resource.is_on(FIFO), name)
    }

    fn guards() -> &'static [Guard] {
        operations::GUARDS
    }

    fn outputs() -> &'static [Output] {
        operations::OUTPUTS
    }

    fn handle() -> &'static Handle {
        const SHARED: Template = Template::new("topics.rs", include_str!("shared.rs.hbs"));
        const ITEM: Template = Template::new("topic.rs", include_str!("handle.rs.hbs"));
        const HANDLE: Handle = Handle::new(&SHARED, Handle::STANDARD.method, &ITEM);
        &HANDLE
    }

    fn lists(entry: &Self::Entry, _: &Target<'_>) -> BTreeMap<&'static str, Vec<String>> {
        lists(entry.is_fifo)
    }

    fn raw_lists(resource: &RawResource<'_>) -> BTreeMap<&'static str, Vec<String>> {
        lists(resource.is_on(FIFO))
    }

    fn rules() -> &'static [Rule] {
        rules::RULES
    }
}

const FIFO: &str = "fifo_topic";

fn contract(is_fifo: bool, name: &str) -> Vec<String> {
    vec![format!("topic {name} fifo {is_fifo}")]
}

/// What the templates of the handle see.
fn lists(is_fifo: bool) -> BTreeMap<&'static str, Vec<String>> {
    let order = if is_fifo { "Fifo" } else { "Standard" };
    BTreeMap::from([("order", vec![order.to_owned()])])
}
