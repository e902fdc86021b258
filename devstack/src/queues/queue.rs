//! One queue: its messages, which of them may be handed out, and when the others may.
//!
//! Nothing happens by itself. Each call says what time it is, and [`Queue::settle`] then does what
//! was due.

mod attempts;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use self::attempts::Attempts;

use super::clock::Time;
use super::error::{Code, invalid};
use super::fifo::{Deduplication, Group, Original};
use super::message::{Accepted, Message};
use super::receipt::Receipt;
use super::settings::{LONGEST_VISIBILITY, Settings};
use crate::aws_json::Refusal;

/// How many messages of a queue may be in flight, FIFO or not.
const MOST_IN_FLIGHT: usize = 120_000;

/// A queue.
#[derive(Debug)]
pub(super) struct Queue {
    pub(super) name: String,
    pub(super) settings: Settings,
    pub(super) created: Time,
    pub(super) modified: Time,
    pub(super) purged: Option<Time>,
    /// By their sequence numbers, which is in the order in which they came.
    entries: BTreeMap<u64, Entry>,
    /// What the next receive may hand out: visible ones, of a group its first at most.
    ready: BTreeSet<u64>,
    /// The hidden ones, by when that ends.
    hidden: BTreeSet<(Time, u64)>,
    /// All of them, by when they were sent.
    by_age: BTreeSet<(Time, u64)>,
    groups: BTreeMap<String, Group>,
    in_flight: usize,
    deduplication: Deduplication,
    attempts: Attempts,
}

/// A message in a queue.
#[derive(Debug)]
struct Entry {
    message: Message,
    state: State,
    /// Of the last receive.
    receipt: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Visible,
    Delayed { until: Time },
    InFlight { since: Time, until: Time },
}

/// How many messages there are of which sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) visible: usize,
    pub(super) in_flight: usize,
    pub(super) delayed: usize,
}

/// A message that is handed out.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) message: Message,
    pub(super) sequence: u64,
    pub(super) receipt: Receipt,
}

/// What a receive takes out of the queue.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) received: Vec<Received>,
    /// Those that were handed out too often already.
    pub(super) dead: Vec<Message>,
}

/// How a client wants to receive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Take {
    pub(super) most: usize,
    pub(super) visibility: Duration,
    /// From so many receives on a message is dead.
    pub(super) dead_after: Option<u32>,
}

impl Queue {
    pub(super) fn new(name: &str, settings: Settings, now: Time) -> Self {
        Self {
            name: name.to_owned(),
            settings,
            created: now,
            modified: now,
            purged: None,
            entries: BTreeMap::new(),
            ready: BTreeSet::new(),
            hidden: BTreeSet::new(),
            by_age: BTreeSet::new(),
            groups: BTreeMap::new(),
            in_flight: 0,
            deduplication: Deduplication::default(),
            attempts: Attempts::default(),
        }
    }

    /// Sends a message under the next sequence number; of a duplicate, the original stays alone.
    pub(super) fn send(&mut self, accepted: Accepted, sequence: u64, now: Time) -> Original {
        let Accepted {
            message,
            delay_seconds,
        } = accepted;
        let original = Original {
            id: message.id.clone(),
            sequence,
        };
        if let Some(id) = message.deduplication.clone() {
            let per_group = self.settings.has_deduplication_per_group();
            let key = (message.group.clone().filter(|_| per_group), id);
            if let Some(original) = self.deduplication.original(&key, now) {
                return original.clone();
            }
            self.deduplication.remember(key, original.clone(), now);
        }
        self.add(message, sequence, delay_seconds, now);
        original
    }

    /// Adds a message, duplicate or not.
    pub(super) fn add(&mut self, message: Message, sequence: u64, delay_seconds: u32, now: Time) {
        let until = now + Duration::from_secs(delay_seconds.into());
        let state = if until > now {
            self.hidden.insert((until, sequence));
            State::Delayed { until }
        } else {
            State::Visible
        };
        self.by_age.insert((message.sent, sequence));
        if let Some(group) = self.group_of(&message) {
            self.groups
                .entry(group)
                .or_default()
                .messages
                .insert(sequence);
        }
        let entry = Entry {
            message,
            state,
            receipt: None,
        };
        self.entries.insert(sequence, entry);
        self.offer(sequence);
    }

    /// Ends what is over by now: retention, delays and visibility time-outs.
    pub(super) fn settle(&mut self, now: Time) {
        let retention = Duration::from_secs(self.settings.message_retention_period.into());
        while let Some((sent, sequence)) = self.by_age.first().copied() {
            if sent + retention > now {
                break;
            }
            self.remove(sequence);
        }
        while let Some((until, sequence)) = self.hidden.first().copied() {
            if until > now {
                break;
            }
            self.show(sequence);
        }
    }

    /// When the next hidden message shows.
    pub(super) fn next(&self) -> Option<Time> {
        self.hidden.first().map(|(until, _)| *until)
    }

    /// How many messages there are.
    pub(super) fn counts(&self) -> Counts {
        let delayed = self.hidden.len() - self.in_flight;
        Counts {
            visible: self.entries.len() - self.hidden.len(),
            in_flight: self.in_flight,
            delayed,
        }
    }

    /// The bodies of all messages, in the order in which they came.
    pub(super) fn bodies(&self) -> Vec<String> {
        let entries = self.entries.values();
        entries.map(|entry| entry.message.body.clone()).collect()
    }

    /// Whether no more messages can be handed out until some are deleted.
    pub(super) fn is_full(&self) -> bool {
        self.in_flight >= MOST_IN_FLIGHT
    }

    /// Hands out messages, under receipts that begin with `receipt`.
    pub(super) fn take(&mut self, take: Take, mut receipt: u64, now: Time) -> Taken {
        let mut taken = Taken::default();
        let most = take.most.min(MOST_IN_FLIGHT - self.in_flight);
        let mut next = self.ready.first().copied();
        while let Some(sequence) = next.filter(|_| taken.received.len() < most) {
            if self.is_dead(sequence, take.dead_after) {
                let group = self.group(sequence);
                taken.dead.extend(self.remove(sequence));
                next = self.after(sequence, group.as_deref());
                continue;
            }
            taken
                .received
                .extend(self.hand_out(sequence, take.visibility, receipt, now));
            receipt += 1;
            next = self.after(sequence, self.group(sequence).as_deref());
        }
        taken
    }

    /// Takes a message out for another queue, the oldest that may be handed out.
    pub(super) fn pop(&mut self) -> Option<Message> {
        let sequence = self.ready.first().copied()?;
        self.remove(sequence)
    }

    /// As [`Queue::pop`], without taking it.
    pub(super) fn peek(&self) -> Option<&Message> {
        let sequence = self.ready.first()?;
        self.entries.get(sequence).map(|entry| &entry.message)
    }

    /// Deletes what a receipt stands for.
    pub(super) fn delete(&mut self, handle: &str) -> Result<(), Refusal> {
        let receipt = Receipt::parse(handle, &self.name)?;
        let Some(entry) = self.entries.get(&receipt.sequence) else {
            return Ok(());
        };
        let is_last = entry.receipt == Some(receipt.number);
        let is_held = matches!(entry.state, State::InFlight { .. });
        if self.settings.is_fifo() && !(is_last && is_held) {
            return Err(invalid(
                "ReceiptHandle",
                handle,
                "The receipt handle has expired.",
            ));
        }
        // An old receipt of a standard queue succeeds, and deletes nothing.
        if is_last {
            self.remove(receipt.sequence);
        }
        Ok(())
    }

    /// Hides a message that is in flight until so much later than now.
    pub(super) fn hide(
        &mut self,
        handle: &str,
        visibility: Duration,
        now: Time,
    ) -> Result<(), Refusal> {
        let receipt = Receipt::parse(handle, &self.name)?;
        let entry = self.entries.get(&receipt.sequence);
        let Some(entry) = entry.filter(|entry| entry.receipt == Some(receipt.number)) else {
            return Err(invalid(
                "ReceiptHandle",
                handle,
                "Message does not exist or is not available for visibility timeout change.",
            ));
        };
        let State::InFlight { since, .. } = entry.state else {
            return Err(Code::MessageNotInflight
                .because(format!("The message referred to isn't in flight: {handle}")));
        };
        let until = now + visibility;
        if until > since + Duration::from_secs(LONGEST_VISIBILITY.into()) {
            return Err(invalid(
                "VisibilityTimeout",
                &visibility.as_secs().to_string(),
                "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].",
            ));
        }
        if visibility.is_zero() {
            self.show(receipt.sequence);
        } else {
            self.set(receipt.sequence, State::InFlight { since, until });
        }
        Ok(())
    }

    /// Deletes all messages.
    pub(super) fn purge(&mut self, now: Time) {
        self.entries.clear();
        self.ready.clear();
        self.hidden.clear();
        self.by_age.clear();
        self.groups.clear();
        self.in_flight = 0;
        self.purged = Some(now);
    }

    /// Applies another delay to what was never received: that of a FIFO queue counts for what is
    /// in it already.
    pub(super) fn delay_again(&mut self, now: Time) {
        let delay = Duration::from_secs(self.settings.delay_seconds.into());
        let fresh = self.entries.iter().filter(|(_, e)| e.message.received == 0);
        let fresh: Vec<_> = fresh
            .map(|(key, e)| (*key, e.message.sent + delay))
            .collect();
        for (sequence, until) in fresh {
            if until > now {
                self.set(sequence, State::Delayed { until });
            } else {
                self.show(sequence);
            }
        }
    }
}

/// The messages and what is known of them move together, here and nowhere else.
impl Queue {
    fn group_of(&self, message: &Message) -> Option<String> {
        // A group of a standard queue is for fairness, and blocks nothing.
        message.group.clone().filter(|_| self.settings.is_fifo())
    }

    fn group(&self, sequence: u64) -> Option<String> {
        self.group_of(&self.entries.get(&sequence)?.message)
    }

    fn is_dead(&self, sequence: u64, dead_after: Option<u32>) -> bool {
        let entry = self.entries.get(&sequence);
        entry.is_some_and(|entry| dead_after.is_some_and(|most| entry.message.received >= most))
    }

    /// What is handed out after a message: the next of its group, as long as there are, so that
    /// other consumers find other groups.
    fn after(&self, sequence: u64, group: Option<&str>) -> Option<u64> {
        let group = group.and_then(|group| self.groups.get(group));
        let next = group.and_then(|group| group.messages.range(sequence + 1..).next());
        let next = next.filter(|next| self.entries[next].state == State::Visible);
        next.or(self.ready.first()).copied()
    }

    fn hand_out(
        &mut self,
        sequence: u64,
        visibility: Duration,
        number: u64,
        now: Time,
    ) -> Option<Received> {
        let entry = self.entries.get_mut(&sequence)?;
        entry.receipt = Some(number);
        entry.message.received += 1;
        entry.message.first_received.get_or_insert(now);
        let message = entry.message.clone();
        let until = now + visibility;
        self.set(sequence, State::InFlight { since: now, until });
        Some(Received {
            message,
            sequence,
            receipt: Receipt {
                queue: self.name.clone(),
                sequence,
                number,
            },
        })
    }

    fn show(&mut self, sequence: u64) {
        self.set(sequence, State::Visible);
    }

    fn remove(&mut self, sequence: u64) -> Option<Message> {
        // In no group it can hide another.
        self.set(sequence, State::Visible);
        let entry = self.entries.remove(&sequence)?;
        self.ready.remove(&sequence);
        self.by_age.remove(&(entry.message.sent, sequence));
        if let Some(group) = self.group_of(&entry.message)
            && let Some(mut of_group) = self.groups.remove(&group)
        {
            of_group.messages.remove(&sequence);
            if let Some(next) = of_group.messages.first().copied() {
                self.groups.insert(group, of_group);
                self.offer(next);
            }
        }
        Some(entry.message)
    }

    fn set(&mut self, sequence: u64, state: State) {
        let Some(entry) = self.entries.get_mut(&sequence) else {
            return;
        };
        let before = std::mem::replace(&mut entry.state, state);
        let group = self.group(sequence);
        let mut of_group = group.and_then(|group| self.groups.get_mut(&group));
        match before {
            State::Visible => {}
            State::Delayed { until } => {
                self.hidden.remove(&(until, sequence));
            }
            State::InFlight { until, .. } => {
                self.hidden.remove(&(until, sequence));
                self.in_flight -= 1;
                if let Some(group) = &mut of_group {
                    group.in_flight -= 1;
                }
            }
        }
        match state {
            State::Visible => {}
            State::Delayed { until } => {
                self.hidden.insert((until, sequence));
            }
            State::InFlight { until, .. } => {
                self.hidden.insert((until, sequence));
                self.in_flight += 1;
                if let Some(group) = &mut of_group {
                    group.in_flight += 1;
                }
            }
        }
        self.offer(sequence);
    }

    /// Says again which message of a group, or whether a message without one, is ready.
    fn offer(&mut self, sequence: u64) {
        let Some(group) = self.group(sequence) else {
            if self.entries.get(&sequence).map(|entry| entry.state) == Some(State::Visible) {
                self.ready.insert(sequence);
            } else {
                self.ready.remove(&sequence);
            }
            return;
        };
        let Some(group) = self.groups.get(&group) else {
            return;
        };
        self.ready.remove(&sequence);
        let Some(first) = group.messages.first() else {
            return;
        };
        if group.in_flight == 0 && self.entries[first].state == State::Visible {
            self.ready.insert(*first);
        } else {
            self.ready.remove(first);
        }
    }
}
