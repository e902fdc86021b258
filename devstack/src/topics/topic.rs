//! A topic: what it remembers, and who gets what is published to it.

use serde_json::{Value, json};

use super::envelope::enveloped;
use super::filter::Filter;
use super::publish::Message;
use crate::queues::clock::Time;
use crate::queues::fifo::{Deduplication, Original};
use crate::queues::{Delivery, Inlet};

/// In which order messages arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Standard,
    Fifo(Fifo),
    /// Of a topic that is not ours: it takes what either takes.
    Unknown,
}

/// What a FIFO topic has beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fifo {
    pub(super) content_based_deduplication: bool,
    /// Deduplication ids count within a group.
    pub(super) deduplication_per_group: bool,
}

#[derive(Debug)]
pub(super) struct Topic {
    pub(super) name: String,
    pub(super) order: Order,
    pub(super) subscriptions: Vec<Subscription>,
    deduplication: Deduplication,
    published: u64,
}

/// A queue that gets what is published.
#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) queue_arn: String,
    /// The text alone, without an envelope of SNS.
    pub(super) is_raw: bool,
    pub(super) filter: Option<Filter>,
    /// Where messages go that the queue does not take.
    pub(super) dead_letters_arn: Option<String>,
}

impl Topic {
    pub(super) fn new(name: &str, order: Order) -> Self {
        Self {
            name: name.to_owned(),
            order,
            subscriptions: Vec::new(),
            deduplication: Deduplication::default(),
            published: 0,
        }
    }

    /// Takes over how it is declared now.
    pub(super) fn change(&mut self, declared: Self) {
        self.order = declared.order;
        self.subscriptions = declared.subscriptions;
    }

    /// Delivers a message, unless it is the copy of one. What SNS says of it.
    pub(super) fn publish(&mut self, message: &Message, queues: &Inlet) -> Value {
        let now = queues.now();
        self.published += 1;
        let mut original = Original {
            id: message.id.clone(),
            sequence: self.published,
        };
        match self.first(message, &original, now) {
            Some(first) => original = first,
            None => self.deliver(message, original.sequence, queues, now),
        }
        let is_fifo = matches!(self.order, Order::Fifo(_));
        json!({
            "MessageId": original.id,
            "SequenceNumber": is_fifo.then(|| sequence_number(original.sequence)),
        })
    }

    /// The message of which this one is a copy, by its deduplication id.
    fn first(&mut self, message: &Message, this: &Original, now: Time) -> Option<Original> {
        let Order::Fifo(fifo) = self.order else {
            return None;
        };
        let id = message.deduplication.clone()?;
        let group = message.group.clone();
        let key = (group.filter(|_| fifo.deduplication_per_group), id);
        let first = self.deduplication.original(&key, now).cloned();
        if first.is_none() {
            self.deduplication.remember(key, this.clone(), now);
        }
        first
    }

    fn deliver(&self, message: &Message, sequence: u64, queues: &Inlet, now: Time) {
        let subscriptions = self.subscriptions.iter();
        for subscription in subscriptions.filter(|it| it.gets(message)) {
            let delivery = if subscription.is_raw {
                message.delivery()
            } else {
                Delivery {
                    body: enveloped(message, self, sequence, now),
                    attributes: std::collections::BTreeMap::new(),
                    ..message.delivery()
                }
            };
            let taken = queues.deliver(&subscription.queue_arn, delivery.clone());
            if let (Err(_), Some(dead)) = (taken, &subscription.dead_letters_arn) {
                // A place for dead letters that is gone too loses them, as on AWS.
                let _ = queues.deliver(dead, delivery);
            }
        }
    }
}

impl Subscription {
    fn gets(&self, message: &Message) -> bool {
        let filter = self.filter.as_ref();
        filter.is_none_or(|filter| filter.takes(message))
    }
}

/// Twenty digits, as SNS and SQS have them.
pub(super) fn sequence_number(sequence: u64) -> String {
    format!("1{sequence:019}")
}
