//! Conditions: of preconditions, postconditions, assertions and validations.

use hcl_edit::expr::Expression;
use hcl_edit::structure::Block;
use hcl_edit::visit::{self, Visit};

use super::checker::{Checker, Scope};
use crate::problem::Code;

impl Checker<'_> {
    /// A condition refers to something, or its result is always the same; and of a resource not to
    /// that by its address.
    pub(super) fn condition(&self, block: &Block, scope: &mut Scope<'_>) {
        let argument = |name| block.body.get_attribute(name).map(|found| &found.value);
        if let Some(condition) = argument("condition") {
            scope.at("condition", |scope| {
                if !refers(condition) {
                    let message = "the condition refers to nothing, so it is always the same";
                    let help = "refer to what the condition is about";
                    self.report_with(scope, Code::InvalidExpression, message, help);
                }
                if self.declared.resources.contains_key(&scope.address)
                    && names(condition, &scope.address)
                {
                    let message = format!("the condition refers to `{}` itself", scope.address);
                    let help = "in a postcondition, write `self`";
                    self.report_with(scope, Code::InvalidExpression, message, help);
                }
            });
        }
        if let Some(message) = argument("error_message")
            && self.is_ephemeral(message)
        {
            scope.at("error_message", |scope| {
                let message = "the message prints an ephemeral value";
                self.report(scope, Code::InvalidExpression, message);
            });
        }
    }
}

/// Whether anything is referred to.
fn refers(expression: &Expression) -> bool {
    let mut roots = Roots::default();
    roots.visit_expr(expression);
    !roots.found.is_empty()
}

/// Whether an address is referred to, as `TYPE.NAME`.
fn names(expression: &Expression, address: &str) -> bool {
    let mut roots = Roots::default();
    roots.visit_expr(expression);
    roots.found.iter().any(|root| root == address)
}

/// The first two words of each reference.
#[derive(Default)]
struct Roots {
    found: Vec<String>,
    variables: Vec<String>,
}

impl Visit for Roots {
    fn visit_expr(&mut self, node: &Expression) {
        match node {
            Expression::Variable(name) => self.add(name.as_str(), None),
            Expression::Traversal(traversal) => {
                if let Expression::Variable(root) = &traversal.expr {
                    let mut names = traversal.operators.iter();
                    let second = names.find_map(|operator| match operator.value() {
                        hcl_edit::expr::TraversalOperator::GetAttr(name) => Some(name.as_str()),
                        _ => None,
                    });
                    self.add(root.as_str(), second);
                }
                visit::visit_traversal(self, traversal);
            }
            Expression::ForExpr(each) => {
                let known = self.variables.len();
                self.visit_expr(&each.intro.collection_expr);
                let key = each
                    .intro
                    .key_var
                    .as_ref()
                    .map(|name| name.as_str().to_owned());
                self.variables.extend(key);
                self.variables
                    .push(each.intro.value_var.as_str().to_owned());
                visit::visit_for_expr(self, each);
                self.variables.truncate(known);
            }
            _ => visit::visit_expr(self, node),
        }
    }
}

impl Roots {
    fn add(&mut self, root: &str, second: Option<&str>) {
        if self.variables.iter().any(|variable| variable == root) {
            return;
        }
        self.found.push(match second {
            Some(second) => format!("{root}.{second}"),
            None => root.to_owned(),
        });
    }
}
