//! `[cache.NAME]`: a cache of ElastiCache for Valkey, by TLS, with a user for each service that is let in.

use std::collections::BTreeMap;

use crate::kind::{
    Alarm, DerivedName, Fact, File, Guard, Handle, KeyFact, Kind, Listens, Names, Operation,
    Output, RawListens, RawResource, Resource, Runbook, Site, Target, Template, Validation,
};
use crate::problem::Code;

mod alarms;
mod codes;
mod entry;
mod existing;
mod manifest;
mod node_type;
mod operations;
mod runbook;
mod user;
mod view;

/// The kind of `[cache.NAME]`.
#[derive(Debug)]
pub(crate) struct Cache;

impl Kind for Cache {
    const TABLE: &str = "cache";
    const RESOURCE: &str = "aws_elasticache_replication_group";
    const ABOUT: &str =
        "Caches of ElastiCache for Valkey, by name, reached by TLS and without a password.";

    const EXAMPLE: &str = "[cache.sessions]";

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
        view::file(entry, site).into_iter().collect()
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

    fn summary(entry: &Self::Entry) -> String {
        if entry.existing.is_some() {
            return "Valkey, one that exists, TLS, users without a password".to_owned();
        }
        let nodes = match entry.nodes {
            1 => "one node".to_owned(),
            several => format!("{several} nodes in several zones"),
        };
        format!(
            "Valkey {} on {}, {nodes}, TLS, users without a password",
            entry.engine_version.word(),
            entry.node_type
        )
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

    fn listens(entry: &Self::Entry) -> Option<Listens> {
        let listens = |port| Listens::new(port, "cache", "Commands");
        Some(match &entry.existing {
            Some(existing) => listens(existing.port)
                .set_by("existing.port")
                .behind(existing.security_group_id.as_string()),
            None => listens(entry::PORT),
        })
    }

    /// The users of a cache that somebody else wrote are not formwork's to add to.
    fn adopt(resource: &mut RawResource<'_>) -> Option<RawListens> {
        let message = "its users stand in a group that this file writes in Terraform's own words";
        let help = "name it by `existing` of a `[cache.NAME]`, and grant that; or declare it as `[cache.NAME]` and keep it by \
                    `[[import]]`";
        resource.problem("user_group_ids", message, help);
        None
    }

    fn contract(entry: &Self::Entry, name: &str) -> Vec<String> {
        let existing = entry.existing.as_ref();
        let port = existing.map_or(entry::PORT, |existing| existing.port);
        vec![format!("cache {name} valkey {port}")]
    }

    fn guards() -> &'static [Guard] {
        operations::GUARDS
    }

    fn outputs() -> &'static [Output] {
        operations::OUTPUTS
    }

    /// Amazon ElastiCache API, `CreateReplicationGroup`: `ReplicationGroupId`.
    fn names() -> &'static [DerivedName] {
        &[DerivedName {
            of: "a cache",
            suffix: "",
            max: 40,
        }]
    }

    fn private_addresses(keys: &Self::Manifest) -> u64 {
        if keys.existing.is_some() {
            return 0;
        }
        u64::from(*keys.nodes.get())
    }

    fn handle() -> &'static Handle {
        const SHARED: Template = Template::new("caches.rs", include_str!("shared.rs.hbs"));
        const METHOD: Template = Template::new("cache_method.rs", include_str!("method.rs.hbs"));
        const ITEM: Template = Template::new("cache.rs", include_str!("handle.rs.hbs"));
        const HANDLE: Handle = Handle::new(&SHARED, &METHOD, &ITEM).signing("region");
        &HANDLE
    }

    fn lists(entry: &Self::Entry, _: &Target<'_>) -> BTreeMap<&'static str, Vec<String>> {
        BTreeMap::from([("region", vec![entry.region.clone()])])
    }
}
