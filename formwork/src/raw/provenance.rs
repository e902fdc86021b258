//! Where a place of the final HCL was written: in a raw block or an override, or nowhere, if
//! formwork made it by itself.

use crate::hcl::path::Step;
use crate::stack::{Move, Raw, RawKind};
use crate::tree::{Place, Tree, Value};

/// What of an argument is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aim {
    Key,
    /// The value, or the key of a table or list, which may be long.
    Value,
}

/// Where the value at `path` of the block at `address` was written: in the override that sets or
/// removes it, or in a raw block.
pub(crate) fn place_of(raw: &Raw, address: &str, path: &[Step], aim: Aim) -> Option<Place> {
    override_of(raw, address, path, aim).or_else(|| block_of(raw, address, path, aim))
}

/// The same, or else the override that changes the block in another respect.
pub(crate) fn nearest_place_of(raw: &Raw, address: &str, path: &[Step], aim: Aim) -> Option<Place> {
    place_of(raw, address, path, aim).or_else(|| {
        let mut overrides = raw.overrides.iter();
        let touching = overrides.find(|change| change.address() == address);
        touching.map(|change| change.place.clone())
    })
}

/// An override speaks of what it sets and removes, and of nothing else.
fn override_of(raw: &Raw, address: &str, path: &[Step], aim: Aim) -> Option<Place> {
    let mut overrides = raw.overrides.iter();
    let change = overrides.find(|change| change.address() == address)?;
    let (Step::Name(first), rest) = path.split_first()? else {
        return None;
    };
    if let Some(entry) = change.set.get(first) {
        return Some(descend(&entry.value, Some(&entry.key), rest, aim));
    }
    let names = path.iter().filter_map(|step| match step {
        Step::Name(name) => Some(name.as_str()),
        Step::Index(_) => None,
    });
    let names: Vec<&str> = names.collect();
    let removed = change.remove.iter().find(|path| {
        let steps: Vec<&str> = path.text.split('.').collect();
        names.starts_with(&steps)
    });
    removed.map(|path| path.place.clone())
}

/// A raw block speaks of all that it is.
fn block_of(raw: &Raw, address: &str, path: &[Step], aim: Aim) -> Option<Place> {
    let mut blocks = raw.blocks.iter();
    let block = blocks.find(|block| block.address() == address)?;
    Some(match (block.kind, path) {
        (RawKind::Local, _) => descend(&block.body, Some(&block.place), &[], aim),
        (_, []) => block.place.clone(),
        (_, path) => descend(&block.body, Some(&block.place), path, aim),
    })
}

/// Where `import[0]`, `moved[0]` and the like come from: the index is their place among the blocks of
/// their file, and `moves` are all moves in the order in which they are written.
pub(crate) fn refactoring_of(raw: &Raw, moves: &[Move], address: &str) -> Option<Place> {
    let (keyword, index) = address.strip_suffix(']')?.split_once('[')?;
    let index: usize = index.parse().ok()?;
    let place = match keyword {
        "import" => &raw.imports.get(index)?.place,
        "removed" => &raw.removed.get(index)?.place,
        "moved" => &moves.get(index)?.place,
        _ => return None,
    };
    Some(place.clone())
}

/// The place of the value at `path`, or that of the last step that was written if the path leads
/// further.
fn descend(tree: &Tree, key: Option<&Place>, path: &[Step], aim: Aim) -> Place {
    let here = || match (&tree.value, key, aim) {
        (Value::Table(_) | Value::List(_), Some(key), _) | (_, Some(key), Aim::Key) => key.clone(),
        _ => tree.place.clone(),
    };
    let Some((step, rest)) = path.split_first() else {
        return here();
    };
    match (step, &tree.value) {
        (Step::Name(name), Value::Table(table)) => match table.get(name) {
            Some(entry) => descend(&entry.value, Some(&entry.key), rest, aim),
            None => here(),
        },
        (Step::Index(index), Value::List(items)) => match items.get(*index) {
            Some(item) => descend(item, None, rest, aim),
            None => here(),
        },
        // One nested block, written as a table.
        (Step::Index(_), Value::Table(_)) => descend(tree, key, rest, aim),
        // A lint names no index.
        (Step::Name(_), Value::List(items)) => match items.first() {
            Some(item) => descend(item, key, path, aim),
            None => here(),
        },
        _ => here(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;
    use crate::stack::Stack;

    #[test]
    fn each_block_of_a_list_has_its_own_place() {
        let manifest = "stack.name = 'shop'\nservice.web.image = 'web:1'\n\
            [resource.aws_sqs_queue.jobs]\nrenamed_from = ['tasks', 'work']\n\
            [[removed]]\nfrom = 'aws_sqs_queue.a'\n[[removed]]\nfrom = 'aws_sqs_queue.b'\n";
        let stack = Stack::from_source(&SourceFile::new("stack.toml", manifest));
        let stack = stack.unwrap_or_else(|report| panic!("{report}"));
        let of = |address| match refactoring_of(&stack.raw, &stack.raw.moves, address) {
            Some(Place::Manifest(span)) => &manifest[span],
            Some(Place::Code(location)) => panic!("{location}"),
            None => "nothing",
        };
        assert_eq!(of("moved[0]"), "'tasks'");
        assert_eq!(of("moved[1]"), "'work'");
        assert_eq!(of("moved[2]"), "nothing");
        assert_ne!(of("removed[0]"), of("removed[1]"));
        assert_eq!(of("import[0]"), "nothing");
    }
}
