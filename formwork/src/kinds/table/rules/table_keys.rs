//! The keys of a table, of its indexes and its `ttl` do not contradict each other.

use std::collections::BTreeMap;

use crate::kind::{Scope, entries};
use crate::kinds::table::Table;
use crate::kinds::table::constants::{is_of_table, of_index};
use crate::kinds::table::manifest::{Index, KeyAttribute, Keys, Type};
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};
use crate::source::Span;

pub(super) fn check_table_keys(scope: &Scope<'_>) -> Vec<Problem> {
    let tables = entries::<Table>(scope.manifest);
    let tables = tables.filter(|(key, _)| !scope.manifest.is_unread(&["table", key.get()]));
    tables
        .flat_map(|(key, keys)| {
            let attributes = Use::all(key, keys);
            let mut found = one_type_each(&attributes);
            found.extend(repeated(key, keys));
            found.extend(ttl(keys, &attributes));
            found.extend(
                keys.index
                    .iter()
                    .filter_map(|(name, index)| finds_nothing_else(keys, name, index)),
            );
            found.extend(same_constants(keys));
            found
        })
        .collect()
}

/// An attribute at one place.
struct Use {
    name: String,
    of_type: Type,
    span: Span,
}

impl Use {
    /// Every use of an attribute as a key, in the order of the file.
    fn all(key: &Key, keys: &Keys) -> Vec<Self> {
        let of_table = [&keys.partition_key, &keys.sort_key].into_iter();
        let of_indexes = keys.index.values();
        let of_indexes = of_indexes.flat_map(|index| [&index.partition_key, &index.sort_key]);
        let written = of_table.chain(of_indexes).flatten();
        let written = written.filter_map(|field| Self::new(field, key));
        let by_default = keys.partition_key.is_none().then(|| Self {
            name: "id".to_owned(),
            of_type: Type::String,
            span: key.span(),
        });
        let mut all: Vec<Self> = by_default.into_iter().chain(written).collect();
        all.sort_by_key(|use_| use_.span.start);
        all
    }

    fn new(field: &Field<KeyAttribute>, key: &Key) -> Option<Self> {
        let keys = field.get();
        let name = keys.name.as_ref()?;
        Some(Self {
            name: name.get().clone(),
            of_type: *keys.r#type.get(),
            span: keys.r#type.span_or(&name.span_or(&key.span())),
        })
    }
}

fn one_type_each(attributes: &[Use]) -> Vec<Problem> {
    let mut first: BTreeMap<&str, &Use> = BTreeMap::new();
    let mut found = Vec::new();
    for attribute in attributes {
        let first = first.entry(&attribute.name).or_insert(attribute);
        if first.of_type == attribute.of_type {
            continue;
        }
        let (name, one, other) = (&first.name, first.of_type.word(), attribute.of_type.word());
        let message = format!("the attribute `{name}` is a {one} here and a {other} there");
        found.push(
            Problem::new(Code::TableKeys, message)
                .at(attribute.span.clone(), format!("a {other}"))
                .at(first.span.clone(), format!("a {one}"))
                .help(format!(
                    "write `type = \"{one}\"` at both, or use another attribute"
                )),
        );
    }
    found
}

/// A partition key that is the sort key too.
fn repeated(key: &Key, keys: &Keys) -> Vec<Problem> {
    let of_table = (&keys.partition_key, &keys.sort_key);
    let of_indexes = keys.index.values();
    let pairs = of_indexes.map(|index| {
        let partition_key = index.partition_key.as_ref().or(keys.partition_key.as_ref());
        (partition_key, index.sort_key.as_ref())
    });
    let pairs = [(of_table.0.as_ref(), of_table.1.as_ref())]
        .into_iter()
        .chain(pairs);
    pairs
        .filter_map(|(partition, sort)| {
            let sort = sort?.get().name.as_ref()?;
            let name = match partition {
                Some(field) => field.get().name.as_ref()?.get().as_str(),
                None => "id",
            };
            (sort.get() == name).then(|| {
                let message = format!("`{name}` is the partition key and the sort key");
                Problem::new(Code::TableKeys, message)
                    .at(sort.span_or(&key.span()), "the partition key too")
                    .help("name another attribute, or leave `sort_key` out")
            })
        })
        .collect()
}

/// Items expire by a number.
fn ttl(keys: &Keys, attributes: &[Use]) -> Option<Problem> {
    let field = keys.ttl.as_ref()?;
    let attribute = attributes.iter().find(|use_| use_.name == *field.get())?;
    let word = attribute.of_type.word();
    (attribute.of_type != Type::Number).then(|| {
        let message = format!(
            "items cannot expire by `{}`, which is a {word}",
            field.get()
        );
        Problem::new(Code::TableKeys, message)
            .at(field.span_or(&attribute.span), "a number is expected")
            .at(attribute.span.clone(), format!("a {word}"))
            .help("name an attribute of its own, such as `ttl = \"expires\"`")
    })
}

/// An index that has the keys of its table.
fn finds_nothing_else(keys: &Keys, name: &Key, index: &Index) -> Option<Problem> {
    let attribute = |field: Option<&Field<KeyAttribute>>| {
        field
            .and_then(|field| field.get().name.as_ref())
            .map(|name| name.get().clone())
    };
    let partition = attribute(keys.partition_key.as_ref()).unwrap_or("id".to_owned());
    let of_index = attribute(index.partition_key.as_ref()).unwrap_or(partition.clone());
    let has_no_name = |field: &Option<Field<KeyAttribute>>| {
        field
            .as_ref()
            .is_some_and(|field| field.get().name.is_none())
    };
    if has_no_name(&index.partition_key) || has_no_name(&index.sort_key) {
        return None;
    }
    let same = partition == of_index
        && attribute(keys.sort_key.as_ref()) == attribute(index.sort_key.as_ref());
    same.then(|| {
        let message = format!("the index `{}` has the keys of its table", name.get());
        Problem::new(Code::TableKeys, message)
            .at(name.span(), "it finds what the table finds")
            .help("give it another `partition_key` or `sort_key`, or remove it")
    })
}

/// Indexes that `stack.rs` would call the same.
fn same_constants(keys: &Keys) -> Vec<Problem> {
    let mut seen: BTreeMap<String, &Key> = BTreeMap::new();
    let mut names: Vec<&Key> = keys.index.keys().collect();
    names.sort_by_key(|key| key.span().start);
    let mut found = Vec::new();
    for name in names {
        let constant = of_index(name.get());
        let message = format!(
            "the index `{}` becomes the constant `{constant}`",
            name.get()
        );
        let problem = Problem::new(Code::TableKeys, message);
        if is_of_table(&constant) {
            let problem = problem.at(name.span(), "which every table has");
            found.push(problem.help(format!("name it otherwise, such as `by_{}`", name.get())));
        } else if let Some(first) = seen.insert(constant, name) {
            let problem = problem
                .at(name.span(), "as another does")
                .at(first.span(), "the other");
            found.push(problem.help("give one of them another name"));
        }
    }
    found
}
