//! A value and where it stands, of a deserializer that knows places.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, SeqAccess, Visitor};

use super::FIELD;
use crate::manifest::Field;

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for FieldVisitor<T> {
            type Value = Field<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value with its span")
            }

            /// Of another deserializer, which knows no places.
            fn visit_newtype_struct<D: de::Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> Result<Field<T>, D::Error> {
                T::deserialize(deserializer).map(Field::from)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Field<T>, A::Error> {
                let (Some(start), Some(end)) = (access.next_element()?, access.next_element()?)
                else {
                    return Err(de::Error::custom("a span was expected"));
                };
                let Some(value) = access.next_element()? else {
                    return Err(de::Error::custom("a value was expected"));
                };
                Ok(Field {
                    value,
                    span: Some(start..end),
                })
            }
        }

        deserializer.deserialize_newtype_struct(FIELD, FieldVisitor(PhantomData))
    }
}
