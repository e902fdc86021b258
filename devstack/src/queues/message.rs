//! A message, and what SQS asks of one that is sent.

use std::collections::BTreeMap;

use serde::Deserialize;
use uuid::Uuid;

use super::attribute::{self, Attribute};
use super::clock::Time;
use super::error::{Code, in_range, invalid, missing};
use super::fifo;
use super::inlet::Delivery;
use super::settings::Settings;
use crate::aws_json::Refusal;

/// How long a message may be delayed.
const LONGEST_DELAY: u32 = 900;

/// A message of a queue.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) body: String,
    pub(super) attributes: BTreeMap<String, Attribute>,
    pub(super) trace_header: Option<Attribute>,
    pub(super) group: Option<String>,
    pub(super) deduplication: Option<String>,
    /// Its retention counts from here.
    pub(super) sent: Time,
    /// Across all queues that it was in.
    pub(super) received: u32,
    pub(super) first_received: Option<Time>,
    /// The queue whose dead letter it is.
    pub(super) dead_letter_of: Option<String>,
}

/// A message as it is sent, alone or in a batch.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Sending {
    message_body: Option<String>,
    delay_seconds: Option<i64>,
    #[serde(default)]
    message_attributes: BTreeMap<String, attribute::Sent>,
    #[serde(default)]
    message_system_attributes: BTreeMap<String, attribute::Sent>,
    message_group_id: Option<String>,
    message_deduplication_id: Option<String>,
}

impl From<Delivery> for Sending {
    fn from(delivery: Delivery) -> Self {
        Self {
            message_body: Some(delivery.body),
            delay_seconds: None,
            message_attributes: delivery.attributes,
            message_system_attributes: BTreeMap::new(),
            message_group_id: delivery.group,
            message_deduplication_id: delivery.deduplication,
        }
    }
}

/// A message that its queue takes, and how long it stays hidden.
#[derive(Debug)]
pub(super) struct Accepted {
    pub(super) message: Message,
    pub(super) delay_seconds: u32,
}

impl Sending {
    /// Holds it to the rules of a queue.
    pub(super) fn accept(self, settings: &Settings, now: Time) -> Result<Accepted, Refusal> {
        let delay_seconds = self.delay(settings)?;
        let deduplication = self.deduplication(settings)?;
        let body = self.message_body.filter(|body| !body.is_empty());
        let body = body.ok_or_else(|| missing("MessageBody"))?;
        if !body.chars().all(is_allowed) {
            return Err(Code::InvalidMessageContents.because(
                "The message contains characters outside the allowed set: #x9 | #xA | #xD | \
                 #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.",
            ));
        }
        let message = Message {
            id: Uuid::new_v4().to_string(),
            body,
            attributes: attribute::parse_all(self.message_attributes)?,
            trace_header: trace_header(self.message_system_attributes)?,
            group: self.message_group_id,
            deduplication,
            sent: now,
            received: 0,
            first_received: None,
            dead_letter_of: None,
        };
        let most = settings.maximum_message_size;
        if message.size() > most as usize {
            return Err(Code::InvalidParameterValue.because(format!(
                "One or more parameters are invalid. Reason: Message must be shorter than {most} \
                 bytes."
            )));
        }
        Ok(Accepted {
            message,
            delay_seconds,
        })
    }

    /// What it will count for in a batch, before it is known to be right.
    pub(super) fn size(&self) -> usize {
        let attributes = self.message_attributes.iter();
        let attributes = attributes.map(|(name, attribute)| name.len() + attribute.size());
        self.message_body.as_ref().map_or(0, String::len) + attributes.sum::<usize>()
    }

    fn delay(&self, settings: &Settings) -> Result<u32, Refusal> {
        match in_range("DelaySeconds", self.delay_seconds, 0..=LONGEST_DELAY)? {
            None => Ok(settings.delay_seconds),
            Some(0) if settings.is_fifo() => Ok(settings.delay_seconds),
            Some(delay) if settings.is_fifo() => Err(invalid(
                "DelaySeconds",
                &delay.to_string(),
                "The request include parameter that is not valid for this queue type.",
            )),
            Some(delay) => Ok(delay),
        }
    }

    /// The deduplication id; of a standard queue, which has none, that there is none.
    fn deduplication(&self, settings: &Settings) -> Result<Option<String>, Refusal> {
        let id = self.message_deduplication_id.as_deref();
        let group = self.message_group_id.as_deref();
        for (name, value) in [("MessageGroupId", group), ("MessageDeduplicationId", id)] {
            value.map_or(Ok(()), |value| fifo::check_id(name, value))?;
        }
        match (settings.is_fifo(), id) {
            (false, None) => Ok(None),
            (false, Some(id)) => Err(invalid(
                "MessageDeduplicationId",
                id,
                "The request includes a parameter that is not valid for this queue type.",
            )),
            (true, _) if group.is_none() => Err(missing("MessageGroupId")),
            (true, Some(id)) => Ok(Some(id.to_owned())),
            (true, None) if settings.has_content_based_deduplication() => {
                let body = self.message_body.as_deref().unwrap_or_default();
                Ok(Some(fifo::id_of_content(body)))
            }
            (true, None) => Err(Code::InvalidParameterValue.because(
                "The queue should either have ContentBasedDeduplication enabled or \
                 MessageDeduplicationId provided explicitly",
            )),
        }
    }
}

impl Message {
    /// The bytes of its body and of its attributes, which count toward the limit of a queue.
    fn size(&self) -> usize {
        let attributes = self.attributes.iter();
        let attributes = attributes.map(|(name, attribute)| name.len() + attribute.size());
        self.body.len() + attributes.sum::<usize>()
    }

    /// The message as one that was just sent: a redrive makes new ones.
    pub(super) fn renewed(self, now: Time) -> Self {
        Self {
            id: Uuid::new_v4().to_string(),
            sent: now,
            received: 0,
            first_received: None,
            dead_letter_of: None,
            ..self
        }
    }
}

/// The one system attribute that a sender can set.
fn trace_header(mut sent: BTreeMap<String, attribute::Sent>) -> Result<Option<Attribute>, Refusal> {
    let header = sent.remove("AWSTraceHeader");
    if let Some(name) = sent.into_keys().next() {
        return Err(invalid(
            "MessageSystemAttributes",
            &name,
            "Only AWSTraceHeader can be set.",
        ));
    }
    let header = header.map(|sent| attribute::parse("AWSTraceHeader", sent));
    match header.transpose()? {
        Some(header) if header.data_type != "String" => Err(invalid(
            "AWSTraceHeader",
            &header.data_type,
            "Its type must be String.",
        )),
        header => Ok(header),
    }
}

/// Whether a message may have a character; those of XML are allowed.
pub(super) fn is_allowed(character: char) -> bool {
    matches!(character,
        '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}
