//! Guards: the arguments by which infrastructure keeps the contract with the code.

use super::any::AnyEntry;

/// An argument of a resource that the code relies on, so that no override may change it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Guard {
    /// The type of the resource.
    pub resource: &'static str,
    /// The end of its name, behind the id of the entry: `_task`.
    pub suffix: &'static str,
    /// The path through nested blocks: `health_check.path`.
    pub argument: &'static str,
    /// What to do instead of the override.
    pub instead: Instead,
    /// Words in an override that tell what its author wants, and the key that does it.
    pub(crate) wishes: &'static [(&'static str, &'static str)],
    /// Of which entries the code relies on it.
    pub(crate) holds: fn(&AnyEntry) -> bool,
}

/// What to do instead of an override.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Instead {
    /// To change keys of the entry, which change both sides.
    Keys(&'static [&'static str]),
    /// Nothing, and why: there is no other value that the code could follow.
    Leave(&'static str),
}

impl Guard {
    /// A guard of `argument`, a path through nested blocks, in the resource of the type `resource` that
    /// has the id of an entry and `suffix` for its name.
    #[must_use]
    pub const fn new(
        resource: &'static str,
        suffix: &'static str,
        argument: &'static str,
        instead: Instead,
    ) -> Self {
        Self {
            resource,
            suffix,
            argument,
            instead,
            wishes: &[],
            holds: |_| true,
        }
    }

    /// The same guard, of some of the entries.
    pub(crate) const fn of(self, holds: fn(&AnyEntry) -> bool) -> Self {
        Self { holds, ..self }
    }

    /// The same guard, whose help names the key that does what a word in the override stands for.
    pub(crate) const fn knowing(self, wishes: &'static [(&'static str, &'static str)]) -> Self {
        Self { wishes, ..self }
    }
}
