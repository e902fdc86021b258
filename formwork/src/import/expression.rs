//! An expression of HCL as a value of `stack.toml`: what TOML can say is said in TOML, and the rest stands in
//! `${…}` as it was written.

use std::collections::BTreeSet;

use hcl_edit::Decorate;
use hcl_edit::expr::{Expression, Object, ObjectKey, UnaryOperator};
use hcl_edit::template::Template;

use super::heredoc;
use super::item::{Item, Member};
use super::meaning;
use crate::format::has_comment;
use crate::hcl::print::{escaped, print_expression, print_template};
use crate::hcl::syntax;
use crate::hcl::{parse_bare, parse_template};

/// A value whose texts are templates.
pub(super) fn item(expression: &Expression) -> Item {
    said(expression).unwrap_or_else(|| verbatim(expression))
}

/// The value as TOML says it, if it can.
fn said(expression: &Expression) -> Option<Item> {
    match expression {
        Expression::Bool(value) => Some(Item::Bool(*value.value())),
        Expression::Number(_) => number(expression, 1),
        Expression::UnaryOp(operation) if *operation.operator == UnaryOperator::Neg => {
            number(&operation.expr, -1)
        }
        Expression::String(text) => Some(Item::Text(escaped(text.value()))),
        Expression::StringTemplate(template) => of_template(expression, template),
        Expression::HeredocTemplate(it) => of_template(expression, &heredoc::template_of(it)?),
        Expression::Parenthesis(inner) => said(inner.inner()),
        Expression::Array(items) if !has_comments(expression) => {
            Some(Item::List(items.iter().map(item).collect()))
        }
        Expression::Object(object) if !has_comments(expression) => object_item(object, item),
        _ => None,
    }
}

fn number(expression: &Expression, sign: i64) -> Option<Item> {
    let number = expression.as_number()?;
    if let Some(integer) = number.as_i64() {
        return integer.checked_mul(sign).map(Item::Integer);
    }
    let float = number.as_f64().filter(|float| float.is_finite())?;
    // What a float cannot hold stays as it is written.
    let is_exact = print_expression(expression).parse::<f64>() == Ok(float) && !number.is_u64();
    let sign = if sign < 0 { -1.0 } else { 1.0 };
    is_exact.then_some(Item::Float(sign * float))
}

/// A template outside of quotes, if it is read there as it was within them.
fn of_template(expression: &Expression, template: &Template) -> Option<Item> {
    let text = print_template(template);
    means(&text, expression).then_some(Item::Text(text))
}

fn object_item(object: &Object, value: fn(&Expression) -> Item) -> Option<Item> {
    let mut names = BTreeSet::new();
    let members = object.iter().map(|(key, member)| {
        let name = key_text(key)?;
        let is_new = names.insert(name.clone());
        is_new.then(|| Member::new(name, value(member.expr())))
    });
    members.collect::<Option<_>>().map(Item::Table)
}

/// A key of a table, which raw blocks read as a template too.
fn key_text(key: &ObjectKey) -> Option<String> {
    match key {
        ObjectKey::Ident(name) => Some(name.as_str().to_owned()),
        ObjectKey::Expression(Expression::String(text)) => Some(escaped(text.value())),
        ObjectKey::Expression(Expression::Number(number)) => {
            number.as_i64().map(|it| it.to_string())
        }
        ObjectKey::Expression(Expression::StringTemplate(template)) => {
            Some(print_template(template))
        }
        ObjectKey::Expression(Expression::Parenthesis(inner)) => {
            Some(format!("${{{}}}", print_expression(inner.inner())))
        }
        ObjectKey::Expression(_) => None,
    }
}

/// `${…}` around what is written.
pub(super) fn verbatim(expression: &Expression) -> Item {
    let inner = match expression {
        Expression::Parenthesis(inner) => inner.inner(),
        other => other,
    };
    let written = print_expression(inner);
    let moved = format!("${{{}}}", dedented(&written));
    if means(&moved, expression) {
        return Item::Text(moved);
    }
    // The end of a heredoc is a line of its own.
    let end = if written.contains("<<") { "\n" } else { "" };
    Item::Text(format!("${{{written}{end}}}"))
}

/// A value whose texts are addresses or types.
pub(super) fn bare(expression: &Expression) -> Item {
    let is_plain = !has_comments(expression);
    match expression {
        Expression::Array(items) if is_plain => Item::List(items.iter().map(bare).collect()),
        Expression::Object(object) if is_plain => {
            let has_names = object.iter().all(|(key, _)| key.as_ident().is_some());
            let table = has_names.then(|| object_item(object, bare)).flatten();
            table.unwrap_or_else(|| bare_verbatim(expression))
        }
        Expression::Traversal(_) | Expression::Variable(_) | Expression::FuncCall(_) => {
            let written = dedented(&print_expression(expression));
            match parse_bare(&written) {
                Ok(_) => Item::Text(written),
                Err(_) => bare_verbatim(expression),
            }
        }
        other => bare_verbatim(other),
    }
}

fn bare_verbatim(expression: &Expression) -> Item {
    Item::Text(format!("${{{}}}", print_expression(expression)))
}

/// Whether a text of a raw block means an expression.
fn means(text: &str, expression: &Expression) -> bool {
    let written = parse_template(text);
    let read = written.and_then(|it| syntax::parse_expression(&it).map_err(|it| it.to_string()));
    read.is_ok_and(|read| meaning::of(&read) == meaning::of(expression))
}

/// Whether there is a comment inside an expression.
fn has_comments(expression: &Expression) -> bool {
    let mut bare = expression.clone();
    bare.decorate(("", ""));
    has_comment(&bare.to_string())
}

/// The lines behind the first, moved to the left as far as all of them can be.
fn dedented(text: &str) -> String {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    let filled = lines.clone().filter(|line| !line.trim().is_empty());
    let indentation = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let least = filled.map(indentation).min().unwrap_or(0);
    let mut moved = first.to_owned();
    for line in lines {
        moved.push('\n');
        moved.push_str(line.get(least..).unwrap_or_default());
    }
    moved
}
