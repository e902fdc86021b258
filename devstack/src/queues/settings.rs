//! The attributes of a queue that a client sets.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::error::{Code, invalid};
use super::redrive::{Allow, Redrive};
use crate::aws_json::Refusal;

/// The largest message, and the largest batch of them: a mebibyte.
pub(super) const LARGEST: u32 = 1_048_576;

/// Twelve hours: how long a message may be hidden from the others at most.
pub(super) const LONGEST_VISIBILITY: u32 = 43_200;

/// What can be set, as `CreateQueue` and `SetQueueAttributes` of the API reference have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) visibility_timeout: u32,
    pub(super) message_retention_period: u32,
    pub(super) receive_message_wait_time_seconds: u32,
    pub(super) delay_seconds: u32,
    pub(super) maximum_message_size: u32,
    /// Of a FIFO queue.
    fifo: Option<Fifo>,
    pub(super) redrive: Option<Redrive>,
    pub(super) redrive_allow: Option<Allow>,
    /// What changes nothing on this machine: encryption and the policy of the queue.
    others: BTreeMap<&'static str, String>,
}

/// What a FIFO queue has beside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Fifo {
    content_based_deduplication: bool,
    /// Deduplication ids count within a group.
    deduplication_per_group: bool,
    throughput_per_group: bool,
}

const OTHERS: [&str; 4] = [
    "KmsDataKeyReusePeriodSeconds",
    "KmsMasterKeyId",
    "Policy",
    "SqsManagedSseEnabled",
];

impl Default for Settings {
    fn default() -> Self {
        Self {
            visibility_timeout: 30,
            message_retention_period: 345_600,
            receive_message_wait_time_seconds: 0,
            delay_seconds: 0,
            maximum_message_size: LARGEST,
            fifo: None,
            redrive: None,
            redrive_allow: None,
            others: BTreeMap::from([("SqsManagedSseEnabled", "true".to_owned())]),
        }
    }
}

impl Settings {
    /// Those of a new queue.
    pub(super) fn new(attributes: &BTreeMap<String, String>) -> Result<Self, Refusal> {
        let mut settings = Self::default();
        if let Some(value) = attributes.get("FifoQueue") {
            // AWS takes no other value, although it documents one.
            if value != "true" {
                return Err(Code::InvalidAttributeName.because("Unknown Attribute FifoQueue."));
            }
            settings.fifo = Some(Fifo::default());
        }
        settings.change(attributes)?;
        Ok(settings)
    }

    /// Sets attributes; if one of them is wrong, none.
    pub(super) fn change(&mut self, attributes: &BTreeMap<String, String>) -> Result<(), Refusal> {
        let mut changed = self.clone();
        for (name, value) in attributes {
            changed.set(name, value)?;
        }
        let fifo = changed.fifo.unwrap_or_default();
        if fifo.throughput_per_group && !fifo.deduplication_per_group {
            return Err(invalid(
                "FifoThroughputLimit",
                "perMessageGroupId",
                "It needs DeduplicationScope messageGroup.",
            ));
        }
        *self = changed;
        Ok(())
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        match name {
            "VisibilityTimeout" => {
                self.visibility_timeout = number(name, value, 0..=LONGEST_VISIBILITY)?;
            }
            "MessageRetentionPeriod" => {
                self.message_retention_period = number(name, value, 60..=1_209_600)?;
            }
            "ReceiveMessageWaitTimeSeconds" => {
                self.receive_message_wait_time_seconds = number(name, value, 0..=20)?;
            }
            "DelaySeconds" => self.delay_seconds = number(name, value, 0..=900)?,
            "MaximumMessageSize" => {
                self.maximum_message_size = number(name, value, 1_024..=LARGEST)?;
            }
            "RedrivePolicy" => self.redrive = Redrive::parse(value)?,
            "RedriveAllowPolicy" => self.redrive_allow = Allow::parse(value)?,
            _ => return self.set_other(name, value),
        }
        Ok(())
    }

    fn set_other(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        if let Some(other) = OTHERS.iter().find(|other| **other == name) {
            self.others.insert(other, value.to_owned());
            return Ok(());
        }
        match (name, &mut self.fifo) {
            ("FifoQueue", Some(_)) if value == "true" => {}
            ("FifoQueue", None) if value == "false" => {}
            ("ContentBasedDeduplication", Some(fifo)) => {
                fifo.content_based_deduplication = one_of(name, value, ["false", "true"])?;
            }
            ("DeduplicationScope", Some(fifo)) => {
                fifo.deduplication_per_group = one_of(name, value, ["queue", "messageGroup"])?;
            }
            ("FifoThroughputLimit", Some(fifo)) => {
                let words = ["perQueue", "perMessageGroupId"];
                fifo.throughput_per_group = one_of(name, value, words)?;
            }
            // A standard queue doesn't know those of FIFO queues either.
            _ => {
                let message = format!("Unknown Attribute {name}.");
                return Err(Code::InvalidAttributeName.because(message));
            }
        }
        Ok(())
    }

    /// All that is set, by the names of AWS.
    pub(super) fn attributes(&self) -> BTreeMap<&'static str, String> {
        let mut attributes = BTreeMap::from([
            ("VisibilityTimeout", self.visibility_timeout.to_string()),
            (
                "MessageRetentionPeriod",
                self.message_retention_period.to_string(),
            ),
            (
                "ReceiveMessageWaitTimeSeconds",
                self.receive_message_wait_time_seconds.to_string(),
            ),
            ("DelaySeconds", self.delay_seconds.to_string()),
            ("MaximumMessageSize", self.maximum_message_size.to_string()),
        ]);
        if let Some(fifo) = self.fifo {
            attributes.extend(fifo.attributes());
        }
        let redrive = self.redrive.as_ref().map(Redrive::to_string);
        attributes.extend(redrive.map(|policy| ("RedrivePolicy", policy)));
        let allow = self.redrive_allow.as_ref().map(Allow::to_string);
        attributes.extend(allow.map(|policy| ("RedriveAllowPolicy", policy)));
        let others = self.others.iter().filter(|(_, value)| !value.is_empty());
        attributes.extend(others.map(|(name, value)| (*name, value.clone())));
        attributes
    }

    /// Whether some queue has an attribute that this one may lack.
    pub(super) fn knows(name: &str) -> bool {
        let of_fifo = Fifo::default().attributes();
        let optional = ["RedrivePolicy", "RedriveAllowPolicy"];
        of_fifo.iter().any(|(known, _)| *known == name)
            || optional.contains(&name)
            || OTHERS.contains(&name)
    }

    pub(super) fn is_fifo(&self) -> bool {
        self.fifo.is_some()
    }

    /// Whether a body can stand for a deduplication id.
    pub(super) fn has_content_based_deduplication(&self) -> bool {
        self.fifo
            .is_some_and(|fifo| fifo.content_based_deduplication)
    }

    /// Whether two groups may use the same deduplication id.
    pub(super) fn has_deduplication_per_group(&self) -> bool {
        self.fifo.is_some_and(|fifo| fifo.deduplication_per_group)
    }
}

impl Fifo {
    fn attributes(self) -> [(&'static str, String); 4] {
        let word = |of_group: bool, yes: &str, no: &str| if of_group { yes } else { no }.to_owned();
        [
            ("FifoQueue", "true".to_owned()),
            (
                "ContentBasedDeduplication",
                self.content_based_deduplication.to_string(),
            ),
            (
                "DeduplicationScope",
                word(self.deduplication_per_group, "messageGroup", "queue"),
            ),
            (
                "FifoThroughputLimit",
                word(self.throughput_per_group, "perMessageGroupId", "perQueue"),
            ),
        ]
    }
}

fn number(name: &str, value: &str, range: RangeInclusive<u32>) -> Result<u32, Refusal> {
    let parsed = value.parse().ok().filter(|number| range.contains(number));
    parsed.ok_or_else(|| wrong(name))
}

/// Whether it is the second of two words.
fn one_of(name: &str, value: &str, [no, yes]: [&str; 2]) -> Result<bool, Refusal> {
    if value == no || value == yes {
        return Ok(value == yes);
    }
    Err(wrong(name))
}

fn wrong(name: &str) -> Refusal {
    Code::InvalidAttributeValue.because(format!("Invalid value for the parameter {name}."))
}
