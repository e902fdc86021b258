//! format, part of step 2: the quoted literal of a block label in, its
//! canonical spelling out.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The spelling Terraform writes a label in; `None` if it drops the label.
///
/// It drops a label that its scanner cuts into more than one piece, which is
/// at every `$` and `%`. No label that Terraform knows has either.
pub(super) fn canonical<'a>(literal: &Cow<'a, str>) -> Option<Cow<'a, str>> {
    let is_one_piece =
        !literal.contains(['$', '%']) || matches!(&**literal, "$" | "%" | "$${" | "%%{");
    if !is_one_piece {
        return None;
    }
    let is_plain = literal
        .bytes()
        .all(|b| matches!(b, b' '..=b'~') && b != b'\\');
    Some(if is_plain {
        literal.clone()
    } else {
        Cow::Owned(escape(&unescape(literal)))
    })
}

fn unescape(literal: &str) -> String {
    let mut value = String::with_capacity(literal.len());
    let mut rest = literal;
    while let Some((before, escaped)) = rest.split_once('\\') {
        value.push_str(before);
        let (character, length) = escaped_character(escaped);
        value.push(character);
        rest = escaped.get(length..).unwrap_or_default();
    }
    value.push_str(rest);
    value
}

/// The character that the escape behind a backslash stands for, and the
/// length of that escape.
fn escaped_character(escape: &str) -> (char, usize) {
    match escape.chars().next() {
        Some('n') => ('\n', 1),
        Some('r') => ('\r', 1),
        Some('t') => ('\t', 1),
        Some('u') => (code_point(escape, 5), 5),
        Some('U') => (code_point(escape, 9), 9),
        Some(other) => (other, other.len_utf8()),
        None => ('\\', 0),
    }
}

/// The character whose hexadecimal number is in `escape`, between its first
/// letter and `end`.
fn code_point(escape: &str, end: usize) -> char {
    escape
        .get(1..end)
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .and_then(char::from_u32)
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn escape(value: &str) -> String {
    let mut literal = String::with_capacity(value.len());
    let mut rest = value.chars();
    while let Some(character) = rest.next() {
        match character {
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '$' | '%' if rest.as_str().starts_with('{') => {
                literal.extend([character, character]);
            }
            _ if is_printable(character) => literal.push(character),
            _ => push_code_point(&mut literal, u32::from(character)),
        }
    }
    literal
}

fn push_code_point(literal: &mut String, number: u32) {
    let written = if number <= 0xffff {
        write!(literal, "\\u{number:04x}")
    } else {
        write!(literal, "\\U{number:08x}")
    };
    debug_assert!(written.is_ok(), "a String takes all that is written to it");
}

/// Whether the character is a letter, mark, number, punctuation, symbol or
/// the ASCII space: the standard library escapes exactly the others, and `'`.
fn is_printable(character: char) -> bool {
    // A mark is escaped only at the start of a text, so it goes behind an `a`.
    let text = String::from_iter(['a', character]);
    character == '\'' || text.escape_debug().count() == 2
}
