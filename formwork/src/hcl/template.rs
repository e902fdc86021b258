//! Texts of `stack.toml` as HCL: each is a template, as a quoted string in Terraform is.

use hcl_edit::Ident;
use hcl_edit::expr::Expression;
use hcl_edit::structure::Body;
use hcl_edit::template::{Element, StringTemplate, Template};

use super::quote;

/// A text as an expression: `${x}` is the bare `x`, anything else a quoted template.
///
/// # Errors
///
/// What is wrong with a text that is no template.
pub(crate) fn parse_template(text: &str) -> Result<String, String> {
    if !text.contains("${") && !text.contains("%{") {
        return Ok(quote(text));
    }
    let template: Template = text.parse().map_err(|error| reason(&error))?;
    match template.as_single_element() {
        Some(Element::Interpolation(interpolation)) => Ok(bare(&interpolation.expr)),
        _ => Ok(quoted(&template)),
    }
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
    let has_comment = ["#", "//", "/*", "\n"]
        .iter()
        .any(|mark| inner.contains(mark));
    if inner.is_empty() || has_comment {
        return Err("an address is expected".to_owned());
    }
    let expression: Expression = inner.parse().map_err(|error| reason(&error))?;
    Ok(expression.to_string().trim().to_owned())
}

/// The template that is this very text.
pub(crate) fn escape(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}

/// Whether a text is a name of HCL: of a block, an argument or an object's key.
pub(crate) fn is_identifier(text: &str) -> bool {
    Ident::try_new(text).is_ok() && text.is_ascii()
}

/// An expression outside of a template, where a line break ends it unless it stands in brackets.
fn bare(expression: &Expression) -> String {
    let text = expression.to_string().trim().to_owned();
    let ends_early = text.contains('\n') || text.contains('#') || text.contains("//");
    if ends_early && format!("x = {text}\n").parse::<Body>().is_err() {
        return format!("({text}\n)");
    }
    text
}

fn quoted(template: &Template) -> String {
    let mut quoted = String::from("\"");
    for element in template {
        match element {
            Element::Literal(literal) => {
                let literal = quote(literal);
                quoted.push_str(&literal[1..literal.len() - 1]);
            }
            other => {
                let element = StringTemplate::from(vec![other.clone()]).to_string();
                let inner = element.strip_prefix('"').and_then(|e| e.strip_suffix('"'));
                quoted.push_str(inner.unwrap_or(&element));
            }
        }
    }
    quoted.push('"');
    quoted
}

/// The first reason of a parser, on one line.
fn reason(error: &hcl_edit::parser::Error) -> String {
    let place = error.location();
    let message = error.message().split('\n').collect::<Vec<_>>().join(", ");
    format!(
        "{message}, at line {}, column {}",
        place.line(),
        place.column()
    )
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
        check("${a ||\nb}", "a || b");
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
