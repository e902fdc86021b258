//! Requests and answers: AWS JSON 1.0, one operation a request.

use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::timeout;

use super::Shared;
use super::account::Account;
use super::clock::Time;
use super::messages::Receive;
use crate::aws_json::{Answer, Call, Protocol, Refusal, unknown_operation};

const PROTOCOL: Protocol = Protocol {
    version: "1.0",
    target: "AmazonSQS",
};

/// Answers a request.
pub(super) async fn answer(request: Request<Incoming>, shared: Arc<Shared>) -> Answer {
    let answer = match PROTOCOL.read(request).await {
        Ok(call) if call.operation == "ReceiveMessage" => receive(&call, &shared).await,
        Ok(call) => at_once(call, &shared),
        Err(refusal) => Err(refusal),
    };
    PROTOCOL.respond(answer)
}

/// Any operation but the one that waits.
fn at_once(call: Call, shared: &Shared) -> Result<Value, Refusal> {
    let mut state = shared.lock();
    let state = &mut *state;
    let now = state.clock.now();
    state.account.settle(now);
    let permissions = &shared.permissions;
    permissions.check(&call, &state.account, &state.addresses)?;
    let answer = dispatch(&mut state.account, call, now);
    shared.changed.send_replace(());
    answer
}

fn dispatch(account: &mut Account, call: Call, now: Time) -> Result<Value, Refusal> {
    let Call {
        operation,
        input,
        host,
        caller: _,
    } = call;
    match operation.as_str() {
        "CreateQueue" => account.create(parse(input)?, &host, now),
        "GetQueueUrl" => account.url(&parse(input)?, &host),
        "ListQueues" => account.list(&parse(input)?, &host),
        "ListDeadLetterSourceQueues" => account.list_sources(&parse(input)?, &host),
        "DeleteQueue" => account.delete(&parse(input)?, now),
        "PurgeQueue" => account.purge(&parse(input)?, now),
        "GetQueueAttributes" => account.attributes(&parse(input)?),
        "SetQueueAttributes" => account.set_attributes(&parse(input)?, now),
        "SendMessage" => account.send(parse(input)?, now),
        "SendMessageBatch" => account.send_batch(parse(input)?, now),
        "DeleteMessage" => account.delete_message(&parse(input)?),
        "DeleteMessageBatch" => account.delete_batch(parse(input)?),
        "ChangeMessageVisibility" => account.change(&parse(input)?, now),
        "ChangeMessageVisibilityBatch" => account.change_batch(parse(input)?, now),
        "StartMessageMoveTask" => account.start_task(&parse(input)?, now),
        "ListMessageMoveTasks" => account.list_tasks(&parse(input)?),
        "CancelMessageMoveTask" => account.cancel_task(&parse(input)?),
        other => Err(unknown_operation(other)),
    }
}

/// Waits for messages as long as the client wants to, and no longer than until the first is there.
async fn receive(call: &Call, shared: &Shared) -> Result<Value, Refusal> {
    let input: Receive = parse(call.input.clone())?;
    // What happens from here on ends a wait below, also when it happens before the wait.
    let mut changed = shared.changed.subscribe();
    let mut deadline = None;
    loop {
        let pause = match try_receive(call, &input, shared, &mut deadline)? {
            Outcome::Done(answer) => return Ok(answer),
            Outcome::Wait(pause) => pause,
        };
        // Whether something changed or the pause is over: look again.
        let _ = timeout(pause, changed.changed()).await;
    }
}

/// What a look at the queue gives.
enum Outcome {
    Done(Value),
    /// Nothing can be there before so long, unless something happens.
    Wait(Duration),
}

fn try_receive(
    call: &Call,
    input: &Receive,
    shared: &Shared,
    deadline: &mut Option<Time>,
) -> Result<Outcome, Refusal> {
    let mut state = shared.lock();
    let state = &mut *state;
    let now = state.clock.now();
    let account = &mut state.account;
    account.settle(now);
    shared.permissions.check(call, account, &state.addresses)?;
    let wait = account.wait(input)?;
    let deadline = *deadline.get_or_insert(now + wait);
    if let Some(messages) = account.receive(input, !wait.is_zero(), now)? {
        // Dead letters may have come to another queue.
        shared.changed.send_replace(());
        return Ok(Outcome::Done(messages));
    }
    if now >= deadline {
        return Ok(Outcome::Done(Value::Object(serde_json::Map::new())));
    }
    let next = account.next().map_or(deadline, |next| next.min(deadline));
    // A due time that has passed is done with in the next look.
    Ok(Outcome::Wait(
        next.saturating_sub(now).max(Duration::from_millis(1)),
    ))
}

fn parse<T: DeserializeOwned>(input: Value) -> Result<T, Refusal> {
    serde_json::from_value(input)
        .map_err(|error| Refusal::new("SerializationException", error.to_string()))
}
