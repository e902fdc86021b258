//! The limits that are too far away for a test with a client.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Counts, MOST_IN_FLIGHT, Queue, Take};
use crate::queues::account::Account;
use crate::queues::message::Message;
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
