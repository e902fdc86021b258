//! The keys of `[queue.NAME]`.

use serde::Deserialize;

use super::entry::{AFTER, OLDEST_MESSAGE, RETENTION, VISIBILITY};
use crate::kind::{KeyFact, Toggle};
use crate::manifest::{Field, Names};

/// `[queue.NAME]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Keys {
    /// **Contract.** Messages of one group are received in the order in which they were sent, each of them once. A
    /// change makes other queues, and the messages in the old ones are lost.
    pub(crate) fifo: Field<bool>,
    /// **Contract.** How long a received message is hidden from other receivers. It must be longer than the code
    /// takes for a message.
    pub(crate) visibility_timeout_seconds: Field<u32>,
    /// How long a message waits to be received; after that SQS deletes it.
    pub(crate) retention_days: Field<u32>,
    /// Messages that were received several times without success move to a second queue for 14 days, and an alarm
    /// goes off. `false`: they come back until they are too old. Default: `{ after = 5 }`.
    pub(crate) dead_letter: Field<Toggle<DeadLetter>>,
    /// An alarm goes off if the oldest message has waited longer.
    pub(crate) oldest_message_minutes: Field<u32>,
    /// The name or the ARN of one that exists. The stack then makes none, and grants work on the existing one.
    /// Default: none, a new one.
    pub(crate) existing: Option<Field<String>>,
    /// **Contract.** Its former name, as for a service.
    pub(crate) renamed_from: Option<Names>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            fifo: false.into(),
            visibility_timeout_seconds: 30.into(),
            retention_days: 4.into(),
            dead_letter: Field::default(),
            oldest_message_minutes: 15.into(),
            existing: None,
            renamed_from: None,
        }
    }
}

/// `dead_letter = { after = 5 }`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct DeadLetter {
    /// How often a message is received before it moves.
    pub(crate) after: Field<u32>,
}

impl Default for DeadLetter {
    fn default() -> Self {
        Self { after: 5.into() }
    }
}

/// What the types do not say of the keys.
pub(super) const KEYS: &[KeyFact] = &[
    KeyFact::new("fifo", "true"),
    KeyFact::new("visibility_timeout_seconds", "300").within(&VISIBILITY),
    KeyFact::new("retention_days", "14").within(&RETENTION),
    KeyFact::new("dead_letter", "false"),
    KeyFact::new("dead_letter.after", "3").within(&AFTER),
    KeyFact::new("oldest_message_minutes", "60").within(&OLDEST_MESSAGE),
    KeyFact::new("existing", r#""jobs-of-others""#),
    KeyFact::new("renamed_from", r#""images""#),
];
