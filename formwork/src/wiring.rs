//! Who reaches whom, and who may do what: what several files and the README show of a stack,
//! computed once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::container::{Statement, execution_statements, task_statements};
use crate::edge::{Edge, edges};
use crate::kind::Delivery;
use crate::names::LogicalId;
use crate::stack::{Route, Rules, Slots, Stack, priorities};

/// The connections and permissions of a stack.
#[derive(Debug, Default)]
pub(crate) struct Wiring {
    /// In the order that the README lists them: those of an entry stand together.
    pub(crate) edges: Vec<Edge>,
    by_entry: BTreeMap<LogicalId, Range<usize>>,
    roles: BTreeMap<LogicalId, Roles>,
    priorities: BTreeMap<LogicalId, Vec<u64>>,
    /// By the entry that gets them.
    deliveries: BTreeMap<LogicalId, Vec<Delivered>>,
    called: BTreeSet<LogicalId>,
}

/// What an entry gets, and from which.
#[derive(Debug)]
pub(crate) struct Delivered {
    pub(crate) table: &'static str,
    pub(crate) from: LogicalId,
    pub(crate) delivery: Delivery,
}

/// What the two roles of a container may do.
#[derive(Debug, Default)]
pub(crate) struct Roles {
    /// What ECS needs to start its tasks.
    pub(crate) execution: Vec<Statement>,
    /// What its code may do.
    pub(crate) task: Vec<Statement>,
}

/// The roles of an entry without container.
static NO_ROLES: Roles = Roles {
    execution: Vec::new(),
    task: Vec::new(),
};

impl Wiring {
    pub(crate) fn new(stack: &Stack) -> Self {
        let edges = edges(stack);
        let containers = stack.entries.iter();
        let containers = containers.filter_map(|entry| Some((entry.id, entry.container()?)));
        let of_containers = containers.map(|(id, container)| {
            let roles = Roles {
                execution: execution_statements(stack, id, container),
                task: task_statements(stack, id, container),
            };
            (id.clone(), roles)
        });
        let entries = stack.entries.iter();
        let rules: BTreeMap<&LogicalId, &Rules> = entries
            .filter_map(|entry| Some((entry.id, entry.route()?.rules.as_ref()?)))
            .collect();
        Self {
            by_entry: by_entry(&edges),
            edges,
            roles: of_containers.collect(),
            priorities: priorities(&rules, last(stack), &Slots::new(stack)),
            deliveries: deliveries(stack),
            called: called(stack),
        }
    }

    /// Whether somebody is granted to call an entry through ECS Service Connect.
    pub(crate) fn is_called(&self, id: &LogicalId) -> bool {
        self.called.contains(id)
    }

    /// What an entry gets from others.
    pub(crate) fn deliveries_to(&self, id: &LogicalId) -> &[Delivered] {
        self.deliveries.get(id).map_or(&[], Vec::as_slice)
    }

    /// The edges that start or end at the tasks of an entry.
    pub(crate) fn edges_of(&self, id: &LogicalId) -> &[Edge] {
        let range = self.by_entry.get(id).cloned();
        range.map_or(&[], |range| &self.edges[range])
    }

    pub(crate) fn roles_of(&self, id: &LogicalId) -> &Roles {
        self.roles.get(id).unwrap_or(&NO_ROLES)
    }

    /// The priorities of an entry's rules of the listener, if it has any.
    pub(crate) fn priorities_of(&self, id: &LogicalId) -> &[u64] {
        self.priorities.get(id).map_or(&[], Vec::as_slice)
    }
}

/// The entry whose rule of the listener takes what no other does, if it has one.
fn last(stack: &Stack) -> Option<&LogicalId> {
    let mut entries = stack.entries.iter();
    let last = entries.find(|entry| entry.route().is_some_and(Route::is_last));
    last.map(|entry| entry.id)
}

fn deliveries(stack: &Stack) -> BTreeMap<LogicalId, Vec<Delivered>> {
    let mut by_receiver: BTreeMap<LogicalId, Vec<Delivered>> = BTreeMap::new();
    for entry in stack.entries.iter() {
        for delivery in entry.delivers() {
            let to = by_receiver.entry(delivery.to.clone()).or_default();
            to.push(Delivered {
                table: entry.kind.table(),
                from: entry.id.clone(),
                delivery,
            });
        }
    }
    by_receiver
}

/// Where the edges of each entry stand, found in one pass.
fn by_entry(edges: &[Edge]) -> BTreeMap<LogicalId, Range<usize>> {
    let mut by_entry: BTreeMap<LogicalId, Range<usize>> = BTreeMap::new();
    for (index, edge) in edges.iter().enumerate() {
        if let Some(id) = edge.owner() {
            let range = by_entry.entry(id.clone()).or_insert(index..index);
            range.end = index + 1;
        }
    }
    by_entry
}

/// The entries that others call through ECS Service Connect.
pub(crate) fn called(stack: &Stack) -> BTreeSet<LogicalId> {
    let containers = stack.entries.iter().filter_map(|entry| entry.container());
    let grants = containers.flat_map(|container| &container.grants);
    let calls = grants.filter(|(_, grant)| grant.calls());
    calls.map(|(target, _)| target.clone()).collect()
}
