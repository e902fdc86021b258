//! What the validation of every entry shares.

use std::collections::BTreeMap;
use std::fmt;

use super::{AnyKind, Kind, Kinds, MostTasks};
use crate::container;
use crate::manifest::{Key, Manifest};
use crate::names::{LogicalId, StackName};
use crate::problem::Problem;
use crate::stack::{RawBlock, RawKind, Region};
use crate::tree::{Place, Tree};

/// A manifest, and what of it is known before any entry is.
#[derive(Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) manifest: &'a Manifest,
    pub(crate) kinds: &'a Kinds,
    /// The name of the environment, if an overlay lies over the file.
    pub(crate) environment: Option<&'a Key>,
    /// The ids of all entries that have one, with the names that AWS knows them by.
    pub(crate) ids: BTreeMap<&'a str, LogicalId>,
    pub(crate) name: Option<StackName>,
    pub(crate) region: Option<Region>,
    pub(crate) added: Added<'a>,
}

/// The raw blocks that `build.rs` adds to those of the manifest.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Added<'a> {
    /// Not known yet: they are added to the stack that comes of this.
    Pending,
    Known(&'a [RawBlock]),
}

/// A raw resource, and where it is named.
#[derive(Debug)]
pub(crate) struct RawDeclaration<'a> {
    pub(crate) name: &'a str,
    pub(crate) place: Place,
    pub(crate) body: &'a Tree,
}

/// A check of several values at once. It reports every problem that it finds, and says nothing
/// about values that do not hold on their own.
#[derive(Clone, Copy)]
pub struct Rule(pub(crate) fn(&Scope<'_>) -> Vec<Problem>);

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rule")
    }
}

/// The keys of a container, and whose they are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ContainerAt<'a> {
    pub(crate) key: &'a Key,
    pub(crate) keys: &'a container::Keys,
    /// None: one task at a time.
    pub(crate) most_tasks: Option<MostTasks<'a>>,
}

impl<'a> Scope<'a> {
    /// The kind and the name of an entry, as it is declared.
    pub(crate) fn declared(&self, name: &str) -> Option<(&'static dyn AnyKind, &'a Key)> {
        let tables = self.tables();
        let found = tables.filter_map(|(kind, table)| Some((kind, table.get_key(name)?)));
        found.min_by_key(|(kind, _)| kind.shares_names())
    }

    /// Each kind with its table.
    pub(crate) fn tables(
        &self,
    ) -> impl Iterator<Item = (&'static dyn AnyKind, &'a dyn crate::manifest::AnyTable)> {
        let kinds = self.kinds.iter();
        kinds.filter_map(|kind| Some((kind, self.manifest.any_table(kind.table())?)))
    }

    /// The names of all entries, with their kinds.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&'static dyn AnyKind, &'a Key)> {
        self.tables()
            .flat_map(|(kind, table)| table.keys().map(move |key| (kind, key)))
    }

    /// The keys of every container.
    pub(crate) fn containers(&self) -> impl Iterator<Item = ContainerAt<'a>> {
        self.tables().flat_map(|(kind, table)| {
            let of_key = move |key| {
                let keys = kind.container_keys(table, key)?;
                let most_tasks = kind.most_tasks(table, key);
                Some(ContainerAt {
                    key,
                    keys,
                    most_tasks,
                })
            };
            table.keys().filter_map(of_key)
        })
    }

    /// Whether an entry takes requests from the load balancer, so that there is one.
    pub(crate) fn has_load_balancer(&self) -> bool {
        self.tables().any(|(kind, table)| {
            let mut keys = table.keys();
            keys.any(|key| kind.takes_requests(table, key))
        })
    }

    /// Whether the stack makes the load balancer, and it is none that others have made.
    pub(crate) fn makes_load_balancer(&self) -> bool {
        self.has_load_balancer() && !self.has_existing_load_balancer()
    }

    /// Whether the listener is that of others, with its certificate and all that no rule takes.
    pub(crate) fn has_existing_load_balancer(&self) -> bool {
        let manifest = self.manifest;
        let existing = &manifest.load_balancer.get().existing;
        existing.is_some() || manifest.is_unread(&["load_balancer", "existing"])
    }

    /// The largest numbers of tasks that the containers may run at once.
    pub(crate) fn most_tasks(&self) -> impl Iterator<Item = (&'a Key, MostTasks<'a>)> {
        let containers = self.containers();
        containers.filter_map(|container| Some((container.key, container.most_tasks?)))
    }

    /// The kind that knows what to grant on resources of a type.
    pub(crate) fn kind_of_type(&self, of_type: &str) -> Option<&'static dyn AnyKind> {
        let mut kinds = self.kinds.iter();
        kinds.find(|kind| kind.resource() == of_type && !kind.operations().is_empty())
    }

    /// The raw resources of a type.
    pub(crate) fn raw_resources(
        &self,
        of_type: &str,
    ) -> impl Iterator<Item = RawDeclaration<'a>> + use<'a> {
        let of_type = Key::from(of_type.to_owned());
        let written = self.manifest.resource.get(&of_type).into_iter().flatten();
        let written = written.map(|(name, body)| RawDeclaration {
            name: name.get(),
            place: name.span().into(),
            body,
        });
        let added = match self.added {
            Added::Pending => &[],
            Added::Known(blocks) => blocks,
        };
        let is_of_type = move |block: &&RawBlock| {
            block.kind == RawKind::Resource && block.of_type == *of_type.get()
        };
        let added = added.iter().filter(is_of_type);
        written.chain(added.map(|block| RawDeclaration {
            name: &block.name,
            place: block.place.clone(),
            body: &block.body,
        }))
    }

    /// A raw resource.
    pub(crate) fn raw_resource(&self, of_type: &str, name: &str) -> Option<RawDeclaration<'a>> {
        let mut resources = self.raw_resources(of_type);
        resources.find(|resource| resource.name == name)
    }

    /// The kind of a target of a grant: of an entry, or of the type in an address.
    pub(crate) fn target_kind(&self, target: &str) -> Option<&'static dyn AnyKind> {
        match target.split_once('.') {
            Some((of_type, _)) => self.kind_of_type(of_type),
            None => self.declared(target).map(|(kind, _)| kind),
        }
    }

    /// The id by which a target of a grant goes: that of an entry, or the name in an address.
    pub(crate) fn target_id(&self, target: &str) -> Option<LogicalId> {
        match target.split_once('.') {
            Some((_, name)) => LogicalId::parse(name).ok(),
            None => self.id(target).cloned(),
        }
    }

    /// The id of an entry, if its name is one.
    pub(crate) fn id(&self, name: &str) -> Option<&LogicalId> {
        self.ids.get(name)
    }
}

/// The entries of a kind in a manifest.
pub(crate) fn entries<K: Kind>(
    manifest: &Manifest,
) -> impl Iterator<Item = (&Key, &K::Manifest)> + Clone {
    manifest.table::<K::Manifest>(K::TABLE)
}
