//! Receives that are tried again: who lost the answer of a FIFO queue gets it once more.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Queue, Received, State};
use crate::queues::clock::Time;
use crate::queues::fifo::DEDUPLICATION;
use crate::queues::receipt::Receipt;

/// The last answers, by the ids that their clients gave.
#[derive(Debug, Default)]
pub(super) struct Attempts(BTreeMap<String, Attempt>);

#[derive(Debug)]
struct Attempt {
    since: Time,
    /// When what was received then shows again, unless somebody changes that.
    until: Time,
    receipts: Vec<Receipt>,
}

impl Queue {
    /// Remembers what was handed out, for five minutes.
    pub(in crate::queues) fn remember(
        &mut self,
        attempt: &str,
        received: &[Received],
        visibility: Duration,
        now: Time,
    ) {
        let receipts = received.iter().map(|message| message.receipt.clone());
        let receipts = receipts.collect();
        let attempts = &mut self.attempts.0;
        attempts.retain(|_, attempt| now.saturating_sub(attempt.since) < DEDUPLICATION);
        attempts.insert(
            attempt.to_owned(),
            Attempt {
                since: now,
                until: now + visibility,
                receipts,
            },
        );
    }

    /// The same messages under the same receipts, hidden for as long again; none if one of them
    /// was deleted, shown or hidden otherwise since.
    pub(in crate::queues) fn repeat(
        &mut self,
        attempt: &str,
        visibility: Duration,
        now: Time,
    ) -> Vec<Received> {
        let attempt = self.attempts.0.get_mut(attempt);
        let attempt = attempt.filter(|a| now.saturating_sub(a.since) < DEDUPLICATION);
        let Some(attempt) = attempt else {
            return Vec::new();
        };
        let received = attempt.receipts.iter().map(|receipt| {
            let entry = self.entries.get(&receipt.sequence)?;
            let is_same = entry.receipt == Some(receipt.number);
            let State::InFlight { since, until } = entry.state else {
                return None;
            };
            let received = Received {
                message: entry.message.clone(),
                sequence: receipt.sequence,
                receipt: receipt.clone(),
            };
            (is_same && until == attempt.until).then_some((since, received))
        });
        let Some(received) = received.collect::<Option<Vec<_>>>() else {
            return Vec::new();
        };
        let until = now + visibility;
        attempt.until = until;
        for (since, message) in &received {
            let state = State::InFlight {
                since: *since,
                until,
            };
            self.set(message.sequence, state);
        }
        received.into_iter().map(|(_, message)| message).collect()
    }
}
