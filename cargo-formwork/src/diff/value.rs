//! A value of an argument: its text, and the resources that it takes something of.

use hcl_edit::Decorated;
use hcl_edit::expr::{Expression, ForExpr, Traversal, TraversalOperator};
use hcl_edit::template::{Element, StringTemplate};
use hcl_edit::visit::{self, Visit};

use crate::blocks::text_of;

/// A value as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) text: String,
    pub(super) references: Vec<Reference>,
    /// Whether it is what is written, perhaps with references in a text: no function decides about it.
    pub(super) is_plain: bool,
}

/// An attribute of a resource that a value takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) target: Target,
    pub(super) key: Key,
    /// None for the whole resource.
    pub(super) attribute: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// A resource, a data source, a local value or a variable.
    Address(String),
    /// What `for_each` has for the instance.
    EachValue,
}

/// Which instance of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    None,
    /// With its brackets: `["a"]`, `[0]`.
    Of(String),
    /// That of the same key.
    Each,
    Any,
}

impl Value {
    /// Of an expression; none is a block without arguments.
    pub(super) fn of(expression: Option<&Expression>) -> Self {
        let Some(expression) = expression else {
            return Self::plain("{}");
        };
        let mut references = References::default();
        references.visit_expr(expression);
        Self {
            text: text_of(expression),
            references: references.found,
            is_plain: is_plain(expression),
        }
    }

    fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            references: Vec::new(),
            is_plain: true,
        }
    }
}

fn is_plain(expression: &Expression) -> bool {
    match expression {
        Expression::Null(_)
        | Expression::Bool(_)
        | Expression::Number(_)
        | Expression::String(_)
        | Expression::Traversal(_) => true,
        Expression::Array(items) => items.iter().all(is_plain),
        Expression::Object(object) => object.iter().all(|(_, value)| is_plain(value.expr())),
        Expression::StringTemplate(template) => is_plain_template(template),
        _ => false,
    }
}

fn is_plain_template(template: &StringTemplate) -> bool {
    template.iter().all(|element| match element {
        Element::Literal(_) => true,
        Element::Interpolation(inner) => is_plain(&inner.expr),
        Element::Directive(_) => false,
    })
}

/// Collects the references of an expression.
#[derive(Default)]
struct References {
    found: Vec<Reference>,
    /// What a `for` calls its items, and the resource that they are instances of.
    items: Vec<(String, Option<Reference>)>,
}

impl References {
    fn of_item(&self, root: &str, node: &Traversal) -> Option<Reference> {
        let (_, resource) = self.items.iter().rev().find(|(name, _)| name == root)?;
        let attribute = match node.operators.first().map(Decorated::value) {
            Some(TraversalOperator::GetAttr(name)) => Some(name.as_str().to_owned()),
            _ => None,
        };
        resource.clone().map(|resource| Reference {
            attribute,
            ..resource
        })
    }
}

impl Visit for References {
    fn visit_traversal(&mut self, node: &Traversal) {
        if let Expression::Variable(root) = &node.expr {
            let is_item = self.items.iter().any(|(name, _)| name == root.as_str());
            let reference = if is_item {
                self.of_item(root.as_str(), node)
            } else {
                reference_of(root.as_str(), node)
            };
            self.found.extend(reference);
        }
        visit::visit_traversal(self, node);
    }

    fn visit_for_expr(&mut self, node: &ForExpr) {
        let resource = match &node.intro.collection_expr {
            Expression::Traversal(of) => match &of.expr {
                Expression::Variable(root) => reference_of(root.as_str(), of),
                _ => None,
            },
            _ => None,
        };
        let resource = resource.filter(|it| it.key == Key::None && it.attribute.is_none());
        let count = self.items.len();
        // The resource itself is told of where an item of it is used.
        if resource.is_none() {
            self.visit_expr(&node.intro.collection_expr);
        }
        let keys = node.intro.key_var.iter();
        self.items
            .extend(keys.map(|name| (name.as_str().to_owned(), None)));
        let of_resource = resource.map(|it| Reference {
            key: Key::Any,
            ..it
        });
        let value = node.intro.value_var.as_str().to_owned();
        self.items.push((value, of_resource));
        let inner = node.key_expr.iter().chain([&node.value_expr]);
        for expression in inner.chain(node.cond.iter().map(|it| &it.expr)) {
            self.visit_expr(expression);
        }
        self.items.truncate(count);
    }
}

fn reference_of(root: &str, traversal: &Traversal) -> Option<Reference> {
    let mut operators = traversal.operators.iter().map(Decorated::value).peekable();
    let mut name = || match operators.next_if(|it| matches!(it, TraversalOperator::GetAttr(_))) {
        Some(TraversalOperator::GetAttr(name)) => Some(name.as_str().to_owned()),
        _ => None,
    };
    let target = match root {
        "each" if name()? == "value" => Target::EachValue,
        "each" | "count" | "self" | "path" | "terraform" => return None,
        "data" => Target::Address(format!("data.{}.{}", name()?, name()?)),
        root => Target::Address(format!("{root}.{}", name()?)),
    };
    let key = match operators.peek() {
        Some(TraversalOperator::Index(_) | TraversalOperator::LegacyIndex(_)) => {
            operators.next().map_or(Key::None, key_of)
        }
        Some(TraversalOperator::FullSplat(_) | TraversalOperator::AttrSplat(_)) => {
            operators.next();
            Key::Any
        }
        _ => Key::None,
    };
    let attribute = match operators.next() {
        Some(TraversalOperator::GetAttr(name)) => Some(name.as_str().to_owned()),
        _ => None,
    };
    Some(Reference {
        target,
        key,
        attribute,
    })
}

fn key_of(operator: &TraversalOperator) -> Key {
    match operator {
        TraversalOperator::LegacyIndex(index) => Key::Of(format!("[{}]", index.value())),
        TraversalOperator::Index(index) => match text_of(index).as_str() {
            "each.key" | "each.value" | "count.index" => Key::Each,
            text if text.starts_with('"') && !text.contains("${") => Key::Of(format!("[{text}]")),
            text if text.parse::<u64>().is_ok() => Key::Of(format!("[{text}]")),
            _ => Key::Any,
        },
        _ => Key::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::Value;
    use hcl_edit::expr::Expression;

    #[track_caller]
    fn check(text: &str, references: &[&str], is_plain: bool) {
        let expression: Expression = text.parse().expect("it is HCL");
        let value = Value::of(Some(&expression));
        let shown: Vec<String> = value
            .references
            .iter()
            .map(|it| format!("{:?} {:?} {:?}", it.target, it.key, it.attribute))
            .collect();
        assert_eq!(shown, references, "{text}");
        assert_eq!(value.is_plain, is_plain, "{text}");
    }

    #[test]
    fn a_value_says_which_attributes_it_takes() {
        check("\"a\"", &[], true);
        let vpc = "Address(\"aws_vpc.main\") None Some(\"id\")";
        check("aws_vpc.main.id", &[vpc], true);
        check("\"${aws_vpc.main.id}/x\"", &[vpc], true);
        check("upper(aws_vpc.main.id)", &[vpc], false);
        let each = "Address(\"aws_eip.nat\") Each Some(\"id\")";
        check("aws_eip.nat[each.key].id", &[each], true);
        let one = "Address(\"aws_eip.nat\") Of(\"[\\\"a\\\"]\") Some(\"id\")";
        check("aws_eip.nat[\"a\"].id", &[one], true);
        let all = "Address(\"data.aws_x.y\") Any Some(\"id\")";
        check("data.aws_x.y[*].id", &[all], true);
        check("each.value.id", &["EachValue None Some(\"id\")"], true);
        let each = "Address(\"aws_eip.nat\") Any Some(\"id\")";
        check("[for it in aws_eip.nat : upper(it.id)]", &[each], false);
        let whole = "Address(\"aws_eip.nat\") None None";
        check("keys(aws_eip.nat)", &[whole], false);
    }
}
