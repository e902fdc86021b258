//! What a kind adds to the outputs of the module, and the names that it makes in AWS.

use super::Target;

/// An output of the module.
#[derive(Debug)]
#[non_exhaustive]
pub struct Output {
    /// The end of its name, behind the id: `bucket_name`.
    pub name: &'static str,
    /// What it is; `{}` stands for the id.
    pub description: &'static str,
    /// Its value, as HCL.
    pub value: fn(&Target<'_>) -> String,
}

impl Output {
    /// The output `ID_NAME`. In the description `{}` stands for the id; `value` is an expression of HCL.
    #[must_use]
    pub const fn new(
        name: &'static str,
        description: &'static str,
        value: fn(&Target<'_>) -> String,
    ) -> Self {
        Self {
            name,
            description,
            value,
        }
    }
}

/// A name in AWS that is made of the stack's name, a hyphen, an entry's name and an end.
#[derive(Debug)]
#[non_exhaustive]
pub struct DerivedName {
    /// What carries it, with an article.
    pub of: &'static str,
    /// Its end.
    pub suffix: &'static str,
    /// The most characters that it may have.
    pub max: usize,
}

impl DerivedName {
    /// The name of `of`, a noun with its article, which has at most `max` characters.
    #[must_use]
    pub const fn new(of: &'static str, suffix: &'static str, max: usize) -> Self {
        Self { of, suffix, max }
    }
}
