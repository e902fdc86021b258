//! A kind whose types are erased: what the stages ask.

use std::any::{Any, type_name};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::{
    Alarm, Audit, Backlog, Condition, Constants, Delivery, DerivedName, Fact, File, Guard, Handle,
    Images, Injection, Kind, Listens, MostTasks, Mounting, Operation, Output, Outsider, RawListens,
    RawResource, Recognition, Resource, Rule, Runbook, Shared, Site, Target, Threshold, Together,
    Validation,
};
use crate::container::{self, Container};
use crate::manifest::{AnyTable, Entries, Key, Names, ReadTable, Value, Word};
use crate::names::LogicalId;
use crate::problem::Code;
use crate::stack::Route;

/// An entry of some kind.
pub(crate) type AnyEntry = Arc<dyn Any + Send + Sync>;

/// What [`Kind`] says, by entries and manifests whose types are erased. Implemented once, for all
/// kinds: an entry of another kind has no answer.
pub(crate) trait AnyKind: ReadTable + Send + Sync {
    fn noun(&self) -> &'static str;
    fn resource(&self) -> &'static str;
    /// The crate that defines the kind.
    fn crate_name(&self) -> &'static str;
    /// Whether another crate defines the kind: what it gets wrong is no bug of formwork.
    fn is_foreign(&self) -> bool {
        self.crate_name() != env!("CARGO_CRATE_NAME")
    }
    fn validate(&self, table: &dyn AnyTable, at: &mut Validation<'_>) -> Option<AnyEntry>;
    fn renamed_from<'a>(&self, table: &'a dyn AnyTable, key: &Key) -> Option<&'a Names>;
    fn private_addresses(&self, table: &dyn AnyTable) -> u64;
    fn endpoint(
        &self,
        operation: &Operation,
        table: &dyn AnyTable,
        key: &Key,
    ) -> Option<&'static str>;
    fn container_keys<'a>(&self, table: &'a dyn AnyTable, key: &Key)
    -> Option<&'a container::Keys>;
    fn most_tasks<'a>(&self, table: &'a dyn AnyTable, key: &Key) -> Option<MostTasks<'a>>;
    fn takes_requests(&self, table: &dyn AnyTable, key: &Key) -> bool;
    fn codes(&self) -> &'static [Code];
    fn rules(&self) -> &'static [Rule];
    #[cfg(any(test, feature = "schema"))]
    fn about(&self) -> &'static str;
    fn example(&self) -> &'static str;
    #[cfg(any(test, feature = "schema"))]
    fn keys(&self) -> &'static [&'static [super::KeyFact]];
    #[cfg(any(test, feature = "schema"))]
    fn schema(&self, generator: &mut schemars::SchemaGenerator) -> schemars::Schema;

    fn files(&self, entry: &AnyEntry, site: &Site<'_>) -> Vec<File>;
    fn alarm_words(&self) -> &'static [&'static str];
    fn thresholds(&self) -> &'static [Threshold];
    fn alarms(&self, entry: &AnyEntry, site: &Site<'_>) -> Vec<Alarm>;
    fn runbook(&self, entry: &AnyEntry, site: &Site<'_>) -> Runbook;
    fn summary(&self, entry: &AnyEntry) -> String;
    fn listens(&self, entry: &AnyEntry) -> Option<Listens>;
    fn contract(&self, entry: &AnyEntry, name: &str) -> Vec<String>;
    fn container<'a>(&self, entry: &'a AnyEntry) -> Option<&'a Container>;
    fn rename(&self, entry: &mut AnyEntry, names: &BTreeMap<LogicalId, LogicalId>);
    fn shares_names(&self) -> bool;
    fn stands_alone(&self) -> bool;
    fn recognition(&self) -> Option<&'static Recognition>;
    fn is_reached_by_name(&self) -> bool;
    fn images(&self) -> Option<&'static Images>;
    fn outsider(&self, entry: &AnyEntry) -> Option<Outsider>;
    fn delivers(&self, entry: &AnyEntry, id: &LogicalId) -> Vec<Delivery>;
    fn route<'a>(&self, entry: &'a AnyEntry) -> Option<&'a Route>;
    fn constants(&self, entry: &AnyEntry, id: &LogicalId) -> Option<Constants>;

    fn operations(&self) -> &'static [Operation];
    fn together(&self) -> &'static [Together];
    fn resources(&self, target: &Target<'_>) -> Vec<Resource>;
    fn condition(&self, target: &Target<'_>, resource: &str) -> Option<Condition>;
    fn facts(&self) -> &'static [Fact];
    fn adopt(&self, resource: &mut RawResource<'_>) -> Option<RawListens>;
    fn raw_lists(&self, resource: &RawResource<'_>) -> BTreeMap<&'static str, Vec<String>>;
    fn raw_contract(&self, resource: &RawResource<'_>, name: &str) -> Vec<String>;
    fn brings(&self, operation: &Operation, fact: &Fact) -> bool;
    fn tells(&self, operation: &Operation, fact: &Fact, entry: Option<&AnyEntry>) -> bool;
    fn lists(&self, entry: &AnyEntry, target: &Target<'_>) -> BTreeMap<&'static str, Vec<String>>;
    fn contract_of_owner(&self, entry: &AnyEntry, target: &Target<'_>) -> Vec<String>;
    fn guards(&self) -> [&'static [Guard]; 2];
    fn outputs(&self) -> &'static [Output];
    fn names(&self) -> &'static [DerivedName];
    fn handle(&self) -> &'static Handle;
    fn shared(&self, shared: &Shared<'_>) -> Vec<File>;
    fn audit(&self, shared: &Shared<'_>) -> Option<Audit>;
    fn injection(&self) -> Option<&'static Injection>;
    fn mounting(&self) -> Option<&'static Mounting>;
    fn backlog(&self) -> Option<&'static Backlog>;
    fn other_region(&self, entry: &AnyEntry, is_production: bool) -> Option<&'static str>;
}

impl fmt::Debug for dyn AnyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.table())
    }
}

/// Two kinds are the same if they have the same table: a registry has each table once.
impl PartialEq for dyn AnyKind {
    fn eq(&self, other: &Self) -> bool {
        self.table() == other.table()
    }
}

/// The one implementation of [`AnyKind`].
pub(super) struct Erased<K>(PhantomData<fn() -> K>);

impl<K: Kind> Erased<K> {
    pub(super) const THE: &'static dyn AnyKind = &Self(PhantomData);

    fn row<'a>(table: &'a dyn AnyTable, key: &Key) -> Option<&'a K::Manifest> {
        let entries: &Entries<K::Manifest> = table.as_any().downcast_ref()?;
        entries.get(key)
    }

    fn entry(entry: &AnyEntry) -> Option<&K::Entry> {
        entry.downcast_ref()
    }
}

impl<K: Kind> ReadTable for Erased<K> {
    fn table(&self) -> &'static str {
        K::TABLE
    }

    fn words(&self) -> &'static [&'static [Word]] {
        K::words()
    }

    fn also_called(&self) -> &'static [&'static str] {
        K::also_called()
    }

    fn alarm_keys(&self) -> Vec<&'static str> {
        let thresholds = K::thresholds().iter();
        thresholds.map(|threshold| threshold.key).collect()
    }

    fn read(
        &self,
        value: Option<Value<'_>>,
    ) -> Result<Box<dyn AnyTable>, crate::manifest::ReadError> {
        use serde::Deserialize as _;
        let entries = value.map(Entries::<K::Manifest>::deserialize).transpose()?;
        Ok(Box::new(entries.unwrap_or_default()))
    }
}

impl<K: Kind> AnyKind for Erased<K> {
    fn noun(&self) -> &'static str {
        K::NOUN
    }

    fn resource(&self) -> &'static str {
        K::RESOURCE
    }

    fn crate_name(&self) -> &'static str {
        let path = type_name::<K>();
        path.split_once("::").map_or(path, |(first, _)| first)
    }

    fn validate(&self, table: &dyn AnyTable, at: &mut Validation<'_>) -> Option<AnyEntry> {
        let entry = K::validate(Self::row(table, at.key)?, at)?;
        Some(Arc::new(entry))
    }

    fn renamed_from<'a>(&self, table: &'a dyn AnyTable, key: &Key) -> Option<&'a Names> {
        K::renamed_from(Self::row(table, key)?)
    }

    fn private_addresses(&self, table: &dyn AnyTable) -> u64 {
        let rows = table.keys().filter_map(|key| Self::row(table, key));
        // A sum that is too large would be a panic of ours.
        rows.map(K::private_addresses).fold(0, u64::saturating_add)
    }

    fn endpoint(
        &self,
        operation: &Operation,
        table: &dyn AnyTable,
        key: &Key,
    ) -> Option<&'static str> {
        K::endpoint(operation, Self::row(table, key)?)
    }

    fn container_keys<'a>(
        &self,
        table: &'a dyn AnyTable,
        key: &Key,
    ) -> Option<&'a container::Keys> {
        K::container_keys(Self::row(table, key)?)
    }

    fn most_tasks<'a>(&self, table: &'a dyn AnyTable, key: &Key) -> Option<MostTasks<'a>> {
        K::most_tasks(Self::row(table, key)?)
    }

    fn takes_requests(&self, table: &dyn AnyTable, key: &Key) -> bool {
        Self::row(table, key).is_some_and(K::takes_requests)
    }

    fn codes(&self) -> &'static [Code] {
        K::codes()
    }

    fn rules(&self) -> &'static [Rule] {
        K::rules()
    }

    #[cfg(any(test, feature = "schema"))]
    fn about(&self) -> &'static str {
        K::ABOUT
    }

    fn example(&self) -> &'static str {
        K::EXAMPLE
    }

    #[cfg(any(test, feature = "schema"))]
    fn keys(&self) -> &'static [&'static [super::KeyFact]] {
        K::keys()
    }

    #[cfg(any(test, feature = "schema"))]
    fn schema(&self, generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        K::schema(generator)
    }

    fn files(&self, entry: &AnyEntry, site: &Site<'_>) -> Vec<File> {
        Self::entry(entry).map_or(Vec::new(), |entry| K::files(entry, site))
    }

    fn alarm_words(&self) -> &'static [&'static str] {
        K::alarm_words()
    }

    fn thresholds(&self) -> &'static [Threshold] {
        K::thresholds()
    }

    fn alarms(&self, entry: &AnyEntry, site: &Site<'_>) -> Vec<Alarm> {
        Self::entry(entry).map_or(Vec::new(), |entry| K::alarms(entry, site))
    }

    fn runbook(&self, entry: &AnyEntry, site: &Site<'_>) -> Runbook {
        Self::entry(entry).map_or_else(Runbook::new, |entry| K::runbook(entry, site))
    }

    fn summary(&self, entry: &AnyEntry) -> String {
        Self::entry(entry).map_or(String::new(), K::summary)
    }

    fn listens(&self, entry: &AnyEntry) -> Option<Listens> {
        K::listens(Self::entry(entry)?)
    }

    fn contract(&self, entry: &AnyEntry, name: &str) -> Vec<String> {
        Self::entry(entry).map_or(Vec::new(), |entry| K::contract(entry, name))
    }

    fn container<'a>(&self, entry: &'a AnyEntry) -> Option<&'a Container> {
        K::container(Self::entry(entry)?)
    }

    fn rename(&self, entry: &mut AnyEntry, names: &BTreeMap<LogicalId, LogicalId>) {
        let Some(mut renamed) = Self::entry(entry).cloned() else {
            return;
        };
        K::rename(&mut renamed, names);
        if let Some(container) = K::container_mut(&mut renamed) {
            container.rename(names);
        }
        *entry = Arc::new(renamed);
    }

    fn shares_names(&self) -> bool {
        K::shares_names()
    }

    fn is_reached_by_name(&self) -> bool {
        K::is_reached_by_name()
    }

    fn stands_alone(&self) -> bool {
        K::stands_alone()
    }

    fn recognition(&self) -> Option<&'static Recognition> {
        K::recognition()
    }

    fn images(&self) -> Option<&'static Images> {
        K::images()
    }

    fn outsider(&self, entry: &AnyEntry) -> Option<Outsider> {
        K::outsider(Self::entry(entry)?)
    }

    fn delivers(&self, entry: &AnyEntry, id: &LogicalId) -> Vec<Delivery> {
        Self::entry(entry).map_or(Vec::new(), |entry| K::delivers(entry, id))
    }

    fn route<'a>(&self, entry: &'a AnyEntry) -> Option<&'a Route> {
        K::route(Self::entry(entry)?)
    }

    fn constants(&self, entry: &AnyEntry, id: &LogicalId) -> Option<Constants> {
        K::constants(Self::entry(entry)?, id)
    }

    fn operations(&self) -> &'static [Operation] {
        K::operations()
    }

    fn together(&self) -> &'static [Together] {
        K::together()
    }

    fn resources(&self, target: &Target<'_>) -> Vec<Resource> {
        K::resources(target)
    }

    fn condition(&self, target: &Target<'_>, resource: &str) -> Option<Condition> {
        K::condition(target, resource)
    }

    fn facts(&self) -> &'static [Fact] {
        K::facts()
    }

    fn adopt(&self, resource: &mut RawResource<'_>) -> Option<RawListens> {
        K::adopt(resource)
    }

    fn raw_lists(&self, resource: &RawResource<'_>) -> BTreeMap<&'static str, Vec<String>> {
        K::raw_lists(resource)
    }

    fn raw_contract(&self, resource: &RawResource<'_>, name: &str) -> Vec<String> {
        K::raw_contract(resource, name)
    }

    fn brings(&self, operation: &Operation, fact: &Fact) -> bool {
        K::brings(operation, fact)
    }

    fn tells(&self, operation: &Operation, fact: &Fact, entry: Option<&AnyEntry>) -> bool {
        K::tells(operation, fact, entry.and_then(Self::entry))
    }

    fn lists(&self, entry: &AnyEntry, target: &Target<'_>) -> BTreeMap<&'static str, Vec<String>> {
        Self::entry(entry).map_or_else(BTreeMap::new, |entry| K::lists(entry, target))
    }

    fn contract_of_owner(&self, entry: &AnyEntry, target: &Target<'_>) -> Vec<String> {
        Self::entry(entry).map_or_else(Vec::new, |entry| K::contract_of_owner(entry, target))
    }

    fn guards(&self) -> [&'static [Guard]; 2] {
        [K::shared_guards(), K::guards()]
    }

    fn outputs(&self) -> &'static [Output] {
        K::outputs()
    }

    fn names(&self) -> &'static [DerivedName] {
        K::names()
    }

    fn handle(&self) -> &'static Handle {
        K::handle()
    }

    fn shared(&self, shared: &Shared<'_>) -> Vec<File> {
        K::shared(shared)
    }

    fn audit(&self, shared: &Shared<'_>) -> Option<Audit> {
        K::audit(shared)
    }

    fn backlog(&self) -> Option<&'static Backlog> {
        K::backlog()
    }

    fn other_region(&self, entry: &AnyEntry, is_production: bool) -> Option<&'static str> {
        K::other_region(Self::entry(entry)?, is_production)
    }

    fn injection(&self) -> Option<&'static Injection> {
        K::injection()
    }

    fn mounting(&self) -> Option<&'static Mounting> {
        K::mounting()
    }
}
