//! `[database.NAME]`: a database of PostgreSQL or MySQL, on an instance of RDS or a cluster of Aurora, whose password
//! RDS makes and rotates.

use std::collections::BTreeMap;

use crate::kind::{
    Alarm, Audit, Fact, File, Guard, Handle, KeyFact, Kind, Listens, Names, Operation, Output,
    RawListens, RawResource, Resource, Rule, Runbook, Shared, Site, Target, Template, Threshold,
    Validation, Word,
};
use crate::problem::Code;

use engine::Protocol;

mod alarms;
mod aurora;
mod class;
mod cluster;
mod cluster_alarms;
mod codes;
mod engine;
mod entry;
mod existing;
mod logins;
mod manifest;
mod memory;
mod operations;
mod parameters;
mod raw;
mod reserved;
mod rules;
mod runbook;
mod shared;
mod snapshot;
mod version;
mod view;
mod windows;
mod words;

/// The kind of `[database.NAME]`.
#[derive(Debug)]
pub(crate) struct Database;

impl Kind for Database {
    const TABLE: &str = "database";
    const RESOURCE: &str = "aws_db_instance";
    const ABOUT: &str = "Databases of PostgreSQL or MySQL on RDS or Aurora, by name, which is also the name of the database in it. RDS makes the password, keeps it in Secrets Manager and rotates it.";

    const EXAMPLE: &str = "[database.taskdb]";

    type Manifest = manifest::Keys;
    type Entry = entry::Entry;

    fn keys() -> &'static [&'static [KeyFact]] {
        &[manifest::KEYS]
    }

    fn words() -> &'static [&'static [Word]] {
        &[words::WORDS]
    }

    fn also_called() -> &'static [&'static str] {
        &[
            "db",
            "databases",
            "postgres",
            "postgresql",
            "mysql",
            "aurora",
            "rds",
        ]
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
        keys.renamed_from.as_ref()
    }

    fn files(entry: &Self::Entry, site: &Site<'_>) -> Vec<File> {
        match (&entry.existing, &entry.aurora) {
            (Some(_), _) => Vec::new(),
            (None, Some(aurora)) => vec![cluster::file(entry, aurora, site)],
            (None, None) => vec![view::file(entry, site)],
        }
    }

    fn runbook(entry: &Self::Entry, site: &Site<'_>) -> Runbook {
        runbook::runbook(entry, site)
    }

    fn summary(entry: &Self::Entry) -> String {
        words::summary(entry)
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

    fn tells(operation: &Operation, fact: &Fact, entry: Option<&Self::Entry>) -> bool {
        operations::tells(operation, fact, entry)
    }

    fn listens(entry: &Self::Entry) -> Option<Listens> {
        let listens = |port| Listens::new(port, "database", "Queries");
        Some(match &entry.existing {
            Some(existing) => listens(existing.port)
                .set_by("existing.port")
                .behind(existing.security_group_id.as_string()),
            None => listens(entry.port).set_by("port"),
        })
    }

    fn adopt(resource: &mut RawResource<'_>) -> Option<RawListens> {
        raw::adopt(resource)
    }

    fn contract(entry: &Self::Entry, name: &str) -> Vec<String> {
        let existing = entry.existing.as_ref();
        let port = existing.map_or(entry.port, |existing| existing.port);
        let (protocol, version) = (entry.engine.protocol().word(), &entry.engine_version);
        let (connections, logins) = (entry.connections_of_contract(), entry.logins_of_contract());
        vec![format!(
            "database {name} {protocol} {version} {port}{connections}{logins}"
        )]
    }

    fn contract_of_owner(_: &Self::Entry, target: &Target<'_>) -> Vec<String> {
        logins::contract(target)
    }

    /// Of a raw instance of PostgreSQL, code relies on its address alone.
    fn raw_contract(resource: &RawResource<'_>, name: &str) -> Vec<String> {
        let protocol = raw::protocol(resource).into_iter();
        let mysql = protocol.filter(|protocol| *protocol == Protocol::Mysql);
        mysql
            .map(|protocol| format!("database {name} {}", protocol.word()))
            .collect()
    }

    fn guards() -> &'static [Guard] {
        operations::GUARDS
    }

    fn outputs() -> &'static [Output] {
        operations::OUTPUTS
    }

    /// The instance and its standby, or the writer and the readers of a cluster.
    fn private_addresses(keys: &Self::Manifest) -> u64 {
        if keys.existing.is_some() {
            return 0;
        }
        if keys.engine.get().is_aurora() {
            let readers = keys.readers.as_ref();
            return 1 + u64::from(readers.map_or(aurora::BY_DEFAULT, |readers| *readers.get()));
        }
        1 + u64::from(*keys.multi_az.get())
    }

    fn handle() -> &'static Handle {
        const SHARED: Template = Template::new("databases.rs", include_str!("shared.rs.hbs"));
        const METHOD: Template = Template::new("database_method.rs", include_str!("method.rs.hbs"));
        const ITEM: Template = Template::new("database.rs", include_str!("handle.rs.hbs"));
        const HANDLE: Handle = Handle::new(&SHARED, &METHOD, &ITEM).signing("region");
        &HANDLE
    }

    fn lists(entry: &Self::Entry, target: &Target<'_>) -> BTreeMap<&'static str, Vec<String>> {
        let mut lists = entry.lists(target);
        let connections = entry.connections_per_task.to_string();
        lists.insert("connections", vec![connections]);
        lists
    }

    fn raw_lists(resource: &RawResource<'_>) -> BTreeMap<&'static str, Vec<String>> {
        let protocol = raw::protocol(resource).unwrap_or(Protocol::Postgres);
        engine::lists(protocol, false)
    }

    fn rules() -> &'static [Rule] {
        rules::RULES
    }

    fn audit(shared: &Shared<'_>) -> Option<Audit> {
        (!shared.ids.is_empty()).then(|| Audit {
            file: view::monitoring(shared),
            permission: [
                "monitoring role of the databases",
                "those of the managed policy `AmazonRDSEnhancedMonitoringRole`",
                "log group `RDSOSMetrics`",
            ],
        })
    }
}
