//! Sensitive values, as far as they can be followed without a run: those of variables.

use std::collections::BTreeSet;

use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::template::{Element, ForTemplateExpr};
use hcl_edit::visit::{self, Visit};

use super::checker::Checker;

impl Checker<'_> {
    /// Whether a value is sensitive for sure.
    pub(super) fn is_sensitive(&self, expression: &Expression) -> bool {
        self.is_sensitive_by(expression, &mut BTreeSet::new())
    }

    /// `seen` are the locals that were looked at: once is enough, and some go in a circle.
    fn is_sensitive_by<'e>(
        &'e self,
        expression: &'e Expression,
        seen: &mut BTreeSet<&'e str>,
    ) -> bool {
        let mut inner = |expression: &'e Expression| self.is_sensitive_by(expression, seen);
        match expression {
            Expression::Array(items) => items.iter().any(inner),
            Expression::Object(members) => members.iter().any(|(_, value)| inner(value.expr())),
            Expression::StringTemplate(template) => template.iter().any(|element| match element {
                Element::Interpolation(interpolation) => inner(&interpolation.expr),
                _ => false,
            }),
            Expression::Parenthesis(parenthesis) => inner(parenthesis.inner()),
            Expression::Traversal(traversal) => match referred(traversal) {
                Some(("var", name)) => {
                    let variable = self.declared.variables.get(name);
                    variable.is_some_and(|variable| variable.is_sensitive)
                }
                Some(("local", name)) => {
                    let local = self.declared.locals.get(name);
                    // Of an object, another attribute may be the sensitive one.
                    let is_whole = traversal.operators.len() == 1;
                    let is_new = is_whole && seen.insert(name);
                    is_new && local.is_some_and(|local| self.is_sensitive_by(local.value, seen))
                }
                _ => false,
            },
            Expression::FuncCall(call) => match call.name.name.as_str() {
                "sensitive" => true,
                "nonsensitive" | "issensitive" | "can" | "try" => false,
                _ => call.args.iter().any(inner),
            },
            Expression::UnaryOp(operation) => inner(&operation.expr),
            Expression::BinaryOp(operation) => {
                inner(&operation.lhs_expr) || inner(&operation.rhs_expr)
            }
            Expression::Conditional(conditional) => inner(&conditional.cond_expr),
            _ => false,
        }
    }
}

/// `var` and the name of `var.name`.
fn referred(traversal: &Traversal) -> Option<(&str, &str)> {
    let root = traversal.expr.as_variable()?;
    match traversal.operators.first()?.value() {
        TraversalOperator::GetAttr(name) => Some((root.as_str(), name.as_str())),
        _ => None,
    }
}

/// Whether an expression refers to a variable.
pub(super) fn refers_to_variable(expression: &Expression, name: &str) -> bool {
    struct Search<'n> {
        name: &'n str,
        is_found: bool,
    }
    impl Visit for Search<'_> {
        fn visit_traversal(&mut self, traversal: &Traversal) {
            self.is_found |= referred(traversal) == Some(("var", self.name));
            visit::visit_traversal(self, traversal);
        }

        fn visit_for_template_expr(&mut self, each: &ForTemplateExpr) {
            // The crate leaves it out.
            self.visit_expr(&each.collection_expr);
            visit::visit_for_template_expr(self, each);
        }
    }
    let mut search = Search {
        name,
        is_found: false,
    };
    search.visit_expr(expression);
    search.is_found
}
