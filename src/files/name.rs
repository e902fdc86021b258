//! What a file is called: shown, and offered when it is saved; never a part of a path or a key.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::text;

/// As file systems have it. Percent-encoded three times that, which S3 still keeps with an object.
const LONGEST_BYTES: usize = 255;

/// What stands for itself in the value of an extended parameter: `attr-char` of RFC 8187.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// The name of a file, without a path.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, min_length = 1, max_length = 255, example = "report.pdf")]
pub(crate) struct FileName(String);

impl TryFrom<String> for FileName {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text::line(&text, LONGEST_BYTES)
            .filter(|name| name.len() <= LONGEST_BYTES)
            .filter(|name| !matches!(name.as_str(), "." | "..") && !name.contains(is_deceiving))
            .map(Self)
            .ok_or("must be a file's name in one line, without `/` and `\\`, of 1 to 255 bytes")
    }
}

/// What separates the parts of a path, sets the direction of writing, or makes two names look the same.
/// (What joins two characters stays: emoji and some scripts need it.)
fn is_deceiving(character: char) -> bool {
    matches!(
        character,
        '/' | '\\' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

impl FileName {
    /// A name that was checked before.
    pub(crate) fn stored(name: String) -> Self {
        Self(name)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// A `Content-Disposition` by which a browser saves the file under its name, and shows it in no
    /// case (RFC 6266).
    pub(crate) fn disposition(&self) -> String {
        let plain: String = self.0.chars().map(or_underscore).collect();
        let encoded = utf8_percent_encode(&self.0, ENCODED);
        format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
    }
}

/// For clients that don't know `filename*`: what can stand between quotes and means nothing there.
fn or_underscore(character: char) -> char {
    if matches!(character, ' '..='~') && !matches!(character, '"' | '%' | '\\') {
        character
    } else {
        '_'
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Option<FileName> {
        FileName::try_from(text.to_owned()).ok()
    }

    #[test]
    fn names_are_no_paths() {
        assert_eq!(name(" a b.txt ").unwrap().as_str(), "a b.txt");
        assert!(name(&"ä".repeat(127)).is_some());
        let long = "ä".repeat(128);
        for text in [
            "",
            " ",
            ".",
            "..",
            "a/b",
            "a\\b",
            "a\nb",
            "a\0b",
            "\u{202e}gpj.exe",
            "plan\u{200b}.txt",
            "plan\u{feff}.txt",
            "\u{200d}",
            &long,
        ] {
            assert_eq!(name(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_disposition_is_plain_ascii_that_nothing_breaks_out_of() {
        let disposition = name("ü \"1\"; x=%41\u{1f600}.txt").unwrap().disposition();
        assert_eq!(
            disposition,
            "attachment; filename=\"_ _1_; x=_41_.txt\"; \
             filename*=UTF-8''%C3%BC%20%221%22%3B%20x%3D%2541%F0%9F%98%80.txt"
        );
    }
}
