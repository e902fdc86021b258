//! `[worker.NAME]`: a container on Fargate that nobody calls. It works off a queue.

use std::collections::BTreeMap;

use crate::container::{self, Container};
use crate::kind::{
    Alarm, Constants, DerivedName, File, Guard, KeyFact, Kind, LogicalId, MostTasks, Names, Output,
    Rule, Runbook, Site, Validation,
};
use crate::problem::Code;

mod codes;
mod entry;
mod manifest;
mod operations;
mod rules;
mod view;

/// The kind of `[worker.NAME]`.
#[derive(Debug)]
pub(crate) struct Worker;

impl Kind for Worker {
    const TABLE: &str = "worker";
    const RESOURCE: &str = "aws_ecs_service";
    const ABOUT: &str = "Containers on Fargate that nobody calls, by name: they work off queues.";

    const EXAMPLE: &str = "[worker.mailer]\nimage = \"ghcr.io/acme/mailer:1.0\"";

    type Manifest = manifest::Keys;
    type Entry = entry::Entry;

    fn keys() -> &'static [&'static [KeyFact]] {
        &[container::KEYS, manifest::KEYS, manifest::SCHEDULE]
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
        keys.shared.renamed_from.as_ref()
    }

    fn files(entry: &Self::Entry, site: &Site<'_>) -> Vec<File> {
        vec![view::file(entry, site)]
    }

    fn alarm_words() -> &'static [&'static str] {
        &[container::RUNNING_TASKS]
    }

    fn alarms(entry: &Self::Entry, site: &Site<'_>) -> Vec<Alarm> {
        view::alarms(entry, site)
    }

    fn runbook(entry: &Self::Entry, site: &Site<'_>) -> Runbook {
        container::runbook::of_service(&entry.container, &site.name(), site)
    }

    fn summary(entry: &Self::Entry) -> String {
        let (size, scaling) = (entry.container.size, &entry.scaling);
        let by = match (&scaling.backlog, scaling.cpu_percent) {
            (Some(backlog), _) => format!(
                "{} messages of `{}` per task",
                backlog.messages_per_task, backlog.queue
            ),
            (None, Some(percent)) => format!("{percent} % CPU"),
            (None, None) => "memory".to_owned(),
        };
        format!(
            "{} to {} tasks on Fargate, {} CPU units and {} MiB each, scaled at {by}",
            scaling.min,
            scaling.max,
            size.cpu_units(),
            size.memory_mib(),
        )
    }

    fn contract(_entry: &Self::Entry, name: &str) -> Vec<String> {
        vec![format!("worker {name}")]
    }

    fn guards() -> &'static [Guard] {
        operations::GUARDS
    }

    fn shared_guards() -> &'static [Guard] {
        container::GUARDS
    }

    fn outputs() -> &'static [Output] {
        container::OUTPUTS
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

    fn rename(entry: &mut Self::Entry, names: &BTreeMap<LogicalId, LogicalId>) {
        entry.rename(names);
    }

    fn container_keys(keys: &Self::Manifest) -> Option<&container::Keys> {
        Some(&keys.shared)
    }

    fn most_tasks(keys: &Self::Manifest) -> Option<MostTasks<'_>> {
        let scaling = &keys.own.scaling;
        container::most_tasks(&scaling.max, &scaling.schedule, &entry::MAX, 200)
    }

    fn constants(_entry: &Self::Entry, id: &LogicalId) -> Option<Constants> {
        Some(container::name_constant(Self::TABLE, id))
    }

    fn rules() -> &'static [Rule] {
        rules::RULES
    }
}
