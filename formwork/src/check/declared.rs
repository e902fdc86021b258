//! What a module declares, by address.

use std::collections::BTreeMap;

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Attribute, Block, BlockLabel, Body};

use super::constraint;
use super::finding::{Finding, Place, Step};
use super::language;
use super::toolchain::Toolchain;
use crate::problem::Code;
use crate::schema::{BlockType, ProviderLine, Type};

/// The blocks of a module that others may refer to.
#[derive(Debug, Default)]
pub(super) struct Declared<'a> {
    pub(super) toolchain: Toolchain,
    /// Resources, data sources and ephemeral resources by address.
    pub(super) resources: BTreeMap<String, Resource<'a>>,
    pub(super) variables: BTreeMap<&'a str, Variable>,
    pub(super) locals: BTreeMap<&'a str, Local<'a>>,
    pub(super) modules: BTreeMap<&'a str, Call<'a>>,
    pub(super) outputs: BTreeMap<&'a str, Output>,
    /// `aws`, `aws.west`
    pub(super) providers: BTreeMap<String, At<'a>>,
    /// Local names of `required_providers` with their sources.
    pub(super) required: BTreeMap<&'a str, Option<&'a str>>,
    pub(super) duplicates: Vec<Finding>,
    others: BTreeMap<String, At<'a>>,
}

/// Where a block stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) file: &'a str,
    pub(super) structure: usize,
}

/// A module that is called.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) at: At<'a>,
    pub(super) repeat: Repeat,
}

/// An output, as who calls the module sees it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Output {
    pub(super) is_sensitive: bool,
    pub(super) is_ephemeral: bool,
}

/// A resource, a data source or an ephemeral resource.
#[derive(Debug)]
pub(super) struct Resource<'a> {
    pub(super) at: At<'a>,
    pub(super) repeat: Repeat,
    /// The `check` that it is for.
    pub(super) within: Option<&'a str>,
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
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an argument of the block"
)]
pub(super) struct Variable {
    pub(super) ty: Type,
    pub(super) is_sensitive: bool,
    pub(super) is_ephemeral: bool,
    pub(super) is_nullable: bool,
    pub(super) has_default: bool,
}

/// One entry of a `locals` block.
#[derive(Debug)]
pub(super) struct Local<'a> {
    pub(super) file: &'a str,
    pub(super) structure: usize,
    pub(super) value: &'a Expression,
}

impl<'a> Declared<'a> {
    pub(super) fn new(module: &[(&'a str, &'a Body)], toolchain: Toolchain) -> Self {
        let mut declared = Self {
            toolchain,
            ..Self::default()
        };
        for (_, body) in module {
            declared.required.extend(body.blocks().flat_map(required));
        }
        for (file, body) in module {
            for (structure, block) in body.iter().enumerate() {
                if let Some(block) = block.as_block() {
                    declared.add(At { file, structure }, block);
                }
            }
        }
        declared
    }

    /// All that may be waited for.
    pub(super) fn addresses(&self) -> impl Iterator<Item = String> {
        let resources = self.resources.keys().cloned();
        let named = |root: &'static str| move |name: &&str| format!("{root}.{name}");
        resources
            .chain(self.variables.keys().map(named("var")))
            .chain(self.locals.keys().map(named("local")))
            .chain(self.outputs.keys().map(named("output")))
    }

    /// The file that declares an address, and where in it.
    pub(super) fn place_of(&self, address: &str) -> Option<(&'a str, Option<usize>)> {
        let at = match address.split_once('.') {
            Some(("local", name)) => self.locals.get(name).map(|local| At {
                file: local.file,
                structure: local.structure,
            }),
            Some(("module", name)) => self.modules.get(name).map(|call| call.at),
            Some(("provider", name)) => self.providers.get(name).copied(),
            _ => None,
        };
        let resource = || self.resources.get(address).map(|resource| resource.at);
        let at = at.or_else(resource);
        let at = at.or_else(|| self.others.get(address).copied())?;
        Some((at.file, Some(at.structure)))
    }

    fn add(&mut self, at: At<'a>, block: &'a Block) {
        let labels: Vec<&str> = block.labels.iter().map(BlockLabel::as_str).collect();
        let other = match (block.ident.as_str(), labels.as_slice()) {
            ("resource" | "data" | "ephemeral", [kind, name]) => {
                self.add_resource(at, block, kind, name)
            }
            ("variable", [name]) => {
                let known = self.others.insert(format!("var.{name}"), at);
                self.variables.insert(name, Variable::new(block));
                known.map(|other| (format!("var.{name}"), other))
            }
            ("module", [name]) => {
                let repeat = Repeat::of(&block.body);
                let known = self.modules.insert(name, Call { at, repeat });
                known.map(|other| (format!("module.{name}"), other.at))
            }
            ("provider", [name]) => {
                let name = provider_name(name, block);
                let known = self.providers.insert(name.clone(), at);
                known.map(|other| (format!("provider.{name}"), other))
            }
            (kind @ ("output" | "check"), [name]) => {
                for source in block.body.get_blocks("data") {
                    self.add(at, source);
                    if let [kind, of] = source.labels.as_slice() {
                        let address = resource_address("data", kind.as_str(), of.as_str());
                        if let Some(resource) = self.resources.get_mut(&address) {
                            resource.within = Some(name);
                        }
                    }
                }
                if kind == "output" {
                    self.outputs.insert(name, Output::new(block));
                }
                let address = format!("{kind}.{name}");
                let known = self.others.insert(address.clone(), at);
                known.map(|other| (address, other))
            }
            ("locals", []) => {
                for local in block.body.attributes() {
                    self.add_local(at, local);
                }
                None
            }
            _ => None,
        };
        if let Some((address, other)) = other {
            self.duplicates.push(duplicate(at, &address, other.file));
        }
    }

    fn add_resource(
        &mut self,
        at: At<'a>,
        block: &'a Block,
        kind: &str,
        name: &str,
    ) -> Option<(String, At<'a>)> {
        let mode = block.ident.as_str();
        let address = resource_address(mode, kind, name);
        if let Some(other) = self.resources.get(&address) {
            return Some((address, other.at));
        }
        let is_known = self.is_known_provider(provider_of(block, kind));
        let resource = Resource {
            at,
            within: None,
            repeat: Repeat::of(&block.body),
            schema: is_known.then(|| self.schema_of(mode, kind)).flatten(),
        };
        self.resources.insert(address, resource);
        None
    }

    fn add_local(&mut self, at: At<'a>, local: &'a Attribute) {
        let name = local.key.as_str();
        if let Some(other) = self.locals.get(name) {
            let found = duplicate(at, &format!("local.{name}"), other.file);
            self.duplicates.push(found);
            return;
        }
        let local = Local {
            file: at.file,
            structure: at.structure,
            value: &local.value,
        };
        self.locals.insert(name, local);
    }

    /// What a type takes and exports.
    pub(super) fn schema_of(&self, mode: &str, of_type: &str) -> Option<&'static BlockType> {
        of_provider(self.toolchain.provider, mode, of_type)
            .or_else(|| language::own_type(mode, of_type))
    }

    /// Whether the schema of a provider is here: AWS, under whatever local name, and Terraform's own.
    pub(super) fn is_known_provider(&self, name: &str) -> bool {
        match self.required.get(name) {
            Some(Some(source)) => is_aws(source),
            _ => matches!(name, "aws" | "terraform"),
        }
    }
}

fn duplicate(at: At<'_>, address: &str, other: &str) -> Finding {
    let message = format!("`{address}` is declared twice");
    Finding {
        help: Some("give one of them another name, or remove it".to_owned()),
        structure: Some(at.structure),
        other: Some(Place {
            file: other.to_owned(),
            address: address.to_owned(),
            path: Vec::<Step>::new(),
        }),
        ..Finding::new(Code::DuplicateAddress, at.file, address, message)
    }
}

/// `aws_sqs_queue.jobs`, `data.aws_region.main`
pub(super) fn resource_address(mode: &str, kind: &str, name: &str) -> String {
    match mode {
        "resource" => format!("{kind}.{name}"),
        _ => format!("{mode}.{kind}.{name}"),
    }
}

/// What a type of the AWS provider takes and exports.
pub(super) fn of_provider(
    line: ProviderLine,
    mode: &str,
    of_type: &str,
) -> Option<&'static BlockType> {
    match mode {
        "resource" => line.resource(of_type),
        "data" => line.data_source(of_type),
        _ => line.ephemeral(of_type),
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
    member(requirement, "source")
}

/// The text of a member of an object.
fn member<'e>(object: &'e Expression, wanted: &str) -> Option<&'e str> {
    let mut members = object.as_object()?.iter();
    members.find_map(|(key, value)| match key {
        ObjectKey::Ident(name) if name.as_str() == wanted => value.expr().as_str(),
        _ => None,
    })
}

fn is_aws(source: &str) -> bool {
    let source = source.trim_start_matches("registry.terraform.io/");
    source == "hashicorp/aws"
}

/// What a file says of the version of the AWS provider.
pub(super) fn aws_constraints(body: &Body) -> impl Iterator<Item = &str> {
    let settings = body.get_blocks("terraform");
    let blocks = settings.flat_map(|block| block.body.get_blocks("required_providers"));
    let entries = blocks.flat_map(|block| block.body.attributes());
    entries.filter_map(|entry| {
        let is_of_aws = source(&entry.value).map_or(entry.key.as_str() == "aws", is_aws);
        is_of_aws.then(|| member(&entry.value, "version")).flatten()
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
            is_sensitive: is_set(block, "sensitive"),
            is_ephemeral: is_set(block, "ephemeral"),
            is_nullable: argument("nullable").and_then(Expression::as_bool) != Some(false),
            has_default: block.body.has_attribute("default"),
        }
    }
}

impl Output {
    fn new(block: &Block) -> Self {
        Self {
            is_sensitive: is_set(block, "sensitive"),
            is_ephemeral: is_set(block, "ephemeral"),
        }
    }
}

/// Whether an argument is `true`.
pub(super) fn is_set(block: &Block, name: &str) -> bool {
    let argument = block.body.get_attribute(name);
    argument.and_then(|argument| argument.value.as_bool()) == Some(true)
}
