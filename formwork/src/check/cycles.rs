//! Blocks that refer to themselves, at once or by way of others.

use std::collections::{BTreeMap, BTreeSet};

use super::declared::Declared;
use super::finding::{Fault, Finding};
use super::graph::{Graph, called_name, plain};
use crate::problem::Code;

/// Reports each circle of references once, at its first address.
pub(super) fn find(graph: &Graph, declared: &BTreeMap<&str, Declared<'_>>) -> Vec<Finding> {
    let circles = circles(&graph.edges).into_iter();
    let mut findings: Vec<Finding> = Vec::new();
    for circle in circles {
        let finding = finding(graph, declared, &circle);
        // Of a module that is called twice the same is found twice.
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    findings
}

fn finding(graph: &Graph, declared: &BTreeMap<&str, Declared<'_>>, circle: &[String]) -> Finding {
    let prefix = common_prefix(graph, circle);
    let directory = graph.directories.get(prefix).map_or("", String::as_str);
    let inside: Vec<&str> = circle.iter().map(|node| &node[prefix.len()..]).collect();
    let first = inside.first().copied().unwrap_or_default();
    let address = match called_name(first) {
        Some(name) => format!("module.{name}"),
        None => plain(first).to_owned(),
    };
    let (file, structure) = declared
        .get(directory)
        .and_then(|declared| declared.place_of(&address))
        .unwrap_or(("", None));
    let addresses: Vec<String> = inside.iter().map(|node| plain(node).to_owned()).collect();
    let (code, message) = if inside.len() == 1 {
        let message = format!("`{}` refers to itself", plain(first));
        (Code::SelfReference, message)
    } else {
        let names = addresses.iter().chain(addresses.first());
        let names: Vec<String> = names.map(|address| format!("`{address}`")).collect();
        let message = format!("references go in a circle: {}", names.join(" to "));
        (Code::ReferenceCycle, message)
    };
    // A resource may name itself until its configuration is evaluated.
    let is_of_plan = inside.len() == 1 && !is_evaluated_early(first);
    Finding {
        structure,
        is_of_plan,
        fault: Fault::Circle(addresses),
        ..Finding::new(code, file, &address, message)
    }
}

fn is_evaluated_early(node: &str) -> bool {
    ["local.", "module.", "provider.", "var."]
        .iter()
        .any(|root| node.starts_with(root))
}

/// The module that all of a circle stands in. An input is set by the module around.
fn common_prefix<'c>(graph: &'c Graph, circle: &[String]) -> &'c str {
    let prefixes = graph.directories.keys();
    let is_around = |prefix: &&String| {
        circle.iter().all(|node| {
            let inside = node.strip_prefix(prefix.as_str());
            inside.is_some_and(|inside| prefix.is_empty() || !inside.starts_with("var."))
        })
    };
    let around = prefixes.filter(is_around);
    around
        .max_by_key(|prefix| prefix.len())
        .map_or("", String::as_str)
}

/// The circles of a graph: of each group of addresses that all lead to each other, one way around.
fn circles(references: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    // Addresses from which every way is known to end.
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for start in references.keys() {
        let mut way: Vec<(&str, std::collections::btree_set::Iter<'_, String>)> = Vec::new();
        let mut next = Some(start.as_str());
        loop {
            if let Some(address) = next.take() {
                if let Some(at) = way.iter().position(|(known, _)| *known == address) {
                    let circle = way[at..].iter().map(|(address, _)| (*address).to_owned());
                    found.push(circle.collect());
                } else if !done.contains(address)
                    && let Some(to) = references.get(address)
                {
                    way.push((address, to.iter()));
                }
            }
            let Some((address, rest)) = way.last_mut() else {
                break;
            };
            if let Some(address) = rest.next() {
                next = Some(address);
            } else {
                done.insert(*address);
                way.pop();
            }
        }
    }
    found
}
