//! The queues of the account, and the operations on them as a whole.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::clock::Time;
use super::error::{Code, in_range, invalid, missing, no_queue};
use super::name;
use super::queue::{Counts, Queue};
use super::redrive::MoveTask;
use super::settings::Settings;
use crate::aws_json::Refusal;

/// How long the name of a deleted queue is taken, and how long a purge keeps off the next one.
const MINUTE: Duration = Duration::from_mins(1);

/// How many queues a list has at most.
const LONGEST_LIST: u32 = 1000;

/// All queues. Each call says what time it is.
#[derive(Debug, Default)]
pub(super) struct Account {
    pub(super) queues: BTreeMap<String, Queue>,
    deleted: BTreeMap<String, Time>,
    /// The newest last.
    pub(super) tasks: Vec<MoveTask>,
    counter: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateQueue {
    queue_name: Option<String>,
    #[serde(default)]
    attributes: BTreeMap<String, String>,
}

/// Of operations that take a queue, and nothing else that matters here.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct OfQueue {
    pub(super) queue_url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetQueueUrl {
    queue_name: Option<String>,
    #[serde(rename = "QueueOwnerAWSAccountId")]
    owner: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListQueues {
    #[serde(default)]
    queue_name_prefix: String,
    max_results: Option<i64>,
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListSources {
    queue_url: Option<String>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetAttributes {
    queue_url: Option<String>,
    #[serde(default)]
    attribute_names: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SetAttributes {
    queue_url: Option<String>,
    #[serde(default)]
    attributes: BTreeMap<String, String>,
}

impl Account {
    /// The next number that nothing else has.
    pub(super) fn count(&mut self, by: u64) -> u64 {
        let first = self.counter;
        self.counter += by;
        first
    }

    /// Does what was due by now in every queue.
    pub(super) fn settle(&mut self, now: Time) {
        for queue in self.queues.values_mut() {
            queue.settle(now);
        }
        self.move_due(now);
    }

    /// When something will be due again.
    pub(super) fn next(&self) -> Option<Time> {
        let queues = self.queues.values().filter_map(Queue::next);
        queues
            .chain(self.tasks.iter().filter_map(MoveTask::next))
            .min()
    }

    /// The queue of a URL.
    pub(super) fn queue(&mut self, url: Option<&str>) -> Result<&mut Queue, Refusal> {
        let url = url.ok_or_else(|| missing("QueueUrl"))?;
        let name = name::of_url(url)?;
        self.queues.get_mut(name).ok_or_else(no_queue)
    }

    pub(super) fn create(
        &mut self,
        input: CreateQueue,
        host: &str,
        now: Time,
    ) -> Result<Value, Refusal> {
        let name = input.queue_name.ok_or_else(|| missing("QueueName"))?;
        self.create_named(&name, &input.attributes, now)?;
        Ok(json!({ "QueueUrl": name::url(host, &name) }))
    }

    /// Creates a queue, unless there is one like it.
    pub(super) fn create_named(
        &mut self,
        name: &str,
        attributes: &BTreeMap<String, String>,
        now: Time,
    ) -> Result<(), Refusal> {
        let settings = Settings::new(attributes)?;
        name::check(name, settings.is_fifo())?;
        if let Some(queue) = self.queues.get(name) {
            return unchanged(&queue.settings, attributes);
        }
        self.check_redrive(name, &settings)?;
        let deleted = self.deleted.get(name);
        if deleted.is_some_and(|since| now < *since + MINUTE) {
            return Err(Code::QueueDeletedRecently.because(
                "You must wait 60 seconds after deleting a queue before you can create another \
                 with the same name.",
            ));
        }
        self.queues
            .insert(name.to_owned(), Queue::new(name, settings, now));
        Ok(())
    }

    pub(super) fn url(&mut self, input: &GetQueueUrl, host: &str) -> Result<Value, Refusal> {
        let name = input.queue_name.as_deref();
        let name = name.ok_or_else(|| missing("QueueName"))?;
        let ours = input
            .owner
            .as_deref()
            .is_none_or(|owner| owner == crate::ACCOUNT_ID);
        if ours && self.queues.contains_key(name) {
            return Ok(json!({ "QueueUrl": name::url(host, name) }));
        }
        Err(no_queue())
    }

    pub(super) fn list(&self, input: &ListQueues, host: &str) -> Result<Value, Refusal> {
        let names = self.queues.keys().map(String::as_str);
        let names = names.filter(|name| name.starts_with(&input.queue_name_prefix));
        let (urls, token) = page(names, input.max_results, input.next_token.as_deref(), host)?;
        // Where there is none, AWS has no list.
        let urls = (!urls.is_empty()).then_some(urls);
        Ok(json!({ "QueueUrls": urls, "NextToken": token }))
    }

    /// The queues whose dead letters go to another.
    pub(super) fn list_sources(
        &mut self,
        input: &ListSources,
        host: &str,
    ) -> Result<Value, Refusal> {
        let target = self.queue(input.queue_url.as_deref())?.name.clone();
        let names = self.sources_of(&target);
        let (urls, token) = page(names, input.max_results, input.next_token.as_deref(), host)?;
        Ok(json!({ "queueUrls": urls, "NextToken": token }))
    }

    /// The names of the queues whose dead letters go to `target`.
    pub(super) fn sources_of(&self, target: &str) -> impl Iterator<Item = &str> {
        let arn = name::arn(target);
        let queues = self.queues.values();
        let sources = queues.filter(move |queue| {
            let redrive = queue.settings.redrive.as_ref();
            redrive.is_some_and(|redrive| redrive.target == arn)
        });
        sources.map(|queue| queue.name.as_str())
    }

    pub(super) fn delete(&mut self, input: &OfQueue, now: Time) -> Result<Value, Refusal> {
        let name = self.queue(input.queue_url.as_deref())?.name.clone();
        self.queues.remove(&name);
        self.deleted.insert(name, now);
        Ok(json!({}))
    }

    pub(super) fn purge(&mut self, input: &OfQueue, now: Time) -> Result<Value, Refusal> {
        let queue = self.queue(input.queue_url.as_deref())?;
        if queue.purged.is_some_and(|since| now < since + MINUTE) {
            return Err(Code::PurgeQueueInProgress.because(format!(
                "Only one PurgeQueue operation on {} is allowed every 60 seconds.",
                queue.name
            )));
        }
        queue.purge(now);
        Ok(json!({}))
    }

    pub(super) fn attributes(&mut self, input: &GetAttributes) -> Result<Value, Refusal> {
        let queue = self.queue(input.queue_url.as_deref())?;
        let mut known = queue.settings.attributes();
        known.extend(told(queue));
        if input.attribute_names.iter().any(|name| name == "All") {
            return Ok(json!({ "Attributes": known }));
        }
        let asked = input.attribute_names.iter();
        for name in asked.clone() {
            if !known.contains_key(name.as_str()) && !Settings::knows(name) {
                let message = format!("Unknown Attribute {name}.");
                return Err(Code::InvalidAttributeName.because(message));
            }
        }
        known.retain(|known, _| asked.clone().any(|name| name == known));
        Ok(json!({ "Attributes": (!known.is_empty()).then_some(known) }))
    }

    pub(super) fn set_attributes(
        &mut self,
        input: &SetAttributes,
        now: Time,
    ) -> Result<Value, Refusal> {
        let name = self.queue(input.queue_url.as_deref())?.name.clone();
        self.set_named(&name, &input.attributes, now)?;
        Ok(json!({}))
    }

    /// Sets attributes of a queue that exists.
    pub(super) fn set_named(
        &mut self,
        name: &str,
        attributes: &BTreeMap<String, String>,
        now: Time,
    ) -> Result<(), Refusal> {
        let queue = self.queues.get(name).ok_or_else(no_queue)?;
        let mut settings = queue.settings.clone();
        settings.change(attributes)?;
        if attributes.contains_key("RedrivePolicy") {
            self.check_redrive(name, &settings)?;
        }
        let queue = self.queues.get_mut(name).ok_or_else(no_queue)?;
        queue.settings = settings;
        queue.modified = now;
        if queue.settings.is_fifo() && attributes.contains_key("DelaySeconds") {
            queue.delay_again(now);
        }
        Ok(())
    }

    /// Dead letters go to a queue that exists, is of the same type and takes them.
    fn check_redrive(&self, source: &str, settings: &Settings) -> Result<(), Refusal> {
        let Some(redrive) = &settings.redrive else {
            return Ok(());
        };
        let refuse = |reason| Err(invalid("RedrivePolicy", &redrive.to_string(), reason));
        let target = name::of_arn(&redrive.target).and_then(|name| self.queues.get(name));
        let Some(target) = target else {
            return refuse("Dead letter target does not exist.");
        };
        if target.settings.is_fifo() != settings.is_fifo() {
            return refuse("Dead-letter queue must be same type of queue as the source.");
        }
        let allow = target.settings.redrive_allow.as_ref();
        if allow.is_some_and(|allow| !allow.allows(&name::arn(source))) {
            return refuse("Queue is not allowed to use this dead-letter queue.");
        }
        Ok(())
    }
}

/// What SQS says of a queue, beside what was set.
fn told(queue: &Queue) -> BTreeMap<&'static str, String> {
    let Counts {
        visible,
        in_flight,
        delayed,
    } = queue.counts();
    BTreeMap::from([
        ("QueueArn", name::arn(&queue.name)),
        ("ApproximateNumberOfMessages", visible.to_string()),
        (
            "ApproximateNumberOfMessagesNotVisible",
            in_flight.to_string(),
        ),
        ("ApproximateNumberOfMessagesDelayed", delayed.to_string()),
        ("CreatedTimestamp", queue.created.as_secs().to_string()),
        (
            "LastModifiedTimestamp",
            queue.modified.as_secs().to_string(),
        ),
    ])
}

/// Whoever creates a queue again must ask for what is there.
fn unchanged(settings: &Settings, attributes: &BTreeMap<String, String>) -> Result<(), Refusal> {
    for (name, value) in attributes {
        let mut other = settings.clone();
        other.change(&BTreeMap::from([(name.clone(), value.clone())]))?;
        if other != *settings {
            return Err(Code::QueueNameExists.because(format!(
                "A queue already exists with the same name and a different value for attribute \
                 {name}"
            )));
        }
    }
    Ok(())
}

/// The queues after those of the page before, and what names the last one if more follow.
fn page<'a>(
    names: impl Iterator<Item = &'a str>,
    most: Option<i64>,
    token: Option<&str>,
    host: &str,
) -> Result<(Vec<String>, Option<String>), Refusal> {
    let most = in_range("MaxResults", most, 1..=LONGEST_LIST)?;
    let limit = most.unwrap_or(LONGEST_LIST) as usize;
    let mut rest = names.skip_while(|name| token.is_some_and(|token| *name <= token));
    let names: Vec<&str> = rest.by_ref().take(limit).collect();
    // Whoever gives no limit gets no token.
    let more = most.is_some() && rest.next().is_some();
    let last = names.last().filter(|_| more);
    let token = last.map(|name| (*name).to_owned());
    let urls = names.iter().map(|name| name::url(host, name));
    Ok((urls.collect(), token))
}
