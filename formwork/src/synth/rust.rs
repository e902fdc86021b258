//! `stack.rs`: what the code of one container is compiled against.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::bug::Bug;
use crate::container::{self, Grant};
use crate::contract::{Contract, Source, Variable as ContractVariable};
use crate::identifier::{MAX_WIDTH, constant_name, field_name};
use crate::kind::{
    AnyKind, Entry, Fact, File, Handle, Holds, Operation as KindOperation, Optional, Template,
};
use crate::names::LogicalId;
use crate::render::Renderer;
use crate::stack::Stack;
use handle::{HandleView, Operation};

mod handle;

const TEMPLATE: Template = Template::new("stack.rs", include_str!("stack.rs.hbs"));

/// What `stack.rs.hbs` sees. Texts are Rust: names are identifiers, and the rest is of types that
/// admit no character with a meaning in a string or a comment.
#[derive(Debug, Serialize)]
struct Rust {
    constants: String,
    fingerprint: String,
    variables: Vec<Variable>,
    /// The methods of `Environment` that give handles.
    methods: Vec<String>,
    /// What the handles of each kind share, and the handles.
    handles: Vec<String>,
}

/// A variable of the container and the field that holds it.
#[derive(Debug, Serialize)]
struct Variable {
    name: String,
    /// The constant that holds its name.
    constant: String,
    field: String,
    /// Its type in Rust, with the space or the line break before it.
    kind: String,
    /// The call that reads it, with the line break before it if there is one.
    read: String,
    /// The key of `stack.toml` that it comes from.
    origin: String,
}

/// What the template of a kind's shared part sees.
#[derive(Debug, Serialize)]
struct SharedView {
    table: &'static str,
    noun: &'static str,
    operations: Vec<OperationView>,
    facts: Vec<FactView>,
    /// The facts that every operation brings.
    common: Vec<FactView>,
    /// What the kind says of its entries, each value once.
    lists: BTreeMap<&'static str, BTreeSet<String>>,
}

/// An operation as a type, with the facts that it brings and others do not.
#[derive(Debug, Serialize)]
struct OperationView {
    marker: String,
    method: &'static str,
    actions: String,
    own: Optional<OwnFacts>,
}

#[derive(Debug, Serialize)]
struct OwnFacts {
    facts: Vec<FactView>,
}

/// A fact as a field and a method.
#[derive(Debug, Serialize)]
struct FactView {
    name: String,
    meaning: &'static str,
    /// The type of the field, and of what the method gives.
    owned: &'static str,
    borrowed: &'static str,
    /// What stands before the field to give it.
    reference: &'static str,
}

/// What `stack.rs` has of one container, by what it shares with others.
pub(super) struct Parts {
    view: Rust,
    /// By kind: what its handles share, and the handles.
    kinds: Vec<OfKind>,
}

/// The handles of one kind, or what several of them share.
pub(super) struct OfKind {
    /// What it goes by: the table of the kind.
    pub(super) table: &'static str,
    pub(super) shared: String,
    handles: Vec<String>,
}

/// The text of `stack.rs`, without the banner.
///
/// # Errors
///
/// A [`Bug`]: a template fails.
pub(super) fn rust(stack: &Stack, contract: &Contract<'_>) -> Result<String, Bug> {
    let mut renderer = Renderer::new();
    let Parts { mut view, kinds } = parts(stack, contract, &mut renderer)?;
    for of_kind in kinds {
        view.handles.push(of_kind.shared);
        view.handles.extend(of_kind.handles);
    }
    renderer.render(&File::new("stack.rs", &TEMPLATE, &view))
}

/// The same without what handles share, which comes beside it.
pub(super) fn module(stack: &Stack, contract: &Contract<'_>) -> Result<(String, Vec<OfKind>), Bug> {
    let mut renderer = Renderer::new();
    let Parts { mut view, kinds } = parts(stack, contract, &mut renderer)?;
    let handles = kinds.iter().flat_map(|of_kind| of_kind.handles.clone());
    view.handles = handles.collect();
    let text = renderer.render(&File::new("stack.rs", &TEMPLATE, &view))?;
    Ok((text, kinds))
}

fn parts(stack: &Stack, contract: &Contract<'_>, renderer: &mut Renderer) -> Result<Parts, Bug> {
    let of_kind = contract.entry.constants();
    let of_container = container::constants(contract.entry, contract.container);
    let constants = of_kind.into_iter().chain(of_container);
    let constants: Result<Vec<String>, Bug> = constants
        .map(|constants| renderer.part(&constants.0))
        .collect();
    let variables = contract.variables.iter();
    let mut view = Rust {
        constants: constants?.join("\n"),
        fingerprint: contract.fingerprint(stack),
        variables: variables
            .map(|variable| Variable::new(contract.entry, variable))
            .collect(),
        methods: Vec::new(),
        handles: Vec::new(),
    };
    let mut kinds = Vec::new();
    let mut signs = false;
    for (kind, ids) in offered(stack, contract) {
        let handle = kind.handle();
        let mut handles = Vec::new();
        let mut lists: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
        for id in ids {
            let view_of_entry = HandleView::new(stack, contract, kind, id);
            for (name, values) in &view_of_entry.lists {
                let all = lists.entry(*name).or_default();
                all.extend(values.iter().cloned());
            }
            let part = |template| File::new("stack.rs", template, &view_of_entry);
            view.methods.push(renderer.part(&part(handle.method))?);
            handles.push(renderer.part(&part(handle.item))?);
        }
        let has_some = |list| lists.get(list).is_some_and(|list| !list.is_empty());
        signs |= handle.signs.is_some_and(has_some);
        let of_kind = File::new("stack.rs", handle.shared, &SharedView::new(kind, lists));
        kinds.push(OfKind {
            table: kind.table(),
            shared: renderer.part(&of_kind)?,
            handles,
        });
    }
    if signs {
        kinds.push(signing(renderer)?);
    }
    Ok(Parts { view, kinds })
}

/// What handles of several kinds share that sign logins.
fn signing(renderer: &mut Renderer) -> Result<OfKind, Bug> {
    let view: BTreeMap<&str, &str> = BTreeMap::new();
    let file = File::new("stack.rs", &Handle::SIGNING, &view);
    Ok(OfKind {
        table: Handle::SIGNING.name,
        shared: renderer.part(&file)?,
        handles: Vec::new(),
    })
}

/// The entries and raw resources that the code gets handles of, by kind.
fn offered<'a>(
    stack: &'a Stack,
    contract: &Contract<'a>,
) -> Vec<(&'static dyn AnyKind, Vec<&'a LogicalId>)> {
    let mut kinds: Vec<_> = stack.entries.by_kind().collect();
    for (kind, ids) in &mut kinds {
        let grants = contract.container.grants.iter();
        let raw = grants.filter(|(_, grant)| grant.raw.is_some() && grant.kind == *kind);
        ids.extend(raw.map(|(id, _)| id));
        ids.retain(|id| is_offered(stack, contract, id));
    }
    kinds.retain(|(kind, ids)| !kind.operations().is_empty() && !ids.is_empty());
    kinds.sort_by_key(|(kind, _)| kind.table());
    kinds
}

/// Whether the code gets a handle of an entry: not of itself, nor of what everyone reaches through the load
/// balancer, unless it has a grant.
fn is_offered(stack: &Stack, contract: &Contract<'_>, id: &LogicalId) -> bool {
    let is_public = |entry: Entry<'_>| entry.route().is_some();
    let is_granted = contract.container.grants.contains_key(id);
    let is_open = stack.entries.get(id).is_some_and(is_public);
    is_granted || (id != contract.entry.id && !is_open)
}

impl Variable {
    fn new(owner: Entry<'_>, variable: &ContractVariable<'_>) -> Self {
        let (table, id) = (owner.kind.table(), owner.id);
        let (kind, read) = match variable.source {
            Source::Fact(_, _, fact) if fact.holds == Holds::Port => ("u16", "port"),
            Source::Fingerprint => ("Option<String>", "optional"),
            Source::Own(_) | Source::Fact(..) => ("String", "text"),
        };
        let origin = match variable.source {
            Source::Own(_) => format!("`environment` of `[{table}.{id}]`"),
            Source::Fact(target, ..) => {
                let grants = owner.container().map(|container| &container.grants);
                let grant = grants.and_then(|grants| grants.get(target));
                let key = grant.map_or(target.to_string(), |grant| grant.key(target));
                let of = grant.map_or("grants", Grant::written_in);
                format!("`{of}.{key}` of `[{table}.{id}]`")
            }
            Source::Fingerprint => {
                "`FINGERPRINT` of the contract that the infrastructure was made from".to_owned()
            }
        };
        let field = field_name(&variable.name);
        Self {
            constant: constant_name(&field),
            read: read_call(&field, &format!(".{read}(\"{}\")", variable.name)),
            name: variable.name.clone(),
            kind: field_type(&field, kind),
            field,
            origin,
        }
    }
}

impl SharedView {
    fn new(kind: &'static dyn AnyKind, lists: BTreeMap<&'static str, BTreeSet<String>>) -> Self {
        let operations = kind.operations();
        let is_common = |fact: &Fact| {
            operations
                .iter()
                .all(|operation| kind.brings(operation, fact))
        };
        let facts = kind.facts().iter();
        let (common, others): (Vec<&Fact>, Vec<&Fact>) =
            facts.clone().partition(|fact| is_common(fact));
        Self {
            table: kind.table(),
            noun: kind.noun(),
            operations: operations
                .iter()
                .map(|operation| OperationView::new(kind, operation, &others))
                .collect(),
            facts: facts.map(FactView::new).collect(),
            common: common.into_iter().map(FactView::new).collect(),
            lists,
        }
    }
}

impl OperationView {
    fn new(kind: &dyn AnyKind, operation: &KindOperation, facts: &[&'static Fact]) -> Self {
        let own = facts.iter().filter(|fact| kind.brings(operation, fact));
        let own: Vec<FactView> = own.map(|fact| FactView::new(fact)).collect();
        let Operation {
            method,
            marker,
            actions,
        } = Operation::new(operation);
        Self {
            marker,
            method,
            actions,
            own: Vec::from_iter((!own.is_empty()).then_some(OwnFacts { facts: own })),
        }
    }
}

impl FactView {
    fn new(fact: &'static Fact) -> Self {
        let (owned, borrowed, reference) = match fact.holds {
            Holds::Text => ("String", "&'a str", "&"),
            Holds::Port => ("u16", "u16", ""),
        };
        Self {
            name: field_name(fact.name),
            meaning: fact.meaning,
            owned,
            borrowed,
            reference,
        }
    }
}

/// The type of a field, on a line of its own where rustfmt puts it there.
fn field_type(field: &str, kind: &str) -> String {
    let line = format!("    pub(crate) {field}: {kind},");
    if line.len() > MAX_WIDTH {
        return format!("\n        {kind}");
    }
    format!(" {kind}")
}

/// The call behind `variables`, on a line of its own where rustfmt puts it there.
fn read_call(field: &str, call: &str) -> String {
    let line = format!("            {field}: variables{call},");
    if line.len() > MAX_WIDTH {
        return format!("\n                {call}");
    }
    call.to_owned()
}
