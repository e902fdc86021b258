//! What becomes of each block of a module.

use std::collections::BTreeMap;

use crate::ablation::differing;
use crate::blocks::{Arguments, Blocks};

/// What becomes of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Added,
    Changed,
    /// From another address, by a `moved` block.
    Moved(String),
    Removed,
    /// No longer managed, by a `removed` block; AWS keeps it.
    Forgotten,
}

/// A block that is not the same in both versions.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) address: String,
    pub(super) kind: Kind,
    pub(super) is_resource: bool,
    /// Arguments that differ: path, old value, new value.
    arguments: Vec<(String, Option<String>, Option<String>)>,
}

impl Change {
    /// What is said behind the address.
    pub(super) fn phrase(&self) -> String {
        match &self.kind {
            Kind::Moved(from) => format!(", moved from {from}"),
            Kind::Forgotten => ", no longer managed; AWS keeps it".to_owned(),
            Kind::Added | Kind::Changed | Kind::Removed => String::new(),
        }
    }

    /// A line for each argument that differs.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        self.arguments
            .iter()
            .map(|(path, old, new)| match (old, new) {
                (Some(old), Some(new)) => format!("{path}: {old} -> {new}"),
                (Some(old), None) => format!("{path}: {old} -> (not set)"),
                (None, new) => format!(
                    "{path}: (not set) -> {}",
                    new.as_deref().unwrap_or_default()
                ),
            })
    }
}

/// The blocks that differ, in the order of their addresses.
pub(super) fn changes(old: &Blocks, new: &Blocks) -> Vec<Change> {
    let moves = moves(new);
    let moved_away: Vec<&str> = moves.values().map(String::as_str).collect();
    let mut all: BTreeMap<&str, Change> = BTreeMap::new();
    for (address, block) in new {
        let from = moves
            .get(address.as_str())
            .filter(|from| old.contains_key(from.as_str()) && !old.contains_key(address));
        let before = old.get(from.unwrap_or(address));
        let kind = match (before, from) {
            (None, _) => Kind::Added,
            (Some(before), None) if before == block => continue,
            (Some(_), None) => Kind::Changed,
            (Some(_), Some(from)) => Kind::Moved(from.clone()),
        };
        all.insert(address, change(address, kind, before, block));
    }
    for address in old.keys() {
        if new.contains_key(address) || moved_away.contains(&address.as_str()) {
            continue;
        }
        let kind = if is_forgotten(new, address) {
            Kind::Forgotten
        } else {
            Kind::Removed
        };
        all.insert(address, change(address, kind, None, &Arguments::new()));
    }
    // What these blocks say is told at the resources.
    all.retain(|address, _| !["moved", "removed"].contains(&word_of(address)));
    all.into_values().collect()
}

/// The first word of an address: a type of resource, or the word of a block.
fn word_of(address: &str) -> &str {
    address.split(['.', '#']).next().unwrap_or_default()
}

fn change(address: &str, kind: Kind, before: Option<&Arguments>, after: &Arguments) -> Change {
    let arguments = before.map_or_else(Vec::new, |before| {
        let paths = differing(before, after).into_iter();
        paths
            .map(|path| {
                (
                    path.to_owned(),
                    before.get(path).cloned(),
                    after.get(path).cloned(),
                )
            })
            .collect()
    });
    Change {
        is_resource: is_resource(address),
        address: address.to_owned(),
        kind,
        arguments,
    }
}

/// Whether a block is a resource: blocks of the language and data sources have a word of their own.
fn is_resource(address: &str) -> bool {
    const OTHERS: [&str; 13] = [
        "check",
        "data",
        "ephemeral",
        "import",
        "local",
        "module",
        "moved",
        "output",
        "provider",
        "removed",
        "terraform",
        "var",
        "variable",
    ];
    !OTHERS.contains(&word_of(address))
}

/// Former addresses by those of today.
fn moves(new: &Blocks) -> BTreeMap<&str, String> {
    let blocks = new
        .iter()
        .filter(|(address, _)| word_of(address) == "moved");
    blocks
        .filter_map(|(_, block)| Some((block.get("to")?.as_str(), block.get("from")?.clone())))
        .collect()
}

/// Whether a `removed` block keeps AWS from destroying what had an address.
fn is_forgotten(new: &Blocks, address: &str) -> bool {
    let mut removed = new.iter().filter(|(name, _)| word_of(name) == "removed");
    removed.any(|(_, block)| {
        let is_it = block.get("from").is_some_and(|from| from == address);
        is_it
            && block
                .get("lifecycle.destroy")
                .is_some_and(|destroy| destroy == "false")
    })
}

#[cfg(test)]
mod tests {
    use super::changes;
    use crate::blocks::blocks;

    #[track_caller]
    fn check(old: &str, new: &str, expected: &[&str]) {
        let read = |text| blocks([("main.tf", text)]).expect("it is HCL");
        let changes = changes(&read(old), &read(new));
        let shown: Vec<String> = changes
            .iter()
            .map(|it| {
                format!(
                    "{} {:?}{}",
                    it.address,
                    it.kind,
                    it.lines().collect::<String>()
                )
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn layout_is_no_change_and_arguments_are() {
        let old = "resource \"a\" \"b\" {\n  x = 1\n  y   = [1,2]\n}\nresource \"a\" \"c\" {}\n";
        let new = "resource \"a\" \"b\" {\n  y = [1, 2]\n  z = 3\n}\n";
        check(old, old, &[]);
        let lines = "a.b Changedx: 1 -> (not set)z: (not set) -> 3";
        check(
            &old.replace("[1,2]", "[1, 2]"),
            new,
            &[lines, "a.c Removed"],
        );
    }

    #[test]
    fn what_moves_is_neither_added_nor_destroyed() {
        let old = "resource \"a\" \"b\" {\n  x = 1\n}\n";
        let new = "resource \"a\" \"c\" {\n  x = 1\n}\nmoved {\n  from = a.b\n  to = a.c\n}\n";
        check(old, new, &["a.c Moved(\"a.b\")"]);
        let kept = "removed {\n  from = a.b\n  lifecycle {\n    destroy = false\n  }\n}\n";
        check(old, kept, &["a.b Forgotten"]);
    }
}
