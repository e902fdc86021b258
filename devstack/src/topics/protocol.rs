//! Requests and answers, and who may make them.

use std::sync::Arc;

use formwork::testing::Argument;
use hyper::body::Incoming;
use hyper::{Request, StatusCode};
use serde_json::Value;

use super::{Shared, State, arn, of_arn};
use crate::aws_json::{Answer, Refusal};
use crate::aws_query::{self, Call};
use crate::policy::{Policy, matches};
use crate::queues::deployed::address_in;

const NAMESPACE: &str = "http://sns.amazonaws.com/doc/2010-03-31/";

pub(super) async fn answer(request: Request<Incoming>, shared: Arc<Shared>) -> Answer {
    match aws_query::read(request).await {
        Ok(call) => {
            let action = call.action.clone();
            aws_query::respond(&action, NAMESPACE, answered(call, &shared))
        }
        Err(refusal) => aws_query::respond("", NAMESPACE, Err(refusal)),
    }
}

fn answered(call: Call, shared: &Shared) -> Result<Value, Refusal> {
    let Call {
        action,
        mut parameters,
        caller,
    } = call;
    let topic_arn = parameters.take("TopicArn");
    let topic_arn = topic_arn.or_else(|| parameters.take("TargetArn"));
    let topic_arn = topic_arn.as_deref();
    let mut state = shared.lock();
    if let Some(policy) = &shared.policy {
        check(policy, caller.as_deref(), &action, topic_arn, &state)?;
    }
    match action.as_str() {
        "Publish" => state.publish(topic_arn, parameters, &shared.queues),
        "PublishBatch" => state.publish_batch(topic_arn, &parameters, &shared.queues),
        other => Err(Refusal::new(
            "InvalidAction",
            format!("devstack has no `{other}`."),
        )),
    }
}

/// Refuses what no statement allows. `PublishBatch` has no action of its own.
fn check(
    policy: &Policy,
    caller: Option<&str>,
    action: &str,
    topic_arn: Option<&str>,
    state: &State,
) -> Result<(), Refusal> {
    let action = action.strip_suffix("Batch").unwrap_or(action);
    let action = format!("SNS:{action}");
    let resource = topic_arn.unwrap_or("*");
    let is_meant = |argument: &Argument| match argument {
        Argument::Text(pattern) => matches(pattern, resource),
        Argument::Expression(text) => {
            let known = address_in(text).filter(|(_, attribute)| *attribute == "arn");
            let known = known.and_then(|(address, _)| state.addresses.get(address));
            known.is_some_and(|name| {
                topic_arn.and_then(of_arn) == Some(name) && arn(name) == resource
            })
        }
        _ => false,
    };
    let refused = |status, kind, message| Refusal {
        status,
        ..Refusal::new(kind, message)
    };
    match policy.allows_on(caller, &action, is_meant) {
        Ok(true) => Ok(()),
        Ok(false) => Err(refused(
            StatusCode::FORBIDDEN,
            "AuthorizationError",
            format!(
                "The task role is not authorized to perform: {action} on resource: {resource} because no \
                 grant of the service allows the {action} action."
            ),
        )),
        Err(error) => Err(refused(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalError",
            format!("cannot read what the task role may do: {error}; `cargo build` writes hcl-out"),
        )),
    }
}
