//! The grammar of HCL as Terraform reads it, into the types of `hcl-edit`. ADR 10 says why there is
//! a parser beside the one of that crate.

use std::fmt;

use hcl_edit::expr::Expression;
use hcl_edit::structure::Body;
use hcl_edit::template::Template;

mod body;
mod collection;
mod cursor;
mod expression;
mod heredoc;
mod outline;
mod string;
mod template;
mod term;
#[cfg(test)]
mod tests;

use cursor::Cursor;
pub(crate) use outline::{Outline, Way};

/// How deep expressions and blocks may stand in each other, and how long a chain of operators may
/// be. Terraform has no such limit; ours keeps what walks the tree within its stack.
pub(crate) const DEEPEST: usize = 1_000;

/// Why a text is not HCL, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// A phrase.
    pub(crate) message: String,
    /// In bytes.
    pub(crate) offset: usize,
    /// From 1.
    pub(crate) line: usize,
    /// From 1, in characters.
    pub(crate) column: usize,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            message,
            line,
            column,
            ..
        } = self;
        write!(f, "{message}, at line {line}, column {column}")
    }
}

/// Reads a file.
///
/// # Errors
///
/// The text is not HCL.
pub(crate) fn parse_body(text: &str) -> Result<Body, SyntaxError> {
    parse_file(text).map(|(body, _)| body)
}

/// Reads a file, with the place of everything in it.
///
/// # Errors
///
/// The text is not HCL.
pub(crate) fn parse_file(text: &str) -> Result<(Body, Outline), SyntaxError> {
    let mut cursor = Cursor::new(text);
    cursor.skip_byte_order_mark();
    let body = cursor.file()?;
    Ok((body, cursor.into_outline()))
}

/// Reads an expression, in which line breaks mean nothing.
///
/// # Errors
///
/// The text is no expression.
pub(crate) fn parse_expression(text: &str) -> Result<Expression, SyntaxError> {
    let mut cursor = Cursor::new(text);
    let expression = cursor.without_newlines(Cursor::spaced_expression)?;
    cursor.expect_end("the expression")?;
    Ok(expression)
}

/// Reads a template as it stands outside of quotes.
///
/// # Errors
///
/// The text is no template.
pub(crate) fn parse_template(text: &str) -> Result<Template, SyntaxError> {
    parse_pieces(text).map(|(template, _)| template)
}

/// A piece of a template as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    /// Text, as it is without escapes.
    Text(String),
    /// `${…}`, or one `%{…}`.
    Sequence(&'t str),
}

/// As [`parse_template`], with the pieces that the template is written in.
///
/// # Errors
///
/// The text is no template.
pub(crate) fn parse_pieces(text: &str) -> Result<(Template, Vec<Piece<'_>>), SyntaxError> {
    let mut cursor = Cursor::new(text);
    let template = cursor.bare_template()?;
    cursor.expect_end("the template")?;
    Ok((template, cursor.into_pieces()))
}

/// The line of a place in a text and the column in it, both from 1.
pub(crate) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (line, before[start..].chars().count() + 1)
}
