//! Sensitive values where everybody who may read a task definition sees them.

use std::collections::BTreeMap;

use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::structure::Body;
use hcl_edit::visit::{self, Visit};

use super::checker::Checker;
use super::declared::Declared;
use super::files::Given;
use super::toolchain::Toolchain;
use crate::schema::{ProviderLine, newest_of};

/// Tells which texts would show a sensitive value.
#[derive(Debug)]
pub(crate) struct Exposed<'a>(Declared<'a>);

impl<'a> Exposed<'a> {
    /// Reads what a module declares.
    pub(crate) fn new(module: &[(&'a str, &'a Body)], toolchain: Toolchain) -> Self {
        Self(Declared::new(module, toolchain))
    }

    /// What makes the value of an expression sensitive, as words of a message; `references` are the
    /// addresses in it.
    pub(crate) fn by(&self, expression: &str, references: &[String]) -> Option<String> {
        let expression: Expression = expression.parse().ok()?;
        let mut search = Search::default();
        search.visit_expr(&expression);
        if let Some(attribute) = search.0 {
            return Some(format!("`{attribute}`"));
        }
        self.is_sensitive(&expression).then(|| {
            let mut references = references.iter();
            let one = references.find(|address| self.is_sensitive_address(address));
            one.map_or("its result".to_owned(), |address| format!("`{address}`"))
        })
    }

    fn is_sensitive_address(&self, address: &str) -> bool {
        let expression: Result<Expression, _> = address.parse();
        expression.is_ok_and(|expression| self.is_sensitive(&expression))
    }

    fn is_sensitive(&self, expression: &Expression) -> bool {
        let files = Given::default();
        let checker = Checker::new(&self.0, BTreeMap::new(), &files, "", false);
        checker.is_sensitive(expression)
    }
}

/// The first attribute that the provider calls sensitive.
#[derive(Debug, Default)]
struct Search(Option<String>);

impl Visit for Search {
    fn visit_func_call(&mut self, call: &hcl_edit::expr::FuncCall) {
        let name = call.name.name.as_str();
        if !matches!(name, "nonsensitive" | "issensitive") {
            visit::visit_func_call(self, call);
        }
    }

    fn visit_traversal(&mut self, traversal: &Traversal) {
        if self.0.is_none() {
            self.0 = sensitive_attribute(traversal);
        }
        visit::visit_traversal(self, traversal);
    }
}

fn sensitive_attribute(traversal: &Traversal) -> Option<String> {
    let root = traversal.expr.as_variable()?.as_str();
    let operators = traversal.operators.iter();
    let names = operators.filter_map(|operator| match operator.value() {
        TraversalOperator::GetAttr(name) => Some(name.as_str()),
        _ => None,
    });
    let names: Vec<&str> = names.collect();
    let resource = |of_type| newest_of(&ProviderLine::ALL, |line| line.resource(of_type));
    let data_source = |of_type| newest_of(&ProviderLine::ALL, |line| line.data_source(of_type));
    let (block, way) = match (root, names.as_slice()) {
        ("data", [of_type, _, way @ ..]) => (data_source(of_type)?, way),
        ("resource", [of_type, _, way @ ..]) => (resource(of_type)?, way),
        (of_type, [_, way @ ..]) => (resource(of_type)?, way),
        _ => return None,
    };
    let attribute = block.attributes.get(way.first()?)?;
    let words = [root].into_iter().chain(names.iter().copied());
    attribute
        .sensitive
        .then(|| words.collect::<Vec<_>>().join("."))
}
