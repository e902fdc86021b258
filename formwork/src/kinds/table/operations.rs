//! What `grants` can allow on a table, what the code is told of it, and what no override may change.
//!
//! The actions come from the AWS Service Authorization Reference, "Actions, resources, and
//! condition keys for Amazon DynamoDB". Transactions have none: each of their items needs the action of
//! its own operation.

use super::entry::{Entry, FORM};
use crate::hcl::{Expr, Literal};
use crate::kind::{
    Existing, Fact, Guard, Holds, Instead, Operation, Output, Permission, Resource, Target,
    Together,
};

const TABLE: &str = "table";
const INDEXES: &str = "indexes";
const STREAM: &str = "stream";

pub(super) const READ_STREAM: &str = "stream";

pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        word: "read",
        permissions: &[
            Permission {
                on: TABLE,
                actions: &[
                    "dynamodb:BatchGetItem",
                    "dynamodb:ConditionCheckItem",
                    "dynamodb:GetItem",
                    "dynamodb:Query",
                ],
            },
            Permission {
                on: INDEXES,
                actions: &["dynamodb:Query"],
            },
        ],
        calls: &["BatchGetItem", "GetItem", "Query", "TransactGetItems"],
        connects: false,
        endpoint: ENDPOINT,
    },
    Operation {
        word: "scan",
        permissions: &[
            Permission {
                on: TABLE,
                actions: &["dynamodb:Scan"],
            },
            Permission {
                on: INDEXES,
                actions: &["dynamodb:Scan"],
            },
        ],
        calls: &["Scan"],
        connects: false,
        endpoint: ENDPOINT,
    },
    Operation {
        word: "write",
        permissions: &[Permission {
            on: TABLE,
            actions: &["dynamodb:PutItem", "dynamodb:UpdateItem"],
        }],
        calls: &["PutItem", "UpdateItem"],
        connects: false,
        endpoint: ENDPOINT,
    },
    Operation {
        word: "delete",
        permissions: &[Permission {
            on: TABLE,
            actions: &["dynamodb:DeleteItem"],
        }],
        calls: &["DeleteItem"],
        connects: false,
        endpoint: ENDPOINT,
    },
    Operation {
        word: READ_STREAM,
        permissions: &[Permission {
            on: STREAM,
            actions: &[
                "dynamodb:DescribeStream",
                "dynamodb:GetRecords",
                "dynamodb:GetShardIterator",
            ],
        }],
        calls: &["DescribeStream", "GetRecords", "GetShardIterator"],
        connects: false,
        // The gateway leads to tables alone. (Amazon DynamoDB developer guide, "AWS PrivateLink for
        // DynamoDB".)
        endpoint: Some("dynamodb-streams"),
    },
];

/// That of the gateway.
const ENDPOINT: Option<&str> = Some("dynamodb");

/// One action writes and deletes.
pub(super) const TOGETHER: &[Together] = &[Together {
    words: &["write", "delete"],
    permissions: &[Permission {
        on: TABLE,
        actions: &["dynamodb:BatchWriteItem"],
    }],
    calls: &["BatchWriteItem"],
}];

/// Whether an operation is about the stream.
pub(super) fn is_stream(word: &str) -> bool {
    word == READ_STREAM
}

pub(super) fn resources(target: &Target<'_>) -> Vec<Resource> {
    let (id, address) = (target.id(), target.address());
    let longest = longest_arn(target);
    let table = Resource {
        name: TABLE,
        arn: Expr::new(arn(target, "")),
        title: format!("table `{id}`"),
        longest_arn: longest.clone(),
    };
    let indexes = Resource {
        name: INDEXES,
        arn: Expr::new(arn(target, "/index/*")),
        title: format!("indexes of table `{id}`"),
        longest_arn: format!("{longest}/index/*"),
    };
    let stream = Resource {
        name: STREAM,
        arn: Expr::new(format!("{address}.stream_arn")),
        title: format!("stream of table `{id}`"),
        longest_arn: format!("{longest}/stream/2026-11-25T10:15:00.123"),
    };
    let entry = target.entry::<Entry>();
    let has_indexes = entry.is_none_or(|entry| !entry.indexes.is_empty());
    let has_stream = entry.is_none_or(|entry| entry.stream.is_some());
    let indexes = has_indexes.then_some(indexes);
    let stream = has_stream.then_some(stream);
    [table].into_iter().chain(indexes).chain(stream).collect()
}

/// The longest name of a table, which that of a raw one may have.
const LONGEST_NAME: usize = 255;

fn existing<'a>(target: &Target<'a>) -> Option<&'a Existing> {
    target.entry::<Entry>()?.existing.as_ref()
}

/// The ARN of the table with `end` behind it, as HCL.
fn arn(target: &Target<'_>, end: &str) -> String {
    let address = target.address();
    match (existing(target), end) {
        (Some(existing), _) => existing.arn(&FORM, target, end),
        (None, "") => format!("{address}.arn"),
        (None, _) => format!("\"${{{address}.arn}}{end}\""),
    }
}

/// What a call takes for the table. An ARN tells the account too.
fn table_name(target: &Target<'_>) -> String {
    match existing(target) {
        Some(existing) if existing.is_of_stack() => Literal::new(existing.name()).to_string(),
        Some(existing) => existing.arn(&FORM, target, ""),
        None => format!("{}.name", target.address()),
    }
}

fn longest_arn(target: &Target<'_>) -> String {
    if let Some(existing) = existing(target) {
        return existing.longest_arn(&FORM, target, "");
    }
    let name = if target.is_raw() {
        "x".repeat(LONGEST_NAME)
    } else {
        format!("{}-{}", target.stack(), target.id().kebab())
    };
    target.arn_of("dynamodb", format!("table/{name}"))
}

const STREAM_ARN: &str = "STREAM_ARN";

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "TABLE",
        holds: Holds::Text,
        meaning: "the name of the table",
        value: table_name,
    },
    Fact {
        name: STREAM_ARN,
        holds: Holds::Text,
        meaning: "the ARN of the table's stream",
        value: |target| format!("{}.stream_arn", target.address()),
    },
];

/// Whether a fact is about the stream.
pub(super) fn is_of_stream(fact: &Fact) -> bool {
    fact.name == STREAM_ARN
}

pub(super) const OUTPUTS: &[Output] = &[Output {
    name: "table_name",
    description: "Name of table {}.",
    value: table_name,
}];

const OF_TABLE: &str = "aws_dynamodb_table";
const KEYS: Instead = Instead::Keys(&["partition_key", "sort_key", "index"]);
const STREAM_KEY: Instead = Instead::Keys(&["stream"]);

pub(super) const GUARDS: &[Guard] = &[
    Guard::new(OF_TABLE, "", "hash_key", KEYS),
    Guard::new(OF_TABLE, "", "range_key", KEYS),
    Guard::new(OF_TABLE, "", "attribute", KEYS),
    Guard::new(OF_TABLE, "", "global_secondary_index", KEYS),
    Guard::new(OF_TABLE, "", "ttl", Instead::Keys(&["ttl"])),
    Guard::new(OF_TABLE, "", "stream_enabled", STREAM_KEY),
    Guard::new(OF_TABLE, "", "stream_view_type", STREAM_KEY),
];
