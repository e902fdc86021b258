//! What a value of the file is taken apart into: entries, items, keys, words.

use std::cell::Cell;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;
use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

use super::any::AnyValue;
use super::error::ReadError;
use super::{Part, Value};
use crate::manifest::is_template;
use crate::source::Span;

/// The entries of a table that were not found faulty and, for a struct, are keys of it.
pub(super) struct Table<'a> {
    of: Value<'a>,
    entries: Box<dyn Iterator<Item = (&'a Spanned<DeString<'a>>, &'a Spanned<DeValue<'a>>)> + 'a>,
    pending: Option<&'a Spanned<DeValue<'a>>>,
    /// Whether each entry may be absent, as in a table without keys of its own.
    is_map: bool,
}

/// The keys of a struct.
pub(super) struct Keys {
    pub(super) taken: &'static [&'static str],
    /// What its table may have.
    pub(super) known: Vec<&'static str>,
    /// Whether a key that is not known is reported.
    pub(super) tells_unknown: bool,
}

impl<'a> Table<'a> {
    pub(super) fn new(of: Value<'a>, table: &'a DeTable<'a>, keys: Option<Keys>) -> Self {
        let reading = of.reading;
        let is_map = keys.is_none();
        let entries = table.iter().filter(move |(key, value)| {
            let name = key.get_ref().as_ref();
            if let Some(keys) = &keys
                && !keys.taken.contains(&name)
            {
                if keys.tells_unknown && !keys.known.contains(&name) {
                    reading.record_unknown(key, &keys.known);
                }
                return false;
            }
            !reading.skips(value) && !reading.skips(*key)
        });
        Self {
            of,
            entries: Box::new(entries),
            pending: None,
            is_map,
        }
    }
}

impl<'de> MapAccess<'de> for Table<'_> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ReadError> {
        let Some((key, value)) = self.entries.next() else {
            return Ok(None);
        };
        self.of
            .reading
            .path
            .borrow_mut()
            .push(key.get_ref().to_string());
        self.pending = Some(value);
        if !self.of.takes_templates && is_template(key.get_ref()) {
            return Err(ReadError::template_as_key(key.get_ref()).or_at(key.span()));
        }
        seed.deserialize(KeyText(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        match self.pending.take() {
            Some(value) => {
                let read = seed.deserialize(self.of.of(value));
                let read = read.map_err(|error| self.entry_error(error, value))?;
                self.of.reading.path.borrow_mut().pop();
                Ok(read)
            }
            None => Err(de::Error::custom("a value was asked for before its key")),
        }
    }
}

impl Table<'_> {
    fn entry_error(&self, error: ReadError, value: &Spanned<DeValue<'_>>) -> ReadError {
        if self.is_map {
            error.optional_at(&value.span())
        } else {
            error
        }
    }
}

/// A text where a table with one key is meant.
pub(super) struct Shorthand<'a> {
    pub(super) field: &'static str,
    pub(super) value: Option<Value<'a>>,
}

impl<'de> MapAccess<'de> for Shorthand<'_> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ReadError> {
        let name: StrDeserializer<'_, ReadError> = self.field.into_deserializer();
        self.value.map(|_| seed.deserialize(name)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        match self.value.take() {
            Some(value) => seed.deserialize(value),
            None => Err(de::Error::custom("a value was asked for twice")),
        }
    }
}

/// What a [`Flat`](super::Flat) is read from: one table, twice.
pub(super) struct Twice<'a> {
    pub(super) value: Value<'a>,
    /// The keys that the first struct took.
    pub(super) taken: Cell<&'static [&'static str]>,
    pub(super) step: u8,
}

impl<'de> SeqAccess<'de> for Twice<'_> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ReadError> {
        self.step += 1;
        let part = match self.step {
            1 => Part::First(&self.taken),
            2 => Part::Rest(&self.taken),
            _ => return Ok(None),
        };
        let value = Value { part, ..self.value };
        seed.deserialize(value).map(Some)
    }
}

/// The elements of an array that were not found faulty.
pub(super) struct Items<'a> {
    pub(super) of: Value<'a>,
    pub(super) array: &'a DeArray<'a>,
    pub(super) next: usize,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ReadError> {
        while let Some(item) = self.array.get(self.next) {
            self.next += 1;
            if !self.of.reading.skips(item) {
                return seed.deserialize(self.of.of(item)).map(Some);
            }
        }
        Ok(None)
    }
}

/// A table's key; its text, or with its span where a [`Field`] asks.
#[derive(Clone, Copy)]
pub(super) struct KeyText<'a>(pub(super) &'a Spanned<DeString<'a>>);

impl<'de> de::Deserializer<'de> for KeyText<'_> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_str(self.0.get_ref())
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_seq(SpanThenValue {
            span: self.0.span(),
            value: Inner::Key(self),
            step: 0,
        })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// What a [`Field`] is read from: start, end, value.
pub(super) struct SpanThenValue<'a> {
    pub(super) span: Span,
    pub(super) value: Inner<'a>,
    pub(super) step: u8,
}

#[derive(Clone, Copy)]
pub(super) enum Inner<'a> {
    Key(KeyText<'a>),
    Value(Value<'a>),
    /// A value whose type nothing says beforehand.
    Any(Value<'a>),
}

impl<'de> SeqAccess<'de> for SpanThenValue<'_> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ReadError> {
        self.step += 1;
        match (self.step, self.value) {
            (1, _) => seed
                .deserialize(self.span.start.into_deserializer())
                .map(Some),
            (2, _) => seed
                .deserialize(self.span.end.into_deserializer())
                .map(Some),
            (3, Inner::Key(key)) => seed.deserialize(key).map(Some),
            (3, Inner::Value(value)) => seed.deserialize(value).map(Some),
            (3, Inner::Any(value)) => seed.deserialize(AnyValue(value)).map(Some),
            _ => Ok(None),
        }
    }
}

/// A string where one of a closed set of words is expected.
pub(super) struct UnitVariant<'a>(pub(super) &'a str);

impl<'de> EnumAccess<'de> for UnitVariant<'_> {
    type Error = ReadError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), ReadError> {
        let text: StrDeserializer<'_, ReadError> = self.0.into_deserializer();
        Ok((seed.deserialize(text)?, self))
    }
}

impl<'de> VariantAccess<'de> for UnitVariant<'_> {
    type Error = ReadError;

    fn unit_variant(self) -> Result<(), ReadError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        _seed: T,
    ) -> Result<T::Value, ReadError> {
        Err(de::Error::custom("a word is expected here"))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _len: usize,
        _visitor: V,
    ) -> Result<V::Value, ReadError> {
        Err(de::Error::custom("a word is expected here"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, ReadError> {
        Err(de::Error::custom("a word is expected here"))
    }
}
