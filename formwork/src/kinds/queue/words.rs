//! Words of other tools for what a queue has.

use crate::manifest::{Way, Word};

pub(super) const WORDS: &[Word] = &[
    Word::new(
        &["visibility_timeout", "visibility", "timeout"],
        "60",
        &[Way::new(
            "write `visibility_timeout_seconds = 60`",
            "visibility_timeout_seconds = 60\n",
        )],
    ),
    Word::new(
        &["retention", "message_retention_seconds", "retention_period"],
        "7",
        &[Way::new(
            "write `retention_days = 7`",
            "retention_days = 7\n",
        )],
    ),
    Word::new(
        &[
            "dlq",
            "dead_letter_queue",
            "redrive",
            "redrive_policy",
            "max_receive_count",
            "tries",
        ],
        "5",
        &[Way::new(
            "write `dead_letter = { after = 5 }`, or `false` to have none",
            "dead_letter = { after = 4 }\n",
        )],
    ),
    Word::new(
        &["type", "fifo_queue", "ordered"],
        "\"fifo\"",
        &[Way::new("write `fifo = true`", "fifo = true\n")],
    ),
    Word::new(
        &["encryption", "kms", "encrypted"],
        "true",
        &[Way::new("leave it out: SQS encrypts every message", "")],
    ),
];
