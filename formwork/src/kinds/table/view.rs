//! `table_<name>.tf`: one table of DynamoDB and what tells that it is asked too much.

use serde::Serialize;

use super::alarms::alarms;
use super::attribute::Attribute;
use super::entry::{Entry, Index};
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{AlarmView, File, Optional, Site, Template};

const TEMPLATE: Template = Template::new("table.tf", include_str!("table.tf.hbs"));

/// What `table.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct View {
    id: Word,
    name: Word,
    /// Whether AWS refuses to delete it.
    protected: bool,
    keys: Keys,
    attributes: Vec<Typed>,
    indexes: Vec<IndexView>,
    ttl: Optional<Literal>,
    stream: Optional<&'static str>,
    alarms: Vec<AlarmView>,
}

#[derive(Debug, Serialize)]
struct Keys {
    partition: Literal,
    sort: Optional<Literal>,
}

#[derive(Debug, Serialize)]
struct Typed {
    name: Literal,
    letter: &'static str,
}

#[derive(Debug, Serialize)]
struct IndexView {
    name: Literal,
    /// As version 5 of the provider takes them; version 6 calls that deprecated.
    keys: Optional<Keys>,
    /// As version 6 takes them.
    key_schema: Vec<KeySchema>,
    projection: &'static str,
    /// The attributes beside the keys, where it has some of the item alone.
    attributes: Optional<Expr>,
}

#[derive(Debug, Serialize)]
struct KeySchema {
    name: Literal,
    of_type: &'static str,
}

/// The file of one table.
pub(super) fn file(entry: &Entry, site: &Site<'_>) -> File {
    let id = site.id();
    let attributes = entry.attributes().into_iter();
    let indexes = entry.indexes.iter();
    let view = View {
        id: id.into(),
        name: site.name(),
        protected: site.is_production(),
        keys: Keys::new(&entry.partition_key, entry.sort_key.as_ref()),
        attributes: attributes
            .map(|(name, of_type)| Typed {
                name: Literal::new(name),
                letter: of_type.letter(),
            })
            .collect(),
        indexes: indexes
            .map(|(name, index)| IndexView::new(name, index, site.stack.has_version_6()))
            .collect(),
        ttl: entry.ttl.iter().map(Literal::new).collect(),
        stream: Vec::from_iter(entry.stream.map(super::manifest::Images::view_type)),
        alarms: site.alarm_views(&alarms(entry, site)),
    };
    File::new(format!("table_{id}.tf"), &TEMPLATE, &view)
}

impl Keys {
    fn new(partition: &Attribute, sort: Option<&Attribute>) -> Self {
        let literal = |attribute: &Attribute| Literal::new(&attribute.name);
        Self {
            partition: literal(partition),
            sort: sort.map(literal).into_iter().collect(),
        }
    }
}

impl IndexView {
    fn new(name: &str, index: &Index, has_version_6: bool) -> Self {
        let (projection, attributes) = match index.attributes.as_deref() {
            None => ("ALL", None),
            Some([]) => ("KEYS_ONLY", None),
            Some(names) => {
                // The provider takes them for a set, and AWS returns them in this order.
                let sorted: std::collections::BTreeSet<&String> = names.iter().collect();
                (
                    "INCLUDE",
                    Some(Expr::list(sorted.into_iter().map(Literal::new))),
                )
            }
        };
        Self {
            name: Literal::new(name),
            keys: present_keys(index, !has_version_6),
            key_schema: key_schema(index, has_version_6),
            projection,
            attributes: attributes.into_iter().collect(),
        }
    }
}

fn present_keys(index: &Index, are_wanted: bool) -> Optional<Keys> {
    let keys = || Keys::new(&index.partition_key, index.sort_key.as_ref());
    are_wanted.then(keys).into_iter().collect()
}

fn key_schema(index: &Index, is_wanted: bool) -> Vec<KeySchema> {
    let partition = (&index.partition_key, "HASH");
    let sort = index.sort_key.iter().map(|key| (key, "RANGE"));
    let keys = std::iter::once(partition).chain(sort);
    let keys = keys.filter(|_| is_wanted).map(|(key, of_type)| KeySchema {
        name: Literal::new(&key.name),
        of_type,
    });
    keys.collect()
}
