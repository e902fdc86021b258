//! The call of a module: what its variables take.

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Attribute, Block};

use super::checker::{Checker, Scope};
use super::declared::{Declared, Variable};
use super::language::{self, Form};
use crate::problem::{Code, closest, help_one_of};

impl Checker<'_> {
    /// Holds the arguments of a call to the variables of the module, if that was read.
    pub(super) fn call_of_module(&self, name: &str, block: &Block, scope: &mut Scope<'_>) {
        self.source(block, scope);
        self.given_providers(block, scope);
        let Some(child) = self.children.get(name).copied() else {
            return;
        };
        for attribute in block.body.attributes() {
            let name = attribute.key.as_str();
            let mut own = language::MODULE.arguments.iter();
            if own.all(|argument| argument.name != name) {
                scope.at(name, |scope| self.input(attribute, child, scope));
            }
        }
        for (name, variable) in &child.variables {
            if !variable.has_default && !block.body.has_attribute(name) {
                let message = format!("the module needs `{name}`, a variable without a default");
                self.report_missing(name, message, scope);
            }
        }
    }

    fn input(&self, attribute: &Attribute, child: &Declared<'_>, scope: &mut Scope<'_>) {
        let name = attribute.key.as_str();
        let Some(variable) = child.variables.get(name) else {
            let message = format!("the module has no variable `{name}`");
            let help = match closest(name, child.variables.keys().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if child.variables.is_empty() => "remove it".to_owned(),
                None => help_one_of(name, child.variables.keys().copied()),
            };
            self.report_with(scope, Code::UnknownArgument, message, help);
            return;
        };
        let Variable {
            ty, is_ephemeral, ..
        } = variable;
        if !is_ephemeral && self.is_ephemeral(&attribute.value) {
            let message = "the value is ephemeral, and the variable of the module is not";
            let help = "set `ephemeral = true` in the variable, if that is meant";
            self.report_with(scope, Code::InvalidExpression, message, help);
        }
        // What is wrong within the value was told of before.
        let found = self.findings.borrow().len();
        let value = self.evaluate(&attribute.value, scope);
        self.findings.borrow_mut().truncate(found);
        if value.is_null() && !variable.is_nullable && !variable.has_default {
            let message = format!("`{name}` of the module may not be null");
            self.report(scope, Code::WrongType, message);
        }
        self.expect(scope, &value, ty);
    }

    /// Configurations of providers that the module is given.
    fn given_providers(&self, block: &Block, scope: &mut Scope<'_>) {
        let Some(providers) = block.body.get_attribute("providers") else {
            return;
        };
        let Expression::Object(members) = &providers.value else {
            return;
        };
        scope.at("providers", |scope| {
            for (_, value) in members {
                self.form(Form::Provider, value.expr(), scope);
            }
        });
    }

    /// Where the module comes from, and which version of it.
    fn source(&self, block: &Block, scope: &mut Scope<'_>) {
        let argument = block.body.get_attribute("source");
        let Some(source) = argument.and_then(|argument| argument.value.as_str()) else {
            return;
        };
        if source.is_empty() {
            scope.at("source", |scope| {
                let message = "the source of the module is empty";
                let help = "write a path, `./network`, or an address of a registry";
                self.report_with(scope, Code::InvalidBlock, message, help);
            });
        }
        let parts: Vec<&str> = source
            .split("//")
            .next()
            .unwrap_or(source)
            .split('/')
            .collect();
        let is_of_registry = matches!(parts.len(), 3 | 4)
            && parts.iter().all(|part| is_word(part))
            && !source.starts_with('.')
            && !matches!(parts[0], "github.com" | "bitbucket.org");
        if block.body.has_attribute("version") && !is_of_registry {
            scope.at("version", |scope| {
                let message = "only a module of a registry has a version";
                self.report_with(scope, Code::InvalidBlock, message, "remove it");
            });
        }
    }
}

fn is_word(part: &str) -> bool {
    let mut letters = part.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphanumeric())
        && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}
