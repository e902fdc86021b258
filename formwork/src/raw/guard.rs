//! What no override may change: the arguments by which infrastructure keeps the contract with the
//! code, each with what to do instead.

use std::collections::BTreeSet;

use super::overrides::is_added_to;
use crate::edge::{Edge, edges};
use crate::kind::{self, Entry, Instead};
use crate::problem::{self, Code, Problem};
use crate::stack::{Override, Stack};
use crate::tree::{Place, Table, Tree, Value};

/// An argument of a resource that the code relies on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Guard {
    /// The resource.
    address: String,
    /// The path through nested blocks: `health_check.path`.
    argument: &'static str,
    /// What to do instead of the override.
    instead: String,
    /// Words in an override, and the keys that do what they stand for.
    wishes: Vec<(&'static str, String)>,
}

/// An argument that an override sets or removes.
struct Touched<'a> {
    path: String,
    place: Place,
    /// What it sets there.
    value: Option<&'a Tree>,
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
    let mut all: Vec<Touched<'_>> = Vec::new();
    collect(&change.set, "", &mut all);
    // What is added to takes nothing away that the code relies on.
    all.retain(|touched| !is_added_to(&touched.path));
    all.extend(change.remove.iter().map(|path| Touched {
        path: path.text.clone(),
        place: path.place.clone(),
        value: None,
    }));
    let of_address = |touched: &Touched<'_>| {
        let path = touched.path.as_str();
        if OF_ADDRESSES.contains(&path) {
            return Some(readdressed(&address, path, &touched.place));
        }
        let guard = guards
            .iter()
            .find(|guard| guard.address == address && overlap(guard.argument, path))?;
        Some(guarded(guard, touched))
    };
    all.iter().filter_map(of_address).collect()
}

/// The paths that an override sets. A map or an array is set as a whole, and so is a table that
/// may be one.
fn collect<'a>(table: &'a Table, above: &str, paths: &mut Vec<Touched<'a>>) {
    for (name, entry) in table.iter() {
        let path = format!("{above}{name}");
        match &entry.value.value {
            Value::Table(inner) if name == "dynamic" => collect(inner, above, paths),
            Value::Table(inner) if !inner.is_empty() => {
                collect(inner, &format!("{path}."), paths);
            }
            _ => paths.push(Touched {
                path,
                place: entry.key.clone(),
                value: Some(&entry.value),
            }),
        }
    }
}

/// Whether one path is the other, or leads into it.
fn overlap(a: &str, b: &str) -> bool {
    let mut steps = a.split('.').zip(b.split('.'));
    steps.all(|(a, b)| a == b)
}

fn guarded(guard: &Guard, touched: &Touched<'_>) -> Problem {
    let Guard {
        address, argument, ..
    } = guard;
    let message = format!("`{argument}` of `{address}` is part of the contract with the code");
    let mut words = BTreeSet::new();
    if let Some(value) = touched.value {
        words_of(value, &mut words);
    }
    let mut wished: Vec<&String> = Vec::new();
    for (word, key) in &guard.wishes {
        if words.contains(word) && !wished.contains(&key) {
            wished.push(key);
        }
    }
    let help = if wished.is_empty() {
        guard.instead.clone()
    } else {
        let keys = wished.into_iter().map(|key| format!("`{key}`"));
        format!("write {} instead", problem::or(keys))
    };
    Problem::new(Code::ContractOverride, message)
        .at(&touched.place, "the code would not know of it")
        .help(help)
}

/// The words of the keys and texts of a value.
fn words_of<'a>(value: &'a Tree, words: &mut BTreeSet<&'a str>) {
    let mut add = |text: &'a str| {
        let of_text = text.split(|c: char| !c.is_ascii_alphanumeric());
        words.extend(of_text.filter(|word| !word.is_empty()));
    };
    match &value.value {
        Value::Text(text) => add(text),
        Value::List(items) => items.iter().for_each(|item| words_of(item, words)),
        Value::Table(table) => {
            for (name, entry) in table.iter() {
                words.insert(name);
                words_of(&entry.value, words);
            }
        }
        Value::Integer(_) | Value::Float(_) | Value::Bool(_) => {}
    }
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
        let guards = entry.kind.guards().into_iter().flatten();
        let held = guards.filter(move |guard| (guard.holds)(entry.value));
        held.map(move |guard| of_entry(entry, guard))
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
        wishes: {
            let wishes = guard.wishes.iter();
            let wishes = wishes.map(|(word, key)| (*word, format!("{table}.{id}.{key}")));
            wishes.collect()
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
        wishes: Vec::new(),
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
