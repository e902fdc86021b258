//! What `grants` can allow on a queue, what the code is told of it, and what no override may change.
//!
//! The actions come from the AWS Service Authorization Reference, "Actions, resources, and
//! condition keys for Amazon SQS". It has none for batches: they need what single messages need.

use super::entry::{Entry, FORM};
use crate::hcl::{Expr, Literal};
use crate::kind::Instead::{self, Keys, Leave};
use crate::kind::{
    Backlog, Existing, Fact, Guard, Holds, Operation, Output, Permission, Resource, Target,
};

const QUEUE: &str = "queue";
const DEAD_LETTERS: &str = "dead letters";

pub(super) const REDRIVE: &str = "redrive";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        word: "send",
        permissions: &[Permission {
            on: QUEUE,
            actions: &["sqs:SendMessage"],
        }],
        calls: &["SendMessage", "SendMessageBatch"],
        connects: false,
        endpoint: ENDPOINT,
    },
    Operation {
        word: "receive",
        permissions: &[Permission {
            on: QUEUE,
            actions: &[
                "sqs:ChangeMessageVisibility",
                "sqs:DeleteMessage",
                "sqs:ReceiveMessage",
            ],
        }],
        calls: &[
            "ReceiveMessage",
            "DeleteMessage",
            "DeleteMessageBatch",
            "ChangeMessageVisibility",
            "ChangeMessageVisibilityBatch",
        ],
        connects: false,
        endpoint: ENDPOINT,
    },
    Operation {
        word: "inspect",
        permissions: &[Permission {
            on: QUEUE,
            actions: &["sqs:GetQueueAttributes"],
        }],
        calls: &["GetQueueAttributes"],
        connects: false,
        endpoint: ENDPOINT,
    },
    Operation {
        word: "purge",
        permissions: &[Permission {
            on: QUEUE,
            actions: &["sqs:PurgeQueue"],
        }],
        calls: &["PurgeQueue"],
        connects: false,
        endpoint: ENDPOINT,
    },
    // SQS moves messages under the permissions of whoever asks for it. (Amazon SQS developer guide,
    // "Configuring queue permissions for dead-letter queue redrive".)
    Operation {
        word: REDRIVE,
        permissions: &[
            Permission {
                on: DEAD_LETTERS,
                actions: &[
                    "sqs:CancelMessageMoveTask",
                    "sqs:DeleteMessage",
                    "sqs:GetQueueAttributes",
                    "sqs:ListMessageMoveTasks",
                    "sqs:ReceiveMessage",
                    "sqs:StartMessageMoveTask",
                ],
            },
            Permission {
                on: QUEUE,
                actions: &["sqs:SendMessage"],
            },
        ],
        calls: &[
            "StartMessageMoveTask",
            "CancelMessageMoveTask",
            "ListMessageMoveTasks",
            "ReceiveMessage",
            "DeleteMessage",
            "DeleteMessageBatch",
            "GetQueueAttributes",
            "SendMessage",
            "SendMessageBatch",
        ],
        connects: false,
        endpoint: ENDPOINT,
    },
];

const ENDPOINT: Option<&str> = Some("sqs");

/// (Amazon SQS developer guide, "Available CloudWatch metrics for Amazon SQS".)
pub(super) const BACKLOG: Backlog = Backlog {
    operation: "receive",
    namespace: "AWS/SQS",
    waiting: "ApproximateNumberOfMessagesVisible",
    in_flight: "ApproximateNumberOfMessagesNotVisible",
    dimension: "QueueName",
    name: queue_name,
};

/// Whether an operation is about dead letters.
pub(super) fn is_redrive(word: &str) -> bool {
    word == REDRIVE
}

pub(super) fn resources(target: &Target<'_>) -> Vec<Resource> {
    let id = target.id();
    let arn = |end| target.arn_of("sqs", format!("{}-{}{end}", target.stack(), id.kebab()));
    let queue = Resource {
        name: QUEUE,
        arn: Expr::new(queue_arn(target)),
        title: format!("queue `{id}`"),
        longest_arn: match existing(target) {
            Some(existing) => existing.longest_arn(&FORM, target, ""),
            None => arn(".fifo"),
        },
    };
    let entry = target.entry::<Entry>();
    let dead_letters = entry.is_some_and(|entry| entry.dead_letter_after.is_some());
    let dead_letters = dead_letters.then(|| Resource {
        name: DEAD_LETTERS,
        arn: Expr::new(format!("{}_dead.arn", target.address())),
        title: format!("dead letters of queue `{id}`"),
        longest_arn: arn("-dead.fifo"),
    });
    [queue].into_iter().chain(dead_letters).collect()
}

fn existing<'a>(target: &Target<'a>) -> Option<&'a Existing> {
    target.entry::<Entry>()?.existing.as_ref()
}

fn queue_arn(target: &Target<'_>) -> String {
    match existing(target) {
        Some(existing) => existing.arn(&FORM, target, ""),
        None => format!("{}.arn", target.address()),
    }
}

fn queue_name(target: &Target<'_>) -> String {
    match existing(target) {
        Some(existing) => Literal::new(existing.name()).to_string(),
        None => format!("{}.name", target.address()),
    }
}

/// Amazon SQS developer guide, "Queue and message identifiers": account and name stand in the URL.
fn queue_url(target: &Target<'_>) -> String {
    let Some(existing) = existing(target) else {
        return format!("{}.url", target.address());
    };
    let (region, account, name) = (
        target.region(),
        existing.account(target.account_id()),
        existing.name(),
    );
    let suffix = region.dns_suffix();
    format!("\"https://sqs.{region}.{suffix}/{account}/{name}\"")
}

const DEAD_QUEUE_URL: &str = "DEAD_QUEUE_URL";
const DEAD_QUEUE_ARN: &str = "DEAD_QUEUE_ARN";

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "QUEUE_URL",
        holds: Holds::Text,
        meaning: "the URL of the queue",
        value: queue_url,
    },
    Fact {
        name: DEAD_QUEUE_URL,
        holds: Holds::Text,
        meaning: "the URL of the queue of the dead letters",
        value: |target| format!("{}_dead.url", target.address()),
    },
    // What a MoveTask takes, `source_arn`.
    Fact {
        name: DEAD_QUEUE_ARN,
        holds: Holds::Text,
        meaning: "the ARN of the queue of the dead letters",
        value: |target| format!("{}_dead.arn", target.address()),
    },
];

pub(super) fn is_of_dead_letters(fact: &Fact) -> bool {
    matches!(fact.name, DEAD_QUEUE_URL | DEAD_QUEUE_ARN)
}

/// Only who may move dead letters is told where they are.
pub(super) fn brings(operation: &Operation, fact: &Fact) -> bool {
    is_redrive(operation.word) || !is_of_dead_letters(fact)
}

pub(super) const OUTPUTS: &[Output] = &[Output {
    name: "queue_url",
    description: "URL of queue {}.",
    value: queue_url,
}];

const OF_QUEUE: &str = "aws_sqs_queue";
const FIFO: Instead = Keys(&["fifo"]);
const NAME: Instead = Leave("it ends in `.fifo` where `fifo` is true, and nowhere else");
const VISIBILITY: Instead = Keys(&["visibility_timeout_seconds"]);

pub(super) const GUARDS: &[Guard] = &[
    Guard::new(OF_QUEUE, "", "name", NAME),
    Guard::new(OF_QUEUE, "", "name_prefix", NAME),
    Guard::new(OF_QUEUE, "", "fifo_queue", FIFO),
    Guard::new(OF_QUEUE, "", "content_based_deduplication", FIFO),
    Guard::new(OF_QUEUE, "", "deduplication_scope", FIFO),
    Guard::new(OF_QUEUE, "", "fifo_throughput_limit", FIFO),
    Guard::new(OF_QUEUE, "", "visibility_timeout_seconds", VISIBILITY),
    Guard::new(OF_QUEUE, "_dead", "name", NAME),
    Guard::new(OF_QUEUE, "_dead", "name_prefix", NAME),
    Guard::new(OF_QUEUE, "_dead", "fifo_queue", FIFO),
    Guard::new(OF_QUEUE, "_dead", "content_based_deduplication", FIFO),
    Guard::new(OF_QUEUE, "_dead", "deduplication_scope", FIFO),
    Guard::new(OF_QUEUE, "_dead", "fifo_throughput_limit", FIFO),
];
