//! What a block may hold: by the schema of the provider, or by how a value is written.

use super::Level;
use crate::schema::{BlockType, Nesting, ProviderLine, Type, newest_of};
use crate::stack::RawKind;
use crate::tree::Tree;

/// What a block may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape<'a> {
    /// By the schema of the provider.
    Known(&'a BlockType),
    /// These nested blocks, and any argument.
    Blocks(&'static [&'static str]),
    /// Nobody knows: an array of tables is taken for nested blocks.
    Unknown,
}

/// How a value is written, as far as its shape tells whether it becomes nested blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Table,
    /// An array of tables that is not empty.
    Tables,
    Other,
}

impl Form {
    fn of(value: &Tree) -> Self {
        match value.list() {
            Some(items) if !items.is_empty() && items.iter().all(|it| it.table().is_some()) => {
                Self::Tables
            }
            None if value.table().is_some() => Self::Table,
            _ => Self::Other,
        }
    }
}

impl Shape<'static> {
    pub(super) const LIFECYCLE: Self = Self::Blocks(&["precondition", "postcondition"]);

    /// What a block of a kind holds, and where its body stands. The type is that of a resource or data
    /// source, or the provider of a configuration.
    pub(crate) fn of(kind: RawKind, of_type: &str, lines: &[ProviderLine]) -> (Self, Level) {
        let known = |find: &dyn Fn(ProviderLine) -> Option<&'static BlockType>| {
            newest_of(lines, find).map_or(Self::Unknown, Self::Known)
        };
        match kind {
            RawKind::Resource => (known(&|line| line.resource(of_type)), Level::Resource),
            RawKind::Data => (known(&|line| line.data_source(of_type)), Level::Resource),
            RawKind::Module => (Self::Blocks(&[]), Level::Resource),
            RawKind::Output => (Self::Blocks(&["precondition"]), Level::Value),
            RawKind::Variable | RawKind::Local => (Self::Blocks(&["validation"]), Level::Value),
            RawKind::ProviderAlias if of_type == "aws" => {
                (known(&ProviderLine::provider), Level::Provider)
            }
            RawKind::ProviderAlias => (Self::Unknown, Level::Provider),
        }
    }
}

impl<'a> Shape<'a> {
    /// What a nested block of a name holds; its body may have `lifecycle`, which Terraform itself reads.
    pub(crate) fn block(self, name: &str, level: Level) -> Option<(Shape<'a>, Level)> {
        if (name, level) == ("lifecycle", Level::Resource) {
            return Some((Shape::LIFECYCLE, Level::Lifecycle));
        }
        let nested = self.nested_as(name, Form::Tables)?;
        Some((nested, Level::Nested))
    }

    /// Whether an argument is a list of objects, which may be written as blocks.
    pub(crate) fn is_list_of_objects(self, name: &str) -> bool {
        match self {
            Self::Known(block) => {
                let attribute = block.attributes.get(name);
                attribute.is_some_and(|attribute| is_list_of_objects(&attribute.ty))
            }
            _ => false,
        }
    }

    /// Whether the blocks of a name are kept in their order.
    pub(crate) fn is_ordered(self, name: &str) -> bool {
        match self {
            Self::Known(block) => {
                let nested = block.blocks.get(name);
                nested.is_none_or(|nested| nested.nesting != Nesting::Set)
            }
            _ => true,
        }
    }

    /// What the nested blocks of a name hold, if its value becomes nested blocks.
    ///
    /// Terraform lets a list of objects be written as blocks, and only then may anything in them be
    /// left out.
    pub(super) fn nested(self, name: &str, value: &Tree) -> Option<Shape<'a>> {
        self.nested_as(name, Form::of(value))
    }

    /// As [`nested`](Self::nested), by the form of the value.
    pub(crate) fn nested_as(self, name: &str, form: Form) -> Option<Shape<'a>> {
        match self {
            Self::Known(block) => {
                let is_list = self.is_list_of_objects(name) && form != Form::Other;
                let nested = block.blocks.get(name);
                nested
                    .map(|nested| Self::Known(nested.block()))
                    .or(is_list.then_some(Self::Blocks(&[])))
            }
            Self::Blocks(names) => names.contains(&name).then_some(Self::Blocks(&[])),
            Self::Unknown => (form == Form::Tables).then_some(Self::Unknown),
        }
    }

    pub(crate) fn is_argument(self, name: &str) -> bool {
        matches!(self, Self::Known(block) if block.attributes.contains_key(name))
    }
}

fn is_list_of_objects(ty: &Type) -> bool {
    match ty {
        Type::List(item) | Type::Set(item) => matches!(**item, Type::Object(_)),
        _ => false,
    }
}
