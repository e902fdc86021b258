//! parse: what `stack.toml` says, nothing interpreted; every leaf knows its place.
//!
//! A key that is absent has the default written here, so the defaults of the whole contract can
//! be read in one file. Whether a value makes sense is decided by `validate`.
//!
//! What stands above a key is also its text in `stack.schema.json` and in `docs/stack-toml.md`, which
//! tests make of these types.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::level::Level;
use crate::source::Span;
use crate::tree::Tree;

mod field;
mod flat;
mod load_balancer;
mod network;
mod overlays;
mod places;
mod read;
mod sections;
mod table;
mod text;
mod toggle;
mod words;

pub use field::Field;
pub(crate) use flat::Flat;
pub(crate) use load_balancer::{
    ExistingLoadBalancer, LoadBalancer, Priorities, Waf, WafMode, WafRules,
};
pub(crate) use network::{Domain, ExistingNetwork, NatGateways, Network};
pub(crate) use overlays::{Document, ENV, Overlay, Tables};
pub(crate) use places::Places;
pub(crate) use read::{ReadError, Value, parse, read};
pub(crate) use sections::sections;
pub(crate) use table::{AnyTable, ReadTable};
pub(crate) use text::is_template;
pub use text::{Plain, Text};
pub use toggle::Toggle;
pub use words::Word;
pub(crate) use words::{WORDS, Way, help_for};

/// The name of an entry: the `api` of `[service.api]`.
pub type Key = Field<String>;

impl Key {
    /// Where the name stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span_or(&(0..0))
    }
}

/// Entries by name, ordered by name: the order of the file has no meaning.
pub type Entries<T> = BTreeMap<Key, T>;

/// The whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Manifest {
    /// What every resource is named and tagged after.
    pub(crate) stack: Field<Stack>,
    /// The AWS provider of Terraform.
    pub(crate) provider: Provider,
    /// Where Terraform keeps its state.
    pub(crate) terraform: Terraform,
    /// The VPC and its subnets.
    pub(crate) network: Field<Network>,
    /// The load balancer, which is there if a service listens on it.
    pub(crate) load_balancer: Field<LoadBalancer>,
    /// The name under which the load balancer serves HTTPS; without it, it serves plain HTTP under the
    /// name that AWS gave it.
    pub(crate) domain: Option<Field<Domain>>,
    /// Logs of tasks and databases.
    pub(crate) logs: Logs,
    /// Alarms: which there are, when they go off, and whom they tell.
    pub(crate) alarms: Alarms,
    /// What becomes of the findings of each lint, by its name.
    pub(crate) lints: Entries<LintSetting>,
    /// Resources of any type of the AWS provider, or of one that `terraform.required_providers` names:
    /// `[resource.TYPE.NAME]`.
    pub(crate) resource: Entries<Entries<Tree>>,
    /// Data sources: `[data.TYPE.NAME]`.
    pub(crate) data: Entries<Entries<Tree>>,
    /// Changes of what formwork makes: `[override.TYPE.NAME]`.
    pub(crate) r#override: Entries<Entries<Tree>>,
    /// Outputs, beside those that formwork makes.
    pub(crate) output: Entries<Tree>,
    /// Variables, beside the images of the services.
    pub(crate) variable: Entries<Tree>,
    /// Local values.
    pub(crate) locals: Entries<Tree>,
    /// Modules of Terraform.
    pub(crate) module: Entries<Tree>,
    /// More configurations of a provider, such as one for another region: `[provider_alias.west]` is
    /// `aws.west`.
    pub(crate) provider_alias: Entries<Tree>,
    /// What exists, and is to be managed by this stack.
    pub(crate) import: Vec<Field<Import>>,
    /// What this stack managed, and is to leave alone.
    pub(crate) removed: Vec<Field<Removed>>,
    /// The tables of the kinds, by name.
    #[serde(skip)]
    tables: BTreeMap<&'static str, Box<dyn AnyTable>>,
    /// Where everything stands.
    #[serde(skip)]
    places: Places,
    /// The paths of keys whose values could not be read, and are defaults now.
    #[serde(skip)]
    unread: BTreeSet<Vec<String>>,
    /// The values of any [`Text`] that are templates.
    #[serde(skip)]
    templates: Vec<TemplateAt>,
    /// The paths of what the overlay of an environment takes away, and where it says so.
    #[serde(skip)]
    taken_away: BTreeMap<Vec<String>, Span>,
}

/// A value that is a template.
#[derive(Debug, Clone)]
pub(crate) struct TemplateAt {
    /// The keys from the root to it.
    pub(crate) path: Vec<String>,
    pub(crate) span: Span,
    pub(crate) text: String,
}

impl Manifest {
    /// Whether the value at `path`, or one above or below it, could not be read.
    ///
    /// Then a default stands here that the user never asked for: it proves nothing about others.
    pub(crate) fn is_unread(&self, path: &[&str]) -> bool {
        self.unread
            .iter()
            .any(|unread| unread.iter().zip(path).all(|(a, b)| a == b))
    }

    /// The values of any [`Text`] that are templates.
    pub(crate) fn templates(&self) -> &[TemplateAt] {
        &self.templates
    }

    /// Where an overlay takes away the entry of a name, of whatever kind.
    pub(crate) fn taken_away(&self, name: &str) -> Option<&Span> {
        let mut taken = self.taken_away.iter();
        let found = taken.find(|(path, _)| {
            matches!(path.as_slice(), [table, of] if of == name && self.tables.contains_key(table.as_str()))
        });
        found.map(|(_, span)| span)
    }

    /// Where everything stands.
    pub(crate) fn places(&self) -> &Places {
        &self.places
    }

    /// The table of a kind, if the kind is known.
    pub(crate) fn any_table(&self, name: &str) -> Option<&dyn AnyTable> {
        self.tables.get(name).map(Box::as_ref)
    }

    /// The entries of a kind whose keys are `M`.
    pub(crate) fn table<M: 'static>(
        &self,
        name: &str,
    ) -> impl Iterator<Item = (&Key, &M)> + Clone + use<'_, M> {
        let table = self.any_table(name);
        let entries: Option<&Entries<M>> = table.and_then(|table| table.as_any().downcast_ref());
        entries.into_iter().flatten()
    }
}

/// `[stack]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Stack {
    /// Tag `Project` and the start of every AWS name: lower-case words joined by hyphens, at most 32
    /// characters (the limit of a load balancer's name).
    pub(crate) name: Option<Field<String>>,
    /// Tag `Environment`. With the word `prod`, `production`, `prd` or `live` in it, data is protected.
    pub(crate) environment: Field<String>,
    /// AWS region, one that the AWS provider knows.
    pub(crate) region: Field<String>,
    /// `true`: the stack has no network, no cluster, and no outputs but its own. Beside raw blocks it has entries that
    /// need neither: buckets, queues, repositories, secrets, tables and topics.
    pub(crate) bare: Field<bool>,
    /// ARN of an IAM policy that limits every role of the stack, as its permissions boundary. A raw role may have
    /// another one. Default: none.
    pub(crate) permissions_boundary: Option<Field<String>>,
    /// What the tags are called that formwork sets.
    pub(crate) tag_names: TagNames,
    /// Tags of every resource, beside `Project`, `Environment` and `ManagedBy`. Values are templates that may
    /// refer to variables.
    pub(crate) tags: Entries<Field<Text>>,
}

impl Default for Stack {
    fn default() -> Self {
        Self {
            name: None,
            environment: "development".to_owned().into(),
            region: "us-east-1".to_owned().into(),
            bare: false.into(),
            permissions_boundary: None,
            tag_names: TagNames::default(),
            tags: Entries::new(),
        }
    }
}

/// `tag_names = { project = "Project", environment = "Environment", managed_by = "ManagedBy" }`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct TagNames {
    /// Key of the tag with the stack's name. `""` leaves the tag out.
    pub(crate) project: Field<String>,
    /// Key of the tag with the environment's name. `""` leaves the tag out.
    pub(crate) environment: Field<String>,
    /// Key of the tag with the word `terraform`. `""` leaves the tag out.
    pub(crate) managed_by: Field<String>,
}

impl Default for TagNames {
    fn default() -> Self {
        Self {
            project: "Project".to_owned().into(),
            environment: "Environment".to_owned().into(),
            managed_by: "ManagedBy".to_owned().into(),
        }
    }
}

/// `[provider]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Provider {
    /// The lines of the AWS provider for which the stack must be valid: `"6"`, which is `~> 6.66`, `"5"`, which is
    /// `~> 5.100`, or both. With both, the build checks everything for both, and `terraform init` takes the version
    /// of the lock file, or else the newest.
    pub(crate) versions: Field<Vec<Field<String>>>,
    /// `true`: `terraform plan` works without an AWS account and without network, and nothing can be
    /// deployed.
    pub(crate) offline: Field<bool>,
    /// Ids of the accounts that Terraform may act on. With the credentials of another account it refuses to run. An
    /// offline stack asks for no account, so its provider does not have this. Default: any.
    pub(crate) allowed_account_ids: Option<Field<Vec<Field<String>>>>,
    /// ARN of the role that Terraform acts as. An offline stack has none. Default: none.
    pub(crate) assume_role: Option<Field<String>>,
}

impl Default for Provider {
    fn default() -> Self {
        Self {
            versions: vec!["6".to_owned().into()].into(),
            offline: false.into(),
            allowed_account_ids: None,
            assume_role: None,
        }
    }
}

/// `[terraform]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Terraform {
    /// The program that reads `hcl-out/`. `opentofu` may call the functions that Terraform lacks, and needs
    /// version 1.11.
    pub(crate) engine: Field<Engine>,
    /// Where the state lives.
    pub(crate) backend: Field<Backend>,
    /// Providers beside AWS, by the name that starts the types of their resources.
    pub(crate) required_providers: Entries<Field<RequiredProvider>>,
}

/// One entry of `required_providers = { random = { source = "hashicorp/random", version = "~> 3.6" } }`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct RequiredProvider {
    /// Address of the provider, `NAMESPACE/TYPE` or `HOST/NAMESPACE/TYPE`.
    pub(crate) source: Option<Field<String>>,
    /// A version constraint, as Terraform writes it.
    pub(crate) version: Option<Field<String>>,
}

/// `backend = { type = "local" }` or `{ type = "s3", bucket, key, region, use_lockfile }`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Backend {
    /// The kind of backend.
    pub(crate) r#type: Field<BackendType>,
    /// Bucket of the state, required for `s3`.
    pub(crate) bucket: Option<Field<String>>,
    /// Key of the state's object, required for `s3`.
    pub(crate) key: Option<Field<Plain>>,
    /// Region of the bucket. Default: the stack's region.
    pub(crate) region: Option<Field<String>>,
    /// Whether S3 locks the state. Default: `true`.
    pub(crate) use_lockfile: Option<Field<bool>>,
}

/// A program that reads Terraform's language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum Engine {
    #[default]
    Terraform,
    OpenTofu,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum BackendType {
    #[default]
    Local,
    S3,
}

/// `[logs]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Logs {
    /// How long CloudWatch keeps the logs, one of the numbers that it offers.
    pub(crate) retention_days: Field<u32>,
}

impl Default for Logs {
    fn default() -> Self {
        Self {
            retention_days: 30.into(),
        }
    }
}

/// `open_ingress = "deny"` or `open_ingress = { level = "allow", reason = "..." }`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(any(test, feature = "schema"), derive(serde::Serialize))]
pub(crate) struct LintSetting {
    pub(crate) level: Option<Field<Level>>,
    /// Prose, which may hold any text.
    pub(crate) reason: Option<Field<Text>>,
}

/// `renamed_from = "web"` or, after several renamings, `renamed_from = ["www", "web"]`
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
#[cfg_attr(any(test, feature = "schema"), derive(serde::Serialize))]
pub struct Names(Tree);

impl Names {
    pub(crate) fn tree(&self) -> &Tree {
        &self.0
    }

    /// The oldest name, which is the one that AWS knows.
    pub(crate) fn oldest(&self) -> Option<&str> {
        let items = self.0.list().unwrap_or(std::slice::from_ref(&self.0));
        items.first().and_then(Tree::text)
    }
}

/// One entry of `[[import]]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Import {
    /// Address of a resource of this stack.
    pub(crate) to: Option<Field<Text>>,
    /// Id of the existing resource, in the form that its type has.
    pub(crate) id: Option<Field<Text>>,
    /// The configuration of the provider, if not that of the resource: `aws.west`.
    pub(crate) provider: Option<Field<Text>>,
}

/// One entry of `[[removed]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Removed {
    /// Address of a resource or module that this stack no longer has.
    pub(crate) from: Option<Field<Text>>,
    /// Whether Terraform destroys it. `false`: Terraform only forgets it.
    pub(crate) destroy: Field<bool>,
}

impl Default for Removed {
    fn default() -> Self {
        Self {
            from: None,
            destroy: false.into(),
        }
    }
}

/// `[alarms]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Alarms {
    /// The only alarms of the stack, by their words. `database_cpu` for example are those on the CPU of databases.
    /// Default: all.
    pub(crate) only: Option<Field<Vec<Field<String>>>>,
    /// An alarm goes off if more answers than this, of the load balancer or of tasks, have a 5xx status.
    pub(crate) http_5xx_count: Field<u32>,
    /// The time in which these answers are counted.
    pub(crate) http_5xx_minutes: Field<u32>,
    /// The SNS topics that get a message when an alarm goes off and when it ends: ARNs, or references such as
    /// `${aws_sns_topic.alarms.arn}`.
    pub(crate) notify: Vec<Field<Text>>,
    /// The numbers that kinds add, by key.
    #[serde(skip)]
    pub(crate) thresholds: BTreeMap<&'static str, Field<u32>>,
}

impl Default for Alarms {
    fn default() -> Self {
        Self {
            only: None,
            http_5xx_count: 10.into(),
            http_5xx_minutes: 5.into(),
            notify: Vec::new(),
            thresholds: BTreeMap::new(),
        }
    }
}
