//! What raw blocks are made of: values of any type.

use std::fmt;

use serde::de::{self, Deserialize, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use toml::de::DeValue;

use super::error::ReadError;
use super::{Field, TREE, Value};
use crate::tree;

/// A value that may be of any type which HCL has too: a fractional number, but no date.
#[derive(Clone, Copy)]
pub(super) struct AnyValue<'a>(pub(super) Value<'a>);

impl<'de> de::Deserializer<'de> for AnyValue<'_> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let Self(value) = self;
        match value.node.get_ref() {
            DeValue::Float(number) => match number.as_str().parse::<f64>() {
                Ok(number) if number.is_finite() => visitor.visit_f64(number),
                _ => Err(de::Error::invalid_type(value.unexpected(), &visitor)),
            },
            _ => return value.deserialize_any(visitor),
        }
        .map_err(|error: ReadError| error.or_at(value.node.span()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> Deserialize<'de> for tree::Tree {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TreeVisitor;

        impl<'de> Visitor<'de> for TreeVisitor {
            type Value = tree::Tree;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value with its span")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<tree::Tree, A::Error> {
                let (Some(start), Some(end)) = (access.next_element()?, access.next_element()?)
                else {
                    return Err(de::Error::custom("a span was expected"));
                };
                let Some(value) = access.next_element()? else {
                    return Err(de::Error::custom("a value was expected"));
                };
                Ok(tree::Tree {
                    value,
                    place: tree::Place::Manifest(start..end),
                })
            }
        }

        deserializer.deserialize_newtype_struct(TREE, TreeVisitor)
    }
}

impl<'de> Deserialize<'de> for tree::Value {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueVisitor;

        impl<'de> Visitor<'de> for ValueVisitor {
            type Value = tree::Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value that HCL has too")
            }

            fn visit_bool<E>(self, value: bool) -> Result<tree::Value, E> {
                Ok(tree::Value::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<tree::Value, E> {
                Ok(tree::Value::Integer(value))
            }

            fn visit_f64<E>(self, value: f64) -> Result<tree::Value, E> {
                Ok(tree::Value::Float(value))
            }

            fn visit_str<E>(self, value: &str) -> Result<tree::Value, E> {
                Ok(tree::Value::Text(value.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<tree::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = access.next_element()? {
                    items.push(item);
                }
                Ok(tree::Value::List(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<tree::Value, A::Error> {
                let mut table = tree::Table::default();
                while let Some((name, value)) = access.next_entry::<Field<String>, tree::Tree>()? {
                    let key = tree::Place::Manifest(name.span());
                    table.insert(name.value, tree::Entry { key, value });
                }
                Ok(tree::Value::Table(table))
            }
        }

        deserializer.deserialize_any(ValueVisitor)
    }
}
