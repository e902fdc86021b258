//! What FIFO queues have beside standard ones: groups, whose messages come in order and one
//! consumer at a time, and deduplication.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::clock::Time;
use super::digest;
use super::error::invalid;
use crate::aws_json::Refusal;

/// How long SQS remembers what was sent, also when it has been received and deleted.
pub(super) const DEDUPLICATION: Duration = Duration::from_mins(5);

/// The messages of a group.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// All of them, by their sequence numbers.
    pub(super) messages: BTreeSet<u64>,
    /// While there is one, no other of the group is handed out.
    pub(super) in_flight: usize,
}

/// What was sent, for as long as it must not be sent again.
#[derive(Debug, Default)]
pub(crate) struct Deduplication {
    sent: BTreeMap<Key, Original>,
    oldest_first: VecDeque<(Time, Key)>,
}

/// A deduplication id, in the group within which it is one, or in the whole queue.
pub(crate) type Key = (Option<String>, String);

/// The message that the others would be duplicates of.
#[derive(Debug, Clone)]
pub(crate) struct Original {
    pub(crate) id: String,
    pub(crate) sequence: u64,
}

impl Deduplication {
    /// The message that was sent with this id less than five minutes ago.
    pub(crate) fn original(&mut self, key: &Key, now: Time) -> Option<&Original> {
        while let Some((since, key)) = self.oldest_first.front() {
            if now.saturating_sub(*since) < DEDUPLICATION {
                break;
            }
            self.sent.remove(key);
            self.oldest_first.pop_front();
        }
        self.sent.get(key)
    }

    /// From now on others with this id are duplicates.
    pub(crate) fn remember(&mut self, key: Key, original: Original, now: Time) {
        self.oldest_first.push_back((now, key.clone()));
        self.sent.insert(key, original);
    }
}

/// The id of a message whose sender gives none: the SHA-256 of its body.
pub(crate) fn id_of_content(body: &str) -> String {
    digest::hex(&Sha256::digest(body))
}

/// Whether a group, a deduplication or an attempt may have this id.
pub(crate) fn check_id(parameter: &str, id: &str) -> Result<(), Refusal> {
    let plain = id.bytes().all(|byte| byte.is_ascii_graphic());
    if (1..=128).contains(&id.len()) && plain {
        return Ok(());
    }
    Err(invalid(
        parameter,
        id,
        &format!(
            "{parameter} can only include alphanumeric and punctuation characters. 1 to 128 in \
             length."
        ),
    ))
}
