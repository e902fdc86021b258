//! Two structs whose keys stand in one table.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, SeqAccess, Visitor};

use super::read::FLAT;

/// The keys that a kind shares with others, and its own, in one table.
///
/// serde's `flatten` would lose the places of values.
#[derive(Debug, Clone, Default)]
pub(crate) struct Flat<A, B> {
    pub(crate) shared: A,
    pub(crate) own: B,
}

impl<'de, A: Deserialize<'de>, B: Deserialize<'de>> Deserialize<'de> for Flat<A, B> {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FlatVisitor<A, B>(PhantomData<(A, B)>);

        impl<'de, A: Deserialize<'de>, B: Deserialize<'de>> Visitor<'de> for FlatVisitor<A, B> {
            type Value = Flat<A, B>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table")
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut access: S) -> Result<Flat<A, B>, S::Error> {
                let (Some(shared), Some(own)) = (access.next_element()?, access.next_element()?)
                else {
                    return Err(de::Error::custom("a table was expected"));
                };
                Ok(Flat { shared, own })
            }
        }

        deserializer.deserialize_newtype_struct(FLAT, FlatVisitor(PhantomData))
    }
}
