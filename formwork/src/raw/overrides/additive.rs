//! Lists and maps whose items formwork relies on: what an override sets there is added. Only `remove` takes
//! something away.

use hcl_edit::Decorate;
use hcl_edit::expr::{Array, Expression, Object, ObjectKey};
use hcl_edit::structure::Body;

use crate::hcl::Expr;
use crate::hcl::module::key_text;
use crate::hcl::syntax::parse_expression;

/// Lists that are no values, so that no function makes them.
const REFERENCES: &[&str] = &[
    "depends_on",
    "lifecycle.ignore_changes",
    "lifecycle.replace_triggered_by",
];

/// The last words of arguments that list security groups.
const GROUPS: &[&str] = &["security_groups", "security_group_ids"];

/// Whether an override adds to an argument, and does not replace it.
pub(in crate::raw) fn is_added_to(path: &str) -> bool {
    REFERENCES.contains(&path) || path == "tags" || is_of_groups(path)
}

fn is_of_groups(path: &str) -> bool {
    GROUPS.iter().any(|end| path.ends_with(end))
}

/// What an argument becomes that an override adds to; nothing if the override replaces it.
pub(super) fn sum(path: &str, old: &Expression, new: &Expression) -> Option<Expression> {
    if !is_added_to(path) {
        return None;
    }
    let is_references = REFERENCES.contains(&path);
    match (old, new) {
        (Expression::Array(old), Expression::Array(new)) => items(old, new),
        (Expression::Object(old), Expression::Object(new)) => members(old, new),
        // `ignore_changes = all` has every item in it.
        _ if is_references => None,
        _ => {
            let function = if path == "tags" { "merge" } else { "concat" };
            let (old, new) = (old.to_string(), new.to_string());
            parse_expression(&format!("{function}({}, {})", old.trim(), new.trim())).ok()
        }
    }
}

fn items(old: &Array, new: &Array) -> Option<Expression> {
    let mut texts: Vec<String> = Vec::new();
    for item in old.iter().chain(new.iter()) {
        let text = text_of(item);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    let list = if old
        .iter()
        .any(|item| item.decor().prefix().is_some_and(|it| it.contains('\n')))
    {
        format!("[\n{},\n]", texts.join(",\n"))
    } else {
        format!("[{}]", texts.join(", "))
    };
    parse_expression(&list).ok()
}

/// The members of both, with the new value where both have one.
fn members(old: &Object, new: &Object) -> Option<Expression> {
    let mut members: Vec<(String, String)> = Vec::new();
    for (key, value) in old.iter().chain(new) {
        let written = match key {
            ObjectKey::Expression(Expression::String(text)) => Expr::key(text.value()).to_string(),
            other => key_text(other),
        };
        let member = (
            key_text(key),
            format!("{written} = {}", text_of(value.expr())),
        );
        match members.iter_mut().find(|(name, _)| *name == member.0) {
            Some(known) => *known = member,
            None => members.push(member),
        }
    }
    let members: Vec<String> = members.into_iter().map(|(_, text)| text).collect();
    parse_expression(&format!("{{\n{}\n}}", members.join("\n"))).ok()
}

/// Removes an item of a list, or a member of a map, that is called so; tells whether there was one.
pub(super) fn remove_item(body: &mut Body, argument: &str, item: &str) -> bool {
    let Some(mut attribute) = body.get_attribute_mut(argument) else {
        return false;
    };
    let is_empty = match attribute.value_mut() {
        Expression::Array(items) => {
            let Some(index) = items.iter().position(|it| is_called(it, item)) else {
                return false;
            };
            items.remove(index);
            items.is_empty()
        }
        Expression::Object(members) => {
            let mut members_called_so = members.iter().filter(|(key, _)| key_text(key) == item);
            let key = members_called_so.next().map(|(key, _)| key.clone());
            drop(members_called_so);
            let Some(key) = key else {
                return false;
            };
            members.remove(&key);
            members.is_empty()
        }
        _ => return false,
    };
    if is_empty {
        body.remove_attribute(argument);
    }
    true
}

fn is_called(item: &Expression, name: &str) -> bool {
    item.as_str() == Some(name) || text_of(item) == name
}

fn text_of(item: &Expression) -> String {
    item.to_string().trim().to_owned()
}
