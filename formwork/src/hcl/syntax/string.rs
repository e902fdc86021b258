//! The text of strings: what is escaped in it, and how.

use std::fmt::Write as _;

use super::cursor::{Cursor, Parsed};

/// What a template stands in, which says how its text is escaped and where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within<'t> {
    /// `"…"`, where a backslash escapes and no line breaks.
    Quotes,
    /// A heredoc of this marker.
    Heredoc(&'t str),
    /// The text alone.
    Nothing,
}

impl<'t> Cursor<'t> {
    /// A label of a block: a quoted text without sequences.
    pub(super) fn label(&mut self) -> Parsed<String> {
        self.at += 1;
        let start = self.at;
        let text = self.literal(Within::Quotes)?;
        if self.skip("\"") {
            return Ok(text);
        }
        if self.is_at_sequence() {
            return Err(self.error("a label takes no `${…}`"));
        }
        Err(self.error_at(start - 1, "the label has no closing quote"))
    }

    pub(super) fn is_at_sequence(&self) -> bool {
        self.is_at("${") || self.is_at("%{")
    }

    /// The text up to a sequence or to the end of the template.
    pub(super) fn literal(&mut self, within: Within<'t>) -> Parsed<String> {
        let mut text = String::new();
        while !self.is_at_sequence() && !self.is_at_end_of(within) {
            if self.is_at("$${") || self.is_at("%%{") {
                text.push_str(&self.rest()[1..3]);
                self.at += 3;
                continue;
            }
            let Some(c) = self.rest().chars().next() else {
                break;
            };
            match (c, within) {
                ('\n' | '\r', Within::Quotes) => {
                    let message = "a quoted text ends on its line: write `\\n`, or a heredoc";
                    return Err(self.error(message));
                }
                ('\\', Within::Quotes) => self.escape(&mut text)?,
                // The marker of a heredoc may follow.
                ('\n', _) => {
                    text.push(c);
                    self.at += 1;
                }
                _ => text.push_str(self.plain(c)),
            }
        }
        Ok(text)
    }

    /// Takes `first` and what follows up to a character that can mean something.
    fn plain(&mut self, first: char) -> &'t str {
        let rest = self.rest();
        let is_special = |byte: &u8| matches!(byte, b'$' | b'%' | b'"' | b'\\' | b'\n' | b'\r');
        let after = &rest.as_bytes()[first.len_utf8()..];
        let more = after.iter().position(is_special).unwrap_or(after.len());
        let plain = &rest[..first.len_utf8() + more];
        self.at += plain.len();
        plain
    }

    /// Whether a template ends here. A heredoc does where a line is its marker alone.
    pub(super) fn is_at_end_of(&self, within: Within<'_>) -> bool {
        match within {
            Within::Quotes => self.is_at("\""),
            Within::Nothing => self.is_at_end(),
            Within::Heredoc(marker) => {
                let starts_line = self.text[..self.at].ends_with('\n');
                let line = self.rest().split('\n').next().unwrap_or_default();
                starts_line && line.trim() == marker
            }
        }
    }

    fn escape(&mut self, text: &mut String) -> Parsed<()> {
        let start = self.at;
        self.at += 1;
        let Some(c) = self.rest().chars().next() else {
            return Err(self.error("the text ends after a backslash"));
        };
        self.at += c.len_utf8();
        let plain = match c {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '"' | '\\' => c,
            'u' => return self.code_point(4, start, text),
            'U' => return self.code_point(8, start, text),
            _ => {
                let message = format!("there is no escape `\\{c}`: a backslash is written `\\\\`");
                return Err(self.error_at(start, message));
            }
        };
        text.push(plain);
        Ok(())
    }

    fn code_point(&mut self, digits: usize, start: usize, text: &mut String) -> Parsed<()> {
        let hex = self.rest().get(..digits);
        let hex = hex.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(number) = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()) else {
            let mut message = String::from("an escape by number takes ");
            // Writing to a String cannot fail.
            let _ = write!(message, "{digits} hexadecimal digits");
            return Err(self.error_at(start, message));
        };
        self.at += digits;
        // What is no character, Terraform writes as one that stands for it.
        text.push(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER));
        Ok(())
    }
}
