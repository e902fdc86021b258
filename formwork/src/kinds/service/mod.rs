//! `[service.NAME]`: a container on Fargate behind the load balancer.

use crate::container::{self, Container};
use crate::kind::{
    Alarm, Constants, DerivedName, Field, File, Guard, KeyFact, Kind, LogicalId, Names, Output,
    Route, Rule, Runbook, Site, Threshold, Validation, Word,
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
mod rules;
mod view;
mod words;

/// The kind of `[service.NAME]`.
#[derive(Debug)]
pub(crate) struct Service;

impl Kind for Service {
    const TABLE: &str = "service";
    const RESOURCE: &str = "aws_ecs_service";
    const ABOUT: &str = "Containers on Fargate behind the load balancer, by name.";

    const EXAMPLE: &str = "[service.api]\nimage = \"ghcr.io/acme/shop:1.0\"";

    type Manifest = manifest::Keys;
    type Entry = entry::Entry;

    fn keys() -> &'static [&'static [KeyFact]] {
        &[container::KEYS, manifest::KEYS]
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

    fn runbook(entry: &Self::Entry, site: &Site<'_>) -> Runbook {
        container::runbook::of_service(&entry.container, &view::in_ecs(entry, site), site)
    }

    fn summary(entry: &Self::Entry) -> String {
        let (size, scaling) = (entry.container.size, entry.scaling);
        format!(
            "{} to {} tasks on Fargate, {} CPU units and {} MiB each, scaled at {} % CPU; port {}, health check `{}`",
            scaling.min,
            scaling.max,
            size.cpu_units(),
            size.memory_mib(),
            scaling.cpu_percent,
            entry.route.port,
            entry.health_check.path
        )
    }

    fn contract(entry: &Self::Entry, name: &str) -> Vec<String> {
        let (port, path) = (entry.route.port, &entry.health_check.path);
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

    fn most_tasks(keys: &Self::Manifest) -> Option<&Field<u32>> {
        let max = &keys.own.scaling.max;
        entry::MAX.range.contains(max.get()).then_some(max)
    }

    fn takes_requests(_keys: &Self::Manifest) -> bool {
        true
    }

    fn route(entry: &Self::Entry) -> Option<&Route> {
        Some(&entry.route)
    }

    fn constants(entry: &Self::Entry, id: &LogicalId) -> Option<Constants> {
        Some(constants::constants(entry, id))
    }

    fn rules() -> &'static [Rule] {
        rules::RULES
    }
}
