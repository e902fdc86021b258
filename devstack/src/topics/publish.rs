//! `Publish` and `PublishBatch`: what SNS asks of a message.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::topic::{Order, Topic};
use super::{State, of_arn};
use crate::aws_json::Refusal;
use crate::aws_query::{self, Parameters};
use crate::queues::batch::{self, Entry};
use crate::queues::error::Code;
use crate::queues::{Delivery, Inlet, attribute, fifo};

/// The largest message with its attributes, and the largest batch of them.
const LARGEST: usize = 262_144;

/// Amazon SNS API, `Publish`: `Subject`.
const LONGEST_SUBJECT: usize = 100;

/// A message that its topic takes.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) body: String,
    pub(super) subject: Option<String>,
    pub(super) attributes: BTreeMap<String, attribute::Sent>,
    pub(super) group: Option<String>,
    pub(super) deduplication: Option<String>,
}

impl Message {
    /// The text and its attributes for a queue.
    pub(super) fn delivery(&self) -> Delivery {
        Delivery {
            body: self.body.clone(),
            attributes: self.attributes.clone(),
            group: self.group.clone(),
            deduplication: self.deduplication.clone(),
        }
    }

    /// Reads one, and holds it to the rules of its topic.
    fn read(mut parameters: Parameters, topic: &Topic) -> Result<Self, Refusal> {
        let attributes = attributes(&parameters)?;
        let structure = parameters.take("MessageStructure");
        let body = parameters.take("Message").unwrap_or_default();
        let body = body_of(body, structure.as_deref())?;
        let message = Self {
            id: Uuid::new_v4().to_string(),
            subject: parameters.take("Subject"),
            group: parameters.take("MessageGroupId"),
            deduplication: parameters.take("MessageDeduplicationId"),
            body,
            attributes,
        };
        message.check_subject()?;
        message.check_order(topic.order)
    }

    fn check_subject(&self) -> Result<(), Refusal> {
        let is_fine = |subject: &String| {
            let plain = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
            (1..=LONGEST_SUBJECT).contains(&subject.len()) && subject.bytes().all(plain)
        };
        if self.subject.as_ref().is_none_or(is_fine) {
            return Ok(());
        }
        Err(invalid("Subject"))
    }

    fn check_order(self, order: Order) -> Result<Self, Refusal> {
        let group = self.group.as_deref();
        let deduplication = self.deduplication.as_deref();
        for (name, id) in [
            ("MessageGroupId", group),
            ("MessageDeduplicationId", deduplication),
        ] {
            let is_fine = id.is_none_or(|id| fifo::check_id(name, id).is_ok());
            is_fine.then_some(()).ok_or_else(|| invalid(name))?;
        }
        match order {
            Order::Standard if self.deduplication.is_some() => Err(invalid(
                "MessageDeduplicationId Reason: The request includes MessageDeduplicationId \
                 parameter that is not valid for this topic type",
            )),
            Order::Standard | Order::Unknown => Ok(self),
            Order::Fifo(_) if self.group.is_none() => Err(invalid(
                "The MessageGroupId parameter is required for FIFO topics",
            )),
            Order::Fifo(fifo) => self.with_deduplication(fifo.content_based_deduplication),
        }
    }

    fn with_deduplication(mut self, is_by_content: bool) -> Result<Self, Refusal> {
        if self.deduplication.is_none() && !is_by_content {
            return Err(invalid(
                "The topic should either have ContentBasedDeduplication enabled or \
                 MessageDeduplicationId provided explicitly",
            ));
        }
        let by_content = || fifo::id_of_content(&self.body);
        self.deduplication = self.deduplication.take().or_else(|| Some(by_content()));
        Ok(self)
    }
}

/// The text; of `MessageStructure = json`, that for queues.
fn body_of(message: String, structure: Option<&str>) -> Result<String, Refusal> {
    let body = match structure {
        None => message,
        Some("json") => {
            let texts: Value = serde_json::from_str(&message)
                .map_err(|_| invalid("Message Structure - JSON message body failed to parse"))?;
            let default = texts["default"].as_str().ok_or_else(|| {
                invalid("Message Structure - No default entry in JSON message body")
            })?;
            texts["sqs"].as_str().unwrap_or(default).to_owned()
        }
        Some(_) => return Err(invalid("MessageStructure")),
    };
    if body.is_empty() {
        return Err(invalid("Empty message"));
    }
    Ok(body)
}

fn attributes(parameters: &Parameters) -> Result<BTreeMap<String, attribute::Sent>, Refusal> {
    let items = parameters.items("MessageAttributes.entry").into_iter();
    let sent = items.map(|mut item| {
        let name = item.take("Name").unwrap_or_default();
        let sent = attribute::Sent {
            data_type: item.take("Value.DataType").unwrap_or_default(),
            string_value: item.take("Value.StringValue"),
            binary_value: item.take("Value.BinaryValue"),
        };
        (name, sent)
    });
    let sent: BTreeMap<_, _> = sent.collect();
    // Raw delivery carries what SQS takes.
    attribute::parse_all(sent.clone())?;
    Ok(sent)
}

/// What counts toward the size of a message.
fn size(parameters: &Parameters) -> usize {
    let body = parameters.clone().take("Message").unwrap_or_default();
    let attributes = attributes(parameters).unwrap_or_default();
    let attributes = attributes.iter().map(|(name, it)| name.len() + it.size());
    body.len() + attributes.sum::<usize>()
}

impl State {
    /// The topic that a call is about.
    pub(super) fn topic(&mut self, arn: Option<&str>) -> Result<&mut Topic, Refusal> {
        let arn = arn.ok_or_else(|| {
            invalid("TopicArn or TargetArn Reason: no value for required parameter")
        })?;
        let name = of_arn(arn).unwrap_or_default();
        let topic = self.topics.get_mut(name);
        topic.ok_or_else(|| Refusal {
            status: hyper::StatusCode::NOT_FOUND,
            ..Refusal::new("NotFound", "Topic does not exist")
        })
    }

    pub(super) fn publish(
        &mut self,
        arn: Option<&str>,
        parameters: Parameters,
        queues: &Inlet,
    ) -> Result<Value, Refusal> {
        let topic = self.topic(arn)?;
        if size(&parameters) > LARGEST {
            return Err(invalid("Message too long"));
        }
        let message = Message::read(parameters, topic)?;
        Ok(topic.publish(&message, queues))
    }

    pub(super) fn publish_batch(
        &mut self,
        arn: Option<&str>,
        parameters: &Parameters,
        queues: &Inlet,
    ) -> Result<Value, Refusal> {
        let topic = self.topic(arn)?;
        let entries = parameters.items("PublishBatchRequestEntries.member");
        let entries = entries.into_iter().map(|mut item| Entry {
            id: item.take("Id").unwrap_or_default(),
            item,
        });
        let entries: Vec<Entry<Parameters>> = entries.collect();
        batch::check(&entries)?;
        let sizes = entries.iter().map(|entry| size(&entry.item));
        if sizes.sum::<usize>() > LARGEST {
            let message = format!("The length of all the messages is more than {LARGEST} bytes.");
            return Err(Code::BatchRequestTooLong.because(message));
        }
        let publish = |item| {
            let message = Message::read(item, topic).map_err(renamed)?;
            Ok(topic.publish(&message, queues))
        };
        Ok(json!(batch::each(entries, publish)))
    }
}

/// A refusal by the name of this protocol.
fn renamed(refusal: Refusal) -> Refusal {
    Refusal {
        query: Some(aws_query::code(&refusal)),
        ..refusal
    }
}

fn invalid(what: &str) -> Refusal {
    Refusal::new("InvalidParameter", format!("Invalid parameter: {what}"))
}
