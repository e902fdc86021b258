//! The text of a file whose parts were changed.
//!
//! `hcl-edit` prints what its parser kept, but forgets, after a text within a text, that it is in
//! quotes, and escapes the lines of a heredoc that stands in them. So templates are printed here.

use std::fmt::Write as _;

use hcl_edit::expr::{Expression, Object, ObjectKey};
use hcl_edit::structure::Body;
use hcl_edit::template::{Directive, Element, ForTemplateExpr, StringTemplate, Strip, Template};
use hcl_edit::visit_mut::{self, VisitMut};
use hcl_edit::{Decorate, Decorated, Ident};

use super::quote;

pub(crate) fn print(body: &Body) -> String {
    let mut body = body.clone();
    Verbatim.visit_body_mut(&mut body);
    body.to_string()
}

/// An expression alone, without what stands around it.
pub(crate) fn print_expression(expression: &Expression) -> String {
    let mut expression = expression.clone();
    expression.decorate(("", ""));
    Verbatim.visit_expr_mut(&mut expression);
    expression.to_string()
}

/// A template outside of quotes, as texts of `stack.toml` are.
pub(crate) fn print_template(template: &Template) -> String {
    let mut string = StringTemplate::from(template.clone());
    Verbatim.visit_string_template_mut(&mut string);
    bare(&string)
}

/// How a text within a template is written.
type Escape = fn(&str) -> String;

/// Puts the text of each template in its place, from the inside out.
struct Verbatim;

impl VisitMut for Verbatim {
    fn visit_expr_mut(&mut self, node: &mut Expression) {
        visit_mut::visit_expr_mut(self, node);
        let text = match node {
            Expression::String(text) => quote(text),
            Expression::StringTemplate(template) => format!("\"{}\"", quoted(template)),
            Expression::HeredocTemplate(heredoc) => {
                let mut heredoc = heredoc.clone();
                heredoc.decorate(("", ""));
                Expression::from(*heredoc).to_string()
            }
            _ => return,
        };
        let decor = node.decor().clone();
        // A name is printed as it is, whatever is in it.
        let name = Decorated::new(Ident::new_unchecked(text));
        *node = Expression::from(name.decorated(decor));
    }

    fn visit_for_template_expr_mut(&mut self, node: &mut ForTemplateExpr) {
        // The crate leaves it out.
        self.visit_expr_mut(&mut node.collection_expr);
        visit_mut::visit_for_template_expr_mut(self, node);
    }

    fn visit_object_mut(&mut self, node: &mut Object) {
        visit_mut::visit_object_mut(self, node);
        let members = std::mem::take(node);
        node.set_trailing(members.trailing().clone());
        *node.decor_mut() = members.decor().clone();
        for (key, value) in members {
            let key = match key {
                ObjectKey::Expression(mut expression) => {
                    self.visit_expr_mut(&mut expression);
                    ObjectKey::Expression(expression)
                }
                name @ ObjectKey::Ident(_) => name,
            };
            node.insert(key, value);
        }
    }
}

fn quoted(template: &Template) -> String {
    let escape: Escape = |text| {
        let literal = quote(text);
        literal[1..literal.len() - 1].to_owned()
    };
    elements(template, escape)
}

fn bare(template: &Template) -> String {
    elements(template, escaped)
}

/// A text in which no mark of a template has a meaning.
pub(crate) fn escaped(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}

fn elements(template: &Template, escape: Escape) -> String {
    let all = template.iter();
    all.map(|part| element(part, escape)).collect()
}

fn element(element: &Element, escape: Escape) -> String {
    let within = |template: &Template| elements(template, escape);
    match element {
        Element::Literal(text) => escape(text),
        Element::Interpolation(interpolation) => {
            let inner = decorated(&interpolation.expr);
            sequence('$', interpolation.strip, &inner)
        }
        Element::Directive(directive) => match directive.as_ref() {
            Directive::If(directive) => {
                let start = &directive.if_expr;
                let inner = format!("{}if{}", &**start.preamble(), decorated(&start.cond_expr));
                let mut text = sequence('%', start.strip, &inner) + &within(&start.template);
                if let Some(part) = &directive.else_expr {
                    let inner = format!("{}else{}", &**part.preamble(), &**part.trailing());
                    text += &sequence('%', part.strip, &inner);
                    text += &within(&part.template);
                }
                let end = &directive.endif_expr;
                let inner = format!("{}endif{}", &**end.preamble(), &**end.trailing());
                text + &sequence('%', end.strip, &inner)
            }
            Directive::For(directive) => {
                let (start, end) = (&directive.for_expr, &directive.endfor_expr);
                let mut inner = format!("{}for", &**start.preamble());
                if let Some(key) = &start.key_var {
                    // Writing to a String cannot fail.
                    let _ = write!(inner, "{},", word(key));
                }
                let _ = write!(
                    inner,
                    "{}in{}",
                    word(&start.value_var),
                    decorated(&start.collection_expr)
                );
                let text = sequence('%', start.strip, &inner) + &within(&start.template);
                let inner = format!("{}endfor{}", &**end.preamble(), &**end.trailing());
                text + &sequence('%', end.strip, &inner)
            }
        },
    }
}

fn sequence(mark: char, strip: Strip, inner: &str) -> String {
    let (start, end) = (
        if strip.strip_start() { "~" } else { "" },
        if strip.strip_end() { "~" } else { "" },
    );
    format!("{mark}{{{start}{inner}{end}}}")
}

/// An expression with what stands around it; a space where nobody said.
fn decorated(expression: &Expression) -> String {
    let (prefix, suffix) = (expression.decor().prefix(), expression.decor().suffix());
    let (prefix, suffix) = (prefix.map_or(" ", |it| it), suffix.map_or(" ", |it| it));
    let mut bare = expression.clone();
    bare.decorate(("", ""));
    format!("{prefix}{bare}{suffix}")
}

fn word(name: &Decorated<Ident>) -> String {
    let (prefix, suffix) = (name.decor().prefix(), name.decor().suffix());
    let (prefix, suffix) = (prefix.map_or(" ", |it| it), suffix.map_or(" ", |it| it));
    format!("{prefix}{}{suffix}", name.as_str())
}

#[cfg(test)]
mod tests {
    use super::print;
    use crate::hcl::syntax::parse_body;

    #[test]
    fn what_is_printed_is_what_was_read() {
        for text in [
            "a = \"${f(\"b${c}\")} \\\"d\\\" \\\\e\"\n",
            "a = \"%{ if b }\\\"c\\\"${d(\"e${f}\")}\\n%{ else }\\t%{ endif }\\\\\"\n",
            "a = \"%{~ for k, v in b ~}${f(\"${k}\")}\\\"%{~ endfor ~}\"\n",
            "a = \"${f(<<E\n\"b\" ${c} \\d\nE\n)} \\\"\"\n",
            "a = \"%{ for b in [\"${c}\", \"d${f(\"${e}\")}\\n\"] }\\\"%{ endfor }\"\n",
            "a = { \"b${f(\"${c}\")}\\\"\" = 1, (\"x${y}\") = 2 }\n",
            "a = <<-E\n  b ${f(\"c${d}\")} \\\"\n    e\n  E\n",
            "a = \"$$${x} %%{y} \\u0007\\r\\n$${z} %%%{ \"\n",
            "a = b # c\n\n# d\ne {\n  f = [ # g\n    1,\n  ]\n}\n",
        ] {
            let body = parse_body(text).unwrap();
            assert_eq!(print(&body), text);
        }
    }
}
