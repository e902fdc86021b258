//! Which arguments Terraform changes only by a new resource: what `data/replacements.txt` says.

use std::collections::BTreeMap;

/// `scripts/provider_replacements.py` writes it.
const TABLE: &str = include_str!("../../data/replacements.txt");

/// What Terraform has of its own.
const BUILT_IN: &str = "terraform_data triggers_replace";

/// What a change of an argument does to the resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// The resource is changed in place.
    InPlace,
    /// One or the other, by values that nobody here knows.
    Unsure,
    /// Another resource takes its place.
    Forces,
}

/// What is known of a type of resource. A type that is not known has any effect.
#[derive(Debug)]
pub(super) struct Replacements {
    entries: Option<Vec<Entry>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Entry {
    path: &'static str,
    when: When,
    effect: Effect,
    /// What the provider takes where nothing is set, as HCL.
    default: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// Whatever changes in it.
    Always,
    /// The value changes.
    Value,
    /// It is set, or taken away; a block comes, or goes.
    Presence,
    /// Of several blocks one comes or goes.
    Number,
}

/// The paths of a block that are set before and after a change, without indices.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paths<'a> {
    pub(super) old: &'a BTreeMap<String, usize>,
    pub(super) new: &'a BTreeMap<String, usize>,
}

impl Replacements {
    pub(super) fn of(kind: &str) -> Self {
        let line = TABLE.lines().chain([BUILT_IN]).find_map(|line| {
            let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
            (name == kind).then_some(rest)
        });
        Self {
            entries: line.map(|line| line.split_whitespace().map(entry).collect()),
        }
    }

    /// What a change at a path does. The path is without indices.
    pub(super) fn effect(&self, path: &str, paths: Paths<'_>) -> Effect {
        let Some(entries) = &self.entries else {
            return Effect::Unsure;
        };
        let touched = entries
            .iter()
            .filter(|entry| is_at_or_below(path, entry.path) && entry.is_touched(path, paths));
        touched
            .map(|entry| entry.effect)
            .max()
            .unwrap_or(Effect::InPlace)
    }

    /// What the provider takes for an argument that is not set.
    pub(super) fn default(&self, path: &str) -> Option<&'static str> {
        let mut entries = self.entries.iter().flatten();
        entries
            .find(|entry| entry.path == path)
            .and_then(|entry| entry.default)
    }
}

impl Entry {
    fn is_touched(&self, path: &str, paths: Paths<'_>) -> bool {
        let count = |of: &BTreeMap<String, usize>| of.get(self.path).copied().unwrap_or_default();
        let (old, new) = (count(paths.old), count(paths.new));
        let stays = old > 0 && new > 0;
        match self.when {
            When::Always => true,
            When::Value => stays,
            When::Presence => (old > 0) != (new > 0),
            // An empty block is one, too.
            When::Number => stays && (old != new || path == self.path),
        }
    }
}

fn entry(word: &'static str) -> Entry {
    let (word, default) = match word.split_once(':') {
        Some((word, default)) => (word, Some(default)),
        None => (word, None),
    };
    let (word, effect) = match word.strip_prefix('?') {
        Some(word) => (word, Effect::Unsure),
        None => (word, Effect::Forces),
    };
    let whens = [
        ("=", When::Value),
        ("+", When::Presence),
        ("*", When::Number),
    ];
    let found = whens
        .into_iter()
        .find_map(|(end, when)| Some((word.strip_suffix(end)?, when)));
    let (path, when) = found.unwrap_or((word, When::Always));
    Entry {
        path,
        when,
        effect,
        default,
    }
}

fn is_at_or_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A path without indices: `rule[0].name` is `rule.name`.
pub(super) fn plain(path: &str) -> String {
    let mut made = String::with_capacity(path.len());
    let (mut is_index, mut is_text) = (false, false);
    for character in path.chars() {
        match character {
            '"' if is_index => is_text = !is_text,
            '[' if !is_index => is_index = true,
            ']' if !is_text => is_index = false,
            other if !is_index => made.push(other),
            _ => {}
        }
    }
    made
}

/// How many values or blocks each path and each path above one has.
pub(super) fn counts<'a>(paths: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut blocks: Vec<&str> = Vec::new();
    for path in paths {
        let ends = path.match_indices('.').map(|(end, _)| end);
        blocks.extend(ends.chain([path.len()]).map(|end| &path[..end]));
    }
    blocks.sort_unstable();
    blocks.dedup();
    let mut made = BTreeMap::new();
    for block in blocks {
        *made.entry(plain(block)).or_default() += 1;
    }
    made
}

#[cfg(test)]
mod tests {
    use super::{Effect, Paths, Replacements, TABLE, counts, entry, plain};

    #[track_caller]
    fn check(kind: &str, old: &[&str], new: &[&str], path: &str, expected: Effect) {
        let (old, new) = (counts(old.iter().copied()), counts(new.iter().copied()));
        let paths = Paths {
            old: &old,
            new: &new,
        };
        let effect = Replacements::of(kind).effect(&plain(path), paths);
        assert_eq!(effect, expected, "{kind} {path}");
    }

    #[test]
    fn the_table_says_what_forces() {
        let name = &["name"];
        check("aws_sqs_queue", name, name, "name", Effect::Forces);
        check(
            "aws_sqs_queue",
            name,
            name,
            "delay_seconds",
            Effect::InPlace,
        );
        let definitions = &["container_definitions[\"a\"].image"];
        let kind = "aws_ecs_task_definition";
        check(
            kind,
            definitions,
            definitions,
            definitions[0],
            Effect::Forces,
        );
        check("unknown_thing", name, name, "name", Effect::Unsure);
        let trigger = &["triggers_replace"];
        check(
            "terraform_data",
            trigger,
            trigger,
            trigger[0],
            Effect::Forces,
        );
        check("terraform_data", trigger, trigger, "input", Effect::InPlace);
    }

    /// A rule changes its network in place, and nothing makes another kind of rule of it.
    #[test]
    fn a_value_is_one_thing_and_whether_it_is_there_another() {
        let kind = "aws_vpc_security_group_ingress_rule";
        let set = &["cidr_ipv4"];
        check(kind, set, set, "cidr_ipv4", Effect::InPlace);
        check(kind, set, &[], "cidr_ipv4", Effect::Forces);
    }

    #[test]
    fn what_is_not_set_has_a_default() {
        let queue = Replacements::of("aws_sqs_queue");
        assert_eq!(queue.default("fifo_queue"), Some("false"));
        assert_eq!(queue.default("name"), None);
    }

    #[test]
    fn each_word_of_the_table_is_read() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            for word in line.split(' ').skip(1) {
                let path = entry(word).path;
                let is_path = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '.';
                assert!(!path.is_empty() && path.chars().all(is_path), "{word}");
            }
        }
    }

    #[test]
    fn indices_are_left_out() {
        assert_eq!(plain("a[\"b.c]\"].d[0].e"), "a.d.e");
        let counts = counts(["a[0].b", "a[1].b", "c"].into_iter());
        assert_eq!(counts["a"], 2);
        assert_eq!(counts["c"], 1);
    }
}
