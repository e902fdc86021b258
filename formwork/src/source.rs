//! read: `stack.toml` as bytes become a [`SourceFile`], the text that every span points into.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;

/// A byte range of the text of `stack.toml`.
pub type Span = Range<usize>;

/// A manifest's text and the name that reports give it.
#[derive(Debug, Clone)]
pub struct SourceFile {
    name: String,
    text: String,
}

impl SourceFile {
    /// Names a text that is already in memory; `name` is what reports print, such as `stack.toml`.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
        }
    }

    /// Reads the file at `path`; reports name it as `path` does.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is not UTF-8.
    pub fn read(path: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(path)?;
        Ok(Self::new(
            path.display().to_string().replace('\\', "/"),
            text,
        ))
    }

    /// The name that reports print.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same file with asterisks for the text at `span`, byte for byte.
    pub(crate) fn masked(&self, span: &Span) -> Self {
        let mut text = self.text.clone();
        text.replace_range(span.clone(), &"*".repeat(span.len()));
        Self {
            name: self.name.clone(),
            text,
        }
    }

    /// Line and column of a byte offset, both from 1, the column in characters.
    #[must_use]
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::SourceFile;

    #[test]
    fn position_counts_lines_and_characters_from_one() {
        let source = SourceFile::new("stack.toml", "a\nüb\n");
        assert_eq!(source.position(0), (1, 1));
        assert_eq!(source.position(2), (2, 1));
        assert_eq!(
            source.position(4),
            (2, 2),
            "ü is two bytes and one character"
        );
        assert_eq!(source.position(99), (3, 1), "past the end is the end");
    }
}
