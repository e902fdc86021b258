//! Requests and answers: AWS JSON 1.0, one operation a request.

use std::sync::Arc;

use dynoxide::{Database, DynoxideError};
use hyper::body::Incoming;
use hyper::{Request, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Shared, permissions};
use crate::aws_json::{Answer, Call, Protocol, Refusal, unknown_operation};
use crate::background;

const TABLES: Protocol = Protocol {
    version: "1.0",
    target: "DynamoDB_20120810",
};

const STREAMS: Protocol = Protocol {
    version: "1.0",
    target: "DynamoDBStreams_20120810",
};

/// What DynamoDB's own checks of a request begin with in the engine, which has it in a message of serde.
const VALIDATION: &str = "VALIDATION:";

/// Why an operation was not done.
#[derive(Debug)]
pub(super) enum Failure {
    Engine(Box<DynoxideError>),
    Refused(Refusal),
}

impl Failure {
    pub(super) fn message(&self) -> String {
        match self {
            Self::Engine(error) => error.to_string(),
            Self::Refused(refusal) => refusal.message.clone(),
        }
    }
}

impl From<DynoxideError> for Failure {
    fn from(error: DynoxideError) -> Self {
        Self::Engine(Box::new(error))
    }
}

/// Answers a request.
pub(super) async fn answer(request: Request<Incoming>, shared: Arc<Shared>) -> Answer {
    let target = request.headers().get("x-amz-target");
    let is_of_stream = target.is_some_and(|it| it.as_bytes().starts_with(b"DynamoDBStreams_"));
    let protocol = if is_of_stream { STREAMS } else { TABLES };
    let answer = match protocol.read(request).await {
        Ok(call) => background::run_blocking(move || answered(call, &shared)).await,
        Err(refusal) => Err(Failure::Refused(refusal)),
    };
    match answer {
        Ok(output) => protocol.respond(Ok(output)),
        Err(Failure::Refused(refusal)) => protocol.respond(Err(refusal)),
        Err(Failure::Engine(error)) => {
            let status = StatusCode::from_u16(error.status_code());
            protocol.respond_with(status.unwrap_or(StatusCode::BAD_REQUEST), error.to_json())
        }
    }
}

fn answered(call: Call, shared: &Shared) -> Result<Value, Failure> {
    permissions::check(&call, shared).map_err(Failure::Refused)?;
    let Call {
        operation, input, ..
    } = call;
    // Tables are made of `stack.toml` alone.
    if matches!(
        operation.as_str(),
        "CreateTable" | "DeleteTable" | "UpdateTable" | "UpdateTimeToLive"
    ) {
        return Err(Failure::Refused(unknown_operation(&operation)));
    }
    self::call(&shared.database, &operation, input)
}

/// Has the engine do an operation.
pub(super) fn call(database: &Database, operation: &str, input: Value) -> Result<Value, Failure> {
    let db = database;
    match operation {
        "BatchGetItem" => done(input, |it| db.batch_get_item(it)),
        "BatchWriteItem" => done(input, |it| db.batch_write_item(it)),
        "CreateTable" => done(input, |it| db.create_table(it)),
        "DeleteItem" => done(input, |it| db.delete_item(it)),
        "DeleteTable" => done(input, |it| db.delete_table(it)),
        "DescribeStream" => done(input, |it| db.describe_stream(it)),
        "DescribeTable" => done(input, |it| db.describe_table(it)),
        "DescribeTimeToLive" => done(input, |it| db.describe_time_to_live(it)),
        "GetItem" => done(input, |it| db.get_item(it)),
        "GetRecords" => done(input, |it| db.get_records(it)),
        "GetShardIterator" => done(input, |it| db.get_shard_iterator(it)),
        "ListStreams" => done(input, |it| db.list_streams(it)),
        "ListTables" => done(input, |it| db.list_tables(it)),
        "PutItem" => done(input, |it| db.put_item(it)),
        "Query" => done(input, |it| db.query(it)),
        "Scan" => done(input, |it| db.scan(it)),
        "TransactGetItems" => done(input, |it| db.transact_get_items(it)),
        "TransactWriteItems" => done(input, |it| db.transact_write_items(it)),
        "UpdateItem" => done(input, |it| db.update_item(it)),
        "UpdateTable" => done(input, |it| db.update_table(it)),
        "UpdateTimeToLive" => done(input, |it| db.update_time_to_live(it)),
        other => Err(Failure::Refused(unknown_operation(other))),
    }
}

fn done<Input: DeserializeOwned, Output: Serialize>(
    input: Value,
    apply: impl FnOnce(Input) -> dynoxide::Result<Output>,
) -> Result<Value, Failure> {
    let input = serde_json::from_value(input).map_err(|error| unreadable(&error.to_string()))?;
    let output = apply(input)?;
    let output = serde_json::to_value(output);
    output.map_err(|error| DynoxideError::InternalServerError(error.to_string()).into())
}

fn unreadable(message: &str) -> DynoxideError {
    match message.split_once(VALIDATION) {
        Some((_, message)) => DynoxideError::ValidationException(message.to_owned()),
        None => DynoxideError::SerializationException(message.to_owned()),
    }
}
