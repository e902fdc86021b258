//! format, step 2: old ways of writing in, today's idiom out.
//!
//! These are the only changes that are not white space: labels are quoted,
//! `"${x}"` becomes `x` where it is a whole argument, and the `type` of a
//! variable loses its old notations.

use std::borrow::Cow;

use super::label;
use super::lexer::{Kind, Token};

/// Rewrites the arguments and block headers of a file.
pub(super) fn modernize(tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let mut rewriter = Rewriter {
        output: Vec::with_capacity(tokens.len()),
        input: tokens.into_iter(),
        open_blocks: 0,
        in_variable: false,
    };
    while !rewriter.rest().is_empty() {
        rewriter.item();
    }
    rewriter.output
}

/// Walks the items of bodies. Expressions are passed over as a whole, so the
/// braces seen here are those of blocks.
struct Rewriter<'a> {
    input: std::vec::IntoIter<Token<'a>>,
    output: Vec<Token<'a>>,
    open_blocks: usize,
    /// Whether the outermost open block is a `variable`.
    in_variable: bool,
}

impl<'a> Rewriter<'a> {
    fn rest(&self) -> &[Token<'a>] {
        self.input.as_slice()
    }

    fn keep(&mut self, count: usize) {
        self.output.extend(self.input.by_ref().take(count));
    }

    fn skip(&mut self, count: usize) {
        self.input.by_ref().take(count).for_each(drop);
    }

    fn keep_comments(&mut self) {
        self.keep(leading(self.rest(), Kind::Comment));
    }

    fn item(&mut self) {
        match self.rest() {
            [name, after @ ..] if name.kind == Kind::Ident => {
                let comments = leading(after, Kind::Comment);
                let next = after.get(comments).map(|token| token.kind);
                if next == Some(Kind::Equal) {
                    self.argument();
                } else {
                    self.block_header();
                }
            }
            [other, ..] => {
                if other.kind == Kind::CloseBrace {
                    self.open_blocks = self.open_blocks.saturating_sub(1);
                }
                self.keep(1);
            }
            [] => {}
        }
    }

    fn argument(&mut self) {
        let is_type = self.is_variable_type();
        self.keep(1);
        self.keep_comments();
        self.keep(1); // the equals sign
        self.keep_comments();
        let length = expression_length(self.rest());
        if is_type {
            self.type_constraint(length);
        } else {
            self.value(length);
        }
    }

    fn is_variable_type(&self) -> bool {
        self.open_blocks == 1
            && self.in_variable
            && self.rest().first().is_some_and(|name| name.text == "type")
    }

    fn value(&mut self, length: usize) {
        let expression = self.rest().get(..length).unwrap_or_default();
        let Some(inside) = lone_interpolation(expression) else {
            self.keep(length);
            return;
        };
        let before = leading(inside, Kind::Newline);
        let after = trailing(inside, Kind::Newline);
        let kept = inside.len().saturating_sub(before + after);
        let trimmed = inside.get(before..before + kept).unwrap_or_default();
        let needs_parens = needs_parens(trimmed);

        self.skip(2 + before);
        if needs_parens {
            self.output.push(Token::new(Kind::OpenParen, "("));
        }
        self.keep(kept);
        if needs_parens {
            self.output.push(Token::new(Kind::CloseParen, ")"));
        }
        self.skip(after + 2);
    }

    fn type_constraint(&mut self, length: usize) {
        let expression = self.rest().get(..length).unwrap_or_default();
        match modern_type(expression) {
            Some(modern) => {
                self.skip(length);
                self.output.extend(modern);
            }
            None => self.keep(length),
        }
    }

    fn block_header(&mut self) {
        let opens_variable = self.rest().first().is_some_and(|t| t.text == "variable");
        self.keep(1);
        self.labels();
        let opens = self.rest().first().map(|token| token.kind) == Some(Kind::OpenBrace);
        if opens {
            self.keep(1);
            if self.open_blocks == 0 {
                self.in_variable = opens_variable;
            }
            self.open_blocks += 1;
        }
    }

    /// Quotes the labels and drops the comments before and between them;
    /// those behind the last label stay.
    fn labels(&mut self) {
        loop {
            let comments = leading(self.rest(), Kind::Comment);
            let length = label_length(self.rest().get(comments..).unwrap_or_default());
            if length == 0 {
                self.keep(comments);
                return;
            }
            self.skip(comments);
            self.label(length);
        }
    }

    fn label(&mut self, length: usize) {
        let label = self.rest().get(..length).unwrap_or_default();
        let literal = match label {
            [ident] => Some(ident.text.clone()),
            [_, _] => Some(Cow::Borrowed("")),
            [_, literal, _] => label::canonical(&literal.text),
            _ => None,
        };
        self.skip(length);
        if let Some(literal) = literal {
            self.output.push(Token::new(Kind::OpenQuote, "\""));
            self.output.push(Token::new(Kind::QuotedLiteral, literal));
            self.output.push(Token::new(Kind::CloseQuote, "\""));
        }
    }
}

/// Number of tokens of the expression at the start of `tokens`, without the
/// comments behind it.
fn expression_length(tokens: &[Token]) -> usize {
    let mut depth = 0;
    let end = tokens.iter().position(|token| {
        let is_outside = depth == 0 && (token.ends_line() || token.kind == Kind::End);
        depth += token.kind.bracket_change();
        is_outside || depth < 0
    });
    let end = end.unwrap_or(tokens.len());
    end - trailing(tokens.get(..end).unwrap_or_default(), Kind::Comment)
}

/// The tokens inside `"${ … }"`, if the expression is that and nothing more.
fn lone_interpolation<'t, 'a>(expression: &'t [Token<'a>]) -> Option<&'t [Token<'a>]> {
    let [quote, open, inside @ .., close, end_quote] = expression else {
        return None;
    };
    let is_wrapped = !inside.is_empty()
        && quote.kind == Kind::OpenQuote
        && open.kind == Kind::Interpolation
        && close.kind == Kind::CloseTemplate
        && end_quote.kind == Kind::CloseQuote;
    (is_wrapped && is_one_expression(inside)).then_some(inside)
}

/// Whether no literal and no second sequence is among the tokens, other than
/// in the quotes of a nested template.
fn is_one_expression(inside: &[Token]) -> bool {
    let mut quotes = 0;
    inside.iter().all(|token| {
        match token.kind {
            Kind::OpenQuote => quotes += 1,
            Kind::CloseQuote => quotes -= 1,
            Kind::Interpolation | Kind::CloseTemplate | Kind::QuotedLiteral => return quotes > 0,
            _ => {}
        }
        true
    })
}

/// An expression of several lines needs parentheses once its template is gone.
fn needs_parens(expression: &[Token]) -> bool {
    let first = expression.first().map(|token| token.kind);
    let last = expression.last().map(|token| token.kind);
    let has_parens = first == Some(Kind::OpenParen) && last == Some(Kind::CloseParen);
    !has_parens && expression.iter().any(|token| token.kind == Kind::Newline)
}

/// Today's notation of a type constraint written as before Terraform 0.12.
fn modern_type<'a>(expression: &[Token<'a>]) -> Option<Vec<Token<'a>>> {
    match expression {
        [keyword] if keyword.kind == Kind::Ident => match &*keyword.text {
            "list" | "map" | "set" => Some(collection(keyword.text.clone(), "any")),
            _ => None,
        },
        [_, quoted, _] if quoted.kind == Kind::QuotedLiteral => match &*quoted.text {
            "string" => Some(vec![Token::new(Kind::Ident, "string")]),
            "list" | "map" => Some(collection(quoted.text.clone(), "string")),
            _ => None,
        },
        _ => None,
    }
}

fn collection<'a>(kind: Cow<'a, str>, element: &'static str) -> Vec<Token<'a>> {
    vec![
        Token::new(Kind::Ident, kind),
        Token::new(Kind::OpenParen, "("),
        Token::new(Kind::Ident, element),
        Token::new(Kind::CloseParen, ")"),
    ]
}

/// Number of tokens of the label at the start of `tokens`; 0 if there is none.
fn label_length(tokens: &[Token]) -> usize {
    let mut kinds = tokens.iter().map(|token| token.kind);
    match (kinds.next(), kinds.next(), kinds.next()) {
        (Some(Kind::Ident), ..) => 1,
        (Some(Kind::OpenQuote), Some(Kind::CloseQuote), _) => 2,
        (Some(Kind::OpenQuote), Some(Kind::QuotedLiteral), Some(Kind::CloseQuote)) => 3,
        _ => 0,
    }
}

fn leading(tokens: &[Token], kind: Kind) -> usize {
    tokens.iter().take_while(|token| token.kind == kind).count()
}

fn trailing(tokens: &[Token], kind: Kind) -> usize {
    tokens
        .iter()
        .rev()
        .take_while(|token| token.kind == kind)
        .count()
}
