//! Facts: what the code is told about an entry that it has a grant on.

use super::Target;

/// One environment variable of whoever has a grant.
#[derive(Debug)]
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
pub enum Holds {
    /// A text.
    Text,
    /// The number of a port.
    Port,
}

impl Fact {
    /// The environment variable that carries it.
    pub(crate) fn variable(&self, target: &str) -> String {
        format!("{target}_{}", self.name)
    }
}
