//! Where a place of the final HCL was written: in a raw block or an override, or nowhere, if
//! formwork made it by itself.

use crate::check::Step;
use crate::stack::{Raw, RawKind};
use crate::tree::{Place, Tree, Value};

/// Where the value at `path` of the block at `address` was written, or what comes nearest: the
/// raw block, or the override that changes the block.
pub(crate) fn place_of(raw: &Raw, address: &str, path: &[Step]) -> Option<Place> {
    override_of(raw, address, path)
        .or_else(|| block_of(raw, address, path))
        .or_else(|| refactoring_of(raw, address))
        .or_else(|| {
            let mut overrides = raw.overrides.iter();
            let touching = overrides.find(|change| change.address() == address);
            touching.map(|change| change.place.clone())
        })
}

/// An override speaks of what it sets, and of nothing else.
fn override_of(raw: &Raw, address: &str, path: &[Step]) -> Option<Place> {
    let mut overrides = raw.overrides.iter();
    let change = overrides.find(|change| change.address() == address)?;
    let (Step::Name(first), rest) = path.split_first()? else {
        return None;
    };
    let entry = change.set.get(first)?;
    Some(descend(&entry.value, Some(&entry.key), rest))
}

/// A raw block speaks of all that it is.
fn block_of(raw: &Raw, address: &str, path: &[Step]) -> Option<Place> {
    let mut blocks = raw.blocks.iter();
    // Configurations of a provider are no two with one address to Terraform.
    let alias = address.strip_prefix("provider.");
    let block = blocks.find(|block| match block.kind {
        RawKind::ProviderAlias => {
            alias == Some(block.provider()) || block.address() == address
        }
        _ => block.address() == address,
    })?;
    Some(match (block.kind, path) {
        (_, []) => block.place.clone(),
        (RawKind::Local, _) => descend(&block.body, None, &[]),
        (_, path) => descend(&block.body, Some(&block.place), path),
    })
}

/// `import[0]`, `moved[0]` and `removed[0]`, in the order in which they are written.
fn refactoring_of(raw: &Raw, address: &str) -> Option<Place> {
    let (kind, index) = address.strip_suffix(']')?.split_once('[')?;
    let index: usize = index.parse().ok()?;
    match kind {
        "import" => raw.imports.get(index).map(|import| import.place.clone()),
        "moved" => raw.moves.get(index).map(|moved| moved.place.clone()),
        "removed" => raw.removed.get(index).map(|removed| removed.place.clone()),
        _ => None,
    }
}

/// The place of the value at `path`: its own if it is a plain value, that of its key if it is a
/// table or a list, and that of the last step that was written if the path leads further.
fn descend(tree: &Tree, key: Option<&Place>, path: &[Step]) -> Place {
    let here = || match (&tree.value, key) {
        (Value::Table(_) | Value::List(_), Some(key)) => key.clone(),
        _ => tree.place.clone(),
    };
    let Some((step, rest)) = path.split_first() else {
        return here();
    };
    match (step, &tree.value) {
        (Step::Name(name), Value::Table(table)) => match table.get(name) {
            Some(entry) => descend(&entry.value, Some(&entry.key), rest),
            None => here(),
        },
        (Step::Index(index), Value::List(items)) => match items.get(*index) {
            Some(item) => descend(item, None, rest),
            None => here(),
        },
        // One nested block, written as a table.
        (Step::Index(_), Value::Table(_)) => descend(tree, key, rest),
        // A lint names no index.
        (Step::Name(_), Value::List(items)) => match items.first() {
            Some(item) => descend(item, key, path),
            None => here(),
        },
        _ => here(),
    }
}
