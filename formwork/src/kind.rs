//! A kind of entry: what a table such as `[bucket.NAME]` means. The stages ask every kind the same
//! questions, through [`Kind`], and know none by name.
//!
//! formwork's own kinds are below `kinds/`. A crate of yours can define more: see [`Kind`], and
//! `docs/kinds.md` of the repository, which builds one from nothing.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::Deserialize;

mod alarm;
mod any;
mod backlog;
mod delivery;
mod entries;
mod existing;
mod fact;
mod faults;
mod file;
mod guard;
mod handle;
mod hosted;
mod images;
mod injection;
mod keys;
mod kms;
mod leaf;
mod listens;
mod mounting;
mod newer;
mod operation;
mod output;
mod outsider;
mod problems;
mod raw;
mod recognition;
mod registry;
mod runbook;
mod scope;
mod shared;
mod site;
mod target;
mod tasks;
mod validation;

pub use alarm::{Alarm, Threshold};
pub(crate) use alarm::{AlarmNote, AlarmView, Watched, word_of};
pub(crate) use any::AnyKind;
pub(crate) use entries::{Entries, Entry};
pub(crate) use existing::{Existing, Form, refuse_keys, written};
pub use fact::{Fact, Holds};
pub(crate) use faults::faulty;
pub use file::{File, Template};
pub(crate) use file::{Origin, Syntax};
pub use guard::{Guard, Instead};
pub(crate) use hosted::HostedZones;
pub use keys::KeyFact;
pub use leaf::Limits;
pub(crate) use leaf::{Refused, at_both, number, optional, text};
pub use listens::Listens;
pub use operation::{Operation, Permission, Resource};
pub use output::{DerivedName, Output};
pub(crate) use problems::{Problems, Required};
pub use raw::{RawListens, RawResource};
pub use recognition::{Found, KeyValue, Proposal, ProviderDefault, Recognition, Twins};
pub use registry::Kinds;
pub use runbook::Runbook;
pub(crate) use scope::{Added, ContainerAt, RawDeclaration, Scope, entries};
#[doc(hidden)]
pub use shared::{Audit, Constants, Shared};
pub use site::Site;
pub(crate) use site::{LogKey, Notify, Optional, Present, log_key, notify, present_if};
pub use target::Target;
pub use validation::Validation;

#[doc(hidden)]
pub use self::{
    backlog::Backlog, delivery::Delivery, handle::Handle, images::Images, injection::Injection,
    mounting::Mounting, operation::Condition, operation::Together, outsider::Outsider, scope::Rule,
    tasks::MostTasks,
};

#[doc(hidden)]
pub use crate::container::{Container, Keys as ContainerKeys};
#[doc(hidden)]
pub use crate::manifest::Word;
pub use crate::manifest::{Entries as Table, Field, Key, Names, Plain, Text, Toggle};
pub use crate::names::{LogicalId, StackName};
pub use crate::problem::{Code, Problem};
pub use crate::stack::Region;
#[doc(hidden)]
pub use crate::stack::Route;
pub use crate::tree::Place;

/// A kind of entry: what the stages of the pipeline ask of it.
///
/// An implementation answers for its entries alone, and always the same for the same entry: it reads
/// no file, no environment and no clock. What it gets wrong is a problem of the build that names its
/// crate, and nothing is written.
///
/// A later version may ask for more, but not without a default; what is hidden here is formwork's own.
///
/// ```
/// use formwork::kind::{File, Kind, Kinds, Site, Template, Validation};
/// use formwork::{SourceFile, Stack, synth};
///
/// #[derive(Debug, Default, serde::Deserialize)]
/// #[serde(default)]
/// struct Keys {}
///
/// struct Bell;
///
/// const TEMPLATE: Template =
///     Template::new("bell.tf", "\nresource \"aws_sns_topic\" \"{{id}}\" {\n}\n");
///
/// impl Kind for Bell {
///     const TABLE: &'static str = "bell";
///     const ABOUT: &'static str = "Topics of SNS that ring.";
///     const RESOURCE: &'static str = "aws_sns_topic";
///     const EXAMPLE: &'static str = "[bell.news]";
///
///     type Manifest = Keys;
///     type Entry = ();
///
///     fn validate(_: &Keys, _: &mut Validation<'_>) -> Option<()> {
///         Some(())
///     }
///
///     fn files(_: &(), site: &Site<'_>) -> Vec<File> {
///         let id = site.id();
///         let view = std::collections::BTreeMap::from([("id", id.to_string())]);
///         vec![File::new(format!("bell_{id}.tf"), &TEMPLATE, &view)]
///     }
///
///     fn summary(_: &()) -> String {
///         "SNS".to_owned()
///     }
/// }
///
/// let manifest = "stack.name = 'shop'\nservice.web.image = 'web:1'\n[bell.news]\n";
/// let kinds = Kinds::default().with::<Bell>();
/// let stack = Stack::with_kinds(&SourceFile::new("stack.toml", manifest), &kinds)?;
/// # let files = synth(&stack).unwrap();
/// # assert!(files.iter().any(|file| file.name == "bell_news.tf"));
/// # Ok::<(), formwork::Report>(())
/// ```
#[expect(
    clippy::must_use_candidate,
    reason = "the stages call these, and use what they answer"
)]
pub trait Kind: Sized + Send + Sync + 'static {
    /// The table of its entries: `bucket` of `[bucket.NAME]`. A lower-case word that is no section of
    /// `stack.toml` and no keyword of Rust.
    const TABLE: &'static str;

    /// What messages call an entry. Default: the name of the table.
    const NOUN: &'static str = Self::TABLE;

    /// What the entries are, in a sentence: the description of the table in the JSON schema.
    const ABOUT: &'static str;

    /// The type of the resource that has the id of an entry for its name, such as `aws_s3_bucket`.
    const RESOURCE: &'static str;

    /// The keys of an entry, as they are written. Each has a default; a key that must be there is
    /// an `Option`, which [`validate`](Self::validate) requires.
    type Manifest: for<'de> Deserialize<'de> + Debug + Send + Sync + 'static;

    /// What an entry means. A value of this type is one that AWS accepts.
    type Entry: Clone + Debug + Send + Sync + 'static;

    /// An entry as an example, in TOML: its header and what must stand below it.
    const EXAMPLE: &'static str;

    /// The keys: what their types do not say.
    fn keys() -> &'static [&'static [KeyFact]] {
        &[]
    }

    /// Words of other tools for what an entry has, each with what to write instead.
    #[doc(hidden)]
    fn words() -> &'static [&'static [Word]] {
        &[]
    }

    /// What other tools call such entries, as a table at the root.
    #[doc(hidden)]
    fn also_called() -> &'static [&'static str] {
        &[]
    }

    /// The JSON schema of an entry. Default: any table. A kind whose manifest derives
    /// `schemars::JsonSchema` answers `generator.subschema_for::<Self::Manifest>()`.
    #[cfg(any(test, feature = "schema"))]
    fn schema(_generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "object" })
    }

    /// What can be wrong with an entry, explained.
    fn codes() -> &'static [Code] {
        &[]
    }

    /// What the keys mean. Reports every problem, and yields an entry if there was none: none without
    /// a problem is a fault.
    fn validate(manifest: &Self::Manifest, at: &mut Validation<'_>) -> Option<Self::Entry>;

    /// The files of `hcl-out/` that belong to one entry, best one named `TABLE_NAME.tf`. No two entries
    /// of any kind make files of one name.
    fn files(entry: &Self::Entry, site: &Site<'_>) -> Vec<File>;

    /// The row of an entry in `hcl-out/README.md`, in Markdown: what is deployed, and how. One line
    /// without `|`.
    fn summary(entry: &Self::Entry) -> String;

    /// The former names of an entry, for kinds whose entries can be renamed.
    fn renamed_from(_manifest: &Self::Manifest) -> Option<&Names> {
        None
    }

    /// Whether entries need neither the network nor the cluster, so that a stack with `bare = true` may have them.
    fn stands_alone() -> bool {
        false
    }

    /// How `cargo formwork import` knows an entry in Terraform that somebody wrote. Default: not at all, so that
    /// the resources stay raw blocks.
    fn recognition() -> Option<&'static Recognition> {
        None
    }

    /// What `grants` can allow the code to do with an entry.
    fn operations() -> &'static [Operation] {
        &[]
    }

    /// The resources that the permissions of operations name.
    fn resources(_target: &Target<'_>) -> Vec<Resource> {
        Vec::new()
    }

    /// When the permissions on one of these resources hold. Default: always.
    #[doc(hidden)]
    fn condition(_target: &Target<'_>, _resource: &str) -> Option<Condition> {
        None
    }

    /// What the code is told about an entry that it has a grant on.
    fn facts() -> &'static [Fact] {
        &[]
    }

    /// Whether a grant of an operation brings a fact. Default: each brings all.
    fn brings(_operation: &Operation, _fact: &Fact) -> bool {
        true
    }

    /// The interface endpoint by which an operation on an entry reaches its API where the network has
    /// no NAT gateway. Default: that of the operation.
    fn endpoint(operation: &Operation, _manifest: &Self::Manifest) -> Option<&'static str> {
        operation.endpoint
    }

    /// Where an entry accepts connections, if it does. Its files declare the security group.
    fn listens(_entry: &Self::Entry) -> Option<Listens> {
        None
    }

    /// Whether operations that connect go through ECS Service Connect, whose clients are services of ECS.
    #[doc(hidden)]
    fn is_reached_by_name() -> bool {
        false
    }

    /// Holds a raw resource of the type [`RESOURCE`](Self::RESOURCE), which a grant names by its address,
    /// to what grants need of it, and says where it accepts connections.
    fn adopt(_resource: &mut RawResource<'_>) -> Option<RawListens> {
        None
    }

    /// What else the code relies on, one line each: a change of a line changes the fingerprint of
    /// all code that has a grant on the entry. `name` is the name by which AWS knows it.
    fn contract(_entry: &Self::Entry, _name: &str) -> Vec<String> {
        Vec::new()
    }

    /// The same for the code of the target's owner alone.
    #[doc(hidden)]
    fn contract_of_owner(_entry: &Self::Entry, _target: &Target<'_>) -> Vec<String> {
        Vec::new()
    }

    /// The arguments that no override may change, since the code relies on them.
    fn guards() -> &'static [Guard] {
        &[]
    }

    /// The words of its alarms, as `[alarms] only` names them behind the table: `cpu` of `database_cpu`.
    fn alarm_words() -> &'static [&'static str] {
        &[]
    }

    /// The numbers of `[alarms]` at which alarms of its entries go off.
    fn thresholds() -> &'static [Threshold] {
        &[]
    }

    /// The alarms of an entry. A template places those that the stack has, which
    /// [`Site::alarms`] gives.
    fn alarms(_entry: &Self::Entry, _site: &Site<'_>) -> Vec<Alarm> {
        Vec::new()
    }

    /// What people do with an entry that is deployed: its part of the runbook in `hcl-out/README.md`.
    fn runbook(_entry: &Self::Entry, _site: &Site<'_>) -> Runbook {
        Runbook::new()
    }

    /// The outputs of an entry.
    fn outputs() -> &'static [Output] {
        &[]
    }

    /// Names in AWS that are made of the name of the stack and that of an entry.
    fn names() -> &'static [DerivedName] {
        &[]
    }

    /// How many addresses of the private subnets an entry takes, beside those of tasks.
    fn private_addresses(_manifest: &Self::Manifest) -> u64 {
        0
    }

    /// The templates of what `stack.rs` has of an entry: a handle with a method for each operation,
    /// which gives the facts.
    #[doc(hidden)]
    fn handle() -> &'static Handle {
        &Handle::STANDARD
    }

    /// Whether an entry, or a raw resource of the kind's type, has a fact to tell to who has an operation that
    /// brings it. For kinds with a handle of their own, which knows what an entry does not tell.
    #[doc(hidden)]
    fn tells(_operation: &Operation, _fact: &Fact, _entry: Option<&Self::Entry>) -> bool {
        true
    }

    /// What several of the operations allow together, and none of them alone.
    #[doc(hidden)]
    fn together() -> &'static [Together] {
        &[]
    }

    /// Lists that the templates of a handle of its own see of an entry, as `lists`: what differs from
    /// one entry to the next. The owner of the target is the container that gets the handle.
    #[doc(hidden)]
    fn lists(_: &Self::Entry, _target: &Target<'_>) -> BTreeMap<&'static str, Vec<String>> {
        BTreeMap::new()
    }

    /// The same of a raw resource of the kind's type, which a grant names by its address.
    #[doc(hidden)]
    fn raw_lists(_resource: &RawResource<'_>) -> BTreeMap<&'static str, Vec<String>> {
        BTreeMap::new()
    }

    /// What [`contract`](Self::contract) says of an entry, of a raw resource of the kind's type.
    #[doc(hidden)]
    fn raw_contract(_resource: &RawResource<'_>, _name: &str) -> Vec<String> {
        Vec::new()
    }

    /// What all entries need once, beside the files of each. Asked of every stack.
    #[doc(hidden)]
    fn shared(_shared: &Shared<'_>) -> Vec<File> {
        Vec::new()
    }

    /// What production records of the entries, for `audit.tf`.
    #[doc(hidden)]
    fn audit(_shared: &Shared<'_>) -> Option<Audit> {
        None
    }

    /// How ECS hands the value of an entry to a container, if it is a value.
    #[doc(hidden)]
    fn injection() -> Option<&'static Injection> {
        None
    }

    /// How ECS mounts the files of an entry, if it has files. Then it is not granted.
    #[doc(hidden)]
    fn mounting() -> Option<&'static Mounting> {
        None
    }

    /// The arguments that no override may change, of what it shares with others.
    #[doc(hidden)]
    fn shared_guards() -> &'static [Guard] {
        &[]
    }

    /// Whether an entry may have the name of an entry of another kind: grants, variables and Rust know it
    /// by no name.
    #[doc(hidden)]
    fn shares_names() -> bool {
        false
    }

    /// Gives other entries, which an entry names, their new ids.
    #[doc(hidden)]
    fn rename(_entry: &mut Self::Entry, _names: &BTreeMap<LogicalId, LogicalId>) {}

    /// What AWS delivers to other entries on behalf of an entry.
    #[doc(hidden)]
    fn delivers(_entry: &Self::Entry, _id: &LogicalId) -> Vec<Delivery> {
        Vec::new()
    }

    /// How containers name the images in an entry, if it has any.
    #[doc(hidden)]
    fn images() -> Option<&'static Images> {
        None
    }

    /// Who gets to an entry from outside of AWS, by a role that its files declare.
    #[doc(hidden)]
    fn outsider(_entry: &Self::Entry) -> Option<Outsider> {
        None
    }

    /// A region in which resources of an entry stand wherever the stack is. Version 5 of the provider needs a
    /// configuration of its own for it, which is named like the region.
    #[doc(hidden)]
    fn other_region(_entry: &Self::Entry, _is_production: bool) -> Option<&'static str> {
        None
    }

    /// How much work waits in an entry, if work does.
    #[doc(hidden)]
    fn backlog() -> Option<&'static Backlog> {
        None
    }

    /// The container that an entry runs.
    #[doc(hidden)]
    fn container(_entry: &Self::Entry) -> Option<&Container> {
        None
    }

    /// The same, to be renamed.
    #[doc(hidden)]
    fn container_mut(_entry: &mut Self::Entry) -> Option<&mut Container> {
        None
    }

    /// The keys of that container.
    #[doc(hidden)]
    fn container_keys(_manifest: &Self::Manifest) -> Option<&ContainerKeys> {
        None
    }

    /// The most tasks that run at once of an entry whose container scales. Default: one.
    #[doc(hidden)]
    fn most_tasks(_manifest: &Self::Manifest) -> Option<MostTasks<'_>> {
        None
    }

    /// Whether an entry takes requests from the load balancer.
    #[doc(hidden)]
    fn takes_requests(_manifest: &Self::Manifest) -> bool {
        false
    }

    /// The requests that an entry takes from the load balancer.
    #[doc(hidden)]
    fn route(_entry: &Self::Entry) -> Option<&Route> {
        None
    }

    /// Constants for the code that implements an entry.
    #[doc(hidden)]
    fn constants(_entry: &Self::Entry, _id: &LogicalId) -> Option<Constants> {
        None
    }

    /// What several entries, or an entry and the rest of the stack, must prove together.
    #[doc(hidden)]
    fn rules() -> &'static [Rule] {
        &[]
    }
}
