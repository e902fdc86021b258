//! `terraform` blocks: versions, providers, the place of the state.

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Attribute, Block, Body};

use super::checker::{Checker, Scope};
use super::finding::Step;
use super::versions::is_constraint;
use crate::problem::{Code, help_one_of};

/// What a requirement of a provider says.
const REQUIREMENT: &[&str] = &["source", "version", "configuration_aliases"];

impl Checker<'_> {
    /// What stands in a `terraform` block and is not looked at by the grammar. What a backend takes
    /// is read when Terraform is initialized.
    pub(super) fn settings_of(&self, body: &Body, scope: &mut Scope<'_>) {
        if let Some(version) = body.get_attribute("required_version")
            && let Some(text) = version.value.as_str()
        {
            scope.at("required_version", |scope| self.version(text, scope));
        }
        if body.has_attribute("experiments") {
            scope.at("experiments", |scope| {
                let message = "this version of Terraform has no experiments";
                self.report_with(scope, Code::InvalidBlock, message, "remove it");
            });
        }
        for (index, block) in body.get_blocks("required_providers").enumerate() {
            let steps = [
                Step::Name("required_providers".to_owned()),
                Step::Index(index),
            ];
            scope.path.extend(steps);
            for requirement in block.body.attributes() {
                let name = requirement.key.as_str();
                scope.at(name, |scope| self.requirement(requirement, scope));
            }
            for inner in block.body.blocks() {
                let name = inner.ident.as_str();
                let message = format!("`{name}` is an argument, and this is a block");
                let help = format!("write `{name} = {{ … }}`");
                self.report_with(scope, Code::BlockForArgument, message, help);
            }
            scope.path.truncate(scope.path.len() - 2);
        }
    }

    fn requirement(&self, requirement: &Attribute, scope: &mut Scope<'_>) {
        let name = requirement.key.as_str();
        if !is_provider_name(name) {
            let message = format!("`{name}` is not a name of a provider");
            let help = "use lower-case letters, digits and `-`";
            self.report_with(scope, Code::InvalidName, message, help);
        }
        let members = match &requirement.value {
            Expression::Object(members) => members,
            Expression::String(version) => return self.version(version.value(), scope),
            _ => {
                let message = "a requirement is an object, or a version";
                let help = "write `{ source = \"hashicorp/aws\", version = \"~> 5.0\" }`";
                self.report_with(scope, Code::WrongType, message, help);
                return;
            }
        };
        for (key, value) in members {
            let Some(key) = key_name(key) else {
                let message = "a key of a requirement is a plain name";
                self.report(scope, Code::InvalidExpression, message);
                continue;
            };
            scope.at(key, |scope| match (key, value.expr().as_str()) {
                ("source", Some(source)) => self.provider_source(source, scope),
                ("version", Some(version)) => self.version(version, scope),
                ("source" | "version", None) => {
                    let message = format!("`{key}` is a plain text");
                    self.report(scope, Code::InvalidExpression, message);
                }
                (known, _) if REQUIREMENT.contains(&known) => {}
                _ => {
                    let message = format!("a requirement has no key `{key}`");
                    let help = help_one_of(key, REQUIREMENT.iter().copied());
                    self.report_with(scope, Code::UnknownArgument, message, help);
                }
            });
        }
    }

    /// `TYPE`, `NAMESPACE/TYPE` or `HOST/NAMESPACE/TYPE`
    fn provider_source(&self, source: &str, scope: &Scope<'_>) {
        let parts: Vec<&str> = source.split('/').collect();
        let names = if parts.len() == 3 {
            &parts[1..]
        } else {
            &parts[..]
        };
        let is_form = (1..=3).contains(&parts.len())
            && names
                .iter()
                .all(|part| is_provider_name(&part.to_lowercase()));
        if !is_form {
            let message = format!("`{source}` is no source of a provider");
            let help = "write `NAMESPACE/TYPE`, for example `hashicorp/aws`";
            self.report_with(scope, Code::InvalidBlock, message, help);
            return;
        }
        let ty = parts.last().copied().unwrap_or_default();
        if let Some(rest) = ty.strip_prefix("terraform-provider-") {
            let message = format!("`{source}` is the name of a repository");
            let near = source.replace(ty, rest);
            let help = format!("the source of the provider is `{near}`");
            self.report_with(scope, Code::InvalidBlock, message, help);
        }
    }

    /// `~> 5.0, != 5.3.1`
    pub(super) fn version(&self, constraint: &str, scope: &Scope<'_>) {
        if !is_constraint(constraint) {
            let message = format!("`{constraint}` is no constraint of versions");
            let help = "write for example `~> 5.0`, or `>= 1.11, < 2.0`";
            self.report_with(scope, Code::InvalidExpression, message, help);
        }
    }

    /// A backend, a cloud and a block of required providers may each be there once in a module.
    pub(super) fn only_once(&self, file: &str, block: &Block) {
        for inner in block.body.blocks() {
            let name = inner.ident.as_str();
            let kind = match name {
                "backend" | "cloud" => "state",
                "required_providers" => name,
                _ => continue,
            };
            let mut known = self.settings.borrow_mut();
            if !known.insert(kind.to_owned()) {
                drop(known);
                let scope = self.scope(file, "terraform");
                let message = if kind == "state" {
                    "the module says twice where its state is".to_owned()
                } else {
                    format!("the module has two blocks `{name}`")
                };
                self.report_with(&scope, Code::BlockCount, message, "keep one of them");
            }
        }
    }
}

fn key_name(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(name) => Some(name.as_str()),
        ObjectKey::Expression(expression) => expression.as_str(),
    }
}

fn is_provider_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('-')
        && !name.ends_with('-')
        && !name.contains("--")
        && name
            .chars()
            .all(|c| c.is_lowercase() || c.is_ascii_digit() || c == '-')
}
