//! What the handles of one container see: an entry, its facts, and what its grant allows and refuses.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::container::Grant;
use crate::contract::{Contract, is_told};
use crate::hcl::Word;
use crate::identifier::{camel, field_name, type_name};
use crate::kind::{AnyKind, Entry, Fact, Holds, Operation as KindOperation, Optional};
use crate::kind::{Permission, Present, Resource, Target, present_if};
use crate::names::LogicalId;
use crate::problem;
use crate::stack::Stack;

/// What the templates of a kind's handles see of one entry.
#[derive(Debug, Serialize)]
pub(super) struct HandleView {
    /// The table and the noun of the owner of the grants, and its id.
    owner_table: &'static str,
    owner_noun: &'static str,
    owner: Word,
    table: &'static str,
    noun: &'static str,
    id: Word,
    /// Where it is declared: `[bucket.uploads]`, or an address.
    origin: String,
    /// Whether it is an entry, of which `stack.toml` says all.
    entry: Optional<Present>,
    /// Its name in AWS.
    aws_id: Word,
    method: String,
    type_name: String,
    /// The port that it listens on; 0 if it does not.
    listens: u16,
    /// The field of the environment for each fact by its name, if there is a grant.
    facts: Optional<BTreeMap<String, String>>,
    /// The same as a list.
    fields: Vec<Field>,
    /// The value of each fact by its name, if there is a grant.
    values: BTreeMap<String, String>,
    /// What the kind says of the entry.
    pub(super) lists: BTreeMap<&'static str, Vec<String>>,
    none: Optional<Present>,
    granted: Vec<Operation>,
    refused: Vec<Refusal>,
}

/// A fact and its value: a field of the environment, or nothing if the grant does not bring it.
#[derive(Debug, Serialize)]
struct Field {
    fact: String,
    value: String,
}

/// An operation as a method and as a type.
#[derive(Debug, Serialize)]
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) marker: String,
    pub(super) actions: String,
}

/// An operation that `grants` does not list, and what to write there to have it.
#[derive(Debug, Serialize)]
struct Refusal {
    method: &'static str,
    marker: String,
    /// The trait that nothing implements, by which the compiler refuses it.
    trait_name: String,
    /// The entry of `grants` with the operation added.
    grant: String,
}

impl Field {
    /// Nobody gets to see a fact that the grant does not bring: no method gives it.
    fn new(fact: &Fact, variable: Option<&str>) -> Self {
        let value = match (variable, fact.holds) {
            (Some(variable), Holds::Text) => format!("self.{variable}.clone()"),
            (Some(variable), Holds::Port) => format!("self.{variable}"),
            (None, Holds::Text) => "String::new()".to_owned(),
            (None, Holds::Port) => "0".to_owned(),
        };
        Self {
            fact: field_name(fact.name),
            value,
        }
    }

    fn value(&self) -> (String, String) {
        (self.fact.clone(), self.value.clone())
    }
}

impl HandleView {
    pub(super) fn new(
        stack: &Stack,
        contract: &Contract<'_>,
        kind: &'static dyn AnyKind,
        id: &LogicalId,
    ) -> Self {
        let grant = contract.container.grants.get(id);
        let grant = grant.filter(|grant| grant.is_of_code());
        let words = grant.map_or(Vec::new(), Grant::words);
        let (granted, refused): (Vec<&KindOperation>, Vec<&KindOperation>) = kind
            .operations()
            .iter()
            .partition(|operation| words.contains(&operation.word));
        let mut fields = Vec::new();
        let mut by_name = BTreeMap::new();
        for fact in grant.map_or(&[][..], |_| kind.facts()) {
            let is_told = grant.is_some_and(|grant| is_told(stack, id, grant, fact));
            let variable = is_told.then(|| field_name(&fact.variable(&id.screaming())));
            fields.push(Field::new(fact, variable.as_deref()));
            by_name.extend(variable.map(|variable| (field_name(fact.name), variable)));
        }
        let entry = stack.entries.get(id);
        let target = stack.target(kind, id).granted_to(contract.entry.id);
        let resources = kind.resources(&target);
        let listens = entry.and_then(|entry| entry.listens());
        let refused = refused.into_iter();
        Self {
            owner_table: contract.entry.kind.table(),
            owner_noun: contract.entry.kind.noun(),
            owner: contract.entry.id.into(),
            table: kind.table(),
            noun: kind.noun(),
            id: id.into(),
            origin: grant.map_or_else(
                || format!("[{}.{id}]", kind.table()),
                |grant| grant.declared_as(id),
            ),
            entry: present_if(grant.is_none_or(|grant| grant.raw.is_none())),
            aws_id: Word::in_aws(id),
            method: field_name(id.as_str()),
            type_name: type_name(id, &camel(kind.noun())),
            listens: listens.map_or(0, |listens| listens.port),
            facts: grant.map(|_| by_name).into_iter().collect(),
            values: fields.iter().map(Field::value).collect(),
            fields,
            lists: lists(entry, grant, &target),
            none: present_if(grant.is_none()),
            granted: granted
                .into_iter()
                .map(|operation| Operation::on(operation, &resources))
                .collect(),
            refused: refused
                .map(|operation| Refusal::new(id, grant, operation.word, &words))
                .collect(),
        }
    }
}

/// What the templates of a kind's handle see of an entry, or of the raw resource that is granted.
fn lists(
    entry: Option<Entry<'_>>,
    grant: Option<&Grant>,
    target: &Target<'_>,
) -> BTreeMap<&'static str, Vec<String>> {
    let raw = grant.and_then(|grant| grant.raw.as_ref());
    match (entry, raw) {
        (_, Some(raw)) => raw.lists.clone(),
        (Some(entry), None) => entry.lists(target),
        (None, None) => BTreeMap::new(),
    }
}

impl Operation {
    /// With all that it can allow.
    pub(super) fn new(operation: &KindOperation) -> Self {
        Self::with(operation, |_| true)
    }

    /// With what it allows on the resources of one entry.
    fn on(operation: &KindOperation, resources: &[Resource]) -> Self {
        let is_there = |name| resources.iter().any(|resource| resource.name == name);
        Self::with(operation, |permission| is_there(permission.on))
    }

    fn with(operation: &KindOperation, allows: impl Fn(&&Permission) -> bool) -> Self {
        let permissions = operation.permissions.iter().filter(allows);
        let actions = permissions.flat_map(|permission| permission.actions);
        Self {
            method: operation.word,
            marker: camel(operation.word),
            actions: match problem::list(actions.copied()) {
                none if none.is_empty() => "a connection, for which IAM is not asked".to_owned(),
                actions => actions,
            },
        }
    }
}

impl Refusal {
    fn new(
        target: &LogicalId,
        grant: Option<&Grant>,
        operation: &'static str,
        granted: &[&str],
    ) -> Self {
        let key = grant.map_or(target.to_string(), |grant| grant.key(target));
        let wanted = granted
            .iter()
            .chain([&operation])
            .map(|word| format!("\\\"{word}\\\""));
        Self {
            method: operation,
            marker: camel(operation),
            trait_name: format!("Grants{}", type_name(target, &camel(operation))),
            grant: format!(
                "{} = [{}]",
                key.replace('"', "\\\""),
                wanted.collect::<Vec<_>>().join(", ")
            ),
        }
    }
}
