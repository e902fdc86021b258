//! Where messages go that nobody could process, and how they come back.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::clock::Time;
use super::error::invalid;
use super::name;
use crate::aws_json::Refusal;

/// `RedrivePolicy` of a queue: where its dead letters go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Redrive {
    pub(super) target: String,
    /// How often a message is handed out before it is dead.
    pub(super) receives: u32,
}

/// `RedriveAllowPolicy` of a queue: whose dead letters it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Allow {
    All,
    Nobody,
    /// Queues by their ARNs.
    Only(BTreeSet<String>),
}

impl Redrive {
    /// Reads the policy; an empty one takes the policy away.
    pub(super) fn parse(text: &str) -> Result<Option<Self>, Refusal> {
        let Some(policy) = object("RedrivePolicy", text)? else {
            return Ok(None);
        };
        let refuse = |reason: &str| invalid("RedrivePolicy", text, reason);
        let target = policy["deadLetterTargetArn"].as_str().ok_or_else(|| {
            refuse("Redrive policy does not contain mandatory attribute: deadLetterTargetArn.")
        })?;
        let receives = match &policy["maxReceiveCount"] {
            Value::Null => {
                return Err(refuse(
                    "Redrive policy does not contain mandatory attribute: maxReceiveCount.",
                ));
            }
            Value::String(text) => text.parse().ok(),
            number => number
                .as_u64()
                .and_then(|number| u32::try_from(number).ok()),
        };
        let receives = receives.filter(|count| (1..=1000).contains(count));
        Ok(Some(Self {
            target: target.to_owned(),
            receives: receives.ok_or_else(|| {
                refuse("Invalid value for maxReceiveCount: it must be between 1 and 1000.")
            })?,
        }))
    }
}

impl fmt::Display for Redrive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        json!({ "deadLetterTargetArn": self.target, "maxReceiveCount": self.receives }).fmt(f)
    }
}

impl Allow {
    /// Reads the policy; an empty one takes the policy away.
    pub(super) fn parse(text: &str) -> Result<Option<Self>, Refusal> {
        let Some(policy) = object("RedriveAllowPolicy", text)? else {
            return Ok(None);
        };
        let arns = policy["sourceQueueArns"].as_array();
        match (policy["redrivePermission"].as_str(), arns) {
            (Some("allowAll"), None) => Ok(Some(Self::All)),
            (Some("denyAll"), None) => Ok(Some(Self::Nobody)),
            (Some("byQueue"), Some(arns)) if (1..=10).contains(&arns.len()) => {
                let arns = arns.iter().filter_map(Value::as_str);
                Ok(Some(Self::Only(arns.map(str::to_owned).collect())))
            }
            _ => Err(invalid(
                "RedriveAllowPolicy",
                text,
                "redrivePermission is allowAll, denyAll, or byQueue with 1 to 10 sourceQueueArns.",
            )),
        }
    }

    /// Whether a queue may have its dead letters go here.
    pub(super) fn allows(&self, source: &str) -> bool {
        match self {
            Self::All => true,
            Self::Nobody => false,
            Self::Only(arns) => arns.contains(source),
        }
    }
}

impl fmt::Display for Allow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => json!({ "redrivePermission": "allowAll" }),
            Self::Nobody => json!({ "redrivePermission": "denyAll" }),
            Self::Only(arns) => json!({
                "redrivePermission": "byQueue",
                "sourceQueueArns": arns,
            }),
        }
        .fmt(f)
    }
}

fn object(parameter: &str, text: &str) -> Result<Option<Value>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let parsed = serde_json::from_str(text).ok();
    let object = parsed.filter(Value::is_object);
    let refuse = || invalid(parameter, text, "It is not a JSON object.");
    object.map(Some).ok_or_else(refuse)
}

/// A task that moves dead letters back.
#[derive(Debug, Clone)]
pub(super) struct MoveTask {
    id: String,
    /// The queue of dead letters, by its name.
    pub(super) source: String,
    /// Where they go, if not back to the queue that each came from.
    pub(super) destination: Option<String>,
    /// Messages per second.
    pub(super) rate: Option<u32>,
    pub(super) started: Time,
    pub(super) moved: u64,
    pub(super) to_move: u64,
    pub(super) status: Status,
}

/// How a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Running,
    Completed,
    Cancelled,
    /// For this reason.
    Failed(&'static str),
}

impl MoveTask {
    pub(super) fn new(
        source: String,
        destination: Option<String>,
        rate: Option<u32>,
        started: Time,
        to_move: u64,
    ) -> Self {
        Self {
            id: Uuid::new_v4().to_string(),
            source,
            destination,
            rate,
            started,
            moved: 0,
            to_move,
            status: Status::Running,
        }
    }

    /// How many it may have moved by now.
    pub(super) fn due(&self, now: Time) -> u64 {
        let Some(rate) = self.rate else {
            return self.to_move;
        };
        let elapsed = now.saturating_sub(self.started).as_millis();
        let due = elapsed * u128::from(rate) / 1000;
        u64::try_from(due).map_or(self.to_move, |due| due.min(self.to_move))
    }

    /// When the next message is due.
    pub(super) fn next(&self) -> Option<Time> {
        let rate = self.rate.filter(|_| self.status == Status::Running)?;
        let milliseconds = ((self.moved + 1) * 1000).div_ceil(u64::from(rate));
        Some(self.started + Duration::from_millis(milliseconds))
    }

    /// What a client names it by; the source stands in it, as on AWS.
    pub(super) fn handle(&self) -> String {
        let task = json!({ "taskId": self.id, "sourceArn": name::arn(&self.source) });
        BASE64_STANDARD.encode(task.to_string())
    }

    /// As `ListMessageMoveTasks` shows it.
    pub(super) fn to_json(&self) -> Value {
        let (status, failure) = match self.status {
            Status::Running => ("RUNNING", None),
            Status::Completed => ("COMPLETED", None),
            Status::Cancelled => ("CANCELLED", None),
            Status::Failed(reason) => ("FAILED", Some(reason)),
        };
        let is_running = self.status == Status::Running;
        let started = u64::try_from(self.started.as_millis()).unwrap_or(u64::MAX);
        json!({
            "TaskHandle": is_running.then(|| self.handle()),
            "Status": status,
            "SourceArn": name::arn(&self.source),
            "DestinationArn": self.destination.as_deref().map(name::arn),
            "MaxNumberOfMessagesPerSecond": self.rate,
            "ApproximateNumberOfMessagesMoved": self.moved,
            "ApproximateNumberOfMessagesToMove": self.to_move,
            "FailureReason": failure,
            "StartedTimestamp": started,
        })
    }
}

/// The queue whose dead letters a task moves.
pub(super) fn source_of_handle(handle: &str) -> Option<String> {
    let task = BASE64_STANDARD.decode(handle).ok()?;
    let task: Value = serde_json::from_slice(&task).ok()?;
    name::of_arn(task["sourceArn"].as_str()?).map(str::to_owned)
}
