//! What a block may hold: by the schema of the provider, or by how a value is written.

use crate::schema::{BlockType, Type};
use crate::tree::Tree;

/// What a block may hold.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape<'a> {
    /// By the schema of the provider.
    Known(&'a BlockType),
    /// These nested blocks, and any argument.
    Blocks(&'static [&'static str]),
    /// Nobody knows: an array of tables is taken for nested blocks.
    Unknown,
}

impl<'a> Shape<'a> {
    /// What the nested blocks of a name hold, if its value becomes nested blocks.
    ///
    /// Terraform lets a list of objects be written as blocks, and only then may anything in them be
    /// left out.
    pub(super) fn nested(self, name: &str, value: &Tree) -> Option<Shape<'a>> {
        match self {
            Self::Known(block) => {
                let attribute = block.attributes.get(name);
                let is_list = attribute.is_some_and(|attribute| is_list_of_objects(&attribute.ty));
                let nested = block.blocks.get(name);
                nested
                    .map(|nested| Self::Known(nested.block()))
                    .or((is_list && holds_tables(value)).then_some(Self::Blocks(&[])))
            }
            Self::Blocks(names) => names.contains(&name).then_some(Self::Blocks(&[])),
            Self::Unknown => {
                let is_array = value.list().is_some() && holds_tables(value);
                is_array.then_some(Self::Unknown)
            }
        }
    }

    pub(super) fn is_argument(self, name: &str) -> bool {
        matches!(self, Self::Known(block) if block.attributes.contains_key(name))
    }
}

fn is_list_of_objects(ty: &Type) -> bool {
    match ty {
        Type::List(item) | Type::Set(item) => matches!(**item, Type::Object(_)),
        _ => false,
    }
}

/// Whether a value is a table, or an array of tables that is not empty.
fn holds_tables(value: &Tree) -> bool {
    let items = value.list().unwrap_or(std::slice::from_ref(value));
    !items.is_empty() && items.iter().all(|item| item.table().is_some())
}
