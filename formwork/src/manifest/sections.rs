//! The names of the sections of the file, as serde knows them of the type.

use std::cell::Cell;

use serde::de::value::Error;
use serde::de::{self, Deserialize, Visitor};
use serde::forward_to_deserialize_any;

use super::Manifest;

/// The keys of [`Manifest`], beside which the tables of the kinds stand.
pub(crate) fn sections() -> &'static [&'static str] {
    let names = Cell::new(&[][..]);
    // It fails by design: the keys are all that is asked for.
    let _ = Manifest::deserialize(Keys(&names));
    names.get()
}

/// Keeps the keys of the struct that asks to be read, and reads nothing.
struct Keys<'a>(&'a Cell<&'static [&'static str]>);

impl<'de> de::Deserializer<'de> for Keys<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(de::Error::custom("there is no file"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0.set(keys);
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::sections;

    #[test]
    fn the_sections_are_those_of_the_file() {
        let sections = sections();
        for name in ["stack", "network", "override", "provider_alias", "removed"] {
            assert!(sections.contains(&name), "{name}: {sections:?}");
        }
        assert!(!sections.contains(&"tables"), "{sections:?}");
    }
}
