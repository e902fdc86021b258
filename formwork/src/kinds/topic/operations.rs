//! What `grants` can allow on a topic, what the code is told of it, and what no override may change.
//!
//! The actions come from the AWS Service Authorization Reference, "Actions, resources, and
//! condition keys for Amazon SNS". `PublishBatch` has none of its own.

use super::entry::{Entry, FORM};
use crate::hcl::Expr;
use crate::kind::Instead::{self, Keys, Leave};
use crate::kind::{
    Delivery, Existing, Fact, Guard, Holds, LogicalId, Operation, Output, Permission, Resource,
    Target,
};

const TOPIC: &str = "topic";

pub(super) const OPERATIONS: &[Operation] = &[Operation {
    word: "publish",
    permissions: &[Permission {
        on: TOPIC,
        actions: &["sns:Publish"],
    }],
    calls: &["Publish", "PublishBatch"],
    connects: false,
    endpoint: Some("sns"),
}];

/// The longest name of a topic, which that of a raw one may have.
const LONGEST_NAME: usize = 256;

pub(super) fn resources(target: &Target<'_>) -> Vec<Resource> {
    let id = target.id();
    if let Some(existing) = existing(target) {
        return vec![Resource {
            name: TOPIC,
            arn: Expr::new(topic_arn(target)),
            title: format!("topic `{id}`"),
            longest_arn: existing.longest_arn(&FORM, target, ""),
        }];
    }
    let name = if target.is_raw() {
        "x".repeat(LONGEST_NAME)
    } else {
        format!("{}-{}.fifo", target.stack(), id.kebab())
    };
    vec![Resource {
        name: TOPIC,
        arn: Expr::new(format!("{}.arn", target.address())),
        title: format!("topic `{id}`"),
        longest_arn: target.arn_of("sns", name),
    }]
}

fn existing<'a>(target: &Target<'a>) -> Option<&'a Existing> {
    target.entry::<Entry>()?.existing.as_ref()
}

fn topic_arn(target: &Target<'_>) -> String {
    match existing(target) {
        Some(existing) => existing.arn(&FORM, target, ""),
        None => format!("{}.arn", target.address()),
    }
}

/// SNS fills the queues on behalf of the topic.
pub(super) fn deliveries(entry: &Entry, id: &LogicalId) -> Vec<Delivery> {
    let queues = entry.queues.keys();
    queues
        .map(|queue| Delivery {
            to: queue.clone(),
            by: "sns.amazonaws.com",
            action: "sqs:SendMessage",
            service: "SNS",
            does: "delivers",
            source: Expr::new(format!("aws_sns_topic.{id}.arn")),
            is_named_by_account: true,
        })
        .collect()
}

pub(super) const FACTS: &[Fact] = &[Fact {
    name: "TOPIC_ARN",
    holds: Holds::Text,
    meaning: "the ARN of the topic",
    value: topic_arn,
}];

pub(super) const OUTPUTS: &[Output] = &[Output {
    name: "topic_arn",
    description: "ARN of topic {}.",
    value: topic_arn,
}];

const OF_TOPIC: &str = "aws_sns_topic";
const OF_QUEUE: &str = "aws_sqs_queue";
const FIFO: Instead = Keys(&["fifo"]);
const NAME: Instead = Leave("it ends in `.fifo` where `fifo` is true, and nowhere else");

pub(super) const GUARDS: &[Guard] = &[
    Guard::new(OF_TOPIC, "", "name", NAME),
    Guard::new(OF_TOPIC, "", "name_prefix", NAME),
    Guard::new(OF_TOPIC, "", "fifo_topic", FIFO),
    Guard::new(OF_TOPIC, "", "content_based_deduplication", FIFO),
    Guard::new(OF_TOPIC, "", "fifo_throughput_scope", FIFO),
    Guard::new(OF_QUEUE, "_undelivered", "name", NAME),
    Guard::new(OF_QUEUE, "_undelivered", "name_prefix", NAME),
    Guard::new(OF_QUEUE, "_undelivered", "fifo_queue", FIFO),
];
