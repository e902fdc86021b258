//! Our own mistake: formwork would have written something wrong, and wrote nothing instead.

use std::fmt;

use crate::kind::{AnyKind, Origin, faulty};
use crate::problem::Problem;
use crate::stack::Stack;

/// A mistake of formwork, not of the user: no `stack.toml` may cause one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bug {
    artifact: String,
    message: String,
    excerpt: Option<String>,
    maker: Option<Maker>,
}

/// The kind of another crate that made the artifact: then it is no bug of ours.
#[derive(Debug, Clone)]
struct Maker {
    kind: &'static dyn AnyKind,
    origin: Origin,
}

impl PartialEq for Maker {
    fn eq(&self, other: &Self) -> bool {
        *self.kind == *other.kind && self.origin == other.origin
    }
}

impl Eq for Maker {}

impl Bug {
    /// A bug found while `artifact` was made.
    pub(crate) fn new(artifact: impl Into<String>, message: impl fmt::Display) -> Self {
        Self {
            artifact: artifact.into(),
            message: message.to_string(),
            excerpt: None,
            maker: None,
        }
    }

    /// The same, found in what an entry of `kind` becomes.
    pub(crate) fn made_by(mut self, kind: Option<&'static dyn AnyKind>, origin: &Origin) -> Self {
        let foreign = kind.filter(|kind| kind.is_foreign());
        self.maker = foreign.map(|kind| Maker {
            kind,
            origin: origin.clone(),
        });
        self
    }

    /// The problem of the crate whose kind made the artifact, if one did.
    pub(crate) fn as_fault(&self, stack: &Stack) -> Option<Problem> {
        let Maker { kind, origin } = self.maker.as_ref()?;
        let Self {
            artifact, message, ..
        } = self;
        let message = message.lines().next().unwrap_or_default();
        let what = format!("makes what cannot be written: {artifact}: {message}");
        let mend = "correct the template, or the view that it shows";
        Some(stack.at_origin(faulty(*kind, what, mend), origin))
    }

    /// Shows the generated lines around line `line`, from 1.
    pub(crate) fn with_lines(mut self, text: &str, line: usize) -> Self {
        let numbered = text
            .lines()
            .enumerate()
            .map(|(index, content)| format!("{:>5} | {content}", index + 1));
        let around: Vec<String> = numbered.skip(line.saturating_sub(3)).take(5).collect();
        self.excerpt = Some(around.join("\n"));
        self
    }

    /// One line: what went wrong in which artifact.
    #[must_use]
    pub fn headline(&self) -> String {
        format!("bug in formwork: {}: {}", self.artifact, self.message)
    }
}

impl fmt::Display for Bug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.headline())?;
        if let Some(excerpt) = &self.excerpt {
            writeln!(f, "\n{excerpt}\n")?;
        }
        writeln!(
            f,
            "help: this is not a mistake of yours; please report it with your stack.toml"
        )
    }
}

impl std::error::Error for Bug {}
