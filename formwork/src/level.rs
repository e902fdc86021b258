//! What becomes of a lint's findings, and what `[lints]` says of it.

use std::fmt;

use serde::Deserialize;

use crate::source::Span;

/// What becomes of a lint's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub enum Level {
    /// Nothing.
    Allow,
    /// A warning of the build.
    Warn,
    /// The build fails, and nothing is written.
    Deny,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        })
    }
}

/// One entry of `[lints]`.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) level: Level,
    /// Why; a waiver has a reason.
    pub(crate) reason: Option<String>,
    pub(crate) span: Span,
}
