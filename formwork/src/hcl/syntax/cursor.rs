//! Where the parser stands in a text, and what it may skip there.

use hcl_edit::Ident;

use super::outline::Outline;
use super::{DEEPEST, Piece, SyntaxError, line_and_column};

pub(super) type Parsed<T> = Result<T, SyntaxError>;

/// How much stack one level of nesting may take before more is asked for.
const RED_ZONE: usize = 128 * 1024;
const MORE_STACK: usize = 2 * 1024 * 1024;

#[derive(Debug)]
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    /// Whether a line break ends an expression, as it does outside of brackets.
    has_newlines: bool,
    depth: usize,
    pub(super) outline: Outline,
    /// Of the template that is all of the text.
    pub(super) pieces: Vec<Piece<'t>>,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            has_newlines: true,
            depth: 0,
            outline: Outline::default(),
            pieces: Vec::new(),
        }
    }

    pub(super) fn into_outline(self) -> Outline {
        self.outline
    }

    pub(super) fn into_pieces(self) -> Vec<Piece<'t>> {
        self.pieces
    }

    pub(super) fn skip_byte_order_mark(&mut self) {
        self.skip("\u{feff}");
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn is_at(&self, token: &str) -> bool {
        self.rest().starts_with(token)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// Takes a token, if it stands here.
    pub(super) fn skip(&mut self, token: &str) -> bool {
        let is_here = self.is_at(token);
        if is_here {
            self.at += token.len();
        }
        is_here
    }

    pub(super) fn expect(&mut self, token: &str, around: &str) -> Parsed<()> {
        if self.skip(token) {
            return Ok(());
        }
        Err(self.unexpected(&format!("`{token}` is missing in {around}")))
    }

    pub(super) fn expect_end(&mut self, what: &str) -> Parsed<()> {
        if self.is_at_end() {
            return Ok(());
        }
        Err(self.unexpected(&format!("{what} ends here, and more follows")))
    }

    /// An error that names what stands here instead.
    pub(super) fn unexpected(&self, message: &str) -> SyntaxError {
        let found = match self.rest().chars().next() {
            None => "the text ends".to_owned(),
            Some('\n' | '\r') => "the line ends".to_owned(),
            Some(c) => format!("`{c}` stands there"),
        };
        self.error(format!("{message}: {found}"))
    }

    pub(super) fn error(&self, message: impl Into<String>) -> SyntaxError {
        self.error_at(self.at, message)
    }

    pub(super) fn error_at(&self, offset: usize, message: impl Into<String>) -> SyntaxError {
        let (line, column) = line_and_column(self.text, offset);
        SyntaxError {
            message: message.into(),
            offset,
            line,
            column,
        }
    }

    /// Skips spaces and comments, and line breaks where they mean nothing; gives what was skipped.
    pub(super) fn space(&mut self) -> Parsed<&'t str> {
        let start = self.at;
        loop {
            match self.peek() {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\n') if !self.has_newlines => self.at += 1,
                Some(b'\r') if !self.has_newlines && self.is_at("\r\n") => self.at += 2,
                Some(b'#') if !self.has_newlines => self.line_comment(),
                Some(b'/') if !self.has_newlines && self.is_at("//") => self.line_comment(),
                Some(b'/') if self.is_at("/*") => self.inline_comment()?,
                _ => return Ok(&self.text[start..self.at]),
            }
        }
    }

    /// As [`space`](Self::space), line breaks too.
    pub(super) fn lines(&mut self) -> Parsed<&'t str> {
        self.without_newlines(Self::space)
    }

    /// Skips spaces and a comment at the end of a line, but not the line break.
    pub(super) fn end_of_line(&mut self) -> Parsed<&'t str> {
        let start = self.at;
        self.with_newlines(Self::space)?;
        if self.is_at("#") || self.is_at("//") {
            self.line_comment();
        }
        Ok(&self.text[start..self.at])
    }

    /// Takes a line break, if it stands here.
    pub(super) fn newline(&mut self) -> bool {
        self.skip("\n") || self.skip("\r\n")
    }

    pub(super) fn is_at_newline(&self) -> bool {
        self.is_at("\n") || self.is_at("\r\n")
    }

    /// Up to the line break, which counts as one.
    fn line_comment(&mut self) {
        let rest = self.rest();
        let comment = match rest.find('\n') {
            Some(end) => rest[..end].strip_suffix('\r').unwrap_or(&rest[..end]),
            None => rest,
        };
        self.at += comment.len();
    }

    fn inline_comment(&mut self) -> Parsed<()> {
        match self.rest()[2..].find("*/") {
            Some(length) => {
                self.at += length + 4;
                Ok(())
            }
            None => Err(self.error("the comment `/*` has no end `*/`")),
        }
    }

    pub(super) fn with_newlines<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.with(true, inside)
    }

    pub(super) fn without_newlines<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.with(false, inside)
    }

    fn with<T>(&mut self, has_newlines: bool, inside: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.has_newlines, has_newlines);
        let done = inside(self);
        self.has_newlines = before;
        done
    }

    /// Does something one level further in.
    pub(super) fn deeper<T>(&mut self, inside: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.descend(1)?;
        let done = stacker::maybe_grow(RED_ZONE, MORE_STACK, || inside(self));
        self.depth -= 1;
        done
    }

    /// Counts levels that a chain of operators adds.
    pub(super) fn descend(&mut self, levels: usize) -> Parsed<()> {
        self.depth += levels;
        if self.depth > DEEPEST {
            let message = format!("more than {DEEPEST} levels stand in each other here");
            return Err(self.error(message));
        }
        Ok(())
    }

    pub(super) fn ascend(&mut self, levels: usize) {
        self.depth -= levels;
    }

    /// The identifier that starts here.
    pub(super) fn peek_word(&self) -> Option<&'t str> {
        let rest = self.rest();
        let first = rest.chars().next()?;
        if !(first == '_' || first.is_alphabetic()) {
            return None;
        }
        let is_ascii_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let end = rest.bytes().position(|byte| !is_ascii_part(&byte));
        let end = end.unwrap_or(rest.len());
        if rest.as_bytes().get(end).is_none_or(u8::is_ascii) {
            return Some(&rest[..end]);
        }
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        // Letters with marks go on too; whether all of it is a name is asked of the identifier.
        let end = rest.find(|c: char| c.is_ascii() && !is_part(c) || c.is_whitespace());
        let word = &rest[..end.unwrap_or(rest.len())];
        Some(word)
    }

    pub(super) fn is_at_word(&self, word: &str) -> bool {
        self.peek_word() == Some(word)
    }

    pub(super) fn ident(&mut self, what: &str) -> Parsed<Ident> {
        let Some(word) = self.peek_word() else {
            return Err(self.unexpected(&format!("{what} is missing")));
        };
        let ident = if word.is_ascii() {
            Ident::new_unchecked(word)
        } else {
            let ident = Ident::try_new(word);
            ident.map_err(|_| self.error(format!("`{word}` is not {what}")))?
        };
        self.at += word.len();
        Ok(ident)
    }
}
