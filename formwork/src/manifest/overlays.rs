//! `[env.NAME]`: tables that lie over the rest of the file, and are merged with it before anything is
//! read.
//!
//! What is merged keeps its places: a value stands where it was written, in the overlay or below it.

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::Key;
use super::read::syntax_problem;
use crate::problem::{Code, Problem};
use crate::source::Span;

/// The section of the overlays.
pub(crate) const ENV: &str = "env";

/// A file: what holds everywhere, and the overlays of its environments.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    base: Tables<'a>,
    overlays: Vec<Overlay<'a>>,
}

/// `[env.NAME]`
#[derive(Debug)]
pub(crate) struct Overlay<'a> {
    name: Key,
    table: DeTable<'a>,
}

/// What is to be read as one file: the base, or an environment.
#[derive(Debug)]
pub(crate) struct Tables<'a> {
    pub(super) root: Spanned<DeValue<'a>>,
    /// Where a `false` of an overlay stands above something that is no boolean: it takes that away,
    /// if it may be absent.
    pub(super) taken_away: BTreeSet<Range>,
    /// Where a `false` of an overlay stands above nothing.
    pub(super) above_nothing: BTreeSet<Range>,
}

/// A span that has an order.
pub(super) type Range = (usize, usize);

pub(super) fn range_of<T>(part: &Spanned<T>) -> Range {
    let span = part.span();
    (span.start, span.end)
}

impl<'a> Document<'a> {
    /// Parses a text. Broken TOML is no document; an overlay that is no table is left out.
    pub(crate) fn parse(text: &'a str) -> (Option<Self>, Vec<Problem>) {
        let (root, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            return (None, errors.iter().map(syntax_problem).collect());
        }
        let span = root.span();
        let mut base = root.into_inner();
        let mut problems = Vec::new();
        let overlays = match base.remove(ENV) {
            Some(section) => overlays(section, &mut problems),
            None => Vec::new(),
        };
        let document = Self {
            base: Tables::new(span, base),
            overlays,
        };
        (Some(document), problems)
    }

    /// The file without its overlays.
    pub(crate) fn base(&self) -> &Tables<'a> {
        &self.base
    }

    pub(crate) fn overlays(&self) -> &[Overlay<'a>] {
        &self.overlays
    }

    /// The file as it is in an environment: the overlay above the base, key by key at every depth. What is
    /// no table is replaced, an array too.
    pub(crate) fn with(&self, overlay: &Overlay<'a>) -> Tables<'a> {
        self.merged(overlay, &overlay.table)
    }

    /// The file as it would be without one value of an overlay.
    pub(crate) fn with_less(&self, overlay: &Overlay<'a>, path: &[&str]) -> Tables<'a> {
        self.merged(overlay, &without(&overlay.table, path))
    }

    fn merged(&self, overlay: &Overlay<'a>, table: &DeTable<'a>) -> Tables<'a> {
        let mut root = match self.base.root.get_ref() {
            DeValue::Table(base) => base.clone(),
            _ => DeTable::new(),
        };
        let mut merge = Merge::default();
        merge.tables(&mut root, table);
        name_environment(&mut root, overlay);
        Tables {
            taken_away: merge.taken_away,
            above_nothing: merge.above_nothing,
            ..Tables::new(self.base.root.span(), root)
        }
    }
}

impl Overlay<'_> {
    /// The name of the environment, and where it stands.
    pub(crate) fn name(&self) -> &Key {
        &self.name
    }

    /// The paths of all values below `path`, a table.
    pub(crate) fn leaves(&self, path: &[&str]) -> Vec<(Vec<String>, Span)> {
        let mut leaves = Vec::new();
        let mut table = &self.table;
        for step in path {
            match table.get(*step).map(Spanned::get_ref) {
                Some(DeValue::Table(inner)) => table = inner,
                _ => return leaves,
            }
        }
        let mut above = path.iter().map(|step| (*step).to_owned()).collect();
        collect(table, &mut above, &mut leaves);
        leaves
    }

    /// Whether the overlay says something of the value at `path`, or of what is above it.
    pub(crate) fn says(&self, path: &[&str]) -> bool {
        let mut table = &self.table;
        for step in path {
            match table.get(*step).map(Spanned::get_ref) {
                Some(DeValue::Table(inner)) => table = inner,
                other => return other.is_some(),
            }
        }
        true
    }
}

impl<'a> Tables<'a> {
    fn new(span: Span, root: DeTable<'a>) -> Self {
        Self {
            root: Spanned::new(span, DeValue::Table(root)),
            taken_away: BTreeSet::new(),
            above_nothing: BTreeSet::new(),
        }
    }
}

/// The overlays, as far as they are tables.
fn overlays<'a>(section: Spanned<DeValue<'a>>, problems: &mut Vec<Problem>) -> Vec<Overlay<'a>> {
    let span = section.span();
    let DeValue::Table(environments) = section.into_inner() else {
        problems.push(no_table(ENV, span));
        return Vec::new();
    };
    let mut overlays = Vec::new();
    for (name, value) in environments {
        let (text, at) = (name.get_ref().to_string(), value.span());
        let DeValue::Table(mut table) = value.into_inner() else {
            problems.push(no_table(&text, at));
            continue;
        };
        if let Some((inner, _)) = table.remove_entry(ENV) {
            problems.push(nested(&inner));
        }
        let name = Key {
            value: text,
            span: Some(name.span()),
        };
        overlays.push(Overlay { name, table });
    }
    overlays
}

fn no_table(key: &str, span: Span) -> Problem {
    Problem::new(Code::WrongType, format!("`{key}` is no table"))
        .at(span, "not a table")
        .help(
            "write what differs in an environment below its name, such as `[env.staging.network]`",
        )
}

fn nested(key: &Spanned<DeString<'_>>) -> Problem {
    Problem::new(Code::UnknownKey, "an environment has no environments")
        .at(key.span(), "inside an overlay")
        .help("write it beside this one, such as `[env.staging]`")
}

/// The environment is called as its overlay is, unless that says otherwise: what is held to more in
/// production points at the name.
fn name_environment(root: &mut DeTable<'_>, overlay: &Overlay<'_>) {
    if overlay.says(&["stack", "environment"]) {
        return;
    }
    let name = || overlay.name.get().clone().into();
    let key = Spanned::new(overlay.name.span(), "environment".into());
    let value = Spanned::new(overlay.name.span(), DeValue::String(name()));
    if let Some(DeValue::Table(stack)) = root.get_mut("stack").map(Spanned::get_mut) {
        stack.remove("environment");
        stack.insert(key, value);
    }
}

#[derive(Default)]
struct Merge {
    taken_away: BTreeSet<Range>,
    above_nothing: BTreeSet<Range>,
}

impl Merge {
    fn tables<'a>(&mut self, below: &mut DeTable<'a>, above: &DeTable<'a>) {
        for (key, value) in above {
            let name = key.get_ref().as_ref();
            let found = below.get_mut(name).map(Spanned::get_mut);
            if let (Some(DeValue::Table(below)), DeValue::Table(above)) = (found, value.get_ref()) {
                self.tables(below, above);
                continue;
            }
            if matches!(value.get_ref(), DeValue::Boolean(false)) {
                self.take_away(below.get(name), value);
            }
            // Not only another value: the key stands elsewhere too.
            below.remove(name);
            below.insert(key.clone(), value.clone());
        }
    }

    fn take_away(&mut self, below: Option<&Spanned<DeValue<'_>>>, value: &Spanned<DeValue<'_>>) {
        match below.map(Spanned::get_ref) {
            Some(DeValue::Boolean(_)) => {}
            Some(_) => _ = self.taken_away.insert(range_of(value)),
            None => _ = self.above_nothing.insert(range_of(value)),
        }
    }
}

/// A table without the value at `path`.
fn without<'a>(table: &DeTable<'a>, path: &[&str]) -> DeTable<'a> {
    let mut less = table.clone();
    let mut inner = &mut less;
    for (depth, step) in path.iter().enumerate() {
        if depth + 1 == path.len() {
            inner.remove(*step);
            break;
        }
        match inner.get_mut(*step).map(Spanned::get_mut) {
            Some(DeValue::Table(below)) => inner = below,
            _ => break,
        }
    }
    less
}

fn collect(table: &DeTable<'_>, above: &mut Vec<String>, leaves: &mut Vec<(Vec<String>, Span)>) {
    for (key, value) in table {
        above.push(key.get_ref().to_string());
        match value.get_ref() {
            DeValue::Table(inner) => collect(inner, above, leaves),
            _ => leaves.push((above.clone(), value.span())),
        }
        above.pop();
    }
}
