//! The tables of a stack: those that its Terraform declares.

use formwork::testing::{Argument, Block, Module};
use serde_json::{Value, json};

use crate::error::Error;
use crate::queues::deployed::{name_of, value};

/// A table as it is to be made.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) address: String,
    pub(super) name: String,
    /// What `CreateTable` takes.
    pub(super) create: Value,
    /// The attribute that says when an item goes.
    pub(super) ttl: Option<String>,
}

/// The tables of a module.
pub(super) fn tables(module: &Module) -> Result<Vec<Declared>, Error> {
    let tables = module.resources("aws_dynamodb_table");
    tables.map(|block| table(module, block)).collect()
}

fn table(module: &Module, block: &Block) -> Result<Declared, Error> {
    let name = name_of(module, block, false);
    let reading = Reading { module, block };
    let attributes = block.nested("attribute");
    let attributes = attributes.iter().map(|it| {
        let (name, of_type) = (reading.required(it, "name")?, reading.required(it, "type")?);
        Ok(json!({ "AttributeName": name, "AttributeType": of_type }))
    });
    let mut create = json!({
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": reading.keys(block)?,
        "AttributeDefinitions": attributes.collect::<Result<Vec<_>, Error>>()?,
    });
    for (of_block, member) in [
        ("global_secondary_index", "GlobalSecondaryIndexes"),
        ("local_secondary_index", "LocalSecondaryIndexes"),
    ] {
        let indexes = block.nested(of_block);
        let indexes = indexes.iter().map(|index| reading.index(index));
        let indexes = indexes.collect::<Result<Vec<_>, Error>>()?;
        if !indexes.is_empty() {
            create[member] = Value::Array(indexes);
        }
    }
    if value(module, block, "stream_enabled") == Some(Argument::Bool(true)) {
        let view_type = reading.required(block, "stream_view_type")?;
        create["StreamSpecification"] =
            json!({ "StreamEnabled": true, "StreamViewType": view_type });
    }
    Ok(Declared {
        address: block.address().to_owned(),
        name,
        create,
        ttl: reading.ttl()?,
    })
}

/// Reads the blocks of a table.
struct Reading<'a> {
    module: &'a Module,
    block: &'a Block,
}

impl Reading<'_> {
    /// The key schema of a table or of an index: of arguments, or of blocks as version 6 of the provider has them.
    fn keys(&self, block: &Block) -> Result<Vec<Value>, Error> {
        let key =
            |name: String, of_type: &str| json!({ "AttributeName": name, "KeyType": of_type });
        let mut keys = Vec::new();
        for (argument, of_type) in [("hash_key", "HASH"), ("range_key", "RANGE")] {
            keys.extend(self.text(block, argument)?.map(|name| key(name, of_type)));
        }
        for schema in block.nested("key_schema") {
            let name = self.required(&schema, "attribute_name")?;
            keys.push(key(name, &self.required(&schema, "key_type")?));
        }
        Ok(keys)
    }

    fn index(&self, index: &Block) -> Result<Value, Error> {
        let mut keys = self.keys(index)?;
        // A local one shares the partitions of its table.
        if keys.iter().all(|key| key["KeyType"] != "HASH") {
            keys.insert(0, self.keys(self.block)?.swap_remove(0));
        }
        let mut projection = json!({ "ProjectionType": self.required(index, "projection_type")? });
        if let Some(Argument::List(names)) = value(self.module, index, "non_key_attributes") {
            let names: Vec<&str> = names.iter().filter_map(Argument::as_text).collect();
            projection["NonKeyAttributes"] = json!(names);
        }
        Ok(json!({
            "IndexName": self.required(index, "name")?,
            "KeySchema": keys,
            "Projection": projection,
        }))
    }

    fn ttl(&self) -> Result<Option<String>, Error> {
        let blocks = self.block.nested("ttl");
        let Some(ttl) = blocks.first() else {
            return Ok(None);
        };
        let is_on = value(self.module, ttl, "enabled") == Some(Argument::Bool(true));
        let attribute = self.text(ttl, "attribute_name")?;
        Ok(attribute.filter(|_| is_on))
    }

    fn required(&self, block: &Block, argument: &str) -> Result<String, Error> {
        let text = self.text(block, argument)?;
        text.ok_or_else(|| self.wrong(format!("it has no `{argument}`")))
    }

    fn text(&self, block: &Block, argument: &str) -> Result<Option<String>, Error> {
        match value(self.module, block, argument) {
            None => Ok(None),
            Some(Argument::Text(text)) => Ok(Some(text)),
            Some(Argument::Expression(expression)) => Err(self.wrong(format!(
                "only Terraform can tell what `{argument}` is: {expression}\n\
                 help: give it a value, or a variable with a default"
            ))),
            Some(other) => Err(self.wrong(format!("`{argument}` is {other:?}"))),
        }
    }

    fn wrong(&self, reason: String) -> Error {
        Error::Table {
            address: self.block.address().to_owned(),
            reason,
        }
    }
}
