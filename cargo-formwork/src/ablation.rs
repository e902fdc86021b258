//! What a key of a `stack.toml` makes: the stack is synthesized once more without it, and what differs is
//! what it made. So nobody keeps a list of what each key does.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::thread;

use formwork::kind::Kinds;
use formwork::{KeyPage, SourceFile, Span, Stack, synth};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::blocks::{Blocks, blocks};

/// The overlays: an explanation is about the stack without one.
const ENV: &str = "env";

/// What stands for the name of an entry in the path of a key.
pub(crate) const NAME: &str = "NAME";

/// A key that a manifest has, with its path from the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrittenKey {
    pub(crate) path: Vec<String>,
    /// Where the key stands.
    pub(crate) span: Span,
    /// Where its value stands.
    pub(crate) value: Span,
}

/// A manifest, key by key.
#[derive(Debug)]
pub(crate) struct Ablation<'a> {
    kinds: &'a Kinds,
    table: toml::Table,
    keys: Vec<WrittenKey>,
}

impl<'a> Ablation<'a> {
    /// Of a manifest that is TOML; none otherwise.
    pub(crate) fn new(source: &SourceFile, kinds: &'a Kinds) -> Option<Self> {
        let mut table: toml::Table = source.text().parse().ok()?;
        table.remove(ENV);
        let spanned = DeTable::parse(source.text()).ok()?;
        let mut keys = Vec::new();
        collect(spanned.get_ref(), &[], &mut keys);
        keys.retain(|key| key.path.first().is_none_or(|first| first != ENV));
        Some(Self { kinds, table, keys })
    }

    /// All keys, those of a table behind the table, in the order of the file.
    pub(crate) fn keys(&self) -> &[WrittenKey] {
        &self.keys
    }

    /// What the whole manifest makes.
    pub(crate) fn whole(&self) -> Option<Blocks> {
        self.made_of(&self.table)
    }

    /// What is made without a key; none if a stack needs it.
    pub(crate) fn without(&self, path: &[String]) -> Option<Blocks> {
        let mut table = self.table.clone();
        remove(&mut table, path)?;
        self.made_of(&table)
    }

    /// What is made without each key, and with its example in the place of its value, on every core.
    pub(crate) fn without_each(&self) -> Vec<(&WrittenKey, [Option<Blocks>; 2])> {
        let pages = KeyPage::all(self.kinds);
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let share = self.keys.len().div_ceil(cores).max(1);
        let tried = &|key: &WrittenKey| [self.without(&key.path), self.with_example(key, &pages)];
        thread::scope(|scope| {
            let shares: Vec<_> = self
                .keys
                .chunks(share)
                .map(|keys| {
                    let each = move || keys.iter().map(|key| (key, tried(key))).collect::<Vec<_>>();
                    scope.spawn(each)
                })
                .collect();
            let joined = shares.into_iter().filter_map(|share| share.join().ok());
            joined.flatten().collect()
        })
    }

    /// What is made with the example of a key in the place of its value: a value that is the default as
    /// well makes nothing of its own, and a stack may need the key.
    fn with_example(&self, key: &WrittenKey, pages: &[KeyPage]) -> Option<Blocks> {
        let path: Vec<&str> = key.path.iter().map(String::as_str).collect();
        let page = pages.iter().find(|page| {
            let steps: Vec<&str> = page.path.split('.').collect();
            is_at(&path, &steps)
        })?;
        let example: toml::Table = format!("value = {}", page.example).parse().ok()?;
        let mut table = self.table.clone();
        *value_at(&mut table, &key.path)? = example.get("value")?.clone();
        self.made_of(&table)
    }

    fn made_of(&self, table: &toml::Table) -> Option<Blocks> {
        let text = toml::to_string(table).ok()?;
        let source = SourceFile::new("stack.toml", text);
        let stack = Stack::with_kinds(&source, self.kinds).ok()?;
        let files = synth(&stack).ok()?;
        let files = files
            .iter()
            .map(|file| (file.name.as_str(), file.text.as_str()));
        blocks(files).ok()
    }
}

fn collect(table: &DeTable<'_>, above: &[String], keys: &mut Vec<WrittenKey>) {
    let mut entries: Vec<(&Spanned<_>, &Spanned<DeValue<'_>>)> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in entries {
        let name: &str = key.get_ref();
        let mut path = above.to_vec();
        path.push(name.to_owned());
        keys.push(WrittenKey {
            path: path.clone(),
            span: key.span(),
            value: value.span(),
        });
        if let DeValue::Table(inner) = value.get_ref() {
            collect(inner, &path, keys);
        }
    }
}

/// Whether a path in a file is that of a key, whose `NAME` is any.
pub(crate) fn is_at(path: &[&str], steps: &[&str]) -> bool {
    path.len() == steps.len() && {
        let mut pairs = path.iter().zip(steps);
        pairs.all(|(own, step)| own == step || *step == NAME)
    }
}

fn value_at<'t>(table: &'t mut toml::Table, path: &[String]) -> Option<&'t mut toml::Value> {
    match path {
        [] => None,
        [key] => table.get_mut(key),
        [key, rest @ ..] => value_at(table.get_mut(key)?.as_table_mut()?, rest),
    }
}

fn remove(table: &mut toml::Table, path: &[String]) -> Option<toml::Value> {
    match path {
        [] => None,
        [key] => table.remove(key),
        [key, rest @ ..] => remove(table.get_mut(key)?.as_table_mut()?, rest),
    }
}

/// The paths of arguments in which two versions of a block differ.
pub(crate) fn differing<'a>(
    one: &'a BTreeMap<String, String>,
    other: &'a BTreeMap<String, String>,
) -> Vec<&'a str> {
    let mut paths: Vec<&str> = one
        .keys()
        .chain(other.keys())
        .filter(|path| one.get(*path) != other.get(*path))
        .map(String::as_str)
        .collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}
