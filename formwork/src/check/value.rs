//! What is known of a value before Terraform runs: at times all, at times its type, often nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::schema::{BlockType, NestedBlock, Nesting, Type};

/// A value as far as it is known.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Of this type; of [`Type::Dynamic`], nothing is known.
    Unknown(Type),
    Null,
    Bool(bool),
    Number(f64),
    String(String),
    Tuple(Vec<Value>),
    Object(BTreeMap<String, Value>),
    /// Any number of values, of each of which this is known.
    Many(Collection, Box<Value>),
    /// A resource, or a block of one.
    Block(&'static BlockType),
    /// The nested blocks of a name.
    Blocks(&'static NestedBlock),
}

/// A collection type of Terraform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Collection {
    List,
    Set,
    Map,
}

impl Value {
    /// Of which nothing is known.
    pub(super) const ANY: Self = Self::Unknown(Type::Dynamic);

    pub(super) fn is_any(&self) -> bool {
        matches!(self, Self::Unknown(Type::Dynamic))
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(super) fn many(collection: Collection, item: Self) -> Self {
        Self::Many(collection, Box::new(item))
    }

    /// Whether nothing in it is left to a run.
    pub(super) fn is_known(&self) -> bool {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => true,
            Self::Tuple(items) => items.iter().all(Self::is_known),
            Self::Object(members) => members.values().all(Self::is_known),
            Self::Unknown(_) | Self::Many(..) | Self::Block(_) | Self::Blocks(_) => false,
        }
    }

    /// The type; nothing if it is too large to be written down, or not known.
    pub(super) fn ty(&self) -> Option<Type> {
        match self {
            Self::Unknown(Type::Dynamic)
            | Self::Null
            | Self::Block(_)
            | Self::Blocks(_)
            | Self::Many(_, _) => None,
            Self::Unknown(ty) => Some(ty.clone()),
            Self::Bool(_) => Some(Type::Bool),
            Self::Number(_) => Some(Type::Number),
            Self::String(_) => Some(Type::String),
            Self::Tuple(items) => items
                .iter()
                .map(Self::ty)
                .collect::<Option<_>>()
                .map(Type::Tuple),
            Self::Object(members) => {
                let members = members
                    .iter()
                    .map(|(name, value)| Some((name.clone(), value.ty()?)));
                members.collect::<Option<Vec<_>>>().map(Type::object)
            }
        }
    }

    /// What holds for each of some values.
    pub(super) fn common<'a>(values: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut values = values.into_iter();
        let Some(first) = values.next() else {
            return Self::ANY;
        };
        let same_block = |block: &'static BlockType, other: &Self| matches!(other, Self::Block(other) if std::ptr::eq(block, *other));
        let mut others = values.peekable();
        if others.peek().is_none() {
            return first.clone();
        }
        match (first, first.ty()) {
            (Self::Block(block), _) if others.all(|other| same_block(block, other)) => {
                first.clone()
            }
            (_, Some(ty)) if others.all(|other| other.ty().as_ref() == Some(&ty)) => {
                Self::Unknown(ty)
            }
            _ => Self::ANY,
        }
    }

    /// Whether it consists of more than so many values.
    pub(super) fn is_larger_than(&self, most: usize) -> bool {
        fn spend(value: &Value, left: &mut usize) -> bool {
            let Some(rest) = left.checked_sub(1) else {
                return false;
            };
            *left = rest;
            match value {
                Value::Tuple(items) => items.iter().all(|item| spend(item, left)),
                Value::Object(members) => members.values().all(|member| spend(member, left)),
                Value::Many(_, item) => spend(item, left),
                _ => true,
            }
        }
        !spend(self, &mut { most })
    }

    /// In words: `a string`, `an object`.
    pub(super) fn describe(&self) -> &'static str {
        match self {
            Self::Unknown(ty) => describe(ty),
            Self::Null => "null",
            Self::Bool(_) => "a bool",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Tuple(_) | Self::Many(Collection::List, _) => "a list",
            Self::Object(_) | Self::Block(_) => "an object",
            Self::Many(Collection::Set, _) => "a set",
            Self::Many(Collection::Map, _) => "a map",
            Self::Blocks(nested) => match nested.nesting {
                Nesting::Single | Nesting::Group => "an object",
                Nesting::List => "a list of blocks",
                Nesting::Set => "a set of blocks",
                Nesting::Map => "a map of blocks",
            },
        }
    }

    /// Whether it is a string, a number or a bool; nothing if that is not known.
    pub(super) fn is_primitive(&self) -> Option<bool> {
        match self {
            Self::Unknown(Type::Dynamic) | Self::Null => None,
            Self::Unknown(ty) => Some(matches!(ty, Type::String | Type::Number | Type::Bool)),
            Self::Bool(_) | Self::Number(_) | Self::String(_) => Some(true),
            _ => Some(false),
        }
    }

    /// The keys and the values of what a `for` goes over; nothing if it can't.
    pub(super) fn items(&self) -> Option<(Self, Self)> {
        let string = || Self::Unknown(Type::String);
        let number = || Self::Unknown(Type::Number);
        let of = |ty: &Arc<Type>| Self::Unknown(ty.as_ref().clone());
        Some(match self {
            Self::Unknown(Type::Dynamic) => (Self::ANY, Self::ANY),
            Self::Unknown(Type::List(item)) => (number(), of(item)),
            Self::Unknown(Type::Set(item)) => (of(item), of(item)),
            Self::Unknown(Type::Map(item)) => (string(), of(item)),
            Self::Unknown(Type::Tuple(_)) => (number(), Self::ANY),
            Self::Unknown(Type::Object(_)) | Self::Block(_) => (string(), Self::ANY),
            Self::Tuple(items) => (number(), Self::common(items)),
            Self::Object(members) => (string(), Self::common(members.values())),
            Self::Many(Collection::List, item) => (number(), item.as_ref().clone()),
            Self::Many(Collection::Set, item) => (item.as_ref().clone(), item.as_ref().clone()),
            Self::Many(Collection::Map, item) => (string(), item.as_ref().clone()),
            Self::Blocks(nested) => match nested.nesting {
                Nesting::Single | Nesting::Group => (string(), Self::ANY),
                Nesting::List => (number(), Self::Block(nested.block())),
                Nesting::Set => (Self::ANY, Self::Block(nested.block())),
                Nesting::Map => (string(), Self::Block(nested.block())),
            },
            Self::Null | Self::Unknown(_) | Self::Bool(_) | Self::Number(_) | Self::String(_) => {
                return None;
            }
        })
    }
}

/// A type in words.
pub(super) fn describe(ty: &Type) -> &'static str {
    match ty {
        Type::String => "a string",
        Type::Number => "a number",
        Type::Bool => "a bool",
        Type::Dynamic => "any value",
        Type::List(item) => match item.as_ref() {
            Type::String => "a list of strings",
            Type::Number => "a list of numbers",
            Type::Object(_) => "a list of objects",
            _ => "a list",
        },
        Type::Set(item) => match item.as_ref() {
            Type::String => "a set of strings",
            Type::Number => "a set of numbers",
            Type::Object(_) => "a set of objects",
            _ => "a set",
        },
        Type::Map(item) => match item.as_ref() {
            Type::String => "a map of strings",
            Type::Number => "a map of numbers",
            Type::Bool => "a map of bools",
            _ => "a map",
        },
        Type::Object(_) => "an object",
        Type::Tuple(_) => "a tuple",
    }
}
