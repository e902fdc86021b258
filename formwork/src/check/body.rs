//! The body of a block: what it holds against what it may hold.

use std::collections::BTreeMap;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Attribute, Block, BlockLabel, Body, Structure};

use super::checker::{Checker, Scope};
use super::dynamic::is_dynamic;
use super::finding::{Fault, Step};
use super::language::{BACKENDS, Child, Grammar, as_blocks};
use super::provisioners;
use super::value::Value;
use crate::problem::{Code, closest, help_one_of};
use crate::schema::{self, BlockType, NestedBlock, Nesting};

/// What a body may hold beside what the language's grammar has.
#[derive(Debug, Clone, Copy)]
pub(super) enum Content<'s> {
    Nothing,
    /// What a type of the provider takes.
    Schema(&'s BlockType),
    /// Anything: the schema is not here.
    Open,
}

pub(super) const NO_GRAMMAR: &Grammar = &Grammar {
    arguments: &[],
    blocks: &[],
};

/// How many blocks of a name there are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) count: usize,
    /// Whether a `dynamic` block makes a number of them that is not known.
    pub(super) is_open: bool,
}

impl Checker<'_> {
    /// Holds a body to a grammar and to what it may hold beside it.
    pub(super) fn body(
        &self,
        body: &Body,
        grammar: &Grammar,
        content: Content<'_>,
        scope: &mut Scope<'_>,
    ) {
        let mut tally: BTreeMap<&str, Tally> = BTreeMap::new();
        let mut dynamics: BTreeMap<&str, usize> = BTreeMap::new();
        for structure in body {
            match structure {
                Structure::Attribute(attribute) => {
                    let name = attribute.key.as_str();
                    scope.at(name, |scope| {
                        self.argument(attribute, grammar, content, scope);
                    });
                }
                Structure::Block(block) if is_dynamic(block, content) => {
                    let name = block.labels.first().map_or("", BlockLabel::as_str);
                    let index = dynamics.entry(name).or_default();
                    let made = self.dynamic(block, name, *index, content, scope);
                    *index += 1;
                    let tally = tally.entry(name).or_default();
                    match made {
                        Some(made) => tally.count += made,
                        None => tally.is_open = true,
                    }
                }
                Structure::Block(block) => {
                    let name = block.ident.as_str();
                    let tally = tally.entry(name).or_default();
                    let index = tally.count;
                    tally.count += 1;
                    scope.at(name, |scope| {
                        scope.within(Step::Index(index), |scope| {
                            self.nested(block, grammar, content, scope);
                        });
                    });
                }
            }
        }
        self.absent_by_grammar(body, grammar, &tally, scope);
        if let Content::Schema(schema) = content {
            self.absent_by_schema(body, schema, &tally, scope);
            self.together(body, schema, &tally, scope);
        }
    }

    fn argument(
        &self,
        attribute: &Attribute,
        grammar: &Grammar,
        content: Content<'_>,
        scope: &mut Scope<'_>,
    ) {
        let name = attribute.key.as_str();
        let value = &attribute.value;
        let mut arguments = grammar.arguments.iter();
        if let Some(argument) = arguments.find(|argument| argument.name == name) {
            self.form(argument.form, value, scope);
            return;
        }
        let is_child = grammar.blocks.iter().any(|child| child.name == name);
        match content {
            Content::Open if !is_child => {
                self.evaluate(value, scope);
            }
            Content::Schema(schema) if schema.attributes.contains_key(name) => {
                self.schema_argument(&schema.attributes[name], value, scope);
            }
            _ => {
                self.evaluate(value, scope);
                self.no_argument(name, is_child, grammar, content, scope);
            }
        }
    }

    fn schema_argument(
        &self,
        attribute: &schema::Attribute,
        value: &Expression,
        scope: &mut Scope<'_>,
    ) {
        let name = scope
            .path
            .last()
            .and_then(Step::name)
            .unwrap_or_default()
            .to_owned();
        let found = self.evaluate(value, scope);
        if !attribute.is_settable() {
            // Null is as if it were not there, and in a nested block what is not known may be null.
            let is_nested = scope.path.len() > 1;
            let may_be_null = is_nested && matches!(found, Value::Unknown(_));
            if !may_be_null && !found.is_null() {
                let message = format!("`{name}` is set by the provider alone");
                self.report_with(scope, Code::ComputedArgument, message, "remove it");
            }
            return;
        }
        let in_provisioner = ["provisioner", "connection"]
            .iter()
            .any(|name| scope.path.first().and_then(Step::name) == Some(*name));
        let is_kept = !attribute.write_only
            && !in_provisioner
            && !["ephemeral.", "provider."]
                .iter()
                .any(|root| scope.address.starts_with(root));
        if is_kept && self.is_ephemeral(value) {
            let message = "the value is ephemeral, and this argument is kept in the state";
            let help = "write `ephemeralasnull(…)`, or take a write-only argument";
            self.report_with(scope, Code::InvalidExpression, message, help);
        }
        if attribute.required && matches!(found, Value::Null) {
            let message = format!("`{name}` is needed, and this is null");
            self.report_missing(&name, message, scope);
        }
        if attribute.deprecated {
            self.report(scope, Code::Deprecated, format!("`{name}` is deprecated"));
        }
        self.expect(scope, &found, &attribute.ty);
        self.whole_number(&found, &attribute.ty, scope);
        self.choice(&found, scope);
        self.state_backend(&name, &found, scope);
    }

    /// The place of another state is of a kind that Terraform has.
    fn state_backend(&self, name: &str, found: &Value, scope: &Scope<'_>) {
        let is_remote_state = scope.address.starts_with("data.terraform_remote_state.");
        let Value::String(backend) = found else {
            return;
        };
        if is_remote_state && name == "backend" && !BACKENDS.contains(&backend.as_str()) {
            let message = format!("there is no backend `{backend}`");
            let help = help_one_of(backend, BACKENDS.iter().copied());
            self.report_with(scope, Code::InvalidBlock, message, help);
        }
    }

    fn no_argument(
        &self,
        name: &str,
        is_child: bool,
        grammar: &Grammar,
        content: Content<'_>,
        scope: &Scope<'_>,
    ) {
        let is_block = match content {
            Content::Schema(schema) => schema.blocks.contains_key(name),
            _ => false,
        };
        if is_block || is_child {
            let message = format!("`{name}` is a block, and this is an argument");
            let help = format!("write `{name} {{ … }}`, without `=`");
            let fault = Fault::BlockExpected(name.to_owned());
            self.report_fault(scope, Code::BlockForArgument, fault, message, Some(help));
            return;
        }
        self.unknown(name, "argument", grammar, content, scope);
    }

    pub(super) fn unknown(
        &self,
        name: &str,
        what: &'static str,
        grammar: &Grammar,
        content: Content<'_>,
        scope: &Scope<'_>,
    ) {
        let mut known: Vec<&str> = grammar.arguments.iter().map(|each| each.name).collect();
        known.extend(grammar.blocks.iter().map(|child| child.name));
        if let Content::Schema(schema) = content {
            let settable = schema
                .attributes
                .iter()
                .filter(|(_, each)| each.is_settable());
            known.extend(settable.map(|(name, _)| *name));
            known.extend(schema.blocks.keys());
        }
        let message = format!("there is no {what} `{name}` here");
        let help = closest(name, known).map_or_else(
            || "remove it".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let fault = Fault::Unknown(what);
        self.report_fault(scope, Code::UnknownArgument, fault, message, Some(help));
    }

    fn nested(
        &self,
        block: &Block,
        grammar: &Grammar,
        content: Content<'_>,
        scope: &mut Scope<'_>,
    ) {
        let name = block.ident.as_str();
        if let Some(child) = grammar.blocks.iter().find(|child| child.name == name) {
            self.child(block, child, content, scope);
            return;
        }
        let is_argument = grammar
            .arguments
            .iter()
            .any(|argument| argument.name == name);
        match content {
            Content::Open if !is_argument => {
                self.body(&block.body, NO_GRAMMAR, Content::Open, scope);
            }
            Content::Schema(schema) if schema.blocks.contains_key(name) => {
                self.schema_block(block, &schema.blocks[name], scope);
            }
            Content::Schema(schema) if !is_argument && schema.attributes.contains_key(name) => {
                self.block_for_attribute(block, &schema.attributes[name], scope);
            }
            _ if is_argument => self.block_for_argument(name, scope),
            _ => {
                self.body(&block.body, NO_GRAMMAR, Content::Open, scope);
                self.unknown(name, "block", grammar, content, scope);
            }
        }
    }

    fn child(&self, block: &Block, child: &Child, around: Content<'_>, scope: &mut Scope<'_>) {
        self.labels(block, child.labels, scope);
        match child.name {
            "provisioner" => self.provisioner(block, scope),
            "precondition" | "postcondition" | "assert" => self.condition(block, scope),
            _ => {}
        }
        let content = match child.name {
            "provisioner" | "connection" => provisioners::content(block),
            _ if child.is_open => Content::Open,
            _ => Content::Nothing,
        };
        let own = scope.own.take();
        if child.has_self {
            scope.own = match around {
                Content::Schema(_) | Content::Open => Some(self.own_value(&scope.address)),
                Content::Nothing => own.clone().or_else(|| Some(self.own_value(&scope.address))),
            };
        }
        self.body(&block.body, child.grammar, content, scope);
        scope.own = own;
    }

    /// What `self` is in the resource of an address.
    fn own_value(&self, address: &str) -> Value {
        let resource = self.declared.resources.get(address);
        let schema = resource.and_then(|resource| resource.schema);
        schema.map_or(Value::ANY, Value::Block)
    }

    pub(super) fn labels(&self, block: &Block, wanted: usize, scope: &Scope<'_>) {
        let given = block.labels.len();
        if given != wanted {
            let name = block.ident.as_str();
            let message = format!("`{name}` takes {wanted} labels, and there are {given}");
            self.report(scope, Code::InvalidBlock, message);
        }
    }

    fn schema_block(&self, block: &Block, nested: &NestedBlock, scope: &mut Scope<'_>) {
        self.labels(block, usize::from(nested.nesting == Nesting::Map), scope);
        let content = nested.block();
        if content.deprecated {
            let name = block.ident.as_str();
            self.report(scope, Code::Deprecated, format!("`{name}` is deprecated"));
        }
        self.as_far_as_known(&block.body, scope, |scope| {
            self.body(&block.body, NO_GRAMMAR, Content::Schema(content), scope);
        });
    }

    /// Lists and sets of objects may be written as blocks, other arguments not.
    fn block_for_attribute(
        &self,
        block: &Block,
        attribute: &schema::Attribute,
        scope: &mut Scope<'_>,
    ) {
        let name = block.ident.as_str();
        if !attribute.is_settable() {
            let message = format!("`{name}` is set by the provider alone");
            self.report_with(scope, Code::ComputedArgument, message, "remove it");
            return;
        }
        match as_blocks(&attribute.ty) {
            Some(content) => {
                self.labels(block, 0, scope);
                self.body(&block.body, NO_GRAMMAR, Content::Schema(&content), scope);
            }
            None => self.block_for_argument(name, scope),
        }
    }

    pub(super) fn block_for_argument(&self, name: &str, scope: &Scope<'_>) {
        let message = format!("`{name}` is an argument, and this is a block");
        let help = format!("write `{name} = …`");
        self.report_with(scope, Code::BlockForArgument, message, help);
    }

    fn absent_by_grammar(
        &self,
        body: &Body,
        grammar: &Grammar,
        tally: &BTreeMap<&str, Tally>,
        scope: &Scope<'_>,
    ) {
        for argument in grammar.arguments {
            if argument.required && !body.has_attribute(argument.name) {
                self.missing(argument.name, scope);
            }
        }
        for child in grammar.blocks {
            let count = tally.get(child.name).map_or(0, |tally| tally.count);
            if child.required && count == 0 {
                let message = format!("the block `{}` is missing", child.name);
                self.report_count(child.name, message, None, scope);
            }
            if !child.repeats && count > 1 {
                let message = format!(
                    "one block `{}` may be there, and there are {count}",
                    child.name
                );
                self.report_count(child.name, message, None, scope);
            }
        }
    }

    fn missing(&self, name: &str, scope: &Scope<'_>) {
        self.report_missing(name, format!("the argument `{name}` is missing"), scope);
    }

    pub(super) fn report_missing(&self, name: &str, message: String, scope: &Scope<'_>) {
        let fault = Fault::ArgumentMissing(name.to_owned());
        self.report_fault(scope, Code::MissingArgument, fault, message, None);
    }

    pub(super) fn report_count(
        &self,
        name: &str,
        message: String,
        help: Option<String>,
        scope: &Scope<'_>,
    ) {
        let fault = Fault::BlockCount(name.to_owned());
        self.report_fault(scope, Code::BlockCount, fault, message, help);
    }

    fn absent_by_schema(
        &self,
        body: &Body,
        schema: &BlockType,
        tally: &BTreeMap<&str, Tally>,
        scope: &Scope<'_>,
    ) {
        for (name, attribute) in &schema.attributes {
            if attribute.required && !body.has_attribute(name) && !tally.contains_key(name) {
                self.missing(name, scope);
            }
        }
        for (name, nested) in &schema.blocks {
            let tally = tally.get(name).copied().unwrap_or_default();
            if !tally.is_open {
                self.block_count(name, nested, tally.count, scope);
            }
        }
    }

    fn block_count(&self, name: &str, nested: &NestedBlock, count: usize, scope: &Scope<'_>) {
        let least = nested.min_items as usize;
        let most = match nested.nesting {
            Nesting::Single | Nesting::Group => Some(1),
            _ => nested.max_items.map(|most| most as usize),
        };
        if count < least {
            let message = match (least, count) {
                (1, 0) => format!("the block `{name}` is missing"),
                _ => format!("{least} blocks `{name}` are needed, and there are {count}"),
            };
            let help = format!("add `{name} {{ … }}`");
            self.report_count(name, message, Some(help), scope);
        }
        if let Some(most) = most.filter(|most| count > *most) {
            let blocks = if most == 1 { "block" } else { "blocks" };
            let message =
                format!("at most {most} {blocks} `{name}` may be there, and there are {count}");
            self.report_count(name, message, None, scope);
        }
    }
}
