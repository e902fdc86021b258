//! What variables and local values are, where they are written down.

use std::collections::BTreeMap;

use hcl_edit::expr::{Expression, ObjectKey, TraversalOperator};
use hcl_edit::structure::{BlockLabel, Body};

/// Defaults of variables, and local values.
#[derive(Debug, Default)]
pub(super) struct Constants<'b> {
    values: BTreeMap<String, &'b Expression>,
}

/// How many names may stand behind each other.
const DEEPEST: usize = 16;

impl<'b> Constants<'b> {
    pub(super) fn new(bodies: impl IntoIterator<Item = &'b Body>) -> Self {
        let mut values = BTreeMap::new();
        for block in bodies.into_iter().flat_map(Body::blocks) {
            match (
                block.ident.as_str(),
                block.labels.first().map(BlockLabel::as_str),
            ) {
                ("variable", Some(name)) => {
                    let default = block.body.get_attribute("default");
                    values.extend(default.map(|it| (format!("var.{name}"), &it.value)));
                }
                ("locals", _) => {
                    let locals = block.body.attributes();
                    values
                        .extend(locals.map(|it| (format!("local.{}", it.key.as_str()), &it.value)));
                }
                _ => {}
            }
        }
        Self { values }
    }

    /// The text that an expression is, if it is written down.
    pub(super) fn text(&self, expression: &'b Expression) -> Option<&'b str> {
        self.resolve(expression).as_str()
    }

    /// What an expression is, or what the local value or variable is that it names.
    pub(super) fn resolve(&self, expression: &'b Expression) -> &'b Expression {
        let mut found = expression;
        for _ in 0..DEEPEST {
            let next = name_of(found).and_then(|name| self.values.get(&name));
            match next {
                Some(next) => found = next,
                None => break,
            }
        }
        found
    }

    /// As [`resolve`](Self::resolve), local values alone.
    pub(super) fn resolve_local(&self, expression: &'b Expression) -> &'b Expression {
        let mut found = expression;
        for _ in 0..DEEPEST {
            let name = name_of(found).filter(|name| name.starts_with("local."));
            match name.and_then(|name| self.values.get(&name)) {
                Some(next) => found = next,
                None => break,
            }
        }
        found
    }

    /// Whether the value of an expression is that of a variable.
    pub(super) fn depends_on_variable(&self, expression: &'b Expression) -> bool {
        name_of(self.resolve_local(expression)).is_some_and(|name| name.starts_with("var."))
    }
}

/// `var.x` or `local.x`, alone or as `"${var.x}"`.
fn name_of(expression: &Expression) -> Option<String> {
    let traversal = match expression {
        Expression::StringTemplate(template) => {
            let only = template.as_single_element()?.as_interpolation()?;
            only.expr.as_traversal()?
        }
        Expression::Parenthesis(inner) => return name_of(inner.inner()),
        other => other.as_traversal()?,
    };
    let root = traversal.expr.as_variable()?.as_str();
    match traversal.operators.as_slice() {
        [only] if root == "var" || root == "local" => match only.value() {
            TraversalOperator::GetAttr(name) => Some(format!("{root}.{}", name.as_str())),
            _ => None,
        },
        _ => None,
    }
}

/// The key of an object, if it is plain.
pub(super) fn key_of(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(name) => Some(name.as_str()),
        ObjectKey::Expression(expression) => expression.as_str(),
    }
}
