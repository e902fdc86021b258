//! The keys of `[topic.NAME]`.

use serde::Deserialize;

use crate::kind::KeyFact;
use crate::manifest::{Entries, Field, Names};
use crate::tree::Tree;

/// `[topic.NAME]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Keys {
    /// **Contract.** Messages of one group are delivered in the order in which they were published, each of
    /// them once. A change makes another topic.
    pub(crate) fifo: Field<bool>,
    /// The queues that get each message, by their names: those of `[queue.NAME]`.
    pub(crate) queues: Entries<Subscription>,
    /// The name or the ARN of one that exists. The stack then makes none, and grants work on the existing one.
    /// Default: none, a new one.
    pub(crate) existing: Option<Field<String>>,
    /// **Contract.** Its former name, as for a service.
    pub(crate) renamed_from: Option<Names>,
}

/// `queues = { jobs = { filter = { kind = ["order"] } } }`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Subscription {
    /// Which messages the queue gets, as a filter policy of SNS: attributes with lists of values. A message must
    /// have one of the values of each attribute. Default: all messages.
    pub(crate) filter: Option<Tree>,
    /// What `filter` applies to.
    pub(crate) filter_on: Field<Part>,
}

/// A part of a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum Part {
    /// Its attributes, which are beside the text.
    #[default]
    Attributes,
    /// Its text, which is JSON.
    Body,
}

impl Part {
    /// The word that SNS has for it.
    pub(super) fn scope(self) -> &'static str {
        match self {
            Self::Attributes => "MessageAttributes",
            Self::Body => "MessageBody",
        }
    }
}

/// What the types do not say of the keys.
pub(super) const KEYS: &[KeyFact] = &[
    KeyFact::new("fifo", "true"),
    KeyFact::new("queues.*.filter", r#"{ kind = ["order", "refund"] }"#).with(&[(
        "queues",
        "{ thumbnails = { filter = { kind = [\"order\", \"refund\"] } } }",
    )]),
    KeyFact::new("queues.*.filter_on", r#""body""#).with(&[(
        "queues",
        "{ thumbnails = { filter = { kind = [\"order\"] }, filter_on = \"body\" } }",
    )]),
    KeyFact::new("existing", r#""events-of-others""#),
    KeyFact::new("renamed_from", r#""news""#),
];
