//! Addresses of `moved`, `import` and `removed` blocks.

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};

use super::checker::{Checker, Scope};
use super::traversal::{Operator, operators};
use crate::problem::Code;

/// What an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Resource,
    Data,
    Module,
}

/// Words that begin a reference of another sort.
const RESERVED: &[&str] = &[
    "count",
    "each",
    "ephemeral",
    "local",
    "output",
    "path",
    "provider",
    "self",
    "template",
    "terraform",
    "var",
    "lazy",
    "arg",
];

impl Checker<'_> {
    /// `moved`: both ends of one sort.
    pub(super) fn moved(&self, body: &Body, scope: &mut Scope<'_>) {
        let from = self.named(body, "from", scope);
        let to = self.named(body, "to", scope);
        let (Some((from, _)), Some((to, _))) = (from, to) else {
            return;
        };
        if (from == Named::Module) != (to == Named::Module) {
            let message = "a resource becomes no module, and a module no resource";
            let help = "name two resources, or two modules";
            self.report_with(scope, Code::InvalidBlock, message, help);
        }
    }

    /// `import`: of a managed resource, once, and by the module that nobody calls.
    pub(super) fn import(&self, block: &Block, scope: &mut Scope<'_>) {
        if !self.is_root() {
            let message = "only the root module imports";
            let help = "move the block there, with the address from the root on";
            self.report_with(scope, Code::InvalidBlock, message, help);
        }
        let Some((named, _)) = self.named(&block.body, "to", scope) else {
            return;
        };
        if named != Named::Resource {
            scope.at("to", |scope| {
                let message = "only a resource is imported";
                self.report(scope, Code::InvalidBlock, message);
            });
        }
        let to = block
            .body
            .get_attribute("to")
            .map(|to| to.value.to_string());
        let to: String = to.unwrap_or_default().split_whitespace().collect();
        let is_single = !block.body.has_attribute("for_each");
        if is_single && !self.imports.borrow_mut().insert(to.clone()) {
            scope.at("to", |scope| {
                let message = format!("`{to}` is imported twice");
                self.report_with(scope, Code::DuplicateAddress, message, "keep one of them");
            });
        }
        let id = block.body.get_attribute("id");
        if id.is_some_and(|id| id.value.as_str() == Some("")) {
            scope.at("id", |scope| {
                self.report(scope, Code::InvalidExpression, "the id is empty");
            });
        }
    }

    /// `removed`: a resource or a module, all of its instances.
    pub(super) fn removed(&self, body: &Body, scope: &mut Scope<'_>) {
        let Some((named, is_instance)) = self.named(body, "from", scope) else {
            return;
        };
        if named == Named::Data || is_instance {
            scope.at("from", |scope| {
                let message = "a resource or a module is removed, with all of its instances";
                self.report_with(scope, Code::InvalidBlock, message, "write TYPE.NAME");
            });
        }
    }

    /// What an address names, and whether it picks an instance.
    fn named(&self, body: &Body, argument: &str, scope: &mut Scope<'_>) -> Option<(Named, bool)> {
        let Expression::Traversal(traversal) = &body.get_attribute(argument)?.value else {
            return None;
        };
        let root = traversal.expr.as_variable()?.as_str();
        let way = operators(traversal);
        let is_import = scope.address.starts_with("import");
        let is_computed = way.iter().any(|step| matches!(step, Operator::Index(_)));
        if RESERVED.contains(&root) || (is_computed && !is_import) {
            scope.at(argument, |scope| {
                let message = "this is no address of a resource or a module";
                let help = "write TYPE.NAME, or module.NAME.TYPE.NAME";
                self.report_with(scope, Code::InvalidExpression, message, help);
            });
            return None;
        }
        let names: Vec<&str> = way
            .iter()
            .filter_map(|step| match step {
                Operator::Attribute(name) => Some(*name),
                _ => None,
            })
            .collect();
        let is_instance = !matches!(way.last(), Some(Operator::Attribute(_)));
        let mut words = [root].into_iter().chain(names);
        loop {
            match words.next() {
                None => return Some((Named::Module, is_instance)),
                Some("module") => {
                    words.next();
                }
                Some("data") => return Some((Named::Data, is_instance)),
                Some(_) => return Some((Named::Resource, is_instance)),
            }
        }
    }
}
