//! The contract of one container: what its code and its infrastructure must agree on.

use std::fmt::Write as _;

use crate::container::{Container, Grant};
use crate::hash::fnv1a;
use crate::kind::{AnyKind, Entry, Fact, Operation};
use crate::names::LogicalId;
use crate::stack::Stack;
use crate::written::Written;

/// What both sides of one container are made from: the container definition and `stack.rs`.
#[derive(Debug)]
pub(crate) struct Contract<'a> {
    pub(crate) entry: Entry<'a>,
    pub(crate) container: &'a Container,
    /// By name, which is the order in which ECS returns them.
    pub(crate) variables: Vec<Variable<'a>>,
}

/// An environment variable of the container.
#[derive(Debug, Clone)]
pub(crate) struct Variable<'a> {
    pub(crate) name: String,
    pub(crate) source: Source<'a>,
}

/// Where the value of a variable comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Source<'a> {
    /// `environment` in `stack.toml`.
    Own(&'a Written),
    /// A grant.
    Fact(&'a LogicalId, &'static dyn AnyKind, &'static Fact),
    /// [`Contract::fingerprint`].
    Fingerprint,
}

/// The variable that tells the code which contract its infrastructure was made from.
pub(crate) const FINGERPRINT_VARIABLE: &str = "FORMWORK_FINGERPRINT";

impl<'a> Contract<'a> {
    /// The contract of an entry, if it runs a container.
    pub(crate) fn new(stack: &'a Stack, entry: Entry<'a>) -> Option<Self> {
        let container = entry.container()?;
        let own = container.environment.iter().map(|(name, value)| Variable {
            name: name.as_str().to_owned(),
            source: Source::Own(value),
        });
        let fingerprint = Variable {
            name: FINGERPRINT_VARIABLE.to_owned(),
            source: Source::Fingerprint,
        };
        let grants = container.grants.iter();
        let granted = grants.flat_map(|(target, grant)| of_grant(stack, target, grant));
        let mut variables: Vec<_> = own.chain([fingerprint]).chain(granted).collect();
        variables.sort_by(|a, b| a.name.cmp(&b.name));
        Some(Self {
            entry,
            container,
            variables,
        })
    }

    /// A hash of all that the code relies on: 16 hexadecimal digits.
    ///
    /// Values of `environment`, sizes and numbers of tasks are not part of it: they may differ
    /// from one environment to the next, and the code runs in all of them.
    pub(crate) fn fingerprint(&self, stack: &Stack) -> String {
        format!("{:016x}", fnv1a(&self.canonical(stack)))
    }

    /// All that the code of an entry relies on, as a text to compare; nothing if it runs no code.
    pub(crate) fn text(stack: &Stack, entry: Entry<'_>) -> Option<String> {
        Some(Contract::new(stack, entry)?.canonical(stack))
    }

    /// One line per fact, in a fixed order and by the names in AWS: a renamed entry is still the same.
    fn canonical(&self, stack: &Stack) -> String {
        let mut text = lines(self.entry.contract()) + &lines(self.container.contract());
        // Writing to a String cannot fail.
        for variable in &self.variables {
            let _ = writeln!(text, "variable {}", variable.name);
        }
        let grants = self.container.grants_in_aws().into_iter();
        for (target, grant) in grants.filter(|(_, grant)| grant.is_of_code()) {
            let _ = writeln!(
                text,
                "grant {} {}",
                target.in_aws(),
                grant.words().join(" ")
            );
            let entry = stack.entries.get(target);
            text += &lines(entry.map_or(Vec::new(), |entry| entry.contract()));
            let of = stack.target(grant.kind, target).granted_to(self.entry.id);
            text += &lines(entry.map_or(Vec::new(), |entry| entry.contract_of_owner(&of)));
            let raw = grant.raw.as_ref();
            text += &lines(raw.map_or(Vec::new(), |raw| raw.contract.clone()));
        }
        text
    }
}

fn lines(lines: Vec<String>) -> String {
    lines.into_iter().map(|line| line + "\n").collect()
}

fn of_grant<'a>(
    stack: &'a Stack,
    target: &'a LogicalId,
    grant: &'a Grant,
) -> impl Iterator<Item = Variable<'a>> {
    let kind = grant.kind;
    let facts = kind.facts().iter();
    let told = facts.filter(move |fact| is_told(stack, target, grant, fact));
    told.map(move |fact| Variable {
        name: fact.variable(&target.screaming()),
        source: Source::Fact(target, kind, fact),
    })
}

/// Whether a grant brings a fact of its target.
pub(crate) fn is_told(stack: &Stack, target: &LogicalId, grant: &Grant, fact: &Fact) -> bool {
    let kind = grant.kind;
    let entry = stack.entries.get(target);
    let tells = |operation: &Operation| match entry {
        Some(entry) => entry.tells(operation, fact),
        None => kind.tells(operation, fact, None),
    };
    let mut operations = grant.operations();
    let mut is_told = || operations.any(|it| kind.brings(it, fact) && tells(it));
    grant.is_of_code() && is_told()
}
