//! Facts: what the code is told about an entry that it has a grant on.

use super::Target;

/// One environment variable of whoever has a grant.
#[derive(Debug)]
#[non_exhaustive]
pub struct Fact {
    /// The end of its name, behind the name of the entry: `SECRET_ARN` of `TASKDB_SECRET_ARN`.
    pub name: &'static str,
    /// The type in Rust.
    pub holds: Holds,
    /// What it is, as the end of a doc comment.
    pub meaning: &'static str,
    /// Its value, as an expression of HCL that yields a string.
    pub value: fn(&Target<'_>) -> String,
}

/// The type of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Holds {
    /// A text.
    Text,
    /// The number of a port.
    Port,
}

impl Fact {
    /// A text by the end of its variable's name, in capitals; `meaning` is a noun with its article,
    /// `value` an expression of HCL.
    #[must_use]
    pub const fn text(
        name: &'static str,
        meaning: &'static str,
        value: fn(&Target<'_>) -> String,
    ) -> Self {
        Self {
            name,
            holds: Holds::Text,
            meaning,
            value,
        }
    }

    /// The number of a port, in the same way.
    #[must_use]
    pub const fn port(
        name: &'static str,
        meaning: &'static str,
        value: fn(&Target<'_>) -> String,
    ) -> Self {
        Self {
            holds: Holds::Port,
            ..Self::text(name, meaning, value)
        }
    }

    /// The environment variable that carries it.
    pub(crate) fn variable(&self, target: &str) -> String {
        format!("{target}_{}", self.name)
    }
}
