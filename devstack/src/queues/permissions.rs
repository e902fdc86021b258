//! What a caller must be allowed for an operation, and on which queues.

use formwork::testing::Argument;
use serde_json::Value;

use super::account::Account;
use super::error::Code;
use super::{Role, deployed::Addresses, moves, name};
use crate::aws_json::{Call, Refusal};
use crate::policy::{Caller, Policy, matches};

/// The actions that an operation needs, by "Actions, resources, and condition keys for Amazon SQS"
/// of the service authorization reference, and on the queue of dead letters by "Configure a
/// dead-letter queue redrive" of the developer guide.
fn required(operation: &str) -> Vec<String> {
    let actions: &[&str] = match operation {
        "SendMessage" | "SendMessageBatch" => &["SendMessage"],
        "DeleteMessage" | "DeleteMessageBatch" => &["DeleteMessage"],
        "ChangeMessageVisibility" | "ChangeMessageVisibilityBatch" => &["ChangeMessageVisibility"],
        "StartMessageMoveTask" | "CancelMessageMoveTask" | "ListMessageMoveTasks" => {
            &["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"]
        }
        _ => &[],
    };
    let mut actions: Vec<String> = actions.iter().map(|action| (*action).to_owned()).collect();
    if actions.is_empty() || operation.ends_with("MoveTask") || operation.ends_with("MoveTasks") {
        actions.push(operation.to_owned());
    }
    actions
}

/// Who calls, and by what the queues go in the Terraform that says what they may.
#[derive(Debug)]
pub(super) struct Permissions {
    /// None for one who may do everything.
    policy: Option<Policy>,
}

impl Permissions {
    pub(super) fn of(role: Role) -> Self {
        Self {
            policy: role.policy(),
        }
    }

    /// Refuses what no statement allows.
    pub(super) fn check(
        &self,
        call: &Call,
        account: &Account,
        addresses: &Addresses,
    ) -> Result<(), Refusal> {
        let Some(policy) = &self.policy else {
            return Ok(());
        };
        let allow = |action: &str, queue: Option<&str>| {
            allow(policy, call.caller.as_deref(), action, queue, addresses)
        };
        let queue = queue_of(&call.input);
        for action in required(&call.operation) {
            allow(&action, queue.as_deref())?;
        }
        if call.operation == "StartMessageMoveTask" {
            for target in targets(&call.input, account) {
                allow("SendMessage", Some(&target))?;
            }
        }
        Ok(())
    }
}

/// The queue of a request; a list of queues is about none.
fn queue_of(input: &Value) -> Option<String> {
    let by_url = input["QueueUrl"]
        .as_str()
        .and_then(|url| name::of_url(url).ok());
    let named = by_url.or(input["QueueName"].as_str());
    named.map(str::to_owned).or_else(|| moves::touched(input).0)
}

/// The queues that a task sends to.
fn targets(input: &Value, account: &Account) -> Vec<String> {
    match moves::touched(input) {
        (_, Some(destination)) => vec![destination],
        (Some(source), None) => account.sources_of(&source).map(str::to_owned).collect(),
        (None, None) => Vec::new(),
    }
}

fn allow(
    policy: &Policy,
    caller: Caller<'_>,
    action: &str,
    queue: Option<&str>,
    addresses: &Addresses,
) -> Result<(), Refusal> {
    let action = format!("sqs:{action}");
    let arn = queue.map_or_else(|| "*".to_owned(), name::arn);
    let is_meant = |resource: &Argument| match resource {
        Argument::Text(pattern) => matches(pattern, &arn),
        Argument::Expression(text) => {
            queue.is_some_and(|queue| addresses.refers_to_arn(text, queue))
        }
        _ => false,
    };
    match policy.allows_on(caller, &action, is_meant) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Code::AccessDenied.because(format!(
            "The task role is not authorized to perform: {action} on resource: {arn} because no \
             grant of the service allows the {action} action."
        ))),
        Err(error) => Err(Code::InternalError.because(format!(
            "cannot read what the task role may do: {error}; `cargo build` writes hcl-out"
        ))),
    }
}
