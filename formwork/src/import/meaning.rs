//! What expressions and blocks mean, as texts that are equal where the meaning is: without layout, comments,
//! quotes that are not needed, and the order of what has none.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hcl_edit::expr::{
    Expression, ForExpr, FuncCall, Object, ObjectKey, Traversal, TraversalOperator,
};
use hcl_edit::structure::{Block, BlockLabel, Body, Structure};
use hcl_edit::template::{Directive, Element, Strip, Template};

use super::heredoc;
use super::shape_of;
use crate::raw::{Level, Shape};
use crate::schema::ProviderLine;

/// The meaning of an expression.
pub(super) fn of(expression: &Expression) -> String {
    match expression {
        Expression::Null(_) => "null".to_owned(),
        Expression::Bool(value) => value.value().to_string(),
        Expression::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => integer.to_string(),
            (None, Some(float)) if !number.is_u64() => float.to_string(),
            _ => number.value().to_string(),
        },
        Expression::String(text) => format!("{:?}", text.value()),
        Expression::StringTemplate(template) => of_template(template),
        Expression::HeredocTemplate(heredoc) => match heredoc::template_of(heredoc) {
            Some(template) => of_template(&template),
            None => format!("<<-{}", of_template(&heredoc.template)),
        },
        Expression::Parenthesis(inner) => of(inner.inner()),
        Expression::Variable(name) => name.as_str().to_owned(),
        Expression::Array(items) => list(items.iter().map(of)),
        Expression::Object(object) => of_object(object),
        Expression::Conditional(it) => format!(
            "({} ? {} : {})",
            of(&it.cond_expr),
            of(&it.true_expr),
            of(&it.false_expr)
        ),
        Expression::FuncCall(call) => of_call(call),
        Expression::Traversal(traversal) => of_traversal(traversal),
        Expression::UnaryOp(it) => match it.operator.as_str() {
            "-" => format!("-{}", of(&it.expr)),
            operator => format!("({operator}{})", of(&it.expr)),
        },
        Expression::BinaryOp(it) => format!(
            "({} {} {})",
            of(&it.lhs_expr),
            it.operator.value().as_str(),
            of(&it.rhs_expr)
        ),
        Expression::ForExpr(it) => of_for(it),
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

fn of_object(object: &Object) -> String {
    let mut members: Vec<String> = object
        .iter()
        .map(|(key, value)| format!("{} = {}", of_key(key), of(value.expr())))
        .collect();
    members.sort();
    format!("{{{}}}", members.join(", "))
}

fn of_key(key: &ObjectKey) -> String {
    match key {
        ObjectKey::Ident(name) => format!("{:?}", name.as_str()),
        ObjectKey::Expression(Expression::Number(number)) => format!("\"{}\"", number.value()),
        ObjectKey::Expression(expression) => of(expression),
    }
}

fn of_call(call: &FuncCall) -> String {
    let names = call.name.namespace.iter().chain([&call.name.name]);
    let names: Vec<&str> = names.map(|name| name.as_str()).collect();
    let rest = if call.args.expand_final() { "..." } else { "" };
    let arguments: Vec<String> = call.args.iter().map(of).collect();
    format!("{}({}{rest})", names.join("::"), arguments.join(", "))
}

fn of_traversal(traversal: &Traversal) -> String {
    let mut text = of(&traversal.expr);
    for operator in &traversal.operators {
        // Writing to a String cannot fail.
        let _ = match operator.value() {
            TraversalOperator::AttrSplat(_) => write!(text, ".*"),
            TraversalOperator::FullSplat(_) => write!(text, "[*]"),
            TraversalOperator::GetAttr(name) => write!(text, ".{}", name.as_str()),
            TraversalOperator::Index(index) => write!(text, "[{}]", of(index)),
            TraversalOperator::LegacyIndex(index) => write!(text, "[{}]", index.value()),
        };
    }
    text
}

fn of_for(expression: &ForExpr) -> String {
    let intro = &expression.intro;
    let key = intro.key_var.as_ref();
    let key = key.map_or(String::new(), |key| format!("{}, ", key.as_str()));
    let result = match &expression.key_expr {
        Some(key) => format!("{} => {}", of(key), of(&expression.value_expr)),
        None => of(&expression.value_expr),
    };
    let grouping = if expression.grouping { "..." } else { "" };
    let condition = expression.cond.as_ref();
    let condition = condition.map_or(String::new(), |it| format!(" if {}", of(&it.expr)));
    format!(
        "(for {key}{} in {} : {result}{grouping}{condition})",
        intro.value_var.as_str(),
        of(&intro.collection_expr)
    )
}

/// A template that is one expression is that expression.
pub(super) fn of_template(template: &Template) -> String {
    match template.iter().collect::<Vec<_>>().as_slice() {
        [] => "\"\"".to_owned(),
        [Element::Literal(text)] => format!("{:?}", text.value()),
        [Element::Interpolation(interpolation)] => of(&interpolation.expr),
        _ => format!("\"{}\"", elements(template)),
    }
}

fn elements(template: &Template) -> String {
    template.iter().map(element).collect()
}

fn element(element: &Element) -> String {
    match element {
        Element::Literal(text) => format!("{:?}", text.value()),
        Element::Interpolation(it) => sequence("", it.strip, &of(&it.expr)),
        Element::Directive(directive) => match directive.as_ref() {
            Directive::If(directive) => {
                let start = &directive.if_expr;
                let mut text = sequence("if", start.strip, &of(&start.cond_expr));
                text += &elements(&start.template);
                if let Some(part) = &directive.else_expr {
                    text += &sequence("else", part.strip, "");
                    text += &elements(&part.template);
                }
                text + &sequence("endif", directive.endif_expr.strip, "")
            }
            Directive::For(directive) => {
                let start = &directive.for_expr;
                let key = start.key_var.as_ref().map_or("", |key| key.as_str());
                let value = start.value_var.as_str();
                let inner = format!("{key}, {value} in {}", of(&start.collection_expr));
                let text = sequence("for", start.strip, &inner) + &elements(&start.template);
                text + &sequence("endfor", directive.endfor_expr.strip, "")
            }
        },
    }
}

fn sequence(word: &str, strip: Strip, inner: &str) -> String {
    let mark = |is: bool| if is { "~" } else { "" };
    format!(
        "{{{}{word} {inner}{}}}",
        mark(strip.strip_start()),
        mark(strip.strip_end())
    )
}

/// The blocks of a module by address: settings of Terraform and the configuration of AWS that has no alias are
/// left out. What has no address is told apart by its meaning.
pub(super) fn of_module<'b>(
    bodies: impl IntoIterator<Item = &'b Body>,
    lines: &[ProviderLine],
) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for block in bodies.into_iter().flat_map(Body::blocks) {
        match block.ident.as_str() {
            "terraform" => {}
            "locals" => {
                let locals = block.body.attributes();
                all.extend(locals.map(|it| (format!("local.{}", it.key.as_str()), of(&it.value))));
            }
            "provider" if !block.body.has_attribute("alias") => {}
            "provider" => {
                let (shape, level) = shape_of(block, lines);
                let alias = block.body.get_attribute("alias");
                let alias = alias.map_or(String::new(), |alias| of(&alias.value));
                all.insert(
                    format!("provider {alias}"),
                    of_body(&block.body, shape, level),
                );
            }
            "removed" => {
                let from = block.body.get_attribute("from");
                let from = from.map_or(String::new(), |from| of(&from.value));
                all.insert(format!("removed {from}"), destroys(block).to_string());
            }
            ident @ ("moved" | "import") => {
                let meaning = of_body(&block.body, Shape::Unknown, Level::Nested);
                all.insert(format!("{ident} {meaning}"), String::new());
            }
            _ => {
                let (shape, level) = shape_of(block, lines);
                all.insert(address(block), of_body(&block.body, shape, level));
            }
        }
    }
    all
}

/// Whether a `removed` block destroys, which it does unless it says otherwise.
fn destroys(block: &Block) -> bool {
    let mut lifecycles = block.body.get_blocks("lifecycle");
    let destroy = lifecycles.find_map(|it| it.body.get_attribute("destroy"));
    destroy.is_none_or(|destroy| destroy.value.as_bool() != Some(false))
}

/// What Terraform calls a block of the top.
pub(super) fn address(block: &Block) -> String {
    let labels = block.labels.iter().map(BlockLabel::as_str);
    let ident = Some(block.ident.as_str()).filter(|ident| *ident != "resource");
    let ident = ident.map(|ident| if ident == "variable" { "var" } else { ident });
    let words: Vec<&str> = ident.into_iter().chain(labels).collect();
    words.join(".")
}

fn of_body(body: &Body, shape: Shape<'_>, level: Level) -> String {
    let is_object = level == Level::Nested && matches!(shape, Shape::Blocks(&[]));
    let mut arguments: BTreeMap<String, String> = BTreeMap::new();
    let mut blocks: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for structure in body {
        match structure {
            // Where an object may stand too, null is nothing.
            Structure::Attribute(attribute) if is_object && attribute.value.is_null() => {}
            Structure::Attribute(attribute) => {
                let name = attribute.key.as_str();
                match objects(&attribute.value).filter(|_| shape.is_list_of_objects(name)) {
                    Some(objects) => {
                        let made = blocks.entry(name.to_owned()).or_default();
                        made.extend(objects.into_iter().map(of_members));
                    }
                    None => {
                        arguments.insert(name.to_owned(), of(&attribute.value));
                    }
                }
            }
            // Where the stack has default tags, an alias without them says so.
            Structure::Block(block)
                if level == Level::Provider
                    && block.has_ident("default_tags")
                    && block.body.is_empty() => {}
            Structure::Block(block) => {
                let (name, meaning) = of_nested(block, shape, level);
                blocks.entry(name).or_default().push(meaning);
            }
        }
    }
    for (name, made) in &mut blocks {
        if !shape.is_ordered(name) {
            made.sort();
        }
    }
    format!("{arguments:?} {blocks:?}")
}

/// The items of a list of objects, if it is one.
fn objects(expression: &Expression) -> Option<Vec<&Object>> {
    let items = expression.as_array()?;
    let objects: Option<Vec<&Object>> = items.iter().map(Expression::as_object).collect();
    objects.filter(|objects| !objects.is_empty())
}

/// What an object means where a block may stand: there, null is nothing.
fn of_members(object: &Object) -> String {
    let members = object.iter().filter(|(_, value)| !value.expr().is_null());
    let members = members.map(|(key, value)| {
        let key = of_key(key).trim_matches('"').to_owned();
        (key, of(value.expr()))
    });
    let arguments: BTreeMap<String, String> = members.collect();
    let blocks: BTreeMap<String, Vec<String>> = BTreeMap::new();
    format!("{arguments:?} {blocks:?}")
}

/// A nested block, under the name of the blocks that it makes.
fn of_nested(block: &Block, shape: Shape<'_>, level: Level) -> (String, String) {
    let name = block.ident.as_str();
    let made = block.labels.first().map(BlockLabel::as_str);
    let (Some(made), "dynamic") = (made, name) else {
        let nested = shape.block(name, level);
        let (shape, level) = nested.unwrap_or((Shape::Unknown, Level::Nested));
        return (name.to_owned(), of_body(&block.body, shape, level));
    };
    let nested = shape.block(made, level);
    let (nested, level) = nested.unwrap_or((Shape::Unknown, Level::Nested));
    if is_static(block) {
        let content = block.body.get_blocks("content").next();
        let meaning = content.map_or(String::new(), |it| of_body(&it.body, nested, level));
        return (made.to_owned(), meaning);
    }
    let mut text = String::from("dynamic");
    for attribute in block.body.attributes() {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            " {} = {}",
            attribute.key.as_str(),
            of(&attribute.value)
        );
    }
    for content in block.body.blocks() {
        text += &of_body(&content.body, nested, level);
    }
    (made.to_owned(), text)
}

/// Whether a dynamic block makes one block, which could stand in its place.
fn is_static(block: &Block) -> bool {
    let mut attributes = block.body.attributes();
    let only = attributes.next().filter(|_| attributes.next().is_none());
    only.is_some_and(|only| only.has_key("for_each") && of(&only.value) == "[1]")
}

#[cfg(test)]
mod tests {
    use super::{of, of_module};
    use crate::hcl::syntax::{parse_body, parse_expression};
    use crate::schema::ProviderLine;

    #[track_caller]
    fn are(one: &str, other: &str, expected: bool) {
        let [one, other] = [one, other].map(|text| of(&parse_expression(text).unwrap()));
        assert_eq!(one == other, expected, "{one}\n{other}");
    }

    #[test]
    fn an_expression_means_the_same_in_any_layout() {
        are("[1, 2]", "[\n1, # one\n2,\n]", true);
        are(
            "{ a = 1, \"b c\" = 2 }",
            "{\n\"b c\" : 2\n\"a\" : 1\n}",
            true,
        );
        are("\"${var.a}\"", "(var.a)", true);
        are("<<E\na ${b}\nE\n", "\"a ${b}\\n\"", true);
        are("<<-E\n  a\n    b\n  E\n", "\"a\\n  b\\n\"", true);
        are("1.0", "1", true);
        are("a ? b : c", "(a) ? (b) : c", true);
    }

    #[test]
    fn another_expression_means_another_thing() {
        are("[1, 2]", "[2, 1]", false);
        are("{ a = 1 }", "{ a = 2 }", false);
        are("{ (a) = 1 }", "{ a = 1 }", false);
        are("\"1\"", "1", false);
        are("\"var.a\"", "var.a", false);
        are("a.b", "a[\"b\"]", false);
        are("(a + b) * c", "a + b * c", false);
        are("f(a...)", "f(a)", false);
        are("[for x in y : x]", "[for x in y : x if z]", false);
        are(
            "{ for k, v in y : k => v }",
            "{ for k, v in y : k => v... }",
            false,
        );
        are("\"a${b}\"", "\"a${~b}\"", false);
        are(
            "\"%{ if a }b%{ endif }\"",
            "\"%{ if a }b%{ else }c%{ endif }\"",
            false,
        );
        are("a[*].b", "a.*.b", false);
        are("18446744073709551615", "18446744073709551614", false);
        are("<<E\n  a\nE\n", "<<-E\n  a\n  E\n", false);
    }

    #[track_caller]
    fn modules_are(one: &str, other: &str, expected: bool) {
        let lines = [ProviderLine::NEWEST];
        let [one, other] = [one, other].map(|text| of_module([&parse_body(text).unwrap()], &lines));
        assert_eq!(one == other, expected, "{one:?}\n{other:?}");
    }

    #[test]
    fn blocks_differ_by_what_is_in_them() {
        let bucket = |body: &str| format!("resource \"aws_security_group\" \"a\" {{\n{body}\n}}\n");
        let same = |one: &str, other: &str| modules_are(&bucket(one), &bucket(other), true);
        let other = |one: &str, other: &str| modules_are(&bucket(one), &bucket(other), false);
        same(
            "name = \"a\"\nvpc_id = \"b\"",
            "vpc_id = \"b\"\nname = \"a\"",
        );
        same(
            "ingress {\nself = true\n}",
            "ingress = [{ self = true, description = null }]",
        );
        same("ingress = []", "ingress = []");
        other("ingress = []", "");
        other("ingress {\nself = true\n}", "egress {\nself = true\n}");
        other(
            "ingress {\nself = true\n}",
            "ingress {\nself = true\n}\ningress {\nself = true\n}",
        );
        other("timeouts {\ncreate = \"1m\"\n}", "");
        other(
            "lifecycle {\nignore_changes = all\n}",
            "lifecycle {\nignore_changes = [name]\n}",
        );
        other(
            "dynamic \"ingress\" {\nfor_each = [1]\ncontent {\nself = true\n}\n}",
            "dynamic \"ingress\" {\nfor_each = [2]\ncontent {\nself = true\n}\n}",
        );
        modules_are(
            "variable \"a\" {}\n",
            "variable \"a\" {\ndefault = null\n}\n",
            false,
        );
        modules_are(
            "locals {\na = 1\n}\nlocals {\nb = 2\n}\n",
            "locals {\nb = 2\na = 1\n}\n",
            true,
        );
        modules_are(
            "removed {\nfrom = a.b\n}\n",
            "removed {\nfrom = a.b\nlifecycle {\ndestroy = false\n}\n}\n",
            false,
        );
    }
}
