//! Single values: each is parsed by its type, and its problem is labelled where it stands.

use std::ops::RangeInclusive;

use crate::manifest::Field;
use crate::problem::{Code, Problem};
use crate::source::Span;

/// Parses a text; a default that fails is labelled at its `table`.
pub(crate) fn text<T>(
    field: &Field<impl AsRef<str>>,
    table: &Span,
    label: &str,
    parse: impl FnOnce(&str) -> Result<T, Problem>,
) -> Result<T, Problem> {
    parse(field.get().as_ref()).map_err(|problem| problem.at(field.span_or(table), label))
}

/// A value that did not hold: its problem has been told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused;

/// Reads a value that may be absent.
pub(crate) fn optional<F, T>(
    field: Option<F>,
    read: impl FnOnce(F) -> Option<T>,
) -> Result<Option<T>, Refused> {
    match field.map(read) {
        Some(None) => Err(Refused),
        Some(value) => Ok(value),
        None => Ok(None),
    }
}

/// The numbers that AWS takes for a key.
#[derive(Debug)]
#[non_exhaustive]
pub struct Limits {
    /// The key, as messages name it.
    pub key: &'static str,
    /// The least and the largest number.
    pub range: RangeInclusive<u32>,
    /// Who takes them, as the subject of a sentence: `RDS`.
    pub taker: &'static str,
}

impl Limits {
    /// The limits of `key`, which `taker` sets, the subject of a sentence.
    #[must_use]
    pub const fn new(key: &'static str, range: RangeInclusive<u32>, taker: &'static str) -> Self {
        Self { key, range, taker }
    }
}

/// A number within its limits.
pub(crate) fn number<T: Copy + Into<u32>>(
    field: &Field<T>,
    table: &Span,
    limits: &Limits,
) -> Result<T, Problem> {
    let value: u32 = (*field.get()).into();
    let (least, most) = (limits.range.start(), limits.range.end());
    let (label, help) = match value {
        _ if limits.range.contains(&value) => return Ok(*field.get()),
        _ if value < *least => ("too small", format!("use at least {least}")),
        _ => ("too large", format!("use at most {most}")),
    };
    let message = format!(
        "`{}` is {value}, {} takes {least} to {most}",
        limits.key, limits.taker
    );
    Err(Problem::new(Code::OutOfRange, message)
        .at(field.span_or(table), label)
        .help(help))
}

/// Labels two numbers that contradict each other: first the one that is not a default, since
/// there the mistake was made.
pub(crate) fn at_both(
    problem: Problem,
    table: &Span,
    first: (&str, &Field<u32>),
    second: (&str, &Field<u32>),
) -> Problem {
    let (first, second) = if first.1.is_written() {
        (first, second)
    } else {
        (second, first)
    };
    [first, second]
        .into_iter()
        .fold(problem, |problem, (key, field)| {
            let by_default = if field.is_written() {
                ""
            } else {
                " by default"
            };
            problem.at(
                field.span_or(table),
                format!("`{key}` is {}{by_default}", field.get()),
            )
        })
}
