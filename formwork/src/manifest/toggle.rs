//! A table that can be taken away.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Visitor};

use super::read::TOGGLE;

/// `dead_letter = { after = 3 }`, or `false` for none. `true` is the table with its defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toggle<T> {
    /// `false`.
    Off,
    /// A table, or `true`.
    On(T),
}

impl<T> Toggle<T> {
    /// The table, unless it is taken away.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        match self {
            Self::Off => None,
            Self::On(table) => Some(table),
        }
    }
}

/// A table that is there by default has its defaults.
impl<T: Default> Default for Toggle<T> {
    fn default() -> Self {
        Self::On(T::default())
    }
}

impl<'de, T: Default + Deserialize<'de>> Deserialize<'de> for Toggle<T> {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ToggleVisitor<T>(PhantomData<T>);

        impl<'de, T: Default + Deserialize<'de>> Visitor<'de> for ToggleVisitor<T> {
            type Value = Toggle<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table or `false`")
            }

            fn visit_bool<E>(self, is_on: bool) -> Result<Toggle<T>, E> {
                Ok(if is_on {
                    Toggle::default()
                } else {
                    Toggle::Off
                })
            }

            fn visit_newtype_struct<D: de::Deserializer<'de>>(
                self,
                table: D,
            ) -> Result<Toggle<T>, D::Error> {
                T::deserialize(table).map(Toggle::On)
            }
        }

        deserializer.deserialize_newtype_struct(TOGGLE, ToggleVisitor(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use crate::kind::{File, Kind, Kinds, Site, Validation};
    use crate::manifest::{Field, Toggle};
    use crate::problem::Code;
    use crate::source::SourceFile;
    use crate::stack::Stack;

    /// A kind with a table that can be taken away.
    #[derive(Debug)]
    struct Lamp;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct Keys {
        light: Field<Toggle<Light>>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(default)]
    struct Light {
        lumens: Field<u32>,
    }

    impl Default for Light {
        fn default() -> Self {
            Self { lumens: 800.into() }
        }
    }

    impl Kind for Lamp {
        const TABLE: &str = "lamp";
        const ABOUT: &str = "Lamps.";
        const RESOURCE: &str = "aws_iot_thing";
        const EXAMPLE: &str = "[lamp.desk]";

        type Manifest = Keys;
        type Entry = Option<u32>;

        fn validate(keys: &Keys, _: &mut Validation<'_>) -> Option<Self::Entry> {
            Some(keys.light.get().get().map(|light| *light.lumens.get()))
        }

        fn files(_: &Self::Entry, _: &Site<'_>) -> Vec<File> {
            Vec::new()
        }

        fn summary(entry: &Self::Entry) -> String {
            format!("{entry:?}")
        }
    }

    /// The lamp as it is read, or what is wrong with it, with the marked text.
    fn lamp(line: &str) -> Result<String, Vec<(Code, String, String)>> {
        let text = format!(
            "[stack]\nname = \"shop\"\n[service.api]\nimage = \"api:1\"\n[lamp.desk]\n{line}\n"
        );
        let source = SourceFile::new("stack.toml", text.clone());
        match Stack::with_kinds(&source, &Kinds::default().with::<Lamp>()) {
            Ok(stack) => Ok(stack.entries.named("desk").unwrap().summary()),
            Err(report) => {
                let problems = report.problems().iter();
                let problems = problems.map(|problem| {
                    let marked = text[problem.span()].to_owned();
                    (problem.code(), problem.message().to_owned(), marked)
                });
                Err(problems.collect())
            }
        }
    }

    #[test]
    fn a_table_is_there_unless_it_is_taken_away() {
        for (line, read) in [
            ("", "Some(800)"),
            ("light = true", "Some(800)"),
            ("light = {}", "Some(800)"),
            ("light = { lumens = 5 }", "Some(5)"),
            ("light.lumens = 5", "Some(5)"),
            ("light = false", "None"),
        ] {
            assert_eq!(lamp(line), Ok(read.to_owned()), "{line}");
        }
    }

    #[test]
    fn what_is_wrong_in_it_is_told_where_it_stands() {
        for (line, code, message, marked) in [
            (
                "light = 5",
                Code::WrongType,
                "`light` expects a table or `false`, found a whole number",
                "5",
            ),
            (
                "light = \"off\"",
                Code::WrongType,
                "`light` expects a table or `false`, found a string",
                "\"off\"",
            ),
            (
                "light = { lumen = 5 }",
                Code::UnknownKey,
                "unknown key `lumen`",
                "lumen",
            ),
            (
                "light = { lumens = true }",
                Code::WrongType,
                "`lumens` expects a whole number from 0 to 4294967295, found `true`",
                "true",
            ),
        ] {
            let told = (code, message.to_owned(), marked.to_owned());
            assert_eq!(lamp(line), Err(vec![told]), "{line}");
        }
    }
}
