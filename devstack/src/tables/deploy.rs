//! Makes a table as it is declared, or changes the one that is there as AWS would.

use dynoxide::{Database, DynoxideError};
use serde_json::{Value, json};

use super::declared::Declared;
use super::protocol::{Failure, call};
use crate::error::Error;

/// What became of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deployed {
    /// It was made, or it is there with all that it had.
    Kept,
    /// Another one was made in its place: its keys are others.
    Anew,
}

pub(super) fn deploy(database: &Database, table: &Declared) -> Result<Deployed, Error> {
    let made = changed(database, table);
    made.map_err(|failure| Error::Table {
        address: table.address.clone(),
        reason: failure.message(),
    })
}

fn changed(database: &Database, table: &Declared) -> Result<Deployed, Failure> {
    let mut deployed = Deployed::Kept;
    match describe(database, &table.name)? {
        Some(is) if has_other_keys(&is, &table.create) => {
            let delete = json!({ "TableName": table.name });
            call(database, "DeleteTable", delete)?;
            call(database, "CreateTable", table.create.clone())?;
            deployed = Deployed::Anew;
        }
        Some(is) => {
            change_indexes(database, table, &is)?;
            change_stream(database, table, &is)?;
        }
        None => drop(call(database, "CreateTable", table.create.clone())?),
    }
    change_ttl(database, table)?;
    Ok(deployed)
}

/// A table as `DescribeTable` tells of it, if there is one of that name.
pub(super) fn describe(database: &Database, name: &str) -> Result<Option<Value>, Failure> {
    match call(database, "DescribeTable", json!({ "TableName": name })) {
        Ok(mut described) => Ok(Some(described["Table"].take())),
        Err(Failure::Engine(error))
            if matches!(*error, DynoxideError::ResourceNotFoundException(_)) =>
        {
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

/// What AWS can't change: the keys of a table with their types, and local indexes.
fn has_other_keys(is: &Value, create: &Value) -> bool {
    let locals = |of: &Value| -> Vec<Value> {
        let indexes = of["LocalSecondaryIndexes"].as_array();
        let indexes = indexes.map(Vec::as_slice).unwrap_or_default();
        let mut keys: Vec<Value> = indexes.iter().map(|it| typed(of, it)).collect();
        keys.sort_by_key(Value::to_string);
        keys
    };
    typed(is, is) != typed(create, create) || locals(is) != locals(create)
}

/// The name, the keys with their types and the projection of a table or of an index of it.
fn typed(table: &Value, of: &Value) -> Value {
    let definitions = table["AttributeDefinitions"].as_array();
    let definitions = definitions.map(Vec::as_slice).unwrap_or_default();
    let type_of = |key: &Value| {
        let mut definitions = definitions.iter();
        let definition = definitions.find(|it| it["AttributeName"] == key["AttributeName"]);
        definition.map(|it| it["AttributeType"].clone())
    };
    let keys = of["KeySchema"].as_array();
    let keys = keys.map(Vec::as_slice).unwrap_or_default().iter();
    let keys: Vec<Value> = keys.map(|key| json!([key, type_of(key)])).collect();
    json!([of["IndexName"], keys, of["Projection"]])
}

/// One at a time, as AWS takes them.
fn change_indexes(database: &Database, table: &Declared, is: &Value) -> Result<(), Failure> {
    let indexes = |of: &Value| of["GlobalSecondaryIndexes"].as_array().cloned();
    let there = indexes(is).unwrap_or_default();
    let wanted = indexes(&table.create).unwrap_or_default();
    let update = |change: Value| {
        let input = json!({
            "TableName": table.name,
            "AttributeDefinitions": table.create["AttributeDefinitions"],
            "GlobalSecondaryIndexUpdates": [change],
        });
        call(database, "UpdateTable", input)
    };
    let is_among = |index: &Value, of: &Value, others: &[Value], of_others: &Value| {
        let index = typed(of, index);
        others.iter().any(|other| typed(of_others, other) == index)
    };
    for index in &there {
        if !is_among(index, is, &wanted, &table.create) {
            update(json!({ "Delete": { "IndexName": index["IndexName"] } }))?;
        }
    }
    for index in &wanted {
        if !is_among(index, &table.create, &there, is) {
            update(json!({ "Create": index }))?;
        }
    }
    Ok(())
}

/// A stream of other images is another stream.
fn change_stream(database: &Database, table: &Declared, is: &Value) -> Result<(), Failure> {
    let view_type = |of: &Value| of["StreamSpecification"]["StreamViewType"].clone();
    let is_on = is["StreamSpecification"]["StreamEnabled"] == true;
    let wanted = table.create.get("StreamSpecification");
    if is_on && wanted.is_some() && view_type(is) == view_type(&table.create) {
        return Ok(());
    }
    let off = json!({ "StreamEnabled": false });
    let steps = is_on.then_some(&off).into_iter().chain(wanted);
    for step in steps {
        let input = json!({ "TableName": table.name, "StreamSpecification": step });
        call(database, "UpdateTable", input)?;
    }
    Ok(())
}

fn change_ttl(database: &Database, table: &Declared) -> Result<(), Failure> {
    let input = json!({ "TableName": table.name });
    let described = call(database, "DescribeTimeToLive", input)?;
    let described = &described["TimeToLiveDescription"];
    let is = described["AttributeName"].as_str();
    let is = is.filter(|_| described["TimeToLiveStatus"] == "ENABLED");
    if is == table.ttl.as_deref() {
        return Ok(());
    }
    let off = is.map(|attribute| (attribute, false));
    let on = table.ttl.as_deref().map(|attribute| (attribute, true));
    for (attribute, enabled) in off.into_iter().chain(on) {
        let specification = json!({ "AttributeName": attribute, "Enabled": enabled });
        let input = json!({ "TableName": table.name, "TimeToLiveSpecification": specification });
        call(database, "UpdateTimeToLive", input)?;
    }
    Ok(())
}
