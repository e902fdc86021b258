//! What a module declares, by address.

use std::collections::BTreeMap;

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Attribute, Block, BlockLabel, Body};

use super::constraint;
use super::finding::{Finding, Place, Step};
use super::language;
use crate::problem::Code;
use crate::schema::{self, BlockType, Type};

/// The blocks of a module that others may refer to.
#[derive(Debug, Default)]
pub(super) struct Declared<'a> {
    /// Resources, data sources and ephemeral resources by address.
    pub(super) resources: BTreeMap<String, Resource<'a>>,
    pub(super) variables: BTreeMap<&'a str, Variable>,
    pub(super) locals: BTreeMap<&'a str, Local<'a>>,
    pub(super) modules: BTreeMap<&'a str, &'a str>,
    /// `aws`, `aws.west`
    pub(super) providers: BTreeMap<String, &'a str>,
    /// Local names of `required_providers` with their sources.
    pub(super) required: BTreeMap<&'a str, Option<&'a str>>,
    pub(super) duplicates: Vec<Finding>,
    others: BTreeMap<String, &'a str>,
}

/// A resource, a data source or an ephemeral resource.
#[derive(Debug)]
pub(super) struct Resource<'a> {
    pub(super) file: &'a str,
    pub(super) repeat: Repeat,
    /// What it exports; nothing for other providers.
    pub(super) schema: Option<&'static BlockType>,
}

/// How many instances a block has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    Once,
    Count,
    ForEach,
}

/// A variable, as references see it.
#[derive(Debug)]
pub(super) struct Variable {
    pub(super) ty: Type,
    pub(super) is_sensitive: bool,
}

/// One entry of a `locals` block.
#[derive(Debug)]
pub(super) struct Local<'a> {
    pub(super) file: &'a str,
    pub(super) value: &'a Expression,
}

impl<'a> Declared<'a> {
    pub(super) fn new(module: &[(&'a str, &'a Body)]) -> Self {
        let mut declared = Self::default();
        for (_, body) in module {
            declared.required.extend(body.blocks().flat_map(required));
        }
        for (file, body) in module {
            for block in body.blocks() {
                declared.add(file, block);
            }
        }
        declared
    }

    fn add(&mut self, file: &'a str, block: &'a Block) {
        let labels: Vec<&str> = block.labels.iter().map(BlockLabel::as_str).collect();
        let other = match (block.ident.as_str(), labels.as_slice()) {
            ("resource" | "data" | "ephemeral", [kind, name]) => {
                self.add_resource(file, block, kind, name)
            }
            ("variable", [name]) => {
                let known = self.others.insert(format!("var.{name}"), file);
                self.variables.insert(name, Variable::new(block));
                known.map(|other| (format!("var.{name}"), other))
            }
            ("module", [name]) => {
                let known = self.modules.insert(name, file);
                known.map(|other| (format!("module.{name}"), other))
            }
            ("provider", [name]) => {
                let name = provider_name(name, block);
                let known = self.providers.insert(name.clone(), file);
                known.map(|other| (format!("provider.{name}"), other))
            }
            (kind @ ("output" | "check"), [name]) => {
                for source in block.body.get_blocks("data") {
                    self.add(file, source);
                }
                let address = format!("{kind}.{name}");
                let known = self.others.insert(address.clone(), file);
                known.map(|other| (address, other))
            }
            ("locals", []) => {
                for local in block.body.attributes() {
                    self.add_local(file, local);
                }
                None
            }
            _ => None,
        };
        if let Some((address, other)) = other {
            self.duplicates.push(duplicate(file, address, other));
        }
    }

    fn add_resource(
        &mut self,
        file: &'a str,
        block: &'a Block,
        kind: &str,
        name: &str,
    ) -> Option<(String, &'a str)> {
        let mode = block.ident.as_str();
        let address = resource_address(mode, kind, name);
        if let Some(other) = self.resources.get(&address) {
            return Some((address, other.file));
        }
        let is_known = self.is_known_provider(provider_of(block, kind));
        let resource = Resource {
            file,
            repeat: Repeat::of(&block.body),
            schema: is_known.then(|| schema_of(mode, kind)).flatten(),
        };
        self.resources.insert(address, resource);
        None
    }

    fn add_local(&mut self, file: &'a str, local: &'a Attribute) {
        let name = local.key.as_str();
        if let Some(other) = self.locals.get(name) {
            let found = duplicate(file, format!("local.{name}"), other.file);
            self.duplicates.push(found);
            return;
        }
        let value = &local.value;
        self.locals.insert(name, Local { file, value });
    }

    /// Whether the schema of a provider is here: AWS, under whatever local name, and Terraform's own.
    pub(super) fn is_known_provider(&self, name: &str) -> bool {
        match self.required.get(name) {
            Some(Some(source)) => {
                let source = source.trim_start_matches("registry.terraform.io/");
                source == "hashicorp/aws"
            }
            _ => matches!(name, "aws" | "terraform"),
        }
    }
}

fn duplicate(file: &str, address: String, other: &str) -> Finding {
    Finding {
        code: Code::DuplicateAddress,
        file: file.to_owned(),
        message: format!("`{address}` is declared twice"),
        help: Some("give one of them another name, or remove it".to_owned()),
        path: Vec::new(),
        other: Some(Place {
            file: other.to_owned(),
            address: address.clone(),
            path: Vec::<Step>::new(),
        }),
        address,
    }
}

/// `aws_sqs_queue.jobs`, `data.aws_region.main`
pub(super) fn resource_address(mode: &str, kind: &str, name: &str) -> String {
    match mode {
        "resource" => format!("{kind}.{name}"),
        _ => format!("{mode}.{kind}.{name}"),
    }
}

/// What a type takes and exports.
pub(super) fn schema_of(mode: &str, kind: &str) -> Option<&'static BlockType> {
    let own = || language::own_type(mode, kind);
    match mode {
        "resource" => schema::resource(kind).or_else(own),
        "data" => schema::data_source(kind).or_else(own),
        _ => schema::ephemeral(kind),
    }
}

/// The local name of the provider of a resource: what `provider` says, or the type's first word.
pub(super) fn provider_of<'a>(block: &'a Block, kind: &'a str) -> &'a str {
    let argument = block.body.get_attribute("provider");
    let named = argument.and_then(|argument| match &argument.value {
        Expression::Variable(name) => Some(name.as_str()),
        Expression::Traversal(traversal) => {
            traversal.expr.as_variable().map(hcl_edit::Ident::as_str)
        }
        _ => None,
    });
    named.unwrap_or_else(|| kind.split_once('_').map_or(kind, |(provider, _)| provider))
}

fn provider_name(name: &str, block: &Block) -> String {
    let alias = block.body.get_attribute("alias");
    match alias.and_then(|alias| alias.value.as_str()) {
        Some(alias) => format!("{name}.{alias}"),
        None => name.to_owned(),
    }
}

/// What a `terraform` block says of providers.
fn required(block: &Block) -> impl Iterator<Item = (&str, Option<&str>)> {
    let is_settings = block.ident.as_str() == "terraform";
    let blocks = is_settings.then(|| block.body.get_blocks("required_providers"));
    let entries = blocks
        .into_iter()
        .flatten()
        .flat_map(|block| block.body.attributes());
    entries.map(|entry| (entry.key.as_str(), source(&entry.value)))
}

fn source(requirement: &Expression) -> Option<&str> {
    let mut members = requirement.as_object()?.iter();
    members.find_map(|(key, value)| match key {
        ObjectKey::Ident(name) if name.as_str() == "source" => value.expr().as_str(),
        _ => None,
    })
}

impl Repeat {
    pub(super) fn of(body: &Body) -> Self {
        if body.has_attribute("count") {
            Self::Count
        } else if body.has_attribute("for_each") {
            Self::ForEach
        } else {
            Self::Once
        }
    }
}

impl Variable {
    fn new(block: &Block) -> Self {
        let argument = |name| block.body.get_attribute(name).map(|found| &found.value);
        let ty = argument("type").and_then(|ty| constraint::parse(ty).ok());
        Self {
            ty: ty.unwrap_or(Type::Dynamic),
            is_sensitive: argument("sensitive").and_then(Expression::as_bool) == Some(true),
        }
    }
}
