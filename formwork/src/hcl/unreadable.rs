//! A file that somebody wrote and that is not HCL.

use std::fmt;

use hcl_edit::structure::Body;

use super::syntax::{Outline, SyntaxError, parse_file};

/// A file is not HCL. It is its author's to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unreadable {
    /// The file, as it was named.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

impl Unreadable {
    fn new(file: &str, error: SyntaxError) -> Self {
        Self {
            file: file.to_owned(),
            line: error.line,
            column: error.column,
            message: error.message,
        }
    }

    /// All of it on one line.
    #[must_use]
    pub fn headline(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            message,
        } = self;
        write!(f, "{file}:{line}:{column}: {message}")
    }
}

impl std::error::Error for Unreadable {}

/// Reads a file that somebody wrote.
///
/// # Errors
///
/// It is not HCL.
pub(crate) fn read(file: &str, text: &str) -> Result<(Body, Outline), Unreadable> {
    parse_file(text).map_err(|error| Unreadable::new(file, error))
}
