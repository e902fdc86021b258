//! `[task.NAME]`: a container on Fargate that people or code start.

use crate::container::{self, Container};
use crate::kind::{
    Condition, Constants, DerivedName, Fact, File, Guard, KeyFact, Kind, LogicalId, Names,
    Operation, Output, RawListens, RawResource, Resource, Runbook, Site, Target, Validation,
};
use crate::manifest::Flat;

mod entry;
mod operations;
mod view;

use entry::OwnKeys;

/// The kind of `[task.NAME]`.
#[derive(Debug)]
pub(crate) struct Task;

impl Kind for Task {
    const TABLE: &str = "task";
    const RESOURCE: &str = "aws_ecs_task_definition";
    const ABOUT: &str = "Containers on Fargate that people or code start, by name.";

    const EXAMPLE: &str = "[task.migrate]\nimage = \"ghcr.io/acme/shop:1.0\"";

    type Manifest = Flat<container::Keys, OwnKeys>;
    type Entry = entry::Entry;

    fn keys() -> &'static [&'static [KeyFact]] {
        &[container::KEYS]
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

    fn runbook(entry: &Self::Entry, site: &Site<'_>) -> Runbook {
        container::runbook::of_task(&entry.container, site)
    }

    fn summary(entry: &Self::Entry) -> String {
        let size = entry.container.size;
        format!(
            "a task on Fargate when it is started, {} CPU units and {} MiB",
            size.cpu_units(),
            size.memory_mib(),
        )
    }

    fn contract(_entry: &Self::Entry, name: &str) -> Vec<String> {
        vec![format!("task {name}")]
    }

    fn operations() -> &'static [Operation] {
        operations::OPERATIONS
    }

    fn resources(target: &Target<'_>) -> Vec<Resource> {
        operations::resources(target)
    }

    fn condition(_target: &Target<'_>, resource: &str) -> Option<Condition> {
        operations::condition(resource)
    }

    /// Its roles and its security group are not known.
    fn adopt(resource: &mut RawResource<'_>) -> Option<RawListens> {
        let help = "declare the task as `[task.NAME]`, or list the actions in `allow`";
        let message = "which roles it passes on is not known";
        resource.problem("family", message, help);
        None
    }

    fn facts() -> &'static [Fact] {
        operations::FACTS
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

    /// Several may run at once.
    fn private_addresses(_keys: &Self::Manifest) -> u64 {
        2
    }

    fn constants(_entry: &Self::Entry, id: &LogicalId) -> Option<Constants> {
        Some(container::name_constant(Self::TABLE, id))
    }
}
