//! What a queue gets of a topic without raw delivery: JSON of SNS with the text inside.

use serde_json::{Map, Value, json};

use super::arn;
use super::publish::Message;
use super::topic::{Order, Topic, sequence_number};
use crate::queues::clock::{Time, rfc3339};

/// A message as "Message formats" of the developer guide has it, without a signature.
pub(super) fn enveloped(message: &Message, topic: &Topic, sequence: u64, now: Time) -> String {
    let mut envelope = json!({
        "Type": "Notification",
        "MessageId": message.id,
        "TopicArn": arn(&topic.name),
        "Message": message.body,
        "Timestamp": rfc3339(now),
    });
    if let Some(subject) = &message.subject {
        envelope["Subject"] = json!(subject);
    }
    if matches!(topic.order, Order::Fifo(_)) {
        envelope["SequenceNumber"] = json!(sequence_number(sequence));
    }
    if !message.attributes.is_empty() {
        let attributes = message.attributes.iter().map(|(name, sent)| {
            let value = sent.string_value.as_ref().or(sent.binary_value.as_ref());
            let attribute = json!({ "Type": sent.data_type, "Value": value });
            (name.clone(), attribute)
        });
        envelope["MessageAttributes"] = Value::Object(attributes.collect::<Map<_, _>>());
    }
    envelope.to_string()
}
