//! A table in Terraform that somebody wrote.

use super::manifest::{Images, Type};
use crate::hcl::module::Value;
use crate::kind::{Found, KeyValue, Proposal, Recognition};

pub(super) const RECOGNITION: Recognition = Recognition::new(&["aws_dynamodb_table"], propose)
    .with_twins(&[("aws_dynamodb_table", ["id", "name"])]);

/// A key: the name of its attribute, and what values it has.
type KeyAttribute<'a> = (&'a str, Type);

fn propose(table: &Found<'_>) -> Result<Option<Proposal>, String> {
    let stack = table.stack("name", '-', "")?;
    let of_table = keys_of(table, table);
    let partition = of_table.0.ok_or("its `hash_key` is not written down")?;
    let sort = of_table.1;
    let is_default = partition == ("id", Type::String);
    let ttl = table
        .text("ttl.attribute_name")
        .filter(|_| table.is_on("ttl.enabled"));
    let stream = table.text("stream_view_type");
    let stream = stream
        .filter(|_| table.is_on("stream_enabled"))
        .and_then(images);
    let indexes = table.nested("global_secondary_index");
    let indexes = indexes.map(|index| index_of(table, &index, partition));
    let indexes: Vec<(String, KeyValue)> = indexes
        .collect::<Option<_>>()
        .ok_or("an index of it is computed")?;
    let entry = Proposal::in_stack(stack)
        .with_some("partition_key", (!is_default).then(|| said(partition)))
        .with_some("sort_key", sort.map(said))
        .with_some("ttl", ttl)
        .with_some("stream", stream.map(Images::word));
    Ok(Some(if indexes.is_empty() {
        entry
    } else {
        entry.with("index", KeyValue::Table(indexes))
    }))
}

/// The keys of a table or of an index, as either line of the provider takes them.
fn keys_of<'a>(
    table: &Found<'a>,
    block: &Found<'a>,
) -> (Option<KeyAttribute<'a>>, Option<KeyAttribute<'a>>) {
    let of_schema = |of_type: &str| {
        let mut schema = block.nested("key_schema");
        let key = schema.find(|key| key.text("key_type") == Some(of_type))?;
        key.text("attribute_name")
    };
    let key = |argument: &str, of_type: &str| {
        let name = block.text(argument).or_else(|| of_schema(of_type))?;
        let mut attributes = table.nested("attribute");
        let attribute = attributes.find(|it| it.text("name") == Some(name))?;
        let letter = attribute.text("type")?;
        let of_type = Type::ALL.into_iter().find(|it| it.letter() == letter)?;
        Some((name, of_type))
    };
    (key("hash_key", "HASH"), key("range_key", "RANGE"))
}

/// A key as `stack.toml` says it: text is the default.
fn said((name, of_type): KeyAttribute<'_>) -> KeyValue {
    let mut keys = vec![("name".to_owned(), KeyValue::from(name))];
    if of_type != Type::String {
        keys.push(("type".to_owned(), of_type.word().into()));
    }
    KeyValue::Table(keys)
}

fn images(view_type: &str) -> Option<Images> {
    Images::ALL
        .into_iter()
        .find(|images| images.view_type() == view_type)
}

fn index_of<'a>(
    table: &Found<'a>,
    index: &Found<'a>,
    of_table: KeyAttribute<'_>,
) -> Option<(String, KeyValue)> {
    let (partition, sort) = keys_of(table, index);
    let partition = partition?;
    let mut keys = Vec::new();
    if partition != of_table {
        keys.push(("partition_key".to_owned(), said(partition)));
    }
    keys.extend(sort.map(|sort| ("sort_key".to_owned(), said(sort))));
    if index.text("projection_type") != Some("ALL") {
        let names = index
            .value("non_key_attributes")
            .map_or(&[][..], Value::items);
        let names: Option<Vec<&str>> = names.iter().map(Value::text).collect();
        keys.push(("attributes".to_owned(), KeyValue::texts(names?)));
    }
    Some((index.text("name")?.to_owned(), KeyValue::Table(keys)))
}
