//! The pieces of HCL that views are made of. Their types keep text from being printed unquoted.

use std::fmt::{self, Write as _};

use serde::Serialize;

pub(crate) mod module;
pub(crate) mod path;
pub(crate) mod print;
pub(crate) mod syntax;
mod template;
mod unreadable;

pub use crate::format::format;
pub(crate) use template::{Template, is_identifier, parse_bare, parse_template, parts_of};
pub use unreadable::Unreadable;
pub(crate) use unreadable::read as read_hcl;

/// Reads a file of Terraform as Terraform does, into the types of `hcl-edit`.
///
/// # Errors
///
/// It is not HCL; the error names the file as `file` does.
pub fn parse(file: &str, text: &str) -> Result<hcl_edit::structure::Body, Unreadable> {
    read_hcl(file, text).map(|(body, _)| body)
}

/// A quoted string: any text, escaped so that Terraform reads that very text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Literal(String);

impl Literal {
    /// Quotes a text.
    pub fn new(text: impl fmt::Display) -> Self {
        Self(quote(&text.to_string()))
    }
}

/// Quotes a text as an HCL string (HCL native syntax specification, "Template Expressions").
fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => quoted.extend([c, c]),
            c if c.is_control() => push_escape(&mut quoted, c),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn push_escape(quoted: &mut String, c: char) {
    // Writing to a String cannot fail.
    let _ = write!(quoted, "\\u{:04x}", u32::from(c));
}

/// An expression, printed bare: `aws_ecs_cluster.main.id`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Expr(String);

impl Expr {
    /// An expression as it is to be printed.
    pub fn new(expression: impl Into<String>) -> Self {
        Self(expression.into())
    }

    /// A list on one line: `[a, b]`.
    #[must_use]
    pub fn list(items: impl IntoIterator<Item = impl fmt::Display>) -> Self {
        Self(format!(
            "[{}]",
            items
                .into_iter()
                .map(|item| item.to_string())
                .collect::<Vec<_>>()
                .join(", ")
        ))
    }

    /// A key of an object: bare where it is an identifier, quoted elsewhere.
    #[must_use]
    pub fn key(text: &str) -> Self {
        let is_identifier = text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            // After `{` it would begin a `for` expression.
            && text != "for";
        Self(if is_identifier {
            text.to_owned()
        } else {
            quote(text)
        })
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Literal> for Expr {
    fn from(literal: Literal) -> Self {
        Self(literal.0)
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text that stands anywhere as it is, in quotes, comments and labels: it comes from a type that
/// admits no character with a meaning in HCL.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Word(String);

impl Word {
    /// A text of letters, digits, `-`, `_`, `.`, `/`, `:` and `*`; none if it is empty or has another
    /// character.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:*".contains(c);
        let is_word = !text.is_empty() && text.chars().all(is_plain);
        is_word.then(|| Self(text.to_owned()))
    }

    /// Words joined by `separator`, which is a hyphen, an underscore or the like.
    #[must_use]
    pub(crate) fn joined(words: &[&dyn fmt::Display], separator: char) -> Self {
        Self(
            words
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(&separator.to_string()),
        )
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A type whose text is made of characters that have no meaning in HCL.
pub(crate) trait Plain: fmt::Display {}

impl<T: Plain> From<&T> for Word {
    fn from(plain: &T) -> Self {
        Self(plain.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::{Expr, Word, quote};

    #[test]
    fn a_word_has_no_character_with_a_meaning() {
        for text in ["mail.acme.example", "arn:aws:sqs:*", "a-b_c/1"] {
            assert!(Word::new(text).is_some(), "{text}");
        }
        for text in ["", "a b", "\"", "${x}", "a\n", "ü", "#"] {
            assert!(Word::new(text).is_none(), "{text}");
        }
    }

    #[test]
    fn quoting_leaves_no_meaning_to_templates_and_escapes() {
        for (text, quoted) in [
            ("", r#""""#),
            (r#"a "b" \c"#, r#""a \"b\" \\c""#),
            ("${x} %{if} $x $${y}", r#""$${x} %%{if} $x $$${y}""#),
            ("two\nlines\ttab\r", r#""two\nlines\ttab\r""#),
            ("ü 漢 \u{7}", "\"ü 漢 \\u0007\""),
        ] {
            assert_eq!(quote(text), quoted);
        }
    }

    #[test]
    fn keys_are_quoted_only_where_they_must_be() {
        assert_eq!(Expr::key("Project").to_string(), "Project");
        assert_eq!(Expr::key("cost-centre").to_string(), "\"cost-centre\"");
        assert_eq!(Expr::key("a b").to_string(), "\"a b\"");
        assert_eq!(Expr::key("for").to_string(), "\"for\"");
    }
}
