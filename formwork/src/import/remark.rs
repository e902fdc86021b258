//! What is not in the `stack.toml` as it was in the module, and what is left to do.

use std::fmt;

/// What a remark means for the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RemarkKind {
    /// It is not in the `stack.toml`.
    Lost,
    /// It is there in another way, which a plan may show.
    Changed,
    /// There is something to do or to know; nothing is missing.
    Note,
}

/// Something to be told of an import, with its place in the module.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Remark {
    /// What it means for the plan.
    pub kind: RemarkKind,
    /// The file in the directory of the module.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What it is, and why.
    pub message: String,
}

impl RemarkKind {
    fn word(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Changed => "changed",
            Self::Note => "note",
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            file,
            line,
            column,
            message,
        } = self;
        let word = kind.word();
        write!(f, "{file}:{line}:{column}: {word}: {message}")
    }
}
