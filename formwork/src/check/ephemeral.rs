//! Ephemeral values, which Terraform keeps in no file: where they come from, and where they may go.

use std::collections::BTreeSet;

use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::template::{Directive, Element, Template};

use super::checker::Checker;

impl Checker<'_> {
    /// Whether a value is ephemeral for sure.
    pub(super) fn is_ephemeral(&self, expression: &Expression) -> bool {
        let carries = |traversal: &Traversal, seen: &mut BTreeSet<String>| {
            self.is_ephemeral_reference(traversal, seen)
        };
        carried(expression, &carries, &mut BTreeSet::new())
    }

    fn is_ephemeral_reference(&self, traversal: &Traversal, seen: &mut BTreeSet<String>) -> bool {
        let Some((root, name)) = referred(traversal) else {
            return traversal
                .expr
                .as_variable()
                .is_some_and(|root| root.as_str() == "ephemeral");
        };
        match root {
            "var" => {
                let variable = self.declared.variables.get(name);
                variable.is_some_and(|variable| variable.is_ephemeral)
            }
            "local" => {
                let local = self.declared.locals.get(name);
                let is_new = seen.insert(name.to_owned());
                let is_whole = traversal.operators.len() == 1;
                is_new
                    && is_whole
                    && local.is_some_and(|local| {
                        let carries = |traversal: &Traversal, seen: &mut BTreeSet<String>| {
                            self.is_ephemeral_reference(traversal, seen)
                        };
                        carried(local.value, &carries, seen)
                    })
            }
            "ephemeral" => true,
            // What comes out of a module is seen by a plan.
            "module" if self.is_of_plan => {
                let output = traversal.operators.get(1).map(hcl_edit::Decorated::value);
                let child = self.children.get(name);
                match (child, output) {
                    (Some(child), Some(TraversalOperator::GetAttr(output))) => child
                        .outputs
                        .get(output.as_str())
                        .is_some_and(|output| output.is_ephemeral),
                    _ => false,
                }
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

type Carries<'c> = dyn Fn(&Traversal, &mut BTreeSet<String>) -> bool + 'c;

/// Whether what a reference carries is part of the value.
fn carried(expression: &Expression, carries: &Carries<'_>, seen: &mut BTreeSet<String>) -> bool {
    let mut inner = |expression: &Expression| carried(expression, carries, seen);
    match expression {
        Expression::Array(items) => items.iter().any(inner),
        Expression::Object(members) => members.iter().any(|(_, value)| inner(value.expr())),
        Expression::StringTemplate(template) => in_template(template, &mut inner),
        Expression::HeredocTemplate(heredoc) => in_template(&heredoc.template, &mut inner),
        Expression::Parenthesis(parenthesis) => inner(parenthesis.inner()),
        Expression::Traversal(traversal) => {
            carries(traversal, seen) || carried(&traversal.expr, carries, seen)
        }
        Expression::FuncCall(call) => match call.name.name.as_str() {
            "ephemeralasnull" | "can" | "try" | "issensitive" => false,
            _ => call.args.iter().any(inner),
        },
        Expression::UnaryOp(operation) => inner(&operation.expr),
        Expression::BinaryOp(operation) => inner(&operation.lhs_expr) || inner(&operation.rhs_expr),
        Expression::Conditional(conditional) => {
            inner(&conditional.cond_expr)
                || (inner(&conditional.true_expr) && inner(&conditional.false_expr))
        }
        Expression::ForExpr(each) => inner(&each.intro.collection_expr),
        _ => false,
    }
}

fn in_template(template: &Template, inner: &mut dyn FnMut(&Expression) -> bool) -> bool {
    template.iter().any(|element| match element {
        Element::Literal(_) => false,
        Element::Interpolation(interpolation) => inner(&interpolation.expr),
        Element::Directive(directive) => match directive.as_ref() {
            Directive::If(directive) => {
                inner(&directive.if_expr.cond_expr)
                    || in_template(&directive.if_expr.template, inner)
            }
            Directive::For(directive) => {
                inner(&directive.for_expr.collection_expr)
                    || in_template(&directive.for_expr.template, inner)
            }
        },
    })
}
