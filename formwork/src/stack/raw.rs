//! Blocks of HCL that a stack has beside what formwork makes of its entries, and changes of that.

use std::collections::BTreeMap;

use crate::names::LogicalId;
use crate::tree::{Place, Table, Tree};

/// What `stack.toml` and `build.rs` say in Terraform's own words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Raw {
    pub(crate) blocks: Vec<RawBlock>,
    pub(crate) overrides: Vec<Override>,
    /// Of raw blocks; those of entries follow from what the entries become.
    pub(crate) moves: Vec<Move>,
    pub(crate) imports: Vec<Import>,
    pub(crate) removed: Vec<Removed>,
    /// Of entries.
    pub(crate) renames: Vec<Rename>,
    /// Providers beside AWS by their local name.
    pub(crate) providers: BTreeMap<String, RequiredProvider>,
}

impl Raw {
    /// Whether there is nothing but what formwork makes by itself.
    pub(crate) fn is_empty(&self) -> bool {
        self.blocks.is_empty()
            && self.overrides.is_empty()
            && self.moves.is_empty()
            && self.renames.is_empty()
            && self.imports.is_empty()
            && self.removed.is_empty()
    }
}

/// A block with a name, or one local value.
#[derive(Debug, Clone)]
pub(crate) struct RawBlock {
    pub(crate) kind: RawKind,
    /// The type of a resource or data source; empty for other kinds.
    pub(crate) of_type: String,
    /// Where the type is named, or the block if it has none.
    pub(crate) type_place: Place,
    pub(crate) name: String,
    /// Where it is named.
    pub(crate) place: Place,
    /// A table, or any value for a local.
    pub(crate) body: Tree,
}

/// The kinds of raw blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RawKind {
    Resource,
    Data,
    Output,
    Variable,
    Local,
    Module,
    ProviderAlias,
}

impl RawBlock {
    /// The address by which expressions, or Terraform's messages, name it.
    pub(crate) fn address(&self) -> String {
        let Self { of_type, name, .. } = self;
        match self.kind {
            RawKind::Resource => format!("{of_type}.{name}"),
            RawKind::Data => format!("data.{of_type}.{name}"),
            RawKind::Output => format!("output.{name}"),
            RawKind::Variable => format!("var.{name}"),
            RawKind::Local => format!("local.{name}"),
            RawKind::Module => format!("module.{name}"),
            RawKind::ProviderAlias => format!("provider.{}.{name}", self.provider()),
        }
    }

    /// The local name of the provider that a resource or an alias belongs to.
    pub(crate) fn provider(&self) -> &str {
        match self.kind {
            RawKind::ProviderAlias => {
                let table = self.body.table();
                let provider = table.and_then(|table| table.get("provider"));
                provider
                    .and_then(|entry| entry.value.text())
                    .unwrap_or("aws")
            }
            _ => provider_of(&self.of_type),
        }
    }
}

/// The local name of the provider that a type belongs to: its first word.
fn provider_of(of_type: &str) -> &str {
    of_type.split_once('_').map_or(of_type, |(first, _)| first)
}

/// What is to be different in a resource that formwork makes.
#[derive(Debug, Clone)]
pub(crate) struct Override {
    pub(crate) of_type: String,
    pub(crate) name: String,
    /// Where the resource is named.
    pub(crate) place: Place,
    pub(crate) set: Table,
    /// Paths of arguments and nested blocks: `lifecycle.ignore_changes`.
    pub(crate) remove: Vec<Path>,
}

/// A path through nested blocks, as text.
#[derive(Debug, Clone)]
pub(crate) struct Path {
    pub(crate) text: String,
    pub(crate) place: Place,
}

impl Override {
    pub(crate) fn address(&self) -> String {
        format!("{}.{}", self.of_type, self.name)
    }
}

/// One `moved` block: the state of `from` is that of `to`.
#[derive(Debug, Clone)]
pub(crate) struct Move {
    pub(crate) from: String,
    pub(crate) to: String,
    /// Where the former name stands.
    pub(crate) place: Place,
}

/// The names that an entry had before, the oldest first: under that one AWS
/// knows it.
#[derive(Debug, Clone)]
pub(crate) struct Rename {
    pub(crate) id: LogicalId,
    pub(crate) former: Vec<LogicalId>,
    /// Where they stand.
    pub(crate) place: Place,
}

/// One `import` block.
#[derive(Debug, Clone)]
pub(crate) struct Import {
    pub(crate) to: String,
    /// An expression.
    pub(crate) id: String,
    pub(crate) provider: Option<String>,
    pub(crate) place: Place,
}

/// One `removed` block.
#[derive(Debug, Clone)]
pub(crate) struct Removed {
    pub(crate) from: String,
    pub(crate) destroy: bool,
    pub(crate) place: Place,
}

/// A provider beside AWS.
#[derive(Debug, Clone)]
pub(crate) struct RequiredProvider {
    pub(crate) source: String,
    pub(crate) version: Option<String>,
}
