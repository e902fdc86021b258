//! What is said of each block of a module that is not the same in both versions.

use std::collections::BTreeMap;

use super::module::Module;
use super::moves::{Moves, word_of};
use super::plan::{Fate, Line, Plan, Step, What, plan};
use super::replacements::Effect;
use crate::blocks::{Blocks, Written, texts};

/// A block, or one instance of it, that is not the same in both versions.
#[derive(Debug)]
pub(super) struct Change {
    /// With a key where the instances differ in what becomes of them.
    pub(super) address: String,
    /// How many there are of it.
    pub(super) instances: usize,
    pub(super) kind: Kind,
    /// From another address, by a `moved` block.
    pub(super) moved_from: Option<String>,
    pub(super) is_resource: bool,
    lines: Vec<Line>,
}

/// What becomes of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Added,
    Stays(Fate),
    /// Another one takes its place.
    Replaced {
        /// The new one is there before the old one goes.
        new_first: bool,
    },
    Removed,
    /// No longer managed, by a `removed` block; AWS keeps it.
    Forgotten,
}

impl Change {
    /// What is said behind the address.
    pub(super) fn phrase(&self) -> String {
        let instances = match self.instances {
            1 => String::new(),
            count => format!(", {count} instances"),
        };
        let moved = match &self.moved_from {
            Some(from) => format!(", moved from {from}"),
            None => String::new(),
        };
        instances + &moved + self.outcome()
    }

    fn outcome(&self) -> &'static str {
        if !self.is_resource {
            return if self.changes_default_tags() {
                ", every resource with tags changes in place"
            } else {
                ""
            };
        }
        match self.kind {
            Kind::Stays(Fate::Nothing) if self.lines.is_empty() => "",
            Kind::Stays(Fate::Nothing) => ", nothing changes in AWS",
            Kind::Stays(Fate::Perhaps) => ", in place if what it follows is replaced",
            Kind::Stays(Fate::InPlace) => ", in place",
            Kind::Stays(Fate::Unsure | Fate::Replaced) => ", in place or replaced: a plan tells",
            Kind::Replaced { new_first: true } => ", replaced; the new one comes first",
            Kind::Replaced { new_first: false } => ", replaced; the old one goes first",
            Kind::Forgotten => ", no longer managed; AWS keeps it",
            Kind::Added | Kind::Removed => "",
        }
    }

    /// Whether each resource that has tags gets others.
    pub(super) fn changes_default_tags(&self) -> bool {
        let mut lines = self.lines.iter();
        self.address == "provider.aws" && lines.any(|line| line.path.starts_with("default_tags"))
    }

    /// A line for each argument that differs.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        let tells_effect = self.is_resource;
        self.lines.iter().map(move |line| {
            let effect = match line.effect {
                Effect::Forces if tells_effect => " # forces replacement",
                Effect::Unsure if tells_effect => " # may force replacement",
                _ => "",
            };
            format!("{}: {}{effect}", line.path, said(&line.what))
        })
    }
}

fn said(what: &What) -> String {
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "(not set)".to_owned());
    match what {
        What::Values(old, new) => format!("{} -> {}", shown(old), shown(new)),
        What::Follows(names) | What::Triggered(names) => format!("follows {}", names.join(", ")),
    }
}

/// The blocks that differ, in the order of their addresses.
pub(super) fn changes(
    old: &BTreeMap<String, Written>,
    new: &BTreeMap<String, Written>,
) -> Vec<Change> {
    let moves = Moves::new(&blocks(old), &blocks(new));
    let plan = plan(&Module::new(old, &moves), &Module::new(new, &moves), &moves);
    let mut all = Vec::new();
    for (address, steps) in &plan.steps {
        // What these blocks say is told at the resources.
        if !["moved", "removed"].contains(&word_of(address)) {
            all.extend(of_block(address, steps, &plan, &moves));
        }
    }
    all
}

fn blocks(written: &BTreeMap<String, Written>) -> Blocks {
    let all = written.iter();
    all.map(|(address, values)| (address.clone(), texts(values)))
        .collect()
}

/// One change where all instances are alike, and else one for each.
fn of_block(
    address: &str,
    steps: &BTreeMap<String, Step>,
    plan: &Plan,
    moves: &Moves,
) -> Vec<Change> {
    let are_alike = steps
        .values()
        .all(|step| Some(step) == steps.values().next());
    let change = |name: &str, instances: usize, step: &Step| {
        let change = change(address, step, plan, moves)?;
        let moved_from = moves.from(name).map(str::to_owned);
        Some(Change {
            address: name.to_owned(),
            instances,
            moved_from: moved_from.or(change.moved_from),
            ..change
        })
    };
    let changes: Vec<Option<Change>> = match steps.values().next() {
        Some(step) if are_alike && steps.len() > 1 => vec![change(address, steps.len(), step)],
        _ => steps.iter().map(|(id, step)| change(id, 1, step)).collect(),
    };
    changes.into_iter().flatten().collect()
}

fn change(address: &str, step: &Step, plan: &Plan, moves: &Moves) -> Option<Change> {
    let is_resource = is_resource(address);
    let moved_from = moves.from(address).map(str::to_owned);
    let (kind, lines) = match step {
        Step::Added => (Kind::Added, Vec::new()),
        Step::Removed if moves.forget(address) => (Kind::Forgotten, Vec::new()),
        Step::Removed => (Kind::Removed, Vec::new()),
        Step::Stays(Fate::Replaced, lines) if is_resource => {
            let new_first = plan.creates_first.contains(address);
            (Kind::Replaced { new_first }, lines.clone())
        }
        Step::Stays(fate, lines) => (Kind::Stays(*fate), lines.clone()),
    };
    let mut lines = lines;
    if !is_resource {
        // A block that makes nothing changes where its text does.
        lines.retain(|line| matches!(line.what, What::Values(..)));
    }
    let is_same = matches!(kind, Kind::Stays(_)) && lines.is_empty() && moved_from.is_none();
    (!is_same).then_some(Change {
        address: address.to_owned(),
        instances: 1,
        kind,
        moved_from: moved_from.filter(|_| matches!(step, Step::Stays(..))),
        is_resource,
        lines,
    })
}

/// Whether a block is a resource: blocks of the language and data sources have a word of their own.
fn is_resource(address: &str) -> bool {
    const OTHERS: [&str; 13] = [
        "check",
        "data",
        "ephemeral",
        "import",
        "local",
        "module",
        "moved",
        "output",
        "provider",
        "removed",
        "terraform",
        "var",
        "variable",
    ];
    !OTHERS.contains(&word_of(address))
}

#[cfg(test)]
mod tests;
