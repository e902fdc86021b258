//! What no override may change: the arguments by which infrastructure keeps the contract with the
//! code, each with what to do instead.

use crate::edge::{Edge, edges};
use crate::kind::{self, Entry, Instead};
use crate::problem::{Code, Problem};
use crate::stack::{Override, Stack};
use crate::tree::{Place, Table, Value};

/// An argument of a resource that the code relies on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Guard {
    /// The resource.
    address: String,
    /// The path through nested blocks: `health_check.path`.
    argument: &'static str,
    /// What to do instead of the override.
    instead: String,
}

/// What a rule of a security group says.
const OF_RULES: &[&str] = &[
    "from_port",
    "to_port",
    "ip_protocol",
    "security_group_id",
    "referenced_security_group_id",
];

/// Arguments that change the address of a resource, which others refer to.
const OF_ADDRESSES: &[&str] = &["count", "for_each"];

/// The problems of overrides that would change what the code relies on.
pub(crate) fn check_guards(stack: &Stack) -> Vec<Problem> {
    if stack.raw.overrides.is_empty() {
        return Vec::new();
    }
    let guards = guards(stack);
    let overrides = stack.raw.overrides.iter();
    overrides
        .flat_map(|change| touched(change, &guards))
        .collect()
}

fn touched(change: &Override, guards: &[Guard]) -> Vec<Problem> {
    let address = change.address();
    let mut paths: Vec<(String, Place)> = Vec::new();
    collect(&change.set, "", &mut paths);
    let removed = change.remove.iter();
    paths.extend(removed.map(|path| (path.text.clone(), path.place.clone())));
    let of_address = |(path, place): &(String, Place)| {
        if OF_ADDRESSES.contains(&path.as_str()) {
            return Some(readdressed(&address, path, place));
        }
        let guard = guards
            .iter()
            .find(|guard| guard.address == address && overlap(guard.argument, path))?;
        Some(guarded(guard, place))
    };
    paths.iter().filter_map(of_address).collect()
}

/// The paths that an override sets. A map or an array is set as a whole, and so is a table that
/// may be one.
fn collect(table: &Table, above: &str, paths: &mut Vec<(String, Place)>) {
    for (name, entry) in table.iter() {
        let path = format!("{above}{name}");
        match &entry.value.value {
            Value::Table(inner) if name == "dynamic" => collect(inner, above, paths),
            Value::Table(inner) if !inner.is_empty() => {
                collect(inner, &format!("{path}."), paths);
            }
            _ => paths.push((path, entry.key.clone())),
        }
    }
}

/// Whether one path is the other, or leads into it.
fn overlap(a: &str, b: &str) -> bool {
    let mut steps = a.split('.').zip(b.split('.'));
    steps.all(|(a, b)| a == b)
}

fn guarded(guard: &Guard, place: &Place) -> Problem {
    let Guard {
        address, argument, ..
    } = guard;
    let message = format!("`{argument}` of `{address}` is part of the contract with the code");
    Problem::new(Code::ContractOverride, message)
        .at(place, "the code would not know of it")
        .help(&guard.instead)
}

fn readdressed(address: &str, path: &str, place: &Place) -> Problem {
    let message = format!("`{path}` would change the address `{address}`, which others refer to");
    Problem::new(Code::ContractOverride, message)
        .at(place, "changes the address")
        .help("declare further resources as `[resource.TYPE.NAME]`")
}

/// Whether the code relies on an argument.
#[cfg(test)]
pub(crate) fn is_guarded(stack: &Stack, address: &str, path: &str) -> bool {
    let guards = guards(stack);
    let mut of_address = guards.iter().filter(|guard| guard.address == address);
    of_address.any(|guard| overlap(guard.argument, path))
}

/// Every guard of a stack.
fn guards(stack: &Stack) -> Vec<Guard> {
    let entries = stack.entries.iter();
    let of_entries = entries.flat_map(|entry| {
        let guards = entry.kind.guards().iter();
        guards.map(move |guard| of_entry(entry, guard))
    });
    let mut guards: Vec<Guard> = of_entries.collect();
    guards.extend(edges(stack).iter().flat_map(of_edge));
    guards
}

fn of_entry(entry: Entry<'_>, guard: &kind::Guard) -> Guard {
    let (table, id) = (entry.kind.table(), entry.id);
    Guard {
        address: format!("{}.{id}{}", guard.resource, guard.suffix),
        argument: guard.argument,
        instead: match guard.instead {
            Instead::Keys(keys) => follows(keys.iter().map(|key| format!("{table}.{id}.{key}"))),
            Instead::Leave(why) => format!("leave it: {why}"),
        },
    }
}

fn follows(keys: impl Iterator<Item = String>) -> String {
    let keys: Vec<String> = keys.map(|key| format!("`{key}`")).collect();
    format!(
        "change {} instead, which the code follows",
        keys.join(" or ")
    )
}

/// The rules of a connection whose port the user decides.
fn of_edge(edge: &Edge) -> Vec<Guard> {
    let Some(key) = edge.port_key.clone() else {
        return Vec::new();
    };
    let instead = follows([key].into_iter());
    let guard = |address: &str, argument: &'static str| Guard {
        address: address.to_owned(),
        argument,
        instead: instead.clone(),
    };
    let rules = edge.rules().map(|rule| rule.address().to_string());
    rules
        .flat_map(|address| {
            OF_RULES
                .iter()
                .map(|argument| guard(&address, argument))
                .collect::<Vec<_>>()
        })
        .collect()
}
