//! Texts of `stack.toml` as HCL: each is a template, as a quoted string in Terraform is.

use hcl_edit::Ident;
use hcl_edit::expr::Expression;
use hcl_edit::template::Element;

use super::quote;
use super::syntax::{self, Piece, SyntaxError};

#[cfg(test)]
mod properties;

/// A text as an expression: `${x}` is the bare `x`, anything else a quoted template.
///
/// What stands in `${}` and `%{}` is taken over as it is written.
///
/// # Errors
///
/// What is wrong with a text that is no template.
pub(crate) fn parse_template(text: &str) -> Result<String, String> {
    if !text.contains("${") && !text.contains("%{") {
        return Ok(quote(text));
    }
    let (template, pieces) = syntax::parse_pieces(text).map_err(|error| reason(&error))?;
    match (template.as_single_element(), pieces.as_slice()) {
        (Some(Element::Interpolation(interpolation)), [Piece::Sequence(written)]) => {
            let inner = &written["${".len()..written.len() - "}".len()];
            let inner = inner.strip_prefix('~').unwrap_or(inner);
            let inner = inner.strip_suffix('~').unwrap_or(inner);
            Ok(bare(inner.trim(), &interpolation.expr))
        }
        _ => Ok(quoted(&pieces)),
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
    syntax::parse_expression(inner).map_err(|error| reason(&error))?;
    Ok(inner.to_owned())
}

/// The template that is this very text.
pub(crate) fn escape(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
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
