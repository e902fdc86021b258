//! Our own mistake: formwork would have written something wrong, and wrote nothing instead.

use std::fmt;

/// A mistake of formwork, not of the user: no `stack.toml` may cause one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bug {
    artifact: String,
    message: String,
    excerpt: Option<String>,
    maker: Option<Maker>,
}

/// Whose kind made the artifact, if that is not ours: then it is no bug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Maker {
    /// The table of the kind.
    pub(crate) table: &'static str,
    /// The name of the entry, if the artifact is that of one.
    pub(crate) id: Option<String>,
}

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

    /// The same, found in what a kind of another crate made.
    pub(crate) fn made_by(self, maker: Option<Maker>) -> Self {
        Self { maker, ..self }
    }

    /// Whose kind made the artifact, if that is not ours.
    pub(crate) fn maker(&self) -> Option<&Maker> {
        self.maker.as_ref()
    }

    /// The artifact, and the first line of what is wrong with it.
    pub(crate) fn summary(&self) -> String {
        let message = self.message.lines().next().unwrap_or_default();
        format!("{}: {message}", self.artifact)
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
