//! read: `stack.toml` as bytes become a [`SourceFile`], the text that every span points into.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;

/// A byte range of the text of `stack.toml`, a byte order mark not counted.
pub type Span = Range<usize>;

/// A manifest's text and the name that reports give it.
#[derive(Debug, Clone)]
pub struct SourceFile {
    name: String,
    text: String,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl SourceFile {
    /// Names a text that is already in memory; `name` is what reports print, such as `stack.toml`.
    ///
    /// A byte order mark is left out: editors do not count it.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        let after_newline = text.match_indices('\n').map(|(newline, _)| newline + 1);
        Self {
            name: name.into(),
            lines: [0].into_iter().chain(after_newline).collect(),
            text,
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
            lines: self.lines.clone(),
        }
    }

    /// The whole lines that `span` touches: where they begin, the number of the first, and their
    /// text.
    pub(crate) fn lines_around(&self, span: &Span) -> (usize, usize, &str) {
        let line = self.line_of(span.start);
        let start = self.lines[line - 1];
        let end = self.lines.get(self.line_of(span.end)).copied();
        let end = end.unwrap_or(self.text.len());
        (start, line, self.text.get(start..end).unwrap_or_default())
    }

    /// The number of the line that a byte lies in, from 1.
    fn line_of(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset).max(1)
    }

    /// Line and column of a byte offset, both from 1, the column in characters.
    #[must_use]
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.text.len());
        let line = self.line_of(offset);
        let before = self.text.get(self.lines[line - 1]..offset);
        (line, before.unwrap_or_default().chars().count() + 1)
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
        let marked = SourceFile::new("stack.toml", "\u{feff}a");
        assert_eq!(marked.position(0), (1, 1), "a byte order mark is no column");
    }

    #[test]
    fn lines_around_are_whole() {
        let source = SourceFile::new("stack.toml", "a\nüb\nc");
        assert_eq!(source.lines_around(&(4..4)), (2, 2, "üb\n"));
        assert_eq!(source.lines_around(&(0..6)), (0, 1, "a\nüb\nc"));
        assert_eq!(source.lines_around(&(7..7)), (6, 3, "c"));
    }
}
