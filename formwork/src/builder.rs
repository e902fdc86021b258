//! What `build.rs` adds to a stack: raw blocks and overrides whose values are computed. They are
//! checked as those of `stack.toml` are, and a mistake names the line of Rust that made it.

use std::collections::BTreeMap;
use std::panic::Location;

use crate::stack::{Override, Path, RawBlock, RawKind, Stack};
use crate::tree::{self, Entry, Place, Table, Tree};

/// A value of an argument. Texts are templates of HCL, as in `stack.toml`: `"${aws_vpc.main.id}"`
/// is a reference, `"$${x}"` the text `${x}`.
#[derive(Debug, Clone)]
pub struct Value(tree::Value);

impl Value {
    /// A map, an object, or the content of a nested block.
    pub fn table<K: Into<String>, V: Into<Self>>(
        entries: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let mut table = Table::default();
        for (key, value) in entries {
            table.insert(key.into(), entry(value.into(), &unknown()));
        }
        Self(tree::Value::Table(table))
    }

    /// A list of values of any types.
    pub fn list<V: Into<Self>>(items: impl IntoIterator<Item = V>) -> Self {
        let items = items.into_iter();
        Self(tree::Value::List(
            items.map(|item| at(item.into().0, &unknown())).collect(),
        ))
    }

    /// The tree of this value, all of it at `place`.
    pub(crate) fn into_tree(self, place: &Place) -> Tree {
        at(self.0, place)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self(tree::Value::Text(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self(tree::Value::Text(text))
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self(tree::Value::Text(text.clone()))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self(tree::Value::Bool(value))
    }
}

impl From<f64> for Value {
    /// A number; what is not finite is refused when the stack is synthesized.
    fn from(number: f64) -> Self {
        Self(tree::Value::Float(number))
    }
}

macro_rules! value_from {
    ($($integer:ty),+) => {$(
        impl From<$integer> for Value {
            fn from(number: $integer) -> Self {
                Self(tree::Value::Integer(number.into()))
            }
        }
    )+};
}

value_from!(i8, i16, i32, i64, u8, u16, u32);

impl<V: Into<Value>> From<Vec<V>> for Value {
    fn from(items: Vec<V>) -> Self {
        Self::list(items)
    }
}

impl<V: Into<Value>, const N: usize> From<[V; N]> for Value {
    fn from(items: [V; N]) -> Self {
        Self::list(items)
    }
}

impl<K: Into<String>, V: Into<Value>> From<BTreeMap<K, V>> for Value {
    fn from(entries: BTreeMap<K, V>) -> Self {
        Self::table(entries)
    }
}

/// Until a value is set, it stands nowhere.
fn unknown() -> Place {
    Place::Manifest(0..0)
}

fn entry(value: Value, place: &Place) -> Entry {
    Entry {
        key: place.clone(),
        value: value.into_tree(place),
    }
}

fn at(value: tree::Value, place: &Place) -> Tree {
    let value = match value {
        tree::Value::List(items) => {
            let items = items.into_iter().map(|item| at(item.value, place));
            tree::Value::List(items.collect())
        }
        tree::Value::Table(table) => {
            let mut placed = Table::default();
            for (name, entry) in table.iter() {
                let value = at(entry.value.value.clone(), place);
                let key = place.clone();
                placed.insert(name.to_owned(), Entry { key, value });
            }
            tree::Value::Table(placed)
        }
        plain => plain,
    };
    Tree {
        value,
        place: place.clone(),
    }
}

/// A block that is being written, or a nested block of one.
#[derive(Debug)]
pub struct Block<'a> {
    table: &'a mut Table,
}

impl Block<'_> {
    /// Sets an argument, or with a table a nested block. Setting it again replaces it.
    #[track_caller]
    #[expect(
        clippy::return_self_not_must_use,
        reason = "it changes the stack; the block is handed back to be changed further"
    )]
    pub fn set(self, name: &str, value: impl Into<Value>) -> Self {
        set(self.table, name, value.into());
        self
    }

    /// Adds a nested block, which `write` fills, behind those of its name.
    #[track_caller]
    #[expect(
        clippy::return_self_not_must_use,
        reason = "it changes the stack; the block is handed back to be changed further"
    )]
    pub fn block(self, name: &str, write: impl FnOnce(Block<'_>)) -> Self {
        add_block(self.table, name, write);
        self
    }
}

/// An override that is being written.
#[derive(Debug)]
pub struct Change<'a> {
    change: &'a mut Override,
}

impl Change<'_> {
    /// Sets an argument, or with a table changes the one nested block of this name.
    #[track_caller]
    #[expect(
        clippy::return_self_not_must_use,
        reason = "it changes the stack; the override is handed back to be changed further"
    )]
    pub fn set(self, name: &str, value: impl Into<Value>) -> Self {
        set(&mut self.change.set, name, value.into());
        self
    }

    /// Removes an argument or nested block: `multi_az`, `health_check.matcher`.
    #[track_caller]
    #[expect(
        clippy::must_use_candidate,
        clippy::return_self_not_must_use,
        reason = "it changes the stack; the override is handed back to be changed further"
    )]
    pub fn remove(self, path: &str) -> Self {
        self.change.remove.push(Path {
            text: path.to_owned(),
            place: here(),
        });
        self
    }
}

impl Stack {
    /// Adds a resource of any type that the provider has.
    #[track_caller]
    pub fn resource(&mut self, of_type: &str, name: &str) -> Block<'_> {
        self.add(RawKind::Resource, of_type, name)
    }

    /// Adds a data source of any type that the provider has.
    #[track_caller]
    pub fn data(&mut self, of_type: &str, name: &str) -> Block<'_> {
        self.add(RawKind::Data, of_type, name)
    }

    /// Adds an output; its argument `value` is required.
    #[track_caller]
    pub fn output(&mut self, name: &str) -> Block<'_> {
        self.add(RawKind::Output, "", name)
    }

    /// Adds a variable.
    #[track_caller]
    pub fn variable(&mut self, name: &str) -> Block<'_> {
        self.add(RawKind::Variable, "", name)
    }

    /// Adds a module of Terraform; its argument `source` is required.
    #[track_caller]
    pub fn module(&mut self, name: &str) -> Block<'_> {
        self.add(RawKind::Module, "", name)
    }

    /// Adds a local value.
    #[track_caller]
    pub fn local(&mut self, name: &str, value: impl Into<Value>) {
        let place = here();
        self.raw.blocks.push(RawBlock {
            kind: RawKind::Local,
            of_type: String::new(),
            type_place: place.clone(),
            name: name.to_owned(),
            body: value.into().into_tree(&place),
            place,
        });
    }

    /// Changes a resource that formwork makes.
    #[track_caller]
    pub fn change(&mut self, of_type: &str, name: &str) -> Change<'_> {
        let place = here();
        let overrides = &mut self.raw.overrides;
        let known = overrides
            .iter()
            .position(|change| change.of_type == of_type && change.name == name);
        let index = known.unwrap_or_else(|| {
            overrides.push(Override {
                of_type: of_type.to_owned(),
                name: name.to_owned(),
                place,
                set: Table::default(),
                remove: Vec::new(),
            });
            overrides.len() - 1
        });
        Change {
            change: &mut overrides[index],
        }
    }

    #[track_caller]
    fn add(&mut self, kind: RawKind, of_type: &str, name: &str) -> Block<'_> {
        let place = here();
        self.raw.blocks.push(RawBlock {
            kind,
            of_type: of_type.to_owned(),
            type_place: place.clone(),
            name: name.to_owned(),
            body: Tree {
                value: tree::Value::Table(Table::default()),
                place: place.clone(),
            },
            place,
        });
        let last = self.raw.blocks.len() - 1;
        Block {
            table: table_of(&mut self.raw.blocks[last].body),
        }
    }
}

/// The caller of the function of this module that a user calls.
#[track_caller]
fn here() -> Place {
    Place::Code(Location::caller())
}

#[track_caller]
fn set(table: &mut Table, name: &str, value: Value) {
    table.insert(name.to_owned(), entry(value, &here()));
}

#[track_caller]
fn add_block(table: &mut Table, name: &str, write: impl FnOnce(Block<'_>)) {
    let place = here();
    let mut inner = Table::default();
    write(Block { table: &mut inner });
    let block = Tree {
        value: tree::Value::Table(inner),
        place: place.clone(),
    };
    let blocks = table.entry_or(name, || entry(Value(tree::Value::List(Vec::new())), &place));
    match &mut blocks.value.value {
        tree::Value::List(items) => items.push(block),
        // Set as a table before: that is the first of several now.
        other => {
            let first = Tree {
                value: std::mem::replace(other, tree::Value::Bool(false)),
                place: blocks.key.clone(),
            };
            *other = tree::Value::List(vec![first, block]);
        }
    }
}

/// The table of a body, which becomes one if it is something else.
fn table_of(tree: &mut Tree) -> &mut Table {
    if !matches!(tree.value, tree::Value::Table(_)) {
        tree.value = tree::Value::Table(Table::default());
    }
    match &mut tree.value {
        tree::Value::Table(table) => table,
        _ => unreachable!("it was made a table"),
    }
}
