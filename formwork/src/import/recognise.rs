//! Which resources become entries. Kinds propose, and a trial decides: an entry stays only if the module has each block
//! that it makes, with the same address and the same meaning. Nothing is guessed, whatever a kind proposes.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::structure::Block;

use super::candidates::{Candidate, candidates};
use super::choice::{Choice, Entry};
use super::document::Section;
use super::equal::Equality;
use super::expression;
use super::item::{Item, Member};
use super::meaning::address;
use super::module::Module;
use super::parts::Parts;
use super::settings::holds_in_all_lines;
use super::strip::Kept;
use super::trial::{Court, Originals, Trial};
use crate::kind::{Kinds, word_of};

/// How many names of the stack are tried, those that most names in AWS begin with.
const NAMES: usize = 3;

/// The names of the environment that are tried. Entries of production protect their data.
const ENVIRONMENTS: [Option<&str>; 2] = [None, Some("production")];

/// What the stack is called.
#[derive(Debug, Clone)]
struct Setting {
    stack: String,
    environment: Option<&'static str>,
    holds_in_all_lines: bool,
    /// Whether entries have the alarms that the module has under the names of theirs.
    has_alarms: bool,
}

/// What came of all candidates in a setting.
#[derive(Debug)]
struct Outcome {
    setting: Setting,
    chosen: Vec<usize>,
    trial: Trial,
    reasons: BTreeMap<usize, String>,
}

impl Outcome {
    /// How many entries there are, and how many blocks they make.
    fn worth(&self) -> (usize, usize) {
        let blocks = self.trial.blocks.values().map(BTreeSet::len);
        (self.chosen.len(), blocks.sum())
    }
}

/// Chooses entries, and tells of each resource that might have become one.
pub(super) fn recognise(
    module: &Module,
    kept: &[(&str, Kept)],
    parts: &Parts,
    name: &str,
    equality: &Equality<'_>,
    kinds: &Kinds,
) -> Choice {
    let (candidates, refused) = candidates(kept, kinds);
    let originals = originals(kept, parts);
    let search = Search {
        court: Court {
            candidates: &candidates,
            originals: &originals,
            equality,
            kinds,
        },
        parts,
        may_hold_in_all_lines: holds_in_all_lines(module),
    };
    let mut best: Option<Outcome> = None;
    for setting in search.settings(name) {
        let outcome = search.settle(setting);
        if best
            .as_ref()
            .is_none_or(|best| outcome.worth() > best.worth())
        {
            best = Some(outcome);
        }
    }
    let choice = match best {
        Some(best) => search.choice(module, name, best),
        None => Choice::none(name),
    };
    let made = choice.blocks();
    let refused = refused
        .iter()
        .filter(|it| !made.contains(it.address.as_str()));
    refused.for_each(|it| it.stays_raw(module));
    choice
}

/// The blocks of a module that have an address.
fn originals<'m>(kept: &'m [(&'m str, Kept)], parts: &Parts) -> Originals<'m> {
    let blocks = kept.iter().flat_map(|(_, kept)| kept.body.blocks());
    let is_made = |block: &&Block| ["resource", "data", "output"].contains(&block.ident.as_str());
    let blocks = blocks.filter(is_made);
    Originals {
        blocks: blocks.map(|block| (address(block), block)).collect(),
        moved: parts.moved(),
    }
}

struct Search<'a, 'm> {
    court: Court<'a, 'm>,
    parts: &'a Parts,
    may_hold_in_all_lines: bool,
}

impl Search<'_, '_> {
    /// The settings that are tried, the likeliest first.
    fn settings(&self, name: &str) -> Vec<Setting> {
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        for candidate in self.court.candidates {
            *votes.entry(&candidate.stack).or_default() += 1;
        }
        let mut votes: Vec<(&str, usize)> = votes.into_iter().collect();
        votes.sort_by_key(|(stack, votes)| (usize::MAX - votes, *stack != name));
        let candidates = self.court.candidates.iter();
        let has_alarms = candidates
            .flat_map(|it| self.alarms_of(it))
            .next()
            .is_some();
        let either = |may_be: bool| if may_be { &[false, true][..] } else { &[false] };
        let mut settings = Vec::new();
        for (stack, _) in votes.into_iter().take(NAMES) {
            for environment in ENVIRONMENTS {
                for holds_in_all_lines in either(self.may_hold_in_all_lines) {
                    settings.extend(either(has_alarms).iter().map(|has_alarms| Setting {
                        stack: stack.to_owned(),
                        environment,
                        holds_in_all_lines: *holds_in_all_lines,
                        has_alarms: *has_alarms,
                    }));
                }
            }
        }
        settings
    }

    /// The most entries that hold together.
    fn settle(&self, setting: Setting) -> Outcome {
        let all = self.court.candidates;
        let is_of_stack = |index: &usize| all[*index].stack == setting.stack;
        let of_stack: Vec<usize> = (0..all.len()).filter(is_of_stack).collect();
        let extends = |index: &usize| of_stack.iter().any(|it| all[*index].extends(&all[*it]));
        let (mut later, first): (Vec<usize>, Vec<usize>) =
            of_stack.iter().copied().partition(extends);
        let mut outcome = Outcome {
            trial: self.trial(&setting, &first),
            chosen: first,
            setting,
            reasons: BTreeMap::new(),
        };
        self.drop_wrong(&mut outcome, &mut later);
        later.sort_unstable();
        for index in later {
            self.add(&mut outcome, index);
        }
        outcome.chosen.sort_unstable();
        outcome
    }

    /// Drops entries that are wrong until none is: entries may need each other. Those that may be right in the end are
    /// added to `later`.
    fn drop_wrong(&self, outcome: &mut Outcome, later: &mut Vec<usize>) {
        while !outcome.trial.is_right() && !outcome.chosen.is_empty() {
            let wrong = std::mem::take(&mut outcome.trial.faults);
            if wrong.is_empty() {
                later.append(&mut outcome.chosen);
            }
            outcome.chosen.retain(|index| !wrong.contains_key(index));
            for (index, fault) in wrong {
                // What another entry adds to its blocks may be what is wrong.
                if fault.address.as_ref() != Some(&self.court.candidates[index].address) {
                    later.push(index);
                }
                outcome.reasons.insert(index, fault.reason);
            }
            outcome.trial = self.trial(&outcome.setting, &outcome.chosen);
        }
    }

    /// Adds one entry, if all are right with it. An entry may make the resource already.
    fn add(&self, outcome: &mut Outcome, index: usize) {
        let address = &self.court.candidates[index].address;
        let mut made = outcome.trial.blocks.values();
        if made.any(|blocks| blocks.contains(address)) {
            return;
        }
        let with = [outcome.chosen.as_slice(), &[index]].concat();
        let mut trial = self.trial(&outcome.setting, &with);
        if trial.is_right() {
            (outcome.chosen, outcome.trial) = (with, trial);
            return;
        }
        let own = trial.faults.remove(&index).map(|fault| fault.reason);
        let others = trial.faults.into_values().next().map(|fault| fault.reason);
        let reason = own.or(others).or(trial.of_all);
        outcome.reasons.extend(reason.map(|reason| (index, reason)));
    }

    fn trial(&self, setting: &Setting, chosen: &[usize]) -> Trial {
        let choice = self.around(setting, chosen);
        self.court.trial(&self.parts.of_stack(&choice), chosen)
    }

    /// What the stack says of entries.
    fn around(&self, setting: &Setting, chosen: &[usize]) -> Choice {
        Choice {
            stack: setting.stack.clone(),
            environment: setting.environment,
            holds_in_all_lines: setting.holds_in_all_lines,
            alarms: self.alarms(setting, chosen),
            ..Choice::default()
        }
    }

    /// The words of the alarms of an entry that the module has by their names, each with its block.
    fn alarms_of<'c>(
        &'c self,
        candidate: &'c Candidate<'_>,
    ) -> impl Iterator<Item = (&'static str, &'c Block)> {
        let words = candidate.kind.alarm_words().iter();
        words.filter_map(|word| {
            let address = format!("aws_cloudwatch_metric_alarm.{}_{word}", candidate.id);
            let alarm = self.court.originals.blocks.get(&address)?;
            Some((*word, *alarm))
        })
    }

    /// `[alarms]`, where the entries may have some: the only ones, and whom they tell.
    fn alarms(&self, setting: &Setting, chosen: &[usize]) -> Option<Section> {
        let chosen = chosen.iter().map(|index| &self.court.candidates[*index]);
        if chosen.clone().all(|it| it.kind.alarm_words().is_empty()) {
            return None;
        }
        let mut only = BTreeSet::new();
        let mut notify = None;
        for candidate in chosen.filter(|_| setting.has_alarms) {
            for (word, alarm) in self.alarms_of(candidate) {
                only.insert(word_of(candidate.kind.table(), word));
                let actions = alarm.body.get_attribute("alarm_actions");
                notify = notify.or_else(|| actions.map(|it| expression::item(&it.value)));
            }
        }
        let only = Item::List(only.into_iter().map(Item::Text).collect());
        let notify = notify.map(|topics| Member::new("notify", topics));
        let members = [Member::new("only", only)].into_iter().chain(notify);
        Some(Section::new(["alarms"], members.collect()))
    }

    /// The entries of an outcome. Tells why the other candidates are none.
    fn choice(&self, module: &Module, name: &str, outcome: Outcome) -> Choice {
        let Outcome {
            setting,
            chosen,
            mut trial,
            reasons,
        } = outcome;
        let made: BTreeSet<String> = trial.blocks.values().flatten().cloned().collect();
        for (index, candidate) in self.court.candidates.iter().enumerate() {
            if made.contains(&candidate.address) {
                continue;
            }
            match reasons.get(&index) {
                Some(reason) => candidate.stays_raw(module, reason),
                None => candidate.stays_raw(module, &of_another_stack(candidate, &setting)),
            }
        }
        if chosen.is_empty() {
            return Choice::none(name);
        }
        let entries = chosen.iter().map(|index| {
            let candidate = &self.court.candidates[*index];
            Entry {
                section: candidate.section.clone(),
                address: candidate.address.clone(),
                blocks: trial.blocks.remove(index).unwrap_or_default(),
            }
        });
        Choice {
            entries: entries.collect(),
            comments: trial.comments,
            ..self.around(&setting, &chosen)
        }
    }
}

fn of_another_stack(candidate: &Candidate<'_>, setting: &Setting) -> String {
    format!(
        "{} would be an entry of a stack called `{}`, and this one is `{}`",
        candidate.title(),
        candidate.stack,
        setting.stack
    )
}
