//! Why a value could not be read, in the words of someone who writes TOML.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use crate::problem::{Code, Problem, help_one_of};
use crate::source::Span;

/// Why a value could not be read, as data.
#[derive(Debug)]
pub(crate) struct ReadError {
    reason: Reason,
    pub(in crate::manifest) span: Option<Span>,
    /// Whether the value may be absent.
    pub(in crate::manifest) is_optional: bool,
}

#[derive(Debug)]
enum Reason {
    Type {
        found: String,
        expected: String,
    },
    Variant {
        found: String,
        expected: &'static [&'static str],
    },
    Missing(&'static str),
    /// An overlay takes it away.
    TakenAway,
    /// A template where none is read.
    Template {
        text: String,
        at: Unread,
    },
    Other(String),
}

/// Where a template is not read.
#[derive(Debug, Clone, Copy)]
enum Unread {
    /// A string that formwork itself reads.
    Value,
    /// The name of an entry, or another key.
    Key,
    /// A string that goes to Terraform, where nothing can be computed.
    Constant,
}

impl ReadError {
    pub(super) fn template(text: &str) -> Self {
        Self::of_template(text, Unread::Value)
    }

    pub(super) fn template_as_key(text: &str) -> Self {
        Self::of_template(text, Unread::Key)
    }

    pub(super) fn computed(text: &str) -> Self {
        Self::of_template(text, Unread::Constant)
    }

    fn of_template(text: &str, at: Unread) -> Self {
        let text = text.to_owned();
        Self::of(Reason::Template { text, at })
    }

    /// A value of any type that an overlay takes away.
    pub(super) fn taken_away() -> Self {
        Self::of(Reason::TakenAway)
    }

    fn of(reason: Reason) -> Self {
        Self {
            reason,
            span: None,
            is_optional: false,
        }
    }

    /// Whether another type was expected.
    pub(super) fn is_of_type(&self) -> bool {
        matches!(self.reason, Reason::Type { .. })
    }

    /// Marks that the value at `span`, which may be absent, is the one that could not be read.
    pub(super) fn optional_at(mut self, span: &Span) -> Self {
        self.is_optional |= self.span.as_ref() == Some(span);
        self
    }

    /// Keeps the innermost span: the first to be set.
    pub(super) fn or_at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }

    pub(super) fn into_problem(self, key: &str) -> Problem {
        let span = self.span.unwrap_or(0..0);
        match self.reason {
            Reason::Type { found, expected } => {
                let help = type_help(&found, &expected);
                Problem::new(
                    Code::WrongType,
                    format!("`{key}` expects {expected}, found {found}"),
                )
                .at(span, format!("not {expected}"))
                .help(help)
            }
            Reason::Variant { found, expected } => {
                Problem::new(Code::UnknownValue, format!("`{key}` cannot be `{found}`"))
                    .at(span, "not one of the choices")
                    .help(help_one_of(&found, expected.iter().copied()))
            }
            Reason::Missing(field) => {
                Problem::new(Code::MissingKey, format!("`{key}` has no `{field}`"))
                    .at(span, format!("`{field}` is missing here"))
                    .help(format!("add `{field} = ...`"))
            }
            Reason::TakenAway => {
                Problem::new(Code::WrongType, format!("`{key}` cannot be taken away"))
                    .at(span, "not a value")
                    .help("write the value that it has in this environment")
            }
            Reason::Template { text, at } => template_problem(key, &text, at, span),
            Reason::Other(message) => Problem::new(Code::WrongType, message).at(span, "here"),
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.reason)
    }
}

impl std::error::Error for ReadError {}

impl de::Error for ReadError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::of(Reason::Other(message.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let reason = Reason::Type {
            found: in_toml_words(found),
            expected: plain(&expected.to_string()),
        };
        Self::of(reason)
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::of(Reason::Missing(field))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::of(Reason::Variant {
            found: variant.to_owned(),
            expected,
        })
    }
}

/// A range of TOML's whole numbers, which have 64 bits and a sign.
fn whole(least: impl fmt::Display, most: impl fmt::Display) -> String {
    format!("a whole number from {least} to {most}")
}

fn template_problem(key: &str, text: &str, at: Unread, span: Span) -> Problem {
    let address = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .filter(|address| address.starts_with("aws_"));
    let message = match at {
        Unread::Value => format!("`{key}` is read by formwork, and `{text}` is a template"),
        Unread::Key => {
            format!("the name `{text}` is a template, and names are read as they are written")
        }
        Unread::Constant => format!("`{key}` cannot be computed, and `{text}` is a template"),
    };
    let help = match (at, address) {
        (Unread::Value, _) => "write the value itself: templates are read only where a string becomes a value in Terraform, as in `environment`".to_owned(),
        (Unread::Key, Some(address)) => {
            format!("write the name itself; an address stands without braces: `\"{address}\"`")
        }
        (Unread::Key, None) => "write the name itself, without `${` and `%{`".to_owned(),
        (Unread::Constant, _) => {
            "write the value itself, and `$${` for a `${` that is only text".to_owned()
        }
    };
    Problem::new(Code::TemplateNotRead, message)
        .at(span, "templates are not read here")
        .help(help)
}

/// What a value of the expected type looks like.
fn type_help(found: &str, expected: &str) -> String {
    let help = match expected {
        "a value that HCL has too" => "write it as a text in quotes",
        "an array" => "write a list in brackets, such as `[\"one\", \"two\"]`",
        "a table or `false`" => "write keys and values in braces, or `false` without quotes",
        "a number" => "write a number, without quotes",
        "a table" => "write keys and values in braces, or below a header in brackets",
        "`true` or `false`" => "write `true` or `false`, without quotes",
        _ if expected.starts_with("a whole number") => {
            "write a number of that range, without quotes"
        }
        _ => return text_help(found),
    };
    help.to_owned()
}

/// Repeats a whole number; a fractional one has lost its zeros, and `15.10` is 15.1 by then.
fn text_help(found: &str) -> String {
    let number = found.trim_matches('`').parse::<i64>();
    let example = number.map_or("text".to_owned(), |number| number.to_string());
    format!("write a text in quotes, such as `\"{example}\"`")
}

fn in_toml_words(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(value) => format!("`{value}`"),
        Unexpected::Unsigned(value) => format!("`{value}`"),
        Unexpected::Signed(value) => format!("`{value}`"),
        Unexpected::Float(value) => format!("`{value}`"),
        Unexpected::Str(_) => "a string".to_owned(),
        Unexpected::Seq => "an array".to_owned(),
        Unexpected::Map => "a table".to_owned(),
        other => other.to_string(),
    }
}

/// serde's name of an expected type, in the words of someone who writes TOML.
fn plain(expected: &str) -> String {
    match expected {
        "u8" => whole(u8::MIN, u8::MAX),
        "u16" => whole(u16::MIN, u16::MAX),
        "u32" => whole(u32::MIN, u32::MAX),
        "u64" | "usize" => whole(0, i64::MAX),
        "i8" => whole(i8::MIN, i8::MAX),
        "i16" => whole(i16::MIN, i16::MAX),
        "i32" => whole(i32::MIN, i32::MAX),
        "i64" | "isize" => whole(i64::MIN, i64::MAX),
        "f32" | "f64" => "a number".to_owned(),
        "a boolean" => "`true` or `false`".to_owned(),
        "a sequence" => "an array".to_owned(),
        "a map" => "a table".to_owned(),
        _ if expected.starts_with("struct ") => "a table".to_owned(),
        _ => expected.to_owned(),
    }
}
