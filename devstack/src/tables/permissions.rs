//! What a caller must be allowed for an operation, and on which tables.
//!
//! "Actions, resources, and condition keys for Amazon DynamoDB" of the service authorization reference. A transaction
//! has no action of its own: each of its items needs that of its operation.

use formwork::testing::Argument;
use hyper::StatusCode;
use serde_json::Value;

use super::Shared;
use crate::aws_json::{Call, Refusal};
use crate::policy::matches;

/// What something is done with.
#[derive(Debug, Clone, PartialEq, Eq)]
enum On {
    Table(String),
    Index(String),
    Stream(String),
    /// An iterator doesn't say which stream it is of.
    AnyStream,
    Nothing,
}

/// Refuses what no statement allows.
pub(super) fn check(call: &Call, shared: &Shared) -> Result<(), Refusal> {
    let Some(policy) = &shared.policy else {
        return Ok(());
    };
    for (action, on) in required(&call.operation, &call.input) {
        let action = format!("dynamodb:{action}");
        let is_meant = |resource: &Argument| is_meant(resource, &on, shared);
        let allowed = policy.allows_on(call.caller.as_deref(), &action, is_meant);
        let allowed = allowed.map_err(|error| Refusal {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            ..Refusal::new(
                "InternalServerError",
                format!(
                    "cannot read what the task role may do: {error}; `cargo build` writes hcl-out"
                ),
            )
        })?;
        if !allowed {
            return Err(Refusal::new(
                "AccessDeniedException",
                format!(
                    "The task role is not authorized to perform: {action} on resource: {} because no \
                     grant of the service allows the {action} action.",
                    arn(&on)
                ),
            ));
        }
    }
    Ok(())
}

/// The actions that an operation needs.
fn required(operation: &str, input: &Value) -> Vec<(String, On)> {
    let one = |on| vec![(operation.to_owned(), on)];
    match operation {
        "BatchGetItem" | "BatchWriteItem" => {
            let tables = input["RequestItems"].as_object();
            let tables = tables.into_iter().flat_map(|it| it.keys());
            tables
                .map(|table| (operation.to_owned(), On::Table(name_of(table))))
                .collect()
        }
        "TransactGetItems" | "TransactWriteItems" => {
            let items = input["TransactItems"].as_array();
            let items = items.into_iter().flatten().filter_map(Value::as_object);
            items.flatten().map(of_transaction).collect()
        }
        "DescribeStream" | "GetShardIterator" => one(On::Stream(name_of(
            input["StreamArn"].as_str().unwrap_or_default(),
        ))),
        "GetRecords" => one(On::AnyStream),
        "ListStreams" | "ListTables" => one(On::Nothing),
        _ => {
            let table = name_of(input["TableName"].as_str().unwrap_or_default());
            let is_of_index = input.get("IndexName").is_some();
            one(if is_of_index {
                On::Index(table)
            } else {
                On::Table(table)
            })
        }
    }
}

fn of_transaction((operation, input): (&String, &Value)) -> (String, On) {
    let action = match operation.as_str() {
        "ConditionCheck" => "ConditionCheckItem".to_owned(),
        other => format!("{other}Item"),
    };
    let table = input["TableName"].as_str().unwrap_or_default();
    (action, On::Table(name_of(table)))
}

/// The name of a table, of which a request may have the ARN, or that of its stream.
fn name_of(table: &str) -> String {
    let name = table.split_once(":table/").map_or(table, |(_, name)| name);
    name.split('/').next().unwrap_or_default().to_owned()
}

fn arn(on: &On) -> String {
    let of = dynoxide::streams::table_arn;
    match on {
        On::Table(table) => of(table),
        On::Index(table) => format!("{}/index/*", of(table)),
        On::Stream(table) => format!("{}/stream/*", of(table)),
        On::AnyStream | On::Nothing => "*".to_owned(),
    }
}

/// Whether a resource of a statement is what something is done with.
fn is_meant(resource: &Argument, on: &On, shared: &Shared) -> bool {
    let text = match resource {
        Argument::Text(pattern) => return matches(pattern, &arn(on)),
        Argument::Expression(text) => text,
        _ => return false,
    };
    let addresses = shared.addresses();
    let mut of_tables = addresses.iter();
    of_tables.any(|(address, name)| match on {
        On::Table(table) => table == name && *text == format!("{address}.arn"),
        On::Index(table) => table == name && *text == format!("\"${{{address}.arn}}/index/*\""),
        On::Stream(table) => table == name && *text == format!("{address}.stream_arn"),
        On::AnyStream => *text == format!("{address}.stream_arn"),
        On::Nothing => false,
    })
}
