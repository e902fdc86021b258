//! Who gets to entries from outside of AWS: their rows, their nodes and their arrows.

use super::{Arrow, Node, PermissionRow, node_of};
use crate::kind::{Entry, Outsider};
use crate::problem;
use crate::stack::Stack;

/// The entries that somebody from outside gets to.
fn all(stack: &Stack) -> impl Iterator<Item = (Entry<'_>, Outsider)> {
    let entries = stack.entries.iter();
    entries.filter_map(|entry| Some((entry, entry.outsider()?)))
}

/// What each may do by the role of its own.
pub(super) fn permissions(stack: &Stack) -> impl Iterator<Item = PermissionRow> {
    all(stack).flat_map(|(entry, outsider)| {
        let role = format!("role of {} for {}", outsider.who, entry.title());
        let row = |actions: &[&str], resource: String| PermissionRow {
            role: role.clone(),
            actions: problem::list(actions.iter().copied()),
            resource,
        };
        [
            row(outsider.actions, entry.title()),
            row(outsider.everywhere, "`*`".to_owned()),
        ]
    })
}

/// Each of them once, and the entries.
pub(super) fn nodes(stack: &Stack) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    for (entry, outsider) in all(stack) {
        let of_outsider = Node {
            id: id(&outsider),
            title: outsider.who.to_owned(),
        };
        if nodes.iter().all(|node| node.id != of_outsider.id) {
            nodes.push(of_outsider);
        }
        nodes.push(Node {
            id: node_of(entry),
            title: entry.title().replace('`', ""),
        });
    }
    nodes
}

pub(super) fn arrows(stack: &Stack) -> impl Iterator<Item = Arrow> {
    all(stack).map(|(entry, outsider)| Arrow {
        from: id(&outsider),
        to: node_of(entry),
        label: outsider.does.to_owned(),
    })
}

/// The node of one. No table of a kind has this name.
fn id(outsider: &Outsider) -> String {
    format!("outside_{}", outsider.who.to_lowercase())
}
