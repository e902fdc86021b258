//! What is known of a key beside its type, its default and its doc comment.

use super::Limits;

/// A key of an entry, for the JSON schema, the reference and the tests of both.
#[derive(Debug)]
#[cfg_attr(
    not(any(test, feature = "schema")),
    expect(dead_code, reason = "read by the JSON schema and the reference alone")
)]
pub struct KeyFact {
    /// The path below the entry: `expire.[].days`.
    pub(crate) path: &'static str,
    /// A value that is not its default, as TOML.
    pub(crate) example: &'static str,
    /// Keys of the entry that change with it: paths and values; an empty value takes a key away.
    #[cfg_attr(
        not(any(test, feature = "schema")),
        expect(dead_code, reason = "for what makes examples")
    )]
    pub(crate) with: &'static [(&'static str, &'static str)],
    pub(crate) limits: Option<&'static Limits>,
    pub(crate) pattern: Option<&'static str>,
    /// The only numbers that it may be.
    pub(crate) choices: &'static [u32],
    pub(crate) is_required: bool,
}

impl KeyFact {
    /// A key by its path below the entry, such as `port` or `expire.[].days`, with an example: a
    /// value as TOML that is not its default.
    #[must_use]
    pub const fn new(path: &'static str, example: &'static str) -> Self {
        Self {
            path,
            example,
            with: &[],
            limits: None,
            pattern: None,
            choices: &[],
            is_required: false,
        }
    }

    /// A key that must be there.
    #[must_use]
    pub const fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }

    /// Its limits.
    #[must_use]
    pub const fn within(self, limits: &'static Limits) -> Self {
        Self {
            limits: Some(limits),
            ..self
        }
    }

    /// The regular expression of its texts, or of each item of a list.
    #[must_use]
    pub const fn like(self, pattern: &'static str) -> Self {
        Self {
            pattern: Some(pattern),
            ..self
        }
    }

    /// The numbers that it may be.
    #[must_use]
    pub const fn one_of(self, choices: &'static [u32]) -> Self {
        Self { choices, ..self }
    }

    /// What must change with it: paths and values; an empty value takes a key away.
    #[must_use]
    pub const fn with(self, with: &'static [(&'static str, &'static str)]) -> Self {
        Self { with, ..self }
    }
}
