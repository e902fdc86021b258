//! read: `stack.toml` as bytes become a [`SourceFile`], the text that every span points into.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::ops::Range;
use std::path::Path;
use std::time::SystemTime;

/// The largest file that is read, in bytes. A thousand services take a tenth of it.
const MAX_BYTES: u64 = 8 << 20;

/// How often a file is read again that changed meanwhile.
const READS: usize = 20;

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
    /// The file cannot be read, is no regular file, has more than 8 MiB, does not stop changing, or
    /// is not UTF-8.
    pub fn read(path: &Path) -> io::Result<Self> {
        let text = decode(read_whole(path)?)?;
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

/// Reads a file as it was at one moment: an editor may be writing it, and half a manifest can be
/// valid too.
fn read_whole(path: &Path) -> io::Result<Vec<u8>> {
    // Before it is opened: to open a pipe is to wait for its other end.
    check_readable(&fs::metadata(path)?)?;
    for _ in 0..READS {
        let file = File::open(path)?;
        let before = file.metadata()?;
        check_readable(&before)?;
        let mut bytes = Vec::new();
        (&file).take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        if state_of(&before) == state_of(&file.metadata()?) {
            return Ok(bytes);
        }
    }
    Err(refused("it changes while it is read"))
}

fn check_readable(metadata: &Metadata) -> io::Result<()> {
    if !metadata.is_file() {
        return Err(refused("it is not a regular file"));
    }
    if metadata.len() > MAX_BYTES {
        return Err(refused("it has more than 8 MiB"));
    }
    Ok(())
}

/// What changes when a file is written to.
fn state_of(metadata: &Metadata) -> (u64, Option<SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

/// The bytes as text.
fn decode(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(error.as_bytes().get(..valid).unwrap_or_default());
        let (line, column) = SourceFile::new("", before).position(valid);
        refused(&format!("it is not UTF-8 at line {line}, column {column}"))
    })
}

fn refused(why: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, why)
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
