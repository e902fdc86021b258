//! The way in for messages that other services of AWS send: SNS and S3.

use std::collections::BTreeMap;
use std::sync::Arc;

use formwork::testing::Argument;

use super::attribute;
use super::clock::Time;
use super::error::no_queue;
use super::{Shared, name};
use crate::aws_json::Refusal;

/// Sends to queues without a request, and without anybody's permissions.
#[derive(Debug, Clone)]
pub(crate) struct Inlet(Arc<Shared>);

/// A message on its way to a queue.
#[derive(Debug, Clone, Default)]
pub(crate) struct Delivery {
    pub(crate) body: String,
    pub(crate) attributes: BTreeMap<String, attribute::Sent>,
    pub(crate) group: Option<String>,
    /// Left out where the queue is a standard one.
    pub(crate) deduplication: Option<String>,
}

impl Inlet {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }

    /// What the clock of the queues shows.
    pub(crate) fn now(&self) -> Time {
        self.0.lock().clock.now()
    }

    /// Sends to the queue of an ARN, as SQS takes it.
    pub(crate) fn deliver(&self, queue_arn: &str, delivery: Delivery) -> Result<(), Refusal> {
        let mut state = self.0.lock();
        let now = state.clock.now();
        state.settle();
        let name = name::of_arn(queue_arn).unwrap_or_default().to_owned();
        let queue = state.account.queues.get(&name).ok_or_else(no_queue)?;
        let deduplication = delivery.deduplication;
        let delivery = Delivery {
            deduplication: deduplication.filter(|_| queue.settings.is_fifo()),
            ..delivery
        };
        let url = name::url("", &name);
        let sent = state.account.send_one(Some(&url), delivery.into(), now);
        self.0.changed.send_replace(());
        sent.map(drop)
    }

    /// An argument of Terraform as JSON, with the ARNs of queues on this machine; what in it only Terraform can tell
    /// is an error.
    pub(crate) fn json(&self, argument: &Argument) -> Result<String, Argument> {
        self.0.lock().addresses.json(argument)
    }

    /// What a reference to a queue is, URLs aside.
    pub(crate) fn resolve(&self, reference: &str) -> Option<String> {
        self.0.lock().addresses.resolve(reference, "")
    }
}
