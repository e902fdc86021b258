//! The operations on messages, alone and in batches.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::account::Account;
use super::batch::{self, Entry};
use super::clock::Time;
use super::digest;
use super::error::{Code, in_range, invalid, missing};
use super::fifo;
use super::message::Sending;
use super::name;
use super::queue::{Queue, Received, Take, Taken};
use super::settings::{LARGEST, LONGEST_VISIBILITY, Settings};
use crate::aws_json::Refusal;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Send {
    queue_url: Option<String>,
    #[serde(flatten)]
    message: Sending,
}

/// Of the operations that take a batch.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", bound = "T: Deserialize<'de>")]
pub(super) struct Batch<T> {
    queue_url: Option<String>,
    #[serde(default = "Vec::new")]
    entries: Vec<Entry<T>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Of<T> {
    queue_url: Option<String>,
    #[serde(flatten)]
    item: T,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Deletion {
    receipt_handle: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Change {
    receipt_handle: Option<String>,
    visibility_timeout: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Receive {
    queue_url: Option<String>,
    max_number_of_messages: Option<i64>,
    visibility_timeout: Option<i64>,
    wait_time_seconds: Option<i64>,
    /// The old name of the next.
    #[serde(default)]
    attribute_names: Vec<String>,
    #[serde(default)]
    message_system_attribute_names: Vec<String>,
    #[serde(default)]
    message_attribute_names: Vec<String>,
    #[serde(rename = "ReceiveRequestAttemptId")]
    attempt_id: Option<String>,
}

impl Account {
    pub(super) fn send(&mut self, input: Send, now: Time) -> Result<Value, Refusal> {
        self.send_one(input.queue_url.as_deref(), input.message, now)
    }

    pub(super) fn send_batch(
        &mut self,
        input: Batch<Sending>,
        now: Time,
    ) -> Result<Value, Refusal> {
        let url = input.queue_url.as_deref();
        self.queue(url)?;
        batch::check(&input.entries)?;
        let size: usize = input.entries.iter().map(|entry| entry.item.size()).sum();
        if size > LARGEST as usize {
            return Err(Code::BatchRequestTooLong.because(format!(
                "Batch requests cannot be longer than {LARGEST} bytes. You have sent {size} bytes."
            )));
        }
        let send = |message| self.send_one(url, message, now);
        Ok(batch::each(input.entries, send))
    }

    pub(super) fn send_one(
        &mut self,
        url: Option<&str>,
        message: Sending,
        now: Time,
    ) -> Result<Value, Refusal> {
        let sequence = self.count(1);
        let queue = self.queue(url)?;
        let accepted = message.accept(&queue.settings, now)?;
        let sent = &accepted.message;
        let mut answer = json!({
            "MD5OfMessageBody": digest::of_text(&sent.body),
            "MD5OfMessageAttributes": digest::of_attributes(&sent.attributes),
            "MD5OfMessageSystemAttributes": digest::of_trace_header(sent.trace_header.as_ref()),
        });
        let original = queue.send(accepted, sequence, now);
        answer["MessageId"] = json!(original.id);
        if queue.settings.is_fifo() {
            answer["SequenceNumber"] = json!(sequence_number(original.sequence));
        }
        Ok(answer)
    }

    pub(super) fn delete_message(&mut self, input: &Of<Deletion>) -> Result<Value, Refusal> {
        let queue = self.queue(input.queue_url.as_deref())?;
        input.item.apply(queue)
    }

    pub(super) fn delete_batch(&mut self, input: Batch<Deletion>) -> Result<Value, Refusal> {
        let queue = self.queue(input.queue_url.as_deref())?;
        batch::check(&input.entries)?;
        Ok(batch::each(input.entries, |deletion| deletion.apply(queue)))
    }

    pub(super) fn change(&mut self, input: &Of<Change>, now: Time) -> Result<Value, Refusal> {
        let queue = self.queue(input.queue_url.as_deref())?;
        input.item.apply(queue, now)
    }

    pub(super) fn change_batch(
        &mut self,
        input: Batch<Change>,
        now: Time,
    ) -> Result<Value, Refusal> {
        let queue = self.queue(input.queue_url.as_deref())?;
        batch::check(&input.entries)?;
        Ok(batch::each(input.entries, |change| {
            change.apply(queue, now)
        }))
    }

    /// How long a receive that finds nothing waits.
    pub(super) fn wait(&mut self, input: &Receive) -> Result<Duration, Refusal> {
        let queue = self.queue(input.queue_url.as_deref())?;
        let seconds = in_range("WaitTimeSeconds", input.wait_time_seconds, 0..=20)?;
        let seconds = seconds.unwrap_or(queue.settings.receive_message_wait_time_seconds);
        Ok(Duration::from_secs(seconds.into()))
    }

    /// What can be handed out now, if anything. `waits` says that the client has time.
    pub(super) fn receive(
        &mut self,
        input: &Receive,
        waits: bool,
        now: Time,
    ) -> Result<Option<Value>, Refusal> {
        let most = in_range("MaxNumberOfMessages", input.max_number_of_messages, 1..=10)?;
        let most = most.unwrap_or(1);
        let visibility = visibility(input.visibility_timeout)?;
        let receipt = self.count(most.into());
        let redrive = self.redrive(input.queue_url.as_deref())?;
        let queue = self.queue(input.queue_url.as_deref())?;
        let attempt = input.attempt(&queue.settings)?;
        let seconds = visibility.unwrap_or(queue.settings.visibility_timeout);
        let visibility = Duration::from_secs(seconds.into());
        if let Some(attempt) = attempt {
            let received = queue.repeat(attempt, visibility, now);
            if !received.is_empty() {
                return Ok(input.answer(&received));
            }
        }
        if queue.is_full() && !queue.settings.is_fifo() && !waits {
            let message = "Too many messages are in flight: delete some first.";
            return Err(Code::OverLimit.because(message));
        }
        let take = Take {
            most: most as usize,
            visibility,
            dead_after: redrive.as_ref().map(|(_, receives)| *receives),
        };
        let Taken { received, dead } = queue.take(take, receipt, now);
        if let Some(attempt) = attempt {
            queue.remember(attempt, &received, visibility, now);
        }
        let source = queue.name.clone();
        if let Some((target, _)) = redrive {
            self.bury(&source, &target, dead, now);
        }
        Ok(input.answer(&received))
    }

    /// Where dead letters of a queue go, and after how many receives. Where that queue is gone,
    /// messages stay.
    fn redrive(&mut self, url: Option<&str>) -> Result<Option<(String, u32)>, Refusal> {
        let Some(redrive) = self.queue(url)?.settings.redrive.clone() else {
            return Ok(None);
        };
        let target = name::of_arn(&redrive.target);
        let target = target.filter(|target| self.queues.contains_key(*target));
        Ok(target.map(|target| (target.to_owned(), redrive.receives)))
    }
}

impl Deletion {
    fn apply(&self, queue: &mut Queue) -> Result<Value, Refusal> {
        let handle = self.receipt_handle.as_deref();
        queue.delete(handle.ok_or_else(|| missing("ReceiptHandle"))?)?;
        Ok(json!({}))
    }
}

impl Change {
    fn apply(&self, queue: &mut Queue, now: Time) -> Result<Value, Refusal> {
        let handle = self.receipt_handle.as_deref();
        let handle = handle.ok_or_else(|| missing("ReceiptHandle"))?;
        let seconds = visibility(self.visibility_timeout)?;
        let seconds = seconds.ok_or_else(|| missing("VisibilityTimeout"))?;
        queue.hide(handle, Duration::from_secs(seconds.into()), now)?;
        Ok(json!({}))
    }
}

impl Receive {
    /// What names this receive, should its answer be lost.
    fn attempt(&self, settings: &Settings) -> Result<Option<&str>, Refusal> {
        let parameter = "ReceiveRequestAttemptId";
        let Some(id) = self.attempt_id.as_deref() else {
            return Ok(None);
        };
        fifo::check_id(parameter, id)?;
        if settings.is_fifo() {
            return Ok(Some(id));
        }
        let reason = "The request includes a parameter that is not valid for this queue type.";
        Err(invalid(parameter, id, reason))
    }

    /// What the client gets, if there are messages.
    fn answer(&self, received: &[Received]) -> Option<Value> {
        let messages: Vec<Value> = received.iter().map(|message| self.show(message)).collect();
        (!messages.is_empty()).then(|| json!({ "Messages": messages }))
    }

    /// The message with the attributes that are asked for.
    fn show(&self, received: &Received) -> Value {
        let message = &received.message;
        let wanted = message.attributes.iter();
        let wanted = wanted.filter(|(name, _)| self.wants(name));
        let attributes: Map<String, Value> = wanted
            .clone()
            .map(|(name, attribute)| (name.clone(), attribute.to_json()))
            .collect();
        let system = self.system_attributes(received);
        json!({
            "MessageId": message.id,
            "ReceiptHandle": received.receipt.handle(),
            "Body": message.body,
            "MD5OfBody": digest::of_text(&message.body),
            // Of those that are returned.
            "MD5OfMessageAttributes": digest::of_attributes(wanted),
            "MessageAttributes": (!attributes.is_empty()).then_some(attributes),
            "Attributes": (!system.is_empty()).then_some(system),
        })
    }

    /// Whether a message attribute is asked for, by its name, by a start of it or with all.
    fn wants(&self, name: &str) -> bool {
        self.message_attribute_names.iter().any(|asked| {
            let start = asked.strip_suffix(".*");
            asked == "All" || asked == name || start.is_some_and(|start| name.starts_with(start))
        })
    }

    fn system_attributes(&self, received: &Received) -> Map<String, Value> {
        let asked = |name: &str| {
            let new = self.message_system_attribute_names.iter();
            new.chain(&self.attribute_names)
                .any(|asked| asked == "All" || asked == name)
        };
        let known = system_attributes(received).into_iter();
        known
            .filter(|(name, _)| asked(name))
            .filter_map(|(name, value)| Some((name.to_owned(), json!(value?))))
            .collect()
    }
}

/// What SQS says of a message; a message of a standard queue lacks some of it.
fn system_attributes(received: &Received) -> [(&'static str, Option<String>); 9] {
    let message = &received.message;
    let milliseconds = |time: Time| time.as_millis().to_string();
    let of_fifo = message.deduplication.is_some();
    let trace_header = message.trace_header.as_ref();
    [
        ("SenderId", Some(crate::ACCESS_KEY_ID.to_owned())),
        ("SentTimestamp", Some(milliseconds(message.sent))),
        (
            "ApproximateReceiveCount",
            Some(message.received.to_string()),
        ),
        (
            "ApproximateFirstReceiveTimestamp",
            message.first_received.map(milliseconds),
        ),
        (
            "SequenceNumber",
            of_fifo.then(|| sequence_number(received.sequence)),
        ),
        ("MessageGroupId", message.group.clone()),
        ("MessageDeduplicationId", message.deduplication.clone()),
        (
            "DeadLetterQueueSourceArn",
            message.dead_letter_of.as_deref().map(name::arn),
        ),
        (
            "AWSTraceHeader",
            trace_header.and_then(|header| header.text().map(str::to_owned)),
        ),
    ]
}

fn visibility(seconds: Option<i64>) -> Result<Option<u32>, Refusal> {
    in_range("VisibilityTimeout", seconds, 0..=LONGEST_VISIBILITY)
}

/// Twenty digits, as on AWS, so that texts are in the order of numbers.
fn sequence_number(sequence: u64) -> String {
    format!("{sequence:020}")
}
