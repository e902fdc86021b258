//! Sensitive values, as far as they can be followed without a run: those of variables.

use std::collections::BTreeSet;

use hcl_edit::expr::{Expression, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::template::{Element, ForTemplateExpr};
use hcl_edit::visit::{self, Visit};

use super::checker::Checker;
use crate::schema::Type;

impl Checker<'_> {
    /// Whether a value is sensitive for sure.
    pub(super) fn is_sensitive(&self, expression: &Expression) -> bool {
        self.is_sensitive_by(expression, &mut BTreeSet::new())
    }

    /// Whether a collection itself is sensitive for sure, not only what is in it.
    pub(super) fn is_sensitive_whole(&self, expression: &Expression) -> bool {
        match expression {
            Expression::Array(_) | Expression::Object(_) => false,
            Expression::Parenthesis(inner) => self.is_sensitive_whole(inner.inner()),
            Expression::ForExpr(each) => {
                let collection = &each.intro.collection_expr;
                self.has_type(collection) && self.is_sensitive_whole(collection)
            }
            Expression::Traversal(traversal) => match referred(traversal) {
                Some(("local", name)) if traversal.operators.len() == 1 => {
                    let local = self.declared.locals.get(name);
                    local.is_some_and(|local| {
                        // One that refers to itself is told of elsewhere.
                        !matches!(local.value, Expression::Traversal(_))
                            && self.is_sensitive_whole(local.value)
                    })
                }
                _ => self.is_sensitive(expression),
            },
            Expression::FuncCall(call) => match call.name.name.as_str() {
                "merge" | "zipmap" | "tomap" | "tolist" => call
                    .args
                    .iter()
                    .any(|argument| self.is_sensitive_whole(argument)),
                _ => self.is_sensitive(expression),
            },
            _ => self.is_sensitive(expression),
        }
    }

    /// Whether the type of a collection is known. A `for` over another gives a value of which
    /// Terraform knows nothing before a run.
    fn has_type(&self, collection: &Expression) -> bool {
        let variable = match collection {
            Expression::Traversal(traversal) => referred(traversal),
            _ => None,
        };
        match variable {
            Some(("var", name)) => {
                let variable = self.declared.variables.get(name);
                variable.is_none_or(|variable| variable.ty != Type::Dynamic)
            }
            _ => true,
        }
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
                    let part = local.and_then(|local| part(local.value, &traversal.operators[1..]));
                    part.is_some_and(|part| seen.insert(name) && self.is_sensitive_by(part, seen))
                }
                // What comes out of a module is seen by a plan.
                Some(("module", name)) if self.is_of_plan => {
                    let output = traversal.operators.get(1).map(hcl_edit::Decorated::value);
                    match (self.children.get(name), output) {
                        (Some(child), Some(TraversalOperator::GetAttr(output))) => child
                            .outputs
                            .get(output.as_str())
                            .is_some_and(|output| output.is_sensitive),
                        _ => false,
                    }
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
            Expression::ForExpr(each) => {
                let collection = &each.intro.collection_expr;
                self.has_type(collection) && inner(collection)
            }
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

/// The part of an object that is written down at the end of a way.
fn part<'e>(
    expression: &'e Expression,
    way: &[hcl_edit::Decorated<TraversalOperator>],
) -> Option<&'e Expression> {
    let Some((step, rest)) = way.split_first() else {
        return Some(expression);
    };
    let name = match step.value() {
        TraversalOperator::GetAttr(name) => name.as_str(),
        TraversalOperator::Index(index) => index.as_str()?,
        _ => return None,
    };
    let mut members = expression.as_object()?.iter();
    let (_, value) = members.find(|(key, _)| match key {
        ObjectKey::Ident(key) => key.as_str() == name,
        ObjectKey::Expression(key) => key.as_str() == Some(name),
    })?;
    part(value.expr(), rest)
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
