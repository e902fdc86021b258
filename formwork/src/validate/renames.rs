//! `renamed_from`: the names that an entry or a raw block had before, the oldest first.

use std::collections::BTreeMap;

use crate::kind::{Problems, Scope};
use crate::manifest::{Key, Names, is_template};
use crate::names::LogicalId;
use crate::problem::{Code, Problem};
use crate::raw::no_identifier;
use crate::stack::{Move, Raw, RawKind, Rename};
use crate::tree::{Place, Table, Tree};

/// The key that names them.
const KEY: &str = "renamed_from";

/// A former name and where it stands.
type Former = (String, Place);

/// The former names of entries.
pub(super) fn renames(scope: &Scope<'_>, problems: &mut Problems) -> Vec<Rename> {
    let mut taken: BTreeMap<String, Place> = BTreeMap::new();
    let mut renames = Vec::new();
    for (kind, table) in scope.tables() {
        for key in table.keys() {
            let Some(tree) = kind.renamed_from(table, key).map(Names::tree) else {
                continue;
            };
            let mut former = Vec::new();
            for (name, place) in former_names(tree, problems) {
                let result = check(scope, key, &name, &place, &mut taken);
                former.extend(problems.keep(result));
            }
            let place = tree.place.clone();
            if let (Ok(id), false) = (LogicalId::parse(key.get()), former.is_empty()) {
                renames.push(Rename { id, former, place });
            }
        }
    }
    renames
}

fn check(
    scope: &Scope<'_>,
    key: &Key,
    name: &str,
    place: &Place,
    taken: &mut BTreeMap<String, Place>,
) -> Result<LogicalId, Problem> {
    let id = LogicalId::parse(name).map_err(|problem| problem.at(place, "the former name"))?;
    if let Some((_, other)) = scope.declared(name) {
        return Err(still_there(key.get(), name, place, &other.span().into()));
    }
    if let Some(first) = taken.get(name) {
        return Err(twice(name, place, first));
    }
    taken.insert(name.to_owned(), place.clone());
    Ok(id)
}

fn still_there(of: &str, name: &str, place: &Place, other: &Place) -> Problem {
    let message = format!("`{of}` cannot have been `{name}`, which is still there");
    Problem::new(Code::InvalidRename, message)
        .at(place, "the former name")
        .at(other, "has this name now")
        .help("name what the entry was called before, or leave `renamed_from` out")
}

fn twice(name: &str, place: &Place, first: &Place) -> Problem {
    let message = format!("two entries cannot both have been `{name}`");
    Problem::new(Code::InvalidRename, message)
        .at(place, "named again")
        .at(first, "first named here")
        .help("only one of them can go on with what is in AWS: leave the other `renamed_from` out")
}

/// A name, or an array of names.
fn former_names(tree: &Tree, problems: &mut Problems) -> Vec<Former> {
    let items = tree.list().unwrap_or(std::slice::from_ref(tree));
    let name = |item: &Tree| match item.text() {
        Some(text) if is_template(text) => Err(template(text, item)),
        Some(text) => Ok((text.to_owned(), item.place.clone())),
        None => Err(Problem::new(
            Code::WrongType,
            format!(
                "`{KEY}` is a name or an array of names, not {}",
                item.kind()
            ),
        )
        .at(&item.place, "not a string")
        .help("write the former name, such as `renamed_from = \"web\"`")),
    };
    let names = items.iter().filter_map(|item| problems.keep(name(item)));
    names.collect()
}

fn template(text: &str, item: &Tree) -> Problem {
    let message = format!("`{KEY}` is read by formwork, and `{text}` is a template");
    Problem::new(Code::TemplateNotRead, message)
        .at(&item.place, "templates are not read here")
        .help("write the former name itself, such as `renamed_from = \"web\"`")
}

/// Takes `renamed_from` out of resources and modules, and makes the moves of it.
pub(super) fn take_from_blocks(raw: &mut Raw, problems: &mut Problems) {
    let addresses: BTreeMap<String, Place> = raw
        .blocks
        .iter()
        .map(|block| (block.address(), block.place.clone()))
        .collect();
    let mut taken: BTreeMap<String, Place> = BTreeMap::new();
    for block in &mut raw.blocks {
        if !matches!(block.kind, RawKind::Resource | RawKind::Module) {
            continue;
        }
        let Some(entry) = table_mut(&mut block.body).and_then(|table| table.remove(KEY)) else {
            continue;
        };
        let to = block.address();
        let start = to.strip_suffix(&block.name).unwrap_or_default();
        let mut chain = Vec::new();
        for (name, place) in former_names(&entry.value, problems) {
            let from = format!("{start}{name}");
            if let Some(other) = addresses.get(&from) {
                problems.extend([still_there(&to, &name, &place, other)]);
            } else if let Some(first) = taken.get(&from) {
                problems.extend([twice(&from, &place, first)]);
            } else if crate::hcl::is_identifier(&name) {
                taken.insert(from.clone(), place.clone());
                chain.push((from, place));
            } else {
                problems.extend([no_identifier(&name, &place)]);
            }
        }
        raw.moves.extend(moves(&chain, &to));
    }
}

fn table_mut(tree: &mut Tree) -> Option<&mut Table> {
    match &mut tree.value {
        crate::tree::Value::Table(table) => Some(table),
        _ => None,
    }
}

/// One move from each address to the next, so that every state finds its way.
fn moves(chain: &[Former], to: &str) -> Vec<Move> {
    let next = chain.iter().skip(1).map(|(address, _)| address.as_str());
    let next = next.chain([to]);
    let steps = chain.iter().zip(next);
    steps
        .map(|((from, place), to)| Move {
            from: from.clone(),
            to: to.to_owned(),
            place: place.clone(),
        })
        .collect()
}
