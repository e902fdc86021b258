//! `[service.NAME]`: a container on Fargate that takes requests, of the load balancer or of others.

use crate::container::{self, Container};
use crate::kind::{
    Alarm, Constants, DerivedName, Fact, File, Guard, KeyFact, Kind, Listens, LogicalId, MostTasks,
    Names, Operation, Output, RawListens, RawResource, Route, Rule, Runbook, Shared, Site,
    Threshold, Validation, Word,
};
use crate::problem::Code;

mod alarms;
mod codes;
mod constants;
mod entry;
mod health;
mod manifest;
mod operations;
mod patterns;
mod protocol;
mod rules;
mod strategy;
mod view;
mod words;

use strategy::Shift;

/// The kind of `[service.NAME]`.
#[derive(Debug)]
pub(crate) struct Service;

impl Kind for Service {
    const TABLE: &str = "service";
    const RESOURCE: &str = "aws_ecs_service";
    const ABOUT: &str =
        "Containers on Fargate that take requests, of the load balancer or of others, by name.";

    const EXAMPLE: &str = "[service.api]\nimage = \"ghcr.io/acme/shop:1.0\"";

    type Manifest = manifest::Keys;
    type Entry = entry::Entry;

    fn keys() -> &'static [&'static [KeyFact]] {
        &[container::KEYS, manifest::KEYS, manifest::SCHEDULE]
    }

    fn words() -> &'static [&'static [Word]] {
        &[container::WORDS, words::WORDS]
    }

    fn also_called() -> &'static [&'static str] {
        &["services", "web", "app", "fargate"]
    }

    #[cfg(any(test, feature = "schema"))]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<Self::Manifest>()
    }

    fn alarm_words() -> &'static [&'static str] {
        alarms::WORDS
    }

    fn thresholds() -> &'static [Threshold] {
        alarms::THRESHOLDS
    }

    fn alarms(entry: &Self::Entry, site: &Site<'_>) -> Vec<Alarm> {
        alarms::alarms(entry, site)
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

    fn shared(shared: &Shared<'_>) -> Vec<File> {
        view::namespace(shared).into_iter().collect()
    }

    fn runbook(entry: &Self::Entry, site: &Site<'_>) -> Runbook {
        let in_ecs = view::in_ecs(entry, site);
        let runbook = container::runbook::of_service(&entry.container, &in_ecs, site);
        match entry.deployment.shift {
            Some(shift) => shift.runbook(runbook, &in_ecs, site),
            None => runbook,
        }
    }

    fn summary(entry: &Self::Entry) -> String {
        let (size, scaling) = (entry.container.size, &entry.scaling);
        let reached = match &entry.route {
            Some(_) => format!("health check `{}`", entry.health_check.path),
            None => "not public".to_owned(),
        };
        let shift = entry.deployment.shift.map(Shift::summary);
        let deployed = shift.map_or_else(String::new, |shift| format!("; {shift}"));
        format!(
            "{} to {} tasks on Fargate, {} CPU units and {} MiB each, scaled at {} % CPU; port {}, {reached}{deployed}",
            scaling.min,
            scaling.max,
            size.cpu_units(),
            size.memory_mib(),
            scaling.cpu_percent,
            entry.port,
        )
    }

    fn operations() -> &'static [Operation] {
        operations::OPERATIONS
    }

    fn facts() -> &'static [Fact] {
        operations::FACTS
    }

    fn listens(entry: &Self::Entry) -> Option<Listens> {
        Some(Listens::new(entry.port, "tasks", "Calls").set_by("port"))
    }

    fn is_reached_by_name() -> bool {
        true
    }

    /// Its name and its port are not known.
    fn adopt(resource: &mut RawResource<'_>) -> Option<RawListens> {
        let help = "declare the service as `[service.NAME]`";
        let message = "at which name its tasks are reached is not known";
        resource.problem("service_connect_configuration", message, help);
        None
    }

    fn contract(entry: &Self::Entry, name: &str) -> Vec<String> {
        let (port, path) = (entry.port, &entry.health_check.path);
        vec![format!("service {name} {port} {path}")]
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

    fn container_keys(keys: &Self::Manifest) -> Option<&container::Keys> {
        Some(&keys.shared)
    }

    fn most_tasks(keys: &Self::Manifest) -> Option<MostTasks<'_>> {
        let scaling = &keys.own.scaling;
        let percent = *keys.own.deployment.maximum_percent.get();
        container::most_tasks(&scaling.max, &scaling.schedule, &entry::MAX, percent)
    }

    fn takes_requests(keys: &Self::Manifest) -> bool {
        *keys.own.public.get()
    }

    fn route(entry: &Self::Entry) -> Option<&Route> {
        entry.route.as_ref()
    }

    fn constants(entry: &Self::Entry, id: &LogicalId) -> Option<Constants> {
        Some(constants::constants(entry, id))
    }

    fn rules() -> &'static [Rule] {
        rules::RULES
    }
}
