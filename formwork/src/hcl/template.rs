//! Texts of `stack.toml` as HCL: each is a template, as a quoted string in Terraform is.

use hcl_edit::Ident;
use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::template::Element;
use hcl_edit::visit::{self, Visit};

use super::syntax::{self, Piece, SyntaxError};
use super::{Expr, quote};

#[cfg(test)]
mod properties;

/// A text that was read as a template.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    expr: String,
    /// The expression that it is, of whatever type; anything else is a string.
    only: Option<Expression>,
    /// What stands between the expressions; all of the text if there are none.
    literals: Vec<String>,
    is_plain: bool,
    starts_with_literal: bool,
    references: Vec<String>,
}

impl Template {
    fn plain_text(text: &str) -> Self {
        Self {
            expr: quote(text),
            only: None,
            literals: vec![text.to_owned()],
            is_plain: true,
            starts_with_literal: true,
            references: Vec::new(),
        }
    }

    /// As HCL, of whatever type it is.
    pub(crate) fn expr(&self) -> Expr {
        Expr::new(self.expr.as_str())
    }

    /// The expression that it is, of whatever type; anything else is a string.
    pub(crate) fn only(&self) -> Option<&Expression> {
        self.only.as_ref()
    }

    /// The text that it is, if nothing in it is computed.
    pub(crate) fn plain(&self) -> Option<&str> {
        match self.literals.as_slice() {
            [] if self.is_plain => Some(""),
            [only] if self.is_plain => Some(only),
            _ => None,
        }
    }

    /// What it starts with, if that is known.
    pub(crate) fn start(&self) -> Option<&str> {
        let first = self.literals.first().map(String::as_str);
        first.filter(|_| self.starts_with_literal)
    }

    /// What is known of it beforehand.
    pub(crate) fn literals(&self) -> impl Iterator<Item = &str> {
        self.literals.iter().map(String::as_str)
    }

    /// The addresses that it refers to, such as `aws_lb.main` and `var.name`.
    pub(crate) fn references(&self) -> &[String] {
        &self.references
    }
}

/// A text, read as a template.
///
/// # Errors
///
/// What is wrong with a text that is no template.
pub(crate) fn parts_of(text: &str) -> Result<Template, String> {
    if !text.contains("${") && !text.contains("%{") {
        return Ok(Template::plain_text(text));
    }
    let (template, pieces) = syntax::parse_pieces(text).map_err(|error| reason(&error))?;
    let literals = pieces.iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some((*text).clone()),
        Piece::Sequence(_) => None,
    });
    let literals: Vec<String> = literals.collect();
    if literals.len() == pieces.len() {
        return Ok(Template::plain_text(&literals.concat()));
    }
    let mut references = References::default();
    references.visit_template(&template);
    let (expr, only) = match (template.as_single_element(), pieces.as_slice()) {
        (Some(Element::Interpolation(interpolation)), [Piece::Sequence(written)]) => {
            let inner = &written["${".len()..written.len() - "}".len()];
            let inner = inner.strip_prefix('~').unwrap_or(inner);
            let inner = inner.strip_suffix('~').unwrap_or(inner);
            let only = &interpolation.expr;
            (bare(inner.trim(), only), Some(only.clone()))
        }
        _ => (quoted(&pieces), None),
    };
    Ok(Template {
        expr,
        only,
        literals,
        is_plain: false,
        starts_with_literal: matches!(pieces.first(), Some(Piece::Text(_))),
        references: references.0,
    })
}

/// The addresses that are referred to.
#[derive(Debug, Default)]
struct References(Vec<String>);

impl Visit for References {
    fn visit_traversal(&mut self, traversal: &Traversal) {
        self.0.extend(address_of(traversal));
        visit::visit_traversal(self, traversal);
    }
}

/// The address that a traversal starts with: `data.T.N`, or two words.
fn address_of(traversal: &Traversal) -> Option<String> {
    let root = traversal.expr.as_variable()?.as_str();
    let operators = traversal.operators.iter();
    let mut names = operators.map_while(|operator| match operator.value() {
        TraversalOperator::GetAttr(name) => Some(name.as_str()),
        _ => None,
    });
    match root {
        "data" => Some(format!("data.{}.{}", names.next()?, names.next()?)),
        "resource" => Some(format!("{}.{}", names.next()?, names.next()?)),
        _ => Some(format!("{root}.{}", names.next()?)),
    }
}

/// A text as an expression: `${x}` is the bare `x`, anything else a quoted template.
///
/// What stands in `${}` and `%{}` is taken over as it is written.
///
/// # Errors
///
/// What is wrong with a text that is no template.
pub(crate) fn parse_template(text: &str) -> Result<String, String> {
    parts_of(text).map(|template| template.expr)
}

/// A text where HCL has no string but an address or a type: `aws_lb.main` or `${aws_lb.main}`.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn parse_bare(text: &str) -> Result<String, String> {
    let inner = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'));
    let inner = inner.unwrap_or(text).trim();
    let none = || Err("an address is expected".to_owned());
    if inner.is_empty() {
        return none();
    }
    let expression = syntax::parse_expression(inner).map_err(|error| reason(&error))?;
    let may_end_early = ["#", "//", "/*", "\n"]
        .iter()
        .any(|mark| inner.contains(mark));
    // The type of a variable may take several lines, and have comments between its braces.
    if may_end_early && !stands_alone(inner, &expression) {
        return none();
    }
    Ok(inner.to_owned())
}

/// Whether a text is a name of HCL: of a block, an argument or an object's key.
pub(crate) fn is_identifier(text: &str) -> bool {
    Ident::try_new(text).is_ok() && text.is_ascii()
}

/// An expression outside of a template, where a line break ends it unless it stands in brackets,
/// and a comment takes the rest of the line.
fn bare(written: &str, expression: &Expression) -> String {
    let marks = ["\n", "\r", "#", "//", "<<"];
    let may_end_early = marks.iter().any(|mark| written.contains(mark));
    // `terraform fmt`, and ours, takes `"${…}"` apart and leaves a comment in it without its line.
    let is_taken_apart = written.contains("\"${");
    if may_end_early && (is_taken_apart || !stands_alone(written, expression)) {
        return format!("({written}\n)");
    }
    written.to_owned()
}

/// Whether an expression is the same wherever a value may stand: in an argument and in a list.
fn stands_alone(written: &str, expression: &Expression) -> bool {
    let argument = syntax::parse_body(&format!("x = {written}\n"));
    let argument = argument.ok();
    let argument = argument.as_ref().and_then(|body| body.get_attribute("x"));
    let list = syntax::parse_expression(&format!("[{written}, 1]"));
    let first = match &list {
        Ok(Expression::Array(items)) if items.len() == 2 => items.get(0),
        _ => None,
    };
    argument.is_some_and(|argument| argument.value == *expression) && first == Some(expression)
}

fn quoted(pieces: &[Piece<'_>]) -> String {
    let mut quoted = String::from("\"");
    for piece in pieces {
        match piece {
            Piece::Text(text) => {
                let literal = quote(text);
                quoted.push_str(&literal[1..literal.len() - 1]);
            }
            Piece::Sequence(written) => quoted.push_str(written),
        }
    }
    quoted.push('"');
    quoted
}

/// The reason of the parser, on one line.
fn reason(error: &SyntaxError) -> String {
    error.to_string().replace('\n', ", ")
}

#[cfg(test)]
mod tests {
    use super::{is_identifier, parse_bare, parse_template};

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(parse_template(text).as_deref(), Ok(expected), "{text}");
    }

    #[test]
    fn a_reference_stands_alone_and_all_else_is_quoted() {
        check("plain", r#""plain""#);
        check("${aws_sqs_queue.jobs.arn}", "aws_sqs_queue.jobs.arn");
        check("${ aws_sqs_queue.jobs.arn }", "aws_sqs_queue.jobs.arn");
        check("${~ aws_sqs_queue.jobs.arn ~}", "aws_sqs_queue.jobs.arn");
        check("a-${x}", r#""a-${x}""#);
        check("${a}${b}", r#""${a}${b}""#);
        check("say \"${x}\" \\ \n", r#""say \"${x}\" \\ \n""#);
        check("${jsonencode({ a = \"b\" })}", r#"jsonencode({ a = "b" })"#);
        check("-${f(\"x\")}", r#""-${f("x")}""#);
        check("%{ if x }a%{ endif }", r#""%{ if x }a%{ endif }""#);
    }

    #[test]
    fn an_escaped_marker_stays_a_text() {
        check("$${x}", r#""$${x}""#);
        check("%%{ if x }", r#""%%{ if x }""#);
        check("$", r#""$""#);
    }

    #[test]
    fn a_line_break_does_not_end_an_expression() {
        check("${[\n  1,\n]}", "[\n  1,\n]");
        check("${a ||\nb}", "(a ||\nb\n)");
        check("${a.\nb}", "(a.\nb\n)");
        check("${a # b\n}", "(a # b\n)");
        check("${a // b\n}", "(a // b\n)");
        check("${f(\"#\")}", "f(\"#\")");
        check("${<<E\nx\nE\n}", "(<<E\nx\nE\n)");
    }

    #[test]
    fn what_stands_between_directives_is_escaped() {
        check(
            "%{ if a }say \"b\"\t\\d\n%{ else }c%{ endif }",
            r#""%{ if a }say \"b\"\t\\d\n%{ else }c%{ endif }""#,
        );
        check(
            "%{ for n in [\"a\"] ~}\nserver ${n};\n%{ endfor ~}\n",
            r#""%{ for n in ["a"] ~}\nserver ${n};\n%{ endfor ~}\n""#,
        );
        check("${f(\"x\")} \"y\"", r#""${f("x")} \"y\"""#);
    }

    #[test]
    fn what_is_no_template_is_refused() {
        for text in ["${", "${}", "a-${x", "%{ if }", "${x y}"] {
            assert!(parse_template(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_address_needs_no_braces() {
        assert_eq!(parse_bare("aws_lb.main").as_deref(), Ok("aws_lb.main"));
        assert_eq!(parse_bare("${aws_lb.main}").as_deref(), Ok("aws_lb.main"));
        assert_eq!(parse_bare("list(string)").as_deref(), Ok("list(string)"));
        for text in ["", "a b", "a # b", "a\nb", "${}"] {
            assert!(parse_bare(text).is_err(), "{text}");
        }
    }

    #[test]
    fn identifiers_are_those_of_hcl() {
        assert!(is_identifier("a-b_1") && is_identifier("_a"));
        assert!(
            !is_identifier("1a")
                && !is_identifier("a b")
                && !is_identifier("ü")
                && !is_identifier("")
        );
    }
}
