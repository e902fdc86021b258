//! Words of other tools for what a secret has.

use crate::manifest::{Way, Word};

pub(super) const WORDS: &[Word] = &[
    Word::new(
        &["value", "secret_string", "default", "text"],
        "\"hunter2\"",
        &[Way::new(
            "leave it out, so that it stands in no file: the output `NAME_secret_command` is the command that sets it",
            "",
        )],
    ),
    Word::new(
        &["arn", "name", "from", "path", "parameter"],
        "\"prod/stripe\"",
        &[Way::new(
            "write `existing = \"prod/stripe\"`",
            "existing = \"prod/stripe\"\n",
        )],
    ),
    Word::new(
        &["type", "backend", "provider"],
        "\"ssm\"",
        &[Way::new(
            "write `store = \"parameter_store\"`, or `\"secrets_manager\"`",
            "store = \"parameter_store\"\n",
        )],
    ),
];
