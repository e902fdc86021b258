//! Overrides are merged into the parsed HCL of what formwork makes, before it is checked.

use hcl_edit::Decorate;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Attribute, AttributeMut, Block, Body, Structure};

use super::write::write_structures;
use crate::hcl::module::Value;
use crate::hcl::syntax::parse_body;
use crate::problem::{Code, Problem};
use crate::schema::ProviderLine;
use crate::stack::Override;
use crate::tree::{Place, Table};

mod additive;

pub(super) use additive::is_added_to;

/// What the overrides do to one file.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    /// The addresses that were changed.
    pub(crate) addresses: Vec<String>,
    pub(crate) problems: Vec<Problem>,
}

/// Merges the overrides of the resources of a file into its body.
pub(crate) fn apply(body: &mut Body, overrides: &[Override], lines: &[ProviderLine]) -> Applied {
    let mut applied = Applied::default();
    if overrides.is_empty() {
        return applied;
    }
    for block in body.blocks_mut() {
        let labels: Vec<&str> = block
            .labels
            .iter()
            .map(hcl_edit::structure::BlockLabel::as_str)
            .collect();
        let change = overrides.iter().find(|change| {
            block.ident.as_str() == "resource"
                && labels == [change.of_type.as_str(), change.name.as_str()]
        });
        if let Some(change) = change {
            applied.addresses.push(change.address());
            change_block(&mut block.body, change, lines, &mut applied.problems);
        }
    }
    applied
}

fn change_block(
    body: &mut Body,
    change: &Override,
    lines: &[ProviderLine],
    problems: &mut Vec<Problem>,
) {
    for path in &change.remove {
        let steps: Vec<&str> = path.text.split('.').collect();
        if !remove(body, &steps) {
            problems.push(
                idle(&change.address(), &path.place, &path.text, "is not there")
                    .help("leave it out of `remove`"),
            );
        }
    }
    let written = write_structures(&change.set, &change.of_type, lines, &change.place);
    let set = match parse_body(&written.text) {
        Ok(set) if written.problems.is_empty() => set,
        _ => {
            problems.extend(written.problems);
            return;
        }
    };
    let mut merge = Merge {
        address: change.address(),
        problems,
    };
    merge.body(body, set, &change.set, "");
}

/// Removes an argument, an item of a list or a map, or the nested blocks of a name; tells whether there
/// was one.
fn remove(body: &mut Body, steps: &[&str]) -> bool {
    match steps {
        [] => false,
        [last] => {
            let attribute = body.remove_attribute(last).is_some();
            let blocks = !body.remove_blocks(last).is_empty();
            attribute || blocks
        }
        [first, rest @ ..] => {
            let mut removed = additive::remove_item(body, first, &rest.join("."));
            for block in body.get_blocks_mut(first) {
                removed |= remove(&mut block.body, rest);
            }
            removed
        }
    }
}

struct Merge<'a> {
    address: String,
    problems: &'a mut Vec<Problem>,
}

impl Merge<'_> {
    /// Takes over what `set` says, which is the HCL of `table`.
    fn body(&mut self, target: &mut Body, set: Body, table: &Table, above: &str) {
        for (name, entry) in table.iter() {
            if entry.value.list().is_some() {
                self.make_room(target, &set, name, &entry.key, above);
            }
        }
        for structure in set {
            match structure {
                Structure::Attribute(attribute) => self.attribute(target, attribute, table, above),
                Structure::Block(block) => self.block(target, block, table, above),
            }
        }
    }

    /// An array of tables takes the place of all blocks of its name.
    fn make_room(&mut self, target: &mut Body, set: &Body, name: &str, key: &Place, above: &str) {
        let old = target.remove_blocks(name);
        if set.has_blocks(name) {
            // A list of objects may have been written as an argument.
            target.remove_attribute(name);
        }
        let new: Vec<&Block> = set.get_blocks(name).collect();
        let is_same = old.len() == new.len()
            && old
                .iter()
                .zip(&new)
                .all(|(old, new)| is_same_body(&old.body, &new.body));
        if is_same && !old.is_empty() {
            self.idle(&format!("{above}{name}"), key, "is the same already");
        }
    }

    fn attribute(&mut self, target: &mut Body, new: Attribute, table: &Table, above: &str) {
        let name = new.key.as_str().to_owned();
        match target.get_attribute_mut(&name) {
            Some(old) if is_same(&old.value, &new.value) => {
                let path = format!("{above}{name}");
                self.idle(&path, &place(table, &name), "has this value already");
            }
            Some(mut old) => match additive::sum(&format!("{above}{name}"), &old.value, &new.value)
            {
                Some(sum) if is_same(&old.value, &sum) => {
                    let path = format!("{above}{name}");
                    self.idle(&path, &place(table, &name), "has all of this already");
                }
                Some(sum) => *old.value_mut() = sum,
                None => {
                    *old.value_mut() = new.value;
                    // It says why the value was what it no longer is.
                    drop_comment(&mut old);
                }
            },
            None => insert_argument(target, new),
        }
    }

    fn block(&mut self, target: &mut Body, new: Block, table: &Table, above: &str) {
        let name = new.ident.as_str().to_owned();
        let inner = table.get(&name).and_then(|entry| entry.value.table());
        let count = target.get_blocks(&name).count();
        match inner {
            Some(inner) if new.labels.is_empty() && count == 1 => {
                let path = format!("{above}{name}");
                if inner.is_empty() {
                    self.idle(&path, &place(table, &name), "is there already");
                }
                if let Some(old) = target.get_blocks_mut(&name).next() {
                    self.body(&mut old.body, new.body, inner, &format!("{path}."));
                }
            }
            Some(_) if new.labels.is_empty() && count > 1 => {
                let problem = several(&self.address, &format!("{above}{name}"), count);
                self.problems
                    .push(problem.at(place(table, &name), "one of several"));
            }
            _ => insert_block(target, new),
        }
    }

    fn idle(&mut self, path: &str, place: &Place, why: &str) {
        let problem = idle(&self.address, place, path, why);
        self.problems.push(problem.help("leave it out"));
    }
}

/// Takes the comment above an argument away, and leaves the empty line before it.
fn drop_comment(argument: &mut AttributeMut<'_>) {
    let decor = argument.decor_mut();
    let is_set_off = decor
        .prefix()
        .is_some_and(|prefix| prefix.trim_start_matches([' ', '\t']).starts_with('\n'));
    if decor.prefix().is_some_and(|prefix| prefix.contains('#')) {
        decor.set_prefix(if is_set_off { "\n" } else { "" });
    }
}

/// Where a table has a key.
fn place(table: &Table, name: &str) -> Place {
    let entry = table.get(name);
    entry.map_or(Place::Manifest(0..0), |entry| entry.key.clone())
}

fn idle(address: &str, place: &Place, path: &str, why: &str) -> Problem {
    let message = format!("the override changes nothing: `{path}` of `{address}` {why}");
    Problem::new(Code::IdleOverride, message).at(place, "changes nothing")
}

fn several(address: &str, path: &str, count: usize) -> Problem {
    let message = format!("`{address}` has {count} blocks `{path}`, and a table changes one");
    let name = path.rsplit('.').next().unwrap_or(path);
    Problem::new(Code::WrongType, message).help(format!(
        "write all of them, below `[[override.{address}.{path}]]` or as `{name} = [{{ ... }}, ...]`"
    ))
}

/// Whether two expressions say the same, however they are laid out.
fn is_same(a: &Expression, b: &Expression) -> bool {
    let is_call = |expression: &Expression| expression.as_func_call().is_some();
    is_call(a) == is_call(b) && Value::new(a) == Value::new(b)
}

fn is_same_body(a: &Body, b: &Body) -> bool {
    let attributes = |body: &Body| -> Vec<(String, Value)> {
        let attributes = body.attributes();
        let mut all: Vec<_> = attributes
            .map(|attribute| (attribute.key.to_string(), Value::new(&attribute.value)))
            .collect();
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        all
    };
    let blocks = |body: &Body| -> Vec<Block> {
        let mut all: Vec<Block> = body.blocks().cloned().collect();
        all.sort_by(|a, b| a.ident.as_str().cmp(b.ident.as_str()));
        all
    };
    let (of_a, of_b) = (blocks(a), blocks(b));
    attributes(a) == attributes(b)
        && of_a.len() == of_b.len()
        && of_a
            .iter()
            .zip(&of_b)
            .all(|(a, b)| a.ident == b.ident && is_same_body(&a.body, &b.body))
}

/// Puts an argument at the end of the first run of arguments.
pub(super) fn insert_argument(body: &mut Body, mut new: Attribute) {
    let ends_run = |(index, structure): &(usize, &Structure)| match structure {
        Structure::Block(_) => true,
        Structure::Attribute(attribute) => {
            let prefix = attribute.decor().prefix().map_or("", |prefix| prefix);
            let is_set_off = *index > 0 && prefix.trim_start_matches([' ', '\t']).starts_with('\n');
            is_set_off || attribute.value.to_string().contains('\n')
        }
    };
    let end = body.iter().enumerate().find(ends_run);
    let index = end.map_or(body.len(), |(index, _)| index);
    new.decor_mut().set_prefix("");
    body.insert(index, new);
}

/// Puts a nested block behind the others, before what stands last in a resource.
fn insert_block(body: &mut Body, mut new: Block) {
    let stands_last = |structure: &Structure| match structure {
        Structure::Block(block) => block.ident.as_str() == "lifecycle",
        Structure::Attribute(attribute) => attribute.key.as_str() == "depends_on",
    };
    let index = body.iter().position(stands_last).unwrap_or(body.len());
    new.decor_mut()
        .set_prefix(if index == 0 { "" } else { "\n" });
    body.insert(index, new);
}
