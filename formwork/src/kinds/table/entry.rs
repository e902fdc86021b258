//! What a table is: its keys, its indexes and what becomes of old items.

use std::collections::BTreeMap;

use super::attribute::{Attribute, attribute_name};
use super::manifest::{Images, Index as IndexKeys, Keys, Type};
use crate::kind::{Existing, Form, Validation, optional, written};
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};

/// One table of DynamoDB.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) partition_key: Attribute,
    pub(super) sort_key: Option<Attribute>,
    pub(super) ttl: Option<String>,
    pub(super) stream: Option<Images>,
    /// By name.
    pub(super) indexes: BTreeMap<String, Index>,
    /// None: it is made.
    pub(super) existing: Option<Existing>,
}

/// Amazon DynamoDB API, `CreateTable`: `TableName`.
pub(super) const FORM: Form = Form {
    service: "dynamodb",
    before: "table/",
    what: "a table",
    length: 3..=255,
    signs: "-_.",
};

/// One global secondary index.
#[derive(Debug, Clone)]
pub(super) struct Index {
    pub(super) partition_key: Attribute,
    pub(super) sort_key: Option<Attribute>,
    /// What a query yields beside the keys; None: the whole item.
    pub(super) attributes: Option<Vec<String>>,
}

impl Entry {
    /// What the keys of a table mean. A rule judges what they mean together.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let partition_key = match &keys.partition_key {
            Some(field) => Attribute::from_keys(field, &["partition_key"], at),
            None => Some(Attribute {
                name: "id".to_owned(),
                of_type: Type::String,
            }),
        };
        let sort_key = optional(keys.sort_key.as_ref(), |field| {
            Attribute::from_keys(field, &["sort_key"], at)
        });
        let ttl = optional(keys.ttl.as_ref(), |field| {
            at.text(field, "the name of an attribute", attribute_name)
        });
        let mut indexes = BTreeMap::new();
        let mut all_hold = true;
        for (key, index) in &keys.index {
            let index = Index::from_keys(key, index, partition_key.as_ref(), at);
            all_hold &= index.is_some();
            indexes.extend(index.map(|index| (key.get().clone(), index)));
        }
        let existing = optional(keys.existing.as_ref(), |field| {
            let stream = keys.stream.as_ref().and_then(written);
            at.refuse_beside_existing(&field.span_or(&at.key().span()), &[("stream", stream)]);
            at.existing(field, &FORM)
        });
        all_hold.then_some(())?;
        Some(Self {
            existing: existing.ok()?,
            partition_key: partition_key?,
            sort_key: sort_key.ok()?,
            ttl: ttl.ok()?,
            stream: keys.stream.as_ref().map(|images| *images.get()),
            indexes,
        })
    }

    /// The attributes of all keys, each once, by name.
    pub(super) fn attributes(&self) -> BTreeMap<&str, Type> {
        let of_table = [&self.partition_key].into_iter().chain(&self.sort_key);
        let of_indexes = self.indexes.values();
        let of_indexes =
            of_indexes.flat_map(|index| [&index.partition_key].into_iter().chain(&index.sort_key));
        let attributes = of_table.chain(of_indexes);
        attributes
            .map(|attribute| (attribute.name.as_str(), attribute.of_type))
            .collect()
    }

    /// What the code relies on, one line each.
    pub(super) fn contract(&self, name: &str) -> Vec<String> {
        let of_key = |attribute: &Attribute| {
            let (name, of_type) = (&attribute.name, attribute.of_type.word());
            format!("{name:?} {of_type}")
        };
        let keys = |partition: &Attribute, sort: Option<&Attribute>| {
            let sort = sort.map_or_else(|| "none".to_owned(), of_key);
            format!("partition {} sort {sort}", of_key(partition))
        };
        let of_table = keys(&self.partition_key, self.sort_key.as_ref());
        let (ttl, stream) = (&self.ttl, self.stream.map(Images::view_type));
        let table = format!("table {name} {of_table} ttl {ttl:?} stream {stream:?}");
        let indexes = self.indexes.iter().map(|(index, of_index)| {
            let keys = keys(&of_index.partition_key, of_index.sort_key.as_ref());
            let attributes = &of_index.attributes;
            format!("index {name} {index:?} {keys} attributes {attributes:?}")
        });
        [table].into_iter().chain(indexes).collect()
    }
}

/// Amazon DynamoDB API, `GlobalSecondaryIndex`: `IndexName`.
const NAME: std::ops::RangeInclusive<usize> = 3..=255;

/// The same, `Projection`: `NonKeyAttributes`.
const MOST_ATTRIBUTES: usize = 20;

impl Index {
    fn from_keys(
        key: &Key,
        keys: &IndexKeys,
        of_table: Option<&Attribute>,
        at: &mut Validation<'_>,
    ) -> Option<Self> {
        let is_named = at.keep(index_name(key));
        let path = |of| ["index", key.get().as_str(), of];
        let partition_key = match &keys.partition_key {
            Some(field) => Attribute::from_keys(field, &path("partition_key"), at),
            None => of_table.cloned(),
        };
        let sort_key = optional(keys.sort_key.as_ref(), |field| {
            Attribute::from_keys(field, &path("sort_key"), at)
        });
        let attributes = optional(keys.attributes.as_ref(), |field| attributes_of(field, at));
        is_named?;
        Some(Self {
            partition_key: partition_key?,
            sort_key: sort_key.ok()?,
            attributes: attributes.ok()?,
        })
    }
}

fn index_name(key: &Key) -> Result<(), Problem> {
    let name = key.get();
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    if NAME.contains(&name.len()) && name.chars().all(is_allowed) {
        return Ok(());
    }
    let (least, most) = (NAME.start(), NAME.end());
    let message = format!("DynamoDB does not take `{name}` for the name of an index");
    Err(Problem::new(Code::InvalidName, message)
        .at(key.span(), "this index")
        .help(format!(
            "use {least} to {most} letters, digits and any of `_.-`, such as `by_owner`"
        )))
}

/// The attributes of `attributes`, each of them once.
fn attributes_of(
    field: &Field<Vec<Field<String>>>,
    at: &mut Validation<'_>,
) -> Option<Vec<String>> {
    let fields = field.get();
    let table = at.key().span();
    if fields.len() > MOST_ATTRIBUTES {
        let message = format!(
            "an index takes {MOST_ATTRIBUTES} attributes beside the keys, here are {}",
            fields.len()
        );
        at.problem(
            Problem::new(Code::OutOfRange, message)
                .at(field.span_or(&table), "too many")
                .help("leave `attributes` out: the index has the whole item then"),
        );
        return None;
    }
    let names: Vec<Option<String>> = fields
        .iter()
        .map(|field| at.text(field, "the name of an attribute", attribute_name))
        .collect();
    let names: Vec<String> = names.into_iter().collect::<Option<_>>()?;
    for (index, name) in names.iter().enumerate() {
        if let Some(first) = names[..index].iter().position(|other| other == name) {
            let message = format!("the attribute `{name}` is listed twice");
            at.problem(
                Problem::new(Code::TableKeys, message)
                    .at(fields[index].span_or(&table), "again")
                    .at(fields[first].span_or(&table), "first here")
                    .help("remove one of them"),
            );
            return None;
        }
    }
    Some(names)
}
