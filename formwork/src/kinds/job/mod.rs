//! `[job.NAME]`: a container on Fargate that a schedule starts.

use crate::container::{self, Container};
use crate::kind::{
    Alarm, Constants, DerivedName, File, Guard, KeyFact, Kind, LogicalId, Names, Output, Rule,
    Runbook, Shared, Site, Validation,
};

mod alarms;
mod constants;
mod entry;
mod manifest;
mod operations;
mod rules;
mod view;

/// The kind of `[job.NAME]`.
#[derive(Debug)]
pub(crate) struct Job;

impl Kind for Job {
    const TABLE: &str = "job";
    const RESOURCE: &str = "aws_scheduler_schedule";
    const ABOUT: &str = "Containers on Fargate that a schedule starts, by name.";

    const EXAMPLE: &str =
        "[job.nightly]\nimage = \"ghcr.io/acme/nightly:1.0\"\nschedule = \"rate(1 day)\"";

    type Manifest = manifest::Keys;
    type Entry = entry::Entry;

    fn keys() -> &'static [&'static [KeyFact]] {
        &[container::KEYS, manifest::KEYS]
    }

    #[cfg(any(test, feature = "schema"))]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<Self::Manifest>()
    }

    fn validate(keys: &Self::Manifest, at: &mut Validation<'_>) -> Option<Self::Entry> {
        entry::Entry::from_keys(keys, at)
    }

    fn renamed_from(keys: &Self::Manifest) -> Option<&Names> {
        keys.shared.renamed_from.as_ref()
    }

    fn files(entry: &Self::Entry, site: &Site<'_>) -> Vec<File> {
        vec![view::file(entry, site)]
    }

    fn alarm_words() -> &'static [&'static str] {
        alarms::WORDS
    }

    fn alarms(_: &Self::Entry, site: &Site<'_>) -> Vec<Alarm> {
        alarms::alarms(site)
    }

    fn runbook(entry: &Self::Entry, site: &Site<'_>) -> Runbook {
        container::runbook::of_task(&entry.container, site)
    }

    fn summary(entry: &Self::Entry) -> String {
        let size = entry.container.size;
        format!(
            "a task on Fargate at `{}`, {}; {} CPU units and {} MiB",
            entry.schedule,
            entry.timezone,
            size.cpu_units(),
            size.memory_mib(),
        )
    }

    fn contract(_entry: &Self::Entry, name: &str) -> Vec<String> {
        vec![format!("job {name}")]
    }

    fn guards() -> &'static [Guard] {
        operations::GUARDS
    }

    fn shared_guards() -> &'static [Guard] {
        container::GUARDS
    }

    fn outputs() -> &'static [Output] {
        operations::OUTPUTS
    }

    fn names() -> &'static [DerivedName] {
        container::NAMES
    }

    fn container(entry: &Self::Entry) -> Option<&Container> {
        Some(&entry.container)
    }

    fn container_mut(entry: &mut Self::Entry) -> Option<&mut Container> {
        Some(&mut entry.container)
    }

    fn container_keys(keys: &Self::Manifest) -> Option<&container::Keys> {
        Some(&keys.shared)
    }

    /// Two runs may overlap.
    fn private_addresses(_keys: &Self::Manifest) -> u64 {
        2
    }

    fn shared(shared: &Shared<'_>) -> Vec<File> {
        view::shared(shared).into_iter().collect()
    }

    fn constants(_entry: &Self::Entry, id: &LogicalId) -> Option<Constants> {
        Some(constants::constants(id))
    }

    fn rules() -> &'static [Rule] {
        rules::RULES
    }
}
