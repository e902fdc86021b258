//! The entries of a stack, of every kind.

use std::collections::BTreeMap;

use super::any::AnyEntry;
use super::{
    AlarmNote, AnyKind, Constants, Delivery, Fact, File, Listens, Operation, Outsider, Runbook,
    Site, Target,
};
use crate::container::Container;
use crate::names::LogicalId;
use crate::stack::Route;

/// Entries by kind, in the order of the registry, and by id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entries(Vec<OfKind>);

#[derive(Debug, Clone)]
struct OfKind {
    kind: &'static dyn AnyKind,
    entries: BTreeMap<LogicalId, AnyEntry>,
}

/// One entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) kind: &'static dyn AnyKind,
    pub(crate) id: &'a LogicalId,
    pub(crate) value: &'a AnyEntry,
}

impl Entries {
    /// Adds the entries of a kind.
    pub(crate) fn add(
        &mut self,
        kind: &'static dyn AnyKind,
        entries: BTreeMap<LogicalId, AnyEntry>,
    ) {
        self.0.push(OfKind { kind, entries });
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Entry<'_>> + Clone {
        self.0.iter().flat_map(OfKind::iter)
    }

    /// Each kind with the ids of its entries.
    pub(crate) fn by_kind(&self) -> impl Iterator<Item = (&'static dyn AnyKind, Vec<&LogicalId>)> {
        let kinds = self.0.iter();
        kinds.map(|of_kind| (of_kind.kind, of_kind.entries.keys().collect()))
    }

    pub(crate) fn get(&self, id: &LogicalId) -> Option<Entry<'_>> {
        self.find(|of_kind| of_kind.entries.get_key_value(id))
    }

    /// The entry of a name.
    pub(crate) fn named(&self, name: &str) -> Option<Entry<'_>> {
        let named = self.iter().filter(|entry| entry.id.as_str() == name);
        named.min_by_key(|entry| entry.kind.shares_names())
    }

    fn find<'a>(
        &'a self,
        look_up: impl Fn(&'a OfKind) -> Option<(&'a LogicalId, &'a AnyEntry)>,
    ) -> Option<Entry<'a>> {
        let found = self.0.iter().filter_map(|of_kind| {
            let (id, value) = look_up(of_kind)?;
            let kind = of_kind.kind;
            Some(Entry { kind, id, value })
        });
        // A name that two of them share is that of the other one.
        found.min_by_key(|entry| entry.kind.shares_names())
    }

    /// The same entries with other ids, wherever they are named.
    pub(crate) fn with_names(self, names: &BTreeMap<LogicalId, LogicalId>) -> Self {
        let renamed = |of_kind: OfKind| {
            let kind = of_kind.kind;
            let entries = of_kind.entries.into_iter().map(|(id, mut value)| {
                kind.rename(&mut value, names);
                (names.get(&id).cloned().unwrap_or(id), value)
            });
            OfKind {
                kind,
                entries: entries.collect(),
            }
        };
        Self(self.0.into_iter().map(renamed).collect())
    }
}

impl OfKind {
    fn iter(&self) -> impl Iterator<Item = Entry<'_>> + Clone {
        let kind = self.kind;
        let entries = self.entries.iter();
        entries.map(move |(id, value)| Entry { kind, id, value })
    }
}

impl<'a> Entry<'a> {
    /// Whether it has a fact to tell to who has an operation.
    pub(crate) fn tells(&self, operation: &Operation, fact: &Fact) -> bool {
        self.kind.tells(operation, fact, Some(self.value))
    }

    /// The lists that the templates of its handle see.
    pub(crate) fn lists(&self, target: &Target<'_>) -> BTreeMap<&'static str, Vec<String>> {
        self.kind.lists(self.value, target)
    }

    /// What the code of the target's owner relies on beside.
    pub(crate) fn contract_of_owner(&self, target: &Target<'_>) -> Vec<String> {
        self.kind.contract_of_owner(self.value, target)
    }

    /// What the README calls it, in Markdown.
    pub(crate) fn title(&self) -> String {
        format!("{} `{}`", self.kind.noun(), self.id)
    }

    pub(crate) fn container(&self) -> Option<&'a Container> {
        self.kind.container(self.value)
    }

    pub(crate) fn delivers(&self) -> Vec<Delivery> {
        self.kind.delivers(self.value, self.id)
    }

    /// Who gets to it from outside of AWS.
    pub(crate) fn outsider(&self) -> Option<Outsider> {
        self.kind.outsider(self.value)
    }

    pub(crate) fn route(&self) -> Option<&'a Route> {
        self.kind.route(self.value)
    }

    pub(crate) fn listens(&self) -> Option<Listens> {
        self.kind.listens(self.value)
    }

    pub(crate) fn summary(&self) -> String {
        self.kind.summary(self.value)
    }

    pub(crate) fn contract(&self) -> Vec<String> {
        self.kind.contract(self.value, self.id.in_aws())
    }

    pub(crate) fn constants(&self) -> Option<Constants> {
        self.kind.constants(self.value, self.id)
    }

    /// The alarms that the stack has of it.
    pub(crate) fn alarm_notes(&self, site: &Site<'_>) -> Vec<AlarmNote> {
        site.alarm_notes(&self.kind.alarms(self.value, site))
    }

    /// What people do with it.
    pub(crate) fn runbook(&self, site: &Site<'_>) -> Runbook {
        self.kind.runbook(self.value, site)
    }

    pub(crate) fn files(&self, site: &Site<'_>) -> Vec<File> {
        self.kind.files(self.value, site)
    }
}
