//! The blocks at the top of a module's files.

use std::collections::BTreeMap;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, BlockLabel, Body, Structure};

use super::body::Content;
use super::checker::{Checker, Scope};
use super::constraint;
use super::convert::convert;
use super::declared::{provider_of, resource_address};
use super::finding::{Fault, Step};
use super::language;
use super::sensitive;
use super::value::Value;
use crate::problem::{Code, closest, help_one_of};

impl Checker<'_> {
    pub(super) fn file(&self, file: &str, body: &Body) {
        let mut ordinals: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, structure) in body.iter().enumerate() {
            self.structure.set(Some(index));
            match structure {
                Structure::Attribute(attribute) => {
                    let name = attribute.key.as_str();
                    let message = format!("`{name}` stands outside of a block");
                    let help = "an argument belongs into a block, a value into `locals`";
                    let scope = self.scope(file, name);
                    self.report_with(&scope, Code::UnknownArgument, message, help);
                }
                Structure::Block(block) => {
                    let ordinal = ordinals.entry(block.ident.as_str()).or_default();
                    self.top(file, block, *ordinal);
                    *ordinal += 1;
                }
            }
        }
    }

    fn top(&self, file: &str, block: &Block, ordinal: usize) {
        let kind = block.ident.as_str();
        let labels: Vec<&str> = block.labels.iter().map(BlockLabel::as_str).collect();
        let Some((_, wanted)) = language::TOP.iter().find(|(name, _)| *name == kind) else {
            let scope = self.scope(file, kind);
            let message = format!("there is no block `{kind}`");
            let help = help_one_of(kind, language::TOP.iter().map(|(name, _)| *name));
            self.report_with(&scope, Code::InvalidBlock, message, help);
            return;
        };
        if labels.len() != *wanted {
            let scope = self.scope(file, kind);
            let message = format!(
                "`{kind}` takes {wanted} labels, and there are {}",
                labels.len()
            );
            self.report(&scope, Code::InvalidBlock, message);
            return;
        }
        let nothing = Content::Nothing;
        let numbered = || self.scope(file, format!("{kind}[{ordinal}]"));
        match (kind, labels.as_slice()) {
            (mode @ ("resource" | "data" | "ephemeral"), [of, name]) => {
                self.resource_block(mode, of, name, file, block, None);
            }
            ("provider", [name]) => self.provider_block(name, file, block),
            ("variable", [name]) => self.variable(name, file, block),
            ("output", [name]) => self.output(name, file, block),
            ("module", [name]) => self.module(name, file, block),
            ("check", [name]) => self.check_block(name, file, block),
            ("locals", _) => self.locals(file, block),
            ("moved", _) => {
                let scope = &mut numbered();
                self.body(&block.body, &language::MOVED, nothing, scope);
                self.moved(&block.body, scope);
            }
            ("import", _) => {
                let scope = &mut numbered();
                scope.each = self.each_of(&block.body, scope);
                self.body(&block.body, &language::IMPORT, nothing, scope);
                self.import(block, scope);
            }
            ("removed", _) => {
                let scope = &mut numbered();
                self.body(&block.body, &language::REMOVED, nothing, scope);
                self.removed(&block.body, scope);
            }
            _ => {
                let scope = &mut numbered();
                // What stands in it is read before anything is evaluated.
                scope.is_constant = true;
                self.settings(&block.body, scope);
                self.only_once(file, block);
            }
        }
    }

    fn settings(&self, body: &Body, scope: &mut Scope<'_>) {
        let mut plain = body.clone();
        // Each is read in a way of its own.
        for name in ["required_providers", "backend", "cloud"] {
            plain.remove_blocks(name);
        }
        self.body(&plain, &language::TERRAFORM, Content::Nothing, scope);
        self.settings_of(body, scope);
    }

    /// `each.key` and `each.value` of a block; what is wrong with its `for_each` is told elsewhere.
    fn each_of(&self, body: &Body, scope: &Scope<'_>) -> Option<(Value, Value)> {
        let argument = body.get_attribute("for_each")?;
        let found = self.findings.borrow().len();
        let each = self.for_each(&argument.value, &mut scope.clone());
        self.findings.borrow_mut().truncate(found);
        Some(each)
    }

    fn resource_block(
        &self,
        mode: &str,
        kind: &str,
        name: &str,
        file: &str,
        block: &Block,
        within: Option<&Scope<'_>>,
    ) {
        let address = resource_address(mode, kind, name);
        let mut scope = within
            .cloned()
            .unwrap_or_else(|| self.scope(file, &address));
        self.identifier(name, &scope);
        let grammar = if mode == "resource" {
            &language::RESOURCE
        } else {
            &language::DATA
        };
        let content = self.resource_content(mode, kind, block, &scope);
        self.repetition(&block.body, &mut scope);
        let argument = block.body.get_attribute("provider");
        if argument.is_none() {
            self.refer(&scope, &format!("provider.{}", provider_of(block, kind)));
        }
        self.body(&block.body, grammar, content, &mut scope);
    }

    /// Sets what `each` and `count` are in a block.
    fn repetition(&self, body: &Body, scope: &mut Scope<'_>) {
        if body.has_attribute("count") && body.has_attribute("for_each") {
            let message = "`count` and `for_each` exclude each other";
            self.report_with(scope, Code::InvalidBlock, message, "remove one of them");
        }
        let each = self.each_of(body, scope);
        scope.each = each;
        scope.has_count = body.has_attribute("count");
    }

    fn resource_content(
        &self,
        mode: &str,
        kind: &str,
        block: &Block,
        scope: &Scope<'_>,
    ) -> Content<'static> {
        let provider = provider_of(block, kind);
        if !self.declared.is_known_provider(provider) {
            if self.declared.required.contains_key(provider) {
                let message = format!("`{kind}` is of another provider, and is not checked");
                self.report(scope, Code::UncheckedProvider, message);
            } else {
                let message = format!(
                    "`{kind}` needs the provider `{provider}`, which the module does not require"
                );
                let help = format!("add `{provider}` to `required_providers`, with its source");
                self.report_with(scope, Code::UndeclaredProvider, message, help);
            }
            return Content::Open;
        }
        if let Some(schema) = self.declared.schema_of(mode, kind) {
            if schema.deprecated {
                self.report(scope, Code::Deprecated, format!("`{kind}` is deprecated"));
            }
            return Content::Schema(schema);
        }
        let what = match mode {
            "resource" => "resource",
            "data" => "data source",
            _ => "ephemeral resource",
        };
        self.unknown_type(mode, what, kind, scope);
        Content::Open
    }

    fn unknown_type(&self, mode: &str, what: &'static str, of_type: &str, scope: &Scope<'_>) {
        let version = self.line().minor();
        let message = format!("version {version} of the AWS provider has no {what} `{of_type}`");
        let (code, help) = (Code::UnknownResourceType, self.near_type(mode, of_type));
        self.report_fault(scope, code, Fault::UnknownType(what), message, help);
    }

    /// The type that was probably meant.
    fn near_type(&self, mode: &str, of_type: &str) -> Option<String> {
        let line = self.line();
        let near = match mode {
            "resource" => closest(of_type, line.resources()),
            "data" => closest(of_type, line.data_sources()),
            _ => closest(of_type, line.ephemerals()),
        };
        let other = match mode {
            "data" if line.resource(of_type).is_some() => Some("resource"),
            "resource" if line.data_source(of_type).is_some() => Some("data source"),
            _ => None,
        };
        match (near, other) {
            (Some(near), Some(other)) => {
                Some(format!("did you mean `{near}`? `{of_type}` is a {other}"))
            }
            (None, Some(other)) => Some(format!("there is a {other} of this name")),
            (Some(near), None) => Some(format!("did you mean `{near}`?")),
            (None, None) => None,
        }
    }

    fn identifier(&self, name: &str, scope: &Scope<'_>) {
        let mut letters = name.chars();
        let starts = letters
            .next()
            .is_some_and(|c| c.is_alphabetic() || c == '_');
        let goes_on = letters.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        if !(starts && goes_on) {
            let message = format!("`{name}` is not a name");
            let help =
                "a name starts with a letter or `_`, and goes on with letters, digits, `_` and `-`";
            self.report_with(scope, Code::InvalidName, message, help);
        }
    }

    fn provider_block(&self, name: &str, file: &str, block: &Block) {
        let alias = block
            .body
            .get_attribute("alias")
            .and_then(|alias| alias.value.as_str());
        let address = match alias {
            Some(alias) => format!("provider.{name}.{alias}"),
            None => format!("provider.{name}"),
        };
        let mut scope = self.scope(file, address);
        self.identifier(name, &scope);
        if let Some(alias) = alias {
            scope.at("alias", |scope| self.identifier(alias, scope));
        }
        let is_known = self.declared.is_known_provider(name) && name != "terraform";
        let content = match self.line().provider().filter(|_| is_known) {
            Some(schema) => Content::Schema(schema),
            None => Content::Open,
        };
        self.body(&block.body, &language::PROVIDER_BLOCK, content, &mut scope);
    }

    fn variable(&self, name: &str, file: &str, block: &Block) {
        let mut scope = self.scope(file, format!("var.{name}"));
        self.identifier(name, &scope);
        if language::RESERVED_VARIABLES.contains(&name) {
            let message = format!("`{name}` is reserved for the blocks that call a module");
            self.report(&scope, Code::InvalidName, message);
        }
        self.body(
            &block.body,
            &language::VARIABLE,
            Content::Nothing,
            &mut scope,
        );
        self.default(&block.body, &mut scope);
        for (index, validation) in block.body.get_blocks("validation").enumerate() {
            let Some(condition) = validation.body.get_attribute("condition") else {
                continue;
            };
            if !sensitive::refers_to_variable(&condition.value, name) {
                let steps = [Step::Name("validation".to_owned()), Step::Index(index)];
                scope.path.extend(steps);
                scope.at("condition", |scope| {
                    let message = format!("the condition does not look at `var.{name}`");
                    self.report(scope, Code::InvalidExpression, message);
                });
                scope.path.clear();
            }
        }
    }

    fn default(&self, body: &Body, scope: &mut Scope<'_>) {
        let Some(default) = body.get_attribute("default") else {
            return;
        };
        // Without a type, or one that is told of elsewhere, any value will do.
        let ty = body.get_attribute("type");
        let ty = ty.and_then(|ty| constraint::parse(&ty.value).ok());
        let found = self.findings.borrow().len();
        let value = scope.at("default", |scope| self.constant(&default.value, scope));
        self.findings.borrow_mut().truncate(found);
        let nullable = body
            .get_attribute("nullable")
            .map(|nullable| &nullable.value);
        let is_nullable = nullable.and_then(Expression::as_bool) != Some(false);
        scope.at("default", |scope| {
            if value.is_null() && !is_nullable {
                let message = "the default is null, and `nullable` is false";
                self.report(scope, Code::WrongType, message);
            }
            if let Some(ty) = ty.filter(|ty| convert(&value, ty).is_err()) {
                self.expect(scope, &value, &ty);
            }
        });
    }

    fn output(&self, name: &str, file: &str, block: &Block) {
        let mut scope = self.scope(file, format!("output.{name}"));
        self.identifier(name, &scope);
        self.body(&block.body, &language::OUTPUT, Content::Nothing, &mut scope);
        let argument = |name| block.body.get_attribute(name).map(|found| &found.value);
        let is_kept = argument("ephemeral").and_then(Expression::as_bool) != Some(true);
        if is_kept && argument("value").is_some_and(|value| self.is_ephemeral(value)) {
            scope.at("value", |scope| {
                let message = "the value is ephemeral, and the output is kept in the state";
                let help = "write `ephemeralasnull(…)`, or take it where it is needed";
                self.report_with(scope, Code::InvalidExpression, message, help);
            });
        }
        if !is_kept && self.is_root() {
            scope.at("ephemeral", |scope| {
                let message = "no output of a root module is ephemeral";
                self.report_with(scope, Code::InvalidBlock, message, "remove it");
            });
        }
        let is_marked = argument("sensitive").and_then(Expression::as_bool) == Some(true);
        let is_sensitive = argument("value").is_some_and(|value| self.is_sensitive(value));
        if is_sensitive && !is_marked {
            scope.at("value", |scope| {
                let message = "the output prints a sensitive value";
                let help = "add `sensitive = true`";
                self.report_with(scope, Code::SensitiveOutput, message, help);
            });
        }
    }

    fn module(&self, name: &str, file: &str, block: &Block) {
        let mut scope = self.scope(file, format!("module.{name}"));
        self.identifier(name, &scope);
        self.repetition(&block.body, &mut scope);
        for inner in block.body.blocks() {
            let message = format!("`module` takes no block `{}`", inner.ident.as_str());
            let help = "a variable of the module is set by `=`";
            self.report_with(&scope, Code::UnknownArgument, message, help);
        }
        self.body(&block.body, &language::MODULE, Content::Open, &mut scope);
        self.call_of_module(name, block, &mut scope);
    }

    fn check_block(&self, name: &str, file: &str, block: &Block) {
        let mut scope = self.scope(file, format!("check.{name}"));
        self.identifier(name, &scope);
        let mut plain = block.body.clone();
        let sources = plain.remove_blocks("data");
        for source in &sources {
            let labels: Vec<&str> = source.labels.iter().map(BlockLabel::as_str).collect();
            if let [kind, name] = labels.as_slice() {
                self.resource_block("data", kind, name, file, source, Some(&scope));
            }
            for repeated in ["count", "for_each"] {
                if source.body.has_attribute(repeated) {
                    let message = format!("a data source of a check takes no `{repeated}`");
                    self.report_with(&scope, Code::UnknownArgument, message, "remove it");
                }
            }
        }
        if sources.len() > 1 {
            let message = format!(
                "one data source may be there, and there are {}",
                sources.len()
            );
            self.report_count("data", message, None, &scope);
        }
        // A data source of a check is declared inside of it: see `Declared`.
        self.body(&plain, &language::CHECK, Content::Nothing, &mut scope);
    }

    fn locals(&self, file: &str, block: &Block) {
        for local in block.body.attributes() {
            let name = local.key.as_str();
            self.identifier(name, &self.scope(file, format!("local.{name}")));
            self.local(name);
        }
        for inner in block.body.blocks() {
            let name = inner.ident.as_str();
            let scope = self.scope(file, "locals");
            let message = format!("`locals` takes no block `{name}`");
            self.report_with(
                &scope,
                Code::BlockForArgument,
                message,
                format!("write `{name} = {{ … }}`"),
            );
        }
    }
}
