//! What Terraform does to each instance of a resource, as far as the two versions of a module tell.

use std::collections::{BTreeMap, BTreeSet};

use super::module::{Instance, Module, Node, is_meta};
use super::moves::{Moves, word_of};
use super::replacements::{Effect, Paths, Replacements, counts, plain};
use super::value::{Reference, Target, Value};

/// What becomes of an instance that is there before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// Nothing happens in AWS.
    Nothing,
    /// Something may happen, if what it takes something of is replaced.
    Perhaps,
    InPlace,
    /// Replaced or in place: the values decide, and only a plan knows them.
    Unsure,
    Replaced,
}

/// An argument that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) path: String,
    pub(super) what: What,
    pub(super) effect: Effect,
    /// Whether the value surely is another one.
    is_sure: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    Values(Option<String>, Option<String>),
    /// The text stays, and what it takes of these resources does not.
    Follows(Vec<String>),
    /// One of `replace_triggered_by`.
    Triggered(Vec<String>),
}

/// What becomes of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Added,
    Removed,
    Stays(Fate, Vec<Line>),
}

/// What Terraform does, by instance.
#[derive(Debug)]
pub(super) struct Plan {
    /// By address and id of today.
    pub(super) steps: BTreeMap<String, BTreeMap<String, Step>>,
    /// Resources of which the new one is there before the old one goes.
    pub(super) creates_first: BTreeSet<String>,
}

/// What of an instance is another value.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Changed {
    /// Arguments, and whether that is sure.
    arguments: BTreeMap<String, bool>,
    /// All that AWS says: ids, ARNs.
    computed: Option<bool>,
}

struct Planner<'a> {
    old: &'a Module,
    new: &'a Module,
    /// The instances that are there before and after, by address and id.
    pairs: BTreeMap<&'a str, BTreeMap<String, (Instance<'a>, Instance<'a>)>>,
    changed: BTreeMap<String, Changed>,
    /// Blocks of which an instance comes or goes.
    regrouped: BTreeSet<String>,
}

pub(super) fn plan(old: &Module, new: &Module, moves: &Moves) -> Plan {
    let (mut steps, mut planner) = begin(old, new, moves);
    // Each round carries a change one reference further.
    for _ in 0..=planner.pairs.len() {
        if !planner.round(&mut steps) {
            break;
        }
    }
    Plan {
        steps,
        creates_first: creates_first(new),
    }
}

type Steps = BTreeMap<String, BTreeMap<String, Step>>;

fn begin<'a>(old: &'a Module, new: &'a Module, moves: &Moves) -> (Steps, Planner<'a>) {
    let mut steps = Steps::new();
    let mut planner = Planner {
        old,
        new,
        pairs: BTreeMap::new(),
        changed: BTreeMap::new(),
        regrouped: BTreeSet::new(),
    };
    let addresses = old.nodes().chain(new.nodes()).map(|(address, _)| address);
    for address in addresses.collect::<BTreeSet<_>>() {
        let now = new.instances(address);
        let mut before = renamed(old.instances(address), &now, moves);
        let of_address = steps.entry(address.to_owned()).or_default();
        for (id, instance) in now {
            if let Some(former) = before.remove(&id) {
                let pairs = planner.pairs.entry(address).or_default();
                pairs.insert(id, (former, instance));
            } else {
                let is_new = Changed {
                    arguments: BTreeMap::new(),
                    computed: Some(true),
                };
                planner.changed.insert(id.clone(), is_new);
                planner.regrouped.insert(address.to_owned());
                of_address.insert(id, Step::Added);
            }
        }
        for id in before.into_keys() {
            planner.regrouped.insert(address.to_owned());
            of_address.insert(id, Step::Removed);
        }
    }
    (steps, planner)
}

/// The instances of before by their ids of today.
fn renamed<'a>(
    before: BTreeMap<String, Instance<'a>>,
    now: &BTreeMap<String, Instance<'_>>,
    moves: &Moves,
) -> BTreeMap<String, Instance<'a>> {
    let ids: BTreeSet<String> = before.keys().cloned().collect();
    let today = |id: String, address: &str| {
        if let Some(today) = moves.of_instance(&id).filter(|to| now.contains_key(*to)) {
            return today.to_owned();
        }
        // Terraform takes the only instance and the first of several for the same.
        let first = format!("{address}[0]");
        match id.as_str() {
            id if id == address && !now.contains_key(id) && now.contains_key(&first) => first,
            id if id == first && !now.contains_key(id) && !ids.contains(address) => {
                address.to_owned()
            }
            _ => id,
        }
    };
    let before = before.into_iter();
    before
        .map(|(id, instance)| (today(id, instance.address), instance))
        .collect()
}

impl Planner<'_> {
    /// Looks at every instance again. Whether anything has changed in that.
    fn round(&mut self, steps: &mut Steps) -> bool {
        let mut moves_on = false;
        let addresses: Vec<&str> = self.pairs.keys().copied().collect();
        for address in addresses {
            let ids: Vec<String> = self.pairs[address].keys().cloned().collect();
            for id in ids {
                let (step, changed) = self.look_at(address, &id);
                if self.changed.get(&id).cloned().unwrap_or_default() != changed {
                    moves_on = true;
                    self.changed.insert(id.clone(), changed);
                }
                let of_address = steps.entry(address.to_owned()).or_default();
                moves_on |= of_address.get(&id) != Some(&step);
                of_address.insert(id, step);
            }
        }
        moves_on
    }

    fn look_at(&self, address: &str, id: &str) -> (Step, Changed) {
        let (before, now) = &self.pairs[address][id];
        let replacements = Replacements::of(word_of(address));
        let mut lines = self.lines(before, now, &replacements);
        let fate = match word_of(address) {
            // They are read anew, and what they say may be another thing then.
            "data" | "local" | "var" => lines.iter().map(|_| Fate::InPlace).max(),
            _ => lines.iter().map(fate_of).max(),
        };
        let triggers = self.triggers(now);
        let fate = if triggers.is_empty() {
            fate.unwrap_or(Fate::Nothing)
        } else {
            Fate::Replaced
        };
        if !triggers.is_empty() {
            lines.push(Line {
                path: "lifecycle.replace_triggered_by".to_owned(),
                what: What::Triggered(triggers),
                effect: Effect::Forces,
                is_sure: true,
            });
        }
        let changed = changed_of(address, fate, &lines);
        (Step::Stays(fate, lines), changed)
    }

    /// The arguments that change, in their order.
    fn lines(&self, before: &Instance<'_>, now: &Instance<'_>, of: &Replacements) -> Vec<Line> {
        let (old, new) = (&before.node.arguments, &now.node.arguments);
        let (old_counts, new_counts) = (counts_of(old), counts_of(new));
        let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        let mut lines = Vec::new();
        for path in paths {
            let is_keys = path == "for_each" || path.starts_with("for_each.") || path == "count";
            if is_ignored(path, now.node) || (is_keys && now.key.is_some() && before.key.is_some())
            {
                continue;
            }
            let (was, is) = (old.get(path), new.get(path));
            let Some((what, is_sure)) = self.difference(path, (before, was), (now, is), of) else {
                continue;
            };
            let effect = if is_meta(path) {
                Effect::InPlace
            } else {
                let paths = Paths {
                    old: &old_counts,
                    new: &new_counts,
                };
                of.effect(&plain(path), paths)
            };
            let effect = match effect {
                Effect::Forces if !is_sure => Effect::Unsure,
                effect => effect,
            };
            lines.push(Line {
                path: path.clone(),
                what,
                effect,
                is_sure,
            });
        }
        lines
    }

    /// How an argument differs, and whether that is sure.
    fn difference(
        &self,
        path: &str,
        (before, was): (&Instance<'_>, Option<&Value>),
        (now, is): (&Instance<'_>, Option<&Value>),
        of: &Replacements,
    ) -> Option<(What, bool)> {
        let old = was.map(|value| before.resolved(&value.text));
        let new = is.map(|value| now.resolved(&value.text));
        let follows = is.map_or_else(Vec::new, |value| self.followed(now, value));
        let follows_surely = follows.iter().any(|(_, is_sure)| *is_sure);
        if old == new {
            let names: BTreeSet<String> = follows.into_iter().map(|(name, _)| name).collect();
            let names: Vec<String> = names.into_iter().collect();
            return (!names.is_empty() && !is_meta(path))
                .then_some((What::Follows(names), follows_surely));
        }
        let with_defaults = |module: &Module, value: Option<&Value>, text: &Option<String>| {
            Some(module.with_defaults(value?, text.as_deref()?))
        };
        if with_defaults(self.old, was, &old) == with_defaults(self.new, is, &new) {
            return None;
        }
        let default = of.default(&plain(path));
        let taken = |text: &Option<String>| match text.as_deref() {
            None | Some("null") => default.map(str::to_owned),
            Some(text) => Some(text.to_owned()),
        };
        if taken(&old) == taken(&new) && !is_meta(path) {
            return None;
        }
        let is_sure = follows_surely || is_another(was, is);
        let (written_old, written_new) = (was.map(|it| &it.text), is.map(|it| &it.text));
        // As it is written, where that says what differs.
        let what = if written_old == written_new {
            What::Values(old, new)
        } else {
            What::Values(written_old.cloned(), written_new.cloned())
        };
        Some((what, is_sure))
    }

    /// The resources whose changes reach a value, and whether each surely does.
    fn followed(&self, instance: &Instance<'_>, value: &Value) -> Vec<(String, bool)> {
        let references = value.references.iter();
        let touched = references.filter_map(|reference| {
            let (address, _) = instance.target(reference)?;
            Some((address, self.is_touched(instance, reference)?))
        });
        touched.collect()
    }

    /// Whether what a reference takes is another value; surely, or perhaps.
    fn is_touched(&self, instance: &Instance<'_>, reference: &Reference) -> Option<bool> {
        let (address, id) = instance.target(reference)?;
        if address == instance.address {
            return None;
        }
        let ids: Vec<String> = self.new.instances(&address).into_keys().collect();
        let named: Vec<String> = match id {
            Some(id) if ids.contains(&id) => vec![id],
            _ if self.regrouped.contains(&address) => return Some(true),
            _ => ids,
        };
        let node = self.new.node(&address)?;
        // Of a value nobody knows which part is another one.
        let is_value = ["local", "var"].contains(&word_of(&address));
        let attribute = reference.attribute.as_deref().filter(|_| !is_value);
        let touched = named.iter().filter_map(|id| {
            let changed = self.changed.get(id)?;
            changed.of(node, attribute)
        });
        touched.max()
    }

    /// What `replace_triggered_by` names and changes.
    fn triggers(&self, now: &Instance<'_>) -> Vec<String> {
        let triggers = now.node.lifecycle.triggers.iter();
        let touched = triggers.filter(|trigger| self.is_touched(now, trigger) == Some(true));
        let names: BTreeSet<String> = touched
            .filter_map(|trigger| now.target(trigger))
            .map(|(address, _)| address)
            .collect();
        // One that a version before did not have has nothing to compare with.
        let is_old = |name: &String| self.old.node(name).is_some();
        names.into_iter().filter(is_old).collect()
    }
}

impl Changed {
    fn of(&self, node: &Node, attribute: Option<&str>) -> Option<bool> {
        let Some(attribute) = attribute else {
            let arguments = self.arguments.values().copied();
            return arguments.chain(self.computed).max();
        };
        let is_set = node
            .arguments
            .keys()
            .any(|path| path == attribute || path.starts_with(&format!("{attribute}.")));
        match self.arguments.get(attribute) {
            Some(is_sure) => Some(*is_sure),
            None if is_set => None,
            None => self.computed,
        }
    }
}

fn changed_of(address: &str, fate: Fate, lines: &[Line]) -> Changed {
    let mut arguments: BTreeMap<String, bool> = BTreeMap::new();
    // Who sets a variable elsewhere has said it there: here it has its default.
    let is_variable = word_of(address) == "var";
    let tells = |line: &&Line| !is_meta(&line.path) && (!is_variable || line.path == "default");
    for line in lines.iter().filter(tells) {
        let first = plain(&line.path);
        let first = first.split('.').next().unwrap_or_default().to_owned();
        *arguments.entry(first).or_default() |= line.is_sure;
    }
    let computed = match (word_of(address), fate) {
        (_, Fate::Replaced) => Some(true),
        (_, Fate::Unsure) => Some(false),
        ("data", Fate::InPlace) => Some(lines.iter().any(|line| line.is_sure)),
        _ => None,
    };
    Changed {
        arguments,
        computed,
    }
}

fn fate_of(line: &Line) -> Fate {
    let may_be_nothing = matches!(line.what, What::Follows(_)) && !line.is_sure;
    match line.effect {
        _ if is_meta(&line.path) => Fate::Nothing,
        Effect::InPlace if may_be_nothing => Fate::Perhaps,
        Effect::InPlace => Fate::InPlace,
        Effect::Unsure => Fate::Unsure,
        Effect::Forces => Fate::Replaced,
    }
}

fn counts_of(arguments: &BTreeMap<String, Value>) -> BTreeMap<String, usize> {
    let set = arguments.iter().filter(|(_, value)| value.text != "null");
    counts(set.map(|(path, _)| path.as_str()))
}

/// Whether two values, of which one may be not set, are never the same.
fn is_another(was: Option<&Value>, is: Option<&Value>) -> bool {
    match (was, is) {
        (Some(was), Some(is)) => was.is_plain && is.is_plain && was.references == is.references,
        _ => true,
    }
}

fn is_ignored(path: &str, node: &Node) -> bool {
    let path = plain(path);
    let mut ignored = node.lifecycle.ignored.iter();
    !is_meta(&path)
        && ignored.any(|ignored| {
            let ignored = plain(ignored);
            ignored == "all" || path == ignored || path.starts_with(&format!("{ignored}."))
        })
}

/// Those that say so, and all that they depend on.
fn creates_first(module: &Module) -> BTreeSet<String> {
    let says_so = module
        .nodes()
        .filter(|(_, node)| node.lifecycle.creates_first);
    let mut open: Vec<&str> = says_so.map(|(address, _)| address).collect();
    let mut all = BTreeSet::new();
    while let Some(address) = open.pop() {
        let Some(node) = module.node(address) else {
            continue;
        };
        if !all.insert(address.to_owned()) {
            continue;
        }
        let values = node.arguments.values().flat_map(|it| &it.references);
        for reference in values.chain(&node.depends_on) {
            if let Target::Address(address) = &reference.target {
                open.push(address);
            }
        }
    }
    all
}
