//! `terraform` and the configuration of AWS as the sections of a `stack.toml`: what is sure is said there, and
//! the rest is told.

use std::collections::BTreeMap;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Attribute, Block, BlockLabel};

use super::constants::{Constants, key_of};
use super::item::{Item, Member};
use super::module::{Module, Spot};
use super::strip::Kept;
use super::{expression, tags};
use crate::check::allows;
use crate::hcl::syntax::Way;
use crate::schema::ProviderLine;
use crate::stack::Region;

/// The source of the AWS provider.
const AWS: [&str; 2] = ["hashicorp/aws", "registry.terraform.io/hashicorp/aws"];

/// What `provider.offline` writes, and nobody else.
const OFFLINE: [(&str, &str); 4] = [
    ("access_key", "\"offline\""),
    ("secret_key", "\"offline\""),
    ("skip_credentials_validation", "true"),
    ("skip_requesting_account_id", "true"),
];

/// The settings of a stack, as far as the module has them.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) region: Option<String>,
    /// The tags that every resource has.
    pub(super) tags: Vec<Member>,
    pub(super) provider: Vec<Member>,
    pub(super) backend: Vec<Member>,
    /// Providers beside AWS, by name.
    pub(super) providers: BTreeMap<String, Vec<Member>>,
}

/// An entry of `required_providers`.
#[derive(Debug, Default)]
struct Required<'b> {
    source: Option<&'b str>,
    version: Option<&'b str>,
    has_aliases: bool,
}

impl<'b> Required<'b> {
    /// A text alone is a version.
    fn of(attribute: &'b Attribute) -> Self {
        let Some(object) = attribute.value.as_object() else {
            return Self {
                version: attribute.value.as_str(),
                ..Self::default()
            };
        };
        let get = |name: &str| {
            let mut members = object.iter();
            let found = members.find(|(key, _)| key_of(key) == Some(name));
            found.map(|(_, value)| value.expr())
        };
        Self {
            source: get("source").and_then(Expression::as_str),
            version: get("version").and_then(Expression::as_str),
            has_aliases: get("configuration_aliases").is_some(),
        }
    }
}

/// Reads the settings of a module.
pub(super) struct Reader<'m> {
    pub(super) module: &'m Module,
    pub(super) constants: &'m Constants<'m>,
    pub(super) settings: Settings,
    /// Whether AWS is configured, and where not.
    pub(super) has_provider: bool,
}

impl<'m> Reader<'m> {
    pub(super) fn read(&mut self, file: &'m str, kept: &'m Kept) {
        for (block, index) in kept.body.blocks().zip(&kept.indices) {
            let spot = Spot::of(file, *index);
            match (
                block.ident.as_str(),
                block.labels.first().map(BlockLabel::as_str),
            ) {
                ("terraform", _) => self.terraform(block, &spot),
                ("provider", Some(name)) if !block.body.has_attribute("alias") => {
                    self.provider(name, block, &spot);
                }
                _ => {}
            }
        }
    }

    fn terraform(&mut self, block: &'m Block, spot: &Spot<'m>) {
        for attribute in block.body.attributes() {
            let name = attribute.key.as_str();
            let at = spot.to([Way::Name(name)]);
            if name == "required_version" {
                self.required_version(attribute, &at);
            } else {
                self.module.lost(
                    &at,
                    format!("`{name}` of `terraform`: stack.toml has no such setting"),
                );
            }
        }
        for inner in block.body.blocks() {
            let name = inner.ident.as_str();
            let at = spot.to([Way::Name(name), Way::Index(0)]);
            match name {
                "required_providers" => self.required_providers(inner, &at),
                "backend" => self.backend(inner, &at),
                _ => {
                    let message =
                        format!("`{name}` of `terraform`: stack.toml has no such setting");
                    self.module.lost(&at, message);
                }
            }
        }
    }

    fn required_version(&self, attribute: &Attribute, spot: &Spot<'_>) {
        let Some(constraint) = attribute.value.as_str() else {
            return;
        };
        if !allows(constraint, "1.11.4") {
            let message = format!(
                "`required_version = \"{constraint}\"`: hcl-out needs Terraform 1.10 or newer, and allows all below 2.0"
            );
            self.module.note(spot, message);
        }
    }

    fn required_providers(&mut self, block: &'m Block, spot: &Spot<'m>) {
        for attribute in block.body.attributes() {
            let name = attribute.key.as_str();
            let at = spot.to([Way::Name(name)]);
            let required = Required::of(attribute);
            if required.has_aliases {
                let message = "`configuration_aliases` is for modules that are called";
                self.module.lost(&at, message);
            }
            let source = required.source.unwrap_or(name);
            let source = if source.contains('/') {
                source.to_owned()
            } else {
                format!("hashicorp/{source}")
            };
            if name != "aws" {
                let mut members = vec![Member::new("source", Item::Text(source))];
                let version = required.version.map(Item::text);
                members.extend(version.map(|version| Member::new("version", version)));
                self.settings.providers.insert(name.to_owned(), members);
            } else if !AWS.contains(&source.as_str()) {
                let message =
                    format!("the provider `aws` is `{source}`: in hcl-out it is hashicorp/aws");
                self.module.changed(&at, message);
            }
        }
    }

    fn backend(&mut self, block: &'m Block, spot: &Spot<'m>) {
        match block.labels.first().map(BlockLabel::as_str) {
            Some("local") => {
                for attribute in block.body.attributes() {
                    let name = attribute.key.as_str();
                    let message = format!(
                        "`{name}` of the backend: in hcl-out the state is terraform.tfstate; copy it there before `terraform init`"
                    );
                    self.module.lost(&spot.to([Way::Name(name)]), message);
                }
            }
            Some("s3") => self.s3(block, spot),
            other => {
                let name = other.unwrap_or_default();
                let message = format!(
                    "the backend `{name}`: stack.toml has `local` and `s3`; until the state is in one of them, a plan shows everything as new"
                );
                self.module.lost(spot, message);
            }
        }
    }

    fn s3(&mut self, block: &'m Block, spot: &Spot<'m>) {
        let text = |name: &str| {
            let attribute = block.body.get_attribute(name)?;
            attribute.value.as_str()
        };
        let (Some(bucket), Some(key)) = (text("bucket"), text("key")) else {
            let message = "the backend `s3` has no `bucket` and `key` of its own: until `terraform.backend` says them, a plan shows everything as new";
            self.module.lost(spot, message);
            return;
        };
        let mut backend = vec![
            Member::new("type", Item::text("s3")),
            Member::new("bucket", Item::text(bucket)),
            Member::new("key", Item::Text(crate::hcl::print::escaped(key))),
        ];
        let mut locks = false;
        for attribute in block.body.attributes() {
            let name = attribute.key.as_str();
            let at = spot.to([Way::Name(name)]);
            match name {
                "bucket" | "key" => {}
                "region" if attribute.value.as_str().is_some_and(is_region) => {
                    backend.push(Member::new("region", expression::item(&attribute.value)));
                }
                "use_lockfile" => locks = attribute.value.as_bool() == Some(true),
                "encrypt" if attribute.value.as_bool() == Some(true) => {}
                "encrypt" => self
                    .module
                    .changed(&at, "the state is encrypted from the next apply on"),
                _ => {
                    let message =
                        format!("`{name}` of the backend `s3`: stack.toml has no such key");
                    self.module.lost(&at, message);
                }
            }
        }
        backend.push(Member::new("use_lockfile", Item::Bool(locks)));
        self.settings.backend = backend;
    }

    fn provider(&mut self, name: &str, block: &'m Block, spot: &Spot<'m>) {
        if name != "aws" {
            if !block.body.is_empty() {
                let message = format!(
                    "the configuration of the provider `{name}`: stack.toml has those with an alias alone"
                );
                self.module.lost(spot, message);
            }
            return;
        }
        self.has_provider = true;
        let is_offline = OFFLINE.iter().all(|(name, value)| {
            let attribute = block.body.get_attribute(name);
            attribute.is_some_and(|it| super::meaning::of(&it.value) == *value)
        });
        if is_offline {
            self.settings
                .provider
                .push(Member::new("offline", Item::Bool(true)));
        }
        for attribute in block.body.attributes() {
            let name = attribute.key.as_str();
            let is_of_offline = OFFLINE.iter().any(|(own, _)| *own == name);
            if !(is_offline && is_of_offline) {
                self.argument(name, &attribute.value, &spot.to([Way::Name(name)]));
            }
        }
        if !block.body.has_attribute("region") {
            let message = "the provider has no region of its own: `stack.region` is us-east-1 until you write another";
            self.module.changed(spot, message);
        }
        for inner in block.body.blocks() {
            let name = inner.ident.as_str();
            let at = spot.to([Way::Name(name), Way::Index(0)]);
            match name {
                "default_tags" => self.default_tags(inner, &at),
                "assume_role" => self.assume_role(inner, &at),
                _ => self.lost_of_provider(name, &at),
            }
        }
    }

    fn argument(&mut self, name: &str, value: &'m Expression, spot: &Spot<'m>) {
        match name {
            "region" => self.region(value, spot),
            "allowed_account_ids" => match self.account_ids(value) {
                Some(ids) => self
                    .settings
                    .provider
                    .push(Member::new(name, Item::List(ids))),
                None => self.lost_of_provider(name, spot),
            },
            _ => self.lost_of_provider(name, spot),
        }
    }

    fn region(&mut self, value: &'m Expression, spot: &Spot<'m>) {
        let found = self
            .constants
            .text(value)
            .filter(|region| is_region(region));
        if found.is_none() {
            let message = "the region is not written down: `stack.region` is us-east-1 until you write another";
            self.module.changed(spot, message);
        } else if self.constants.depends_on_variable(value) {
            let message = "the region is now the default of the variable, whatever its value";
            self.module.changed(spot, message);
        }
        self.settings.region = found.map(str::to_owned);
    }

    fn account_ids(&self, value: &'m Expression) -> Option<Vec<Item>> {
        let ids = value.as_array()?.iter().map(|id| {
            let id = self.constants.text(id)?;
            let is_id = id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit());
            is_id.then(|| Item::text(id))
        });
        ids.collect::<Option<Vec<_>>>()
            .filter(|ids| !ids.is_empty())
    }

    fn assume_role(&mut self, block: &'m Block, spot: &Spot<'m>) {
        for attribute in block.body.attributes() {
            let name = attribute.key.as_str();
            let role = attribute.value.as_str().filter(|_| name == "role_arn");
            match role.filter(|role| role.starts_with("arn:") && !role.contains("${")) {
                Some(role) => {
                    let role = Member::new("assume_role", Item::text(role));
                    self.settings.provider.push(role);
                }
                None => {
                    self.lost_of_provider(
                        &format!("assume_role.{name}"),
                        &spot.to([Way::Name(name)]),
                    );
                }
            }
        }
    }

    fn default_tags(&mut self, block: &'m Block, spot: &Spot<'m>) {
        let Some(tags) = block.body.get_attribute("tags") else {
            return;
        };
        match tags::tags(&tags.value, self.constants) {
            Ok(tags) => self.settings.tags = tags,
            Err(reason) => {
                let message =
                    format!("the default tags, which every resource would lose: {reason}");
                self.module.lost(&spot.to([Way::Name("tags")]), message);
            }
        }
    }

    fn lost_of_provider(&self, name: &str, spot: &Spot<'_>) {
        let message = format!("`{name}` of the provider `aws`: stack.toml has no such setting");
        self.module.lost(spot, message);
    }
}

fn is_region(text: &str) -> bool {
    Region::parse(text).is_ok()
}

/// The line of the provider that a stack holds in, and what is to be told of it.
pub(super) fn line(module: &Module) -> ProviderLine {
    let constraints = constraints(module);
    let locked = locked(module);
    let is_allowed = |line: &ProviderLine| {
        let mut constraints = constraints.iter();
        constraints.all(|(constraint, _)| allows(constraint, line.release()))
    };
    let newest = ProviderLine::ALL.into_iter().rev().find(is_allowed);
    let locked_line = locked.as_ref().and_then(|(version, _)| {
        let major = version.split('.').next().unwrap_or_default();
        ProviderLine::parse(major)
    });
    let line = locked_line
        .filter(|line| newest.is_none() || is_allowed(line))
        .or(newest);
    let line = line.or_else(|| constraints.iter().find_map(|(it, _)| line_of(it)));
    let line = line.unwrap_or(ProviderLine::NEWEST);
    for (constraint, spot) in constraints
        .iter()
        .filter(|(it, _)| !allows(it, line.release()))
    {
        let message = format!(
            "`{constraint}` does not allow {} of the AWS provider, which hcl-out needs: see what a plan with that shows first",
            line.release()
        );
        module.changed(spot, message);
    }
    line
}

/// Whether the module says that it holds in each line of the provider.
pub(super) fn holds_in_all_lines(module: &Module) -> bool {
    let constraints = constraints(module);
    let allow = |line: ProviderLine| {
        let mut constraints = constraints.iter();
        constraints.all(|(constraint, _)| allows(constraint, line.release()))
    };
    !constraints.is_empty() && ProviderLine::ALL.into_iter().all(allow)
}

/// The constraints of the AWS provider, with their places.
fn constraints(module: &Module) -> Vec<(&str, Spot<'_>)> {
    let mut all = Vec::new();
    for file in &module.files {
        for (index, structure) in file.body.iter().enumerate() {
            let block = structure
                .as_block()
                .filter(|block| block.has_ident("terraform"));
            let required = block.map(|block| block.body.get_blocks("required_providers"));
            for required in required.into_iter().flatten() {
                let Some(aws) = required.body.get_attribute("aws") else {
                    continue;
                };
                let version = Required::of(aws).version;
                let steps = [
                    Way::Name("required_providers"),
                    Way::Index(0),
                    Way::Name("aws"),
                ];
                let spot = Spot::of(&file.name, index).to(steps);
                all.extend(version.map(|version| (version, spot)));
            }
        }
    }
    all
}

/// The release that `terraform init` chose.
fn locked(module: &Module) -> Option<(&str, Spot<'_>)> {
    let lock = module.lock.as_ref()?;
    let mut blocks = lock
        .body
        .iter()
        .enumerate()
        .filter_map(|(index, it)| Some((index, it.as_block()?)));
    blocks.find_map(|(index, block)| {
        let source = block.labels.first()?.as_str();
        let version = block.body.get_attribute("version")?.value.as_str()?;
        AWS.contains(&source)
            .then(|| (version, Spot::of(&lock.name, index)))
    })
}

/// The line that a constraint begins with a number of.
fn line_of(constraint: &str) -> Option<ProviderLine> {
    let number = constraint.trim_start_matches(|c: char| !c.is_ascii_digit());
    ProviderLine::parse(number.split('.').next().unwrap_or_default())
}
