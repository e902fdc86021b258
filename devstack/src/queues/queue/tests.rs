//! The limits that are too far away for a test with a client, and random operations beside a
//! simple model.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Counts, MOST_IN_FLIGHT, Queue, Received, Take};
use crate::queues::account::Account;
use crate::queues::clock::Time;
use crate::queues::message::Message;
use crate::queues::receipt::Receipt;
use crate::queues::settings::Settings;

const NOW: Duration = Duration::from_hours(500_000);

fn message(group: Option<String>) -> Message {
    Message {
        id: String::new(),
        body: "x".to_owned(),
        attributes: BTreeMap::new(),
        trace_header: None,
        group,
        deduplication: None,
        sent: NOW,
        received: 0,
        first_received: None,
        dead_letter_of: None,
    }
}

/// As many in flight as there may be, one more that waits, and the numbers of both.
fn full(mut queue: Queue, group: fn(u64) -> Option<String>) -> Queue {
    let most = MOST_IN_FLIGHT as u64;
    for sequence in 0..=most {
        queue.add(message(group(sequence)), sequence, 0, NOW);
    }
    let take = Take {
        most: 10,
        visibility: Duration::from_secs(30),
        dead_after: None,
    };
    let mut number = 0;
    while !queue.is_full() {
        let taken = queue.take(take, number, NOW).received.len() as u64;
        assert_eq!(taken, 10.min(most - number), "{number}");
        number += taken;
    }
    let expected = Counts {
        visible: 1,
        in_flight: MOST_IN_FLIGHT,
        delayed: 0,
    };
    assert_eq!(queue.counts(), expected);
    assert!(queue.take(take, number, NOW).received.is_empty());
    queue
}

fn receive(account: &mut Account, name: &str, waits: bool) -> Result<bool, &'static str> {
    let url = format!("http://localhost/{}/{name}", crate::ACCOUNT_ID);
    let input = serde_json::json!({ "QueueUrl": url });
    let input = serde_json::from_value(input).expect("a receive");
    let received = account.receive(&input, waits, NOW);
    match received {
        Ok(received) => Ok(received.is_some()),
        Err(refusal) => Err(refusal.kind),
    }
}

#[test]
fn a_standard_queue_hands_out_120_000_and_then_refuses() {
    let queue = full(Queue::new("jobs", Settings::default(), NOW), |_| None);
    let mut account = Account::default();
    account.queues.insert("jobs".to_owned(), queue);
    assert_eq!(receive(&mut account, "jobs", false), Err("OverLimit"));
    // Who waits gets nothing, as on AWS.
    assert_eq!(receive(&mut account, "jobs", true), Ok(false));
    account.settle(NOW + Duration::from_secs(30));
    assert_eq!(receive(&mut account, "jobs", false), Ok(true));
}

#[test]
fn a_fifo_queue_hands_out_as_many_and_then_nothing() {
    let fifo = BTreeMap::from([("FifoQueue".to_owned(), "true".to_owned())]);
    let settings = Settings::new(&fifo).expect("a FIFO queue");
    let queue = Queue::new("jobs.fifo", settings, NOW);
    let queue = full(queue, |sequence| Some(sequence.to_string()));
    let mut account = Account::default();
    account.queues.insert("jobs.fifo".to_owned(), queue);
    assert_eq!(receive(&mut account, "jobs.fifo", false), Ok(false));
    account.settle(NOW + Duration::from_secs(30));
    assert_eq!(receive(&mut account, "jobs.fifo", false), Ok(true));
}

/// A queue as one would describe it, which looks at every message each time.
#[derive(Default)]
struct Model {
    messages: Vec<Described>,
}

struct Described {
    sequence: u64,
    group: Option<String>,
    delayed_until: Time,
    /// With the receipt.
    in_flight: Option<(Time, Receipt)>,
}

impl Model {
    fn message(&mut self, sequence: u64) -> &mut Described {
        let mut messages = self.messages.iter_mut();
        let message = messages.find(|message| message.sequence == sequence);
        message.expect("it is there")
    }

    fn settle(&mut self, now: Time) {
        for message in &mut self.messages {
            message.in_flight = message.in_flight.take().filter(|(until, _)| *until > now);
        }
    }

    /// Which messages the next receive gives: each unless one before it in its group is hidden, those
    /// of the group of the first one first.
    fn next(&self, most: usize, now: Time) -> Vec<u64> {
        let is_free = |message: &&Described| {
            let of_group = |other: &&Described| {
                message.group.is_none() && other.sequence == message.sequence
                    || message.group.is_some() && other.group == message.group
            };
            let before = |other: &&Described| other.sequence <= message.sequence;
            let group = || self.messages.iter().filter(of_group);
            group().all(|other| other.in_flight.is_none())
                && group()
                    .filter(before)
                    .all(|other| other.delayed_until <= now)
        };
        let mut free: Vec<&Described> = self.messages.iter().filter(is_free).collect();
        let first_of = |group: &Option<String>| {
            let mut of_group = self.messages.iter().filter(|other| other.group == *group);
            of_group.next().map(|first| first.sequence)
        };
        free.sort_by_key(|message| match &message.group {
            None => (message.sequence, 0),
            group => (first_of(group).unwrap_or_default(), message.sequence),
        });
        free.iter()
            .take(most)
            .map(|message| message.sequence)
            .collect()
    }
}

/// The same numbers in every run, far enough from a pattern.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % limit
    }
}

/// A queue and its model, to which the same happens.
struct Run {
    numbers: Numbers,
    queue: Queue,
    model: Model,
    sequence: u64,
    now: Time,
}

impl Run {
    fn step(&mut self) {
        self.sequence += 1;
        self.now += Duration::from_secs(self.numbers.below(2));
        self.queue.settle(self.now);
        self.model.settle(self.now);
        match self.numbers.below(5) {
            0 | 1 => self.send(),
            2 => self.receive(),
            what => self.change(what == 3),
        }
        self.compare();
    }

    fn seconds(&mut self) -> Duration {
        Duration::from_secs(self.numbers.below(4))
    }

    fn send(&mut self) {
        let fifo = self.queue.settings.is_fifo();
        let group = fifo.then(|| self.numbers.below(3).to_string());
        let delay = self.seconds();
        let (sequence, now) = (self.sequence, self.now);
        let sent = Message {
            sent: now,
            ..message(group.clone())
        };
        let seconds = u32::try_from(delay.as_secs()).expect("less than four");
        self.queue.add(sent, sequence, seconds, now);
        self.model.messages.push(Described {
            sequence,
            group,
            delayed_until: now + delay,
            in_flight: None,
        });
    }

    fn receive(&mut self) {
        let take = Take {
            most: 3,
            visibility: self.seconds() + Duration::from_secs(1),
            dead_after: None,
        };
        let expected = self.model.next(take.most, self.now);
        let taken = self.queue.take(take, self.sequence * 10, self.now);
        let got: Vec<u64> = taken.received.iter().map(|one| one.sequence).collect();
        assert_eq!(got, expected);
        for Received {
            sequence, receipt, ..
        } in taken.received
        {
            let until = self.now + take.visibility;
            self.model.message(sequence).in_flight = Some((until, receipt));
        }
    }

    /// Deletes one that is in flight, if there is one, or hides it for another time.
    fn change(&mut self, delete: bool) {
        let seconds = self.seconds();
        let messages = self.model.messages.iter();
        let held = messages.filter_map(|message| message.in_flight.as_ref());
        let held: Vec<Receipt> = held.map(|(_, receipt)| receipt.clone()).collect();
        let chosen = self.numbers.below(held.len().max(1) as u64);
        let Some(receipt) = usize::try_from(chosen).ok().and_then(|n| held.get(n)) else {
            return;
        };
        let sequence = receipt.sequence;
        if delete {
            self.queue.delete(&receipt.handle()).expect("it is held");
            self.model.messages.retain(|one| one.sequence != sequence);
        } else {
            let hidden = self.queue.hide(&receipt.handle(), seconds, self.now);
            hidden.expect("it is held");
            let until = self.now + seconds;
            let held = (!seconds.is_zero()).then(|| (until, receipt.clone()));
            self.model.message(sequence).in_flight = held;
        }
    }

    fn compare(&self) {
        let messages = &self.model.messages;
        let in_flight = messages.iter().filter(|one| one.in_flight.is_some());
        let delayed = messages.iter().filter(|one| one.delayed_until > self.now);
        let (in_flight, delayed) = (in_flight.count(), delayed.count());
        let expected = Counts {
            visible: messages.len() - in_flight - delayed,
            in_flight,
            delayed,
        };
        assert_eq!(self.queue.counts(), expected);
    }
}

#[test]
fn a_queue_is_as_one_would_describe_it_whatever_happens() {
    let fifo = BTreeMap::from([("FifoQueue".to_owned(), "true".to_owned())]);
    for settings in [Settings::default(), Settings::new(&fifo).expect("FIFO")] {
        for seed in 0..200 {
            let mut run = Run {
                numbers: Numbers(seed),
                queue: Queue::new("jobs", settings.clone(), NOW),
                model: Model::default(),
                sequence: 0,
                now: NOW,
            };
            for _ in 0..120 {
                run.step();
            }
        }
    }
}
