//! What a queue is: an order, times, and what becomes of messages that fail.

use super::manifest::Keys;
use crate::kind::{Limits, Validation, at_both};
use crate::problem::{Code, Problem};

/// Amazon SQS API, `SetQueueAttributes`: `VisibilityTimeout`.
pub(super) const VISIBILITY: Limits = Limits {
    key: "visibility_timeout_seconds",
    range: 0..=43_200,
    taker: "SQS",
};

/// The same: `MessageRetentionPeriod`, in whole days.
pub(super) const RETENTION: Limits = Limits {
    key: "retention_days",
    range: 1..=14,
    taker: "SQS",
};

/// The same: `maxReceiveCount` of `RedrivePolicy`.
pub(super) const AFTER: Limits = Limits {
    key: "after",
    range: 1..=1000,
    taker: "SQS",
};

const MINUTES_OF_A_DAY: u32 = 24 * 60;

/// No message gets older than the longest retention.
pub(super) const OLDEST_MESSAGE: Limits = Limits {
    key: "oldest_message_minutes",
    range: 1..=14 * MINUTES_OF_A_DAY - 1,
    taker: "the alarm",
};

/// One SQS queue.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) is_fifo: bool,
    pub(super) visibility_timeout_seconds: u32,
    pub(super) retention_days: u32,
    /// After so many attempts a message is dead. None: the queue has no dead letters.
    pub(super) dead_letter_after: Option<u32>,
    pub(super) oldest_message_minutes: u32,
}

impl Entry {
    /// What the keys of a queue mean.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let visibility = at.number(&keys.visibility_timeout_seconds, &VISIBILITY);
        let retention = at.number(&keys.retention_days, &RETENTION);
        let dead_letter = keys.dead_letter.get().get();
        let after = dead_letter.map(|dead_letter| at.number(&dead_letter.after, &AFTER));
        let oldest = at.number(&keys.oldest_message_minutes, &OLDEST_MESSAGE);
        if let Some((oldest, retention)) = oldest.zip(retention)
            && oldest >= retention * MINUTES_OF_A_DAY
            && !at.is_unread(&["retention_days"])
        {
            at.problem(alarm_that_never_goes_off(keys, at));
        }
        Some(Self {
            is_fifo: *keys.fifo.get(),
            visibility_timeout_seconds: visibility?,
            retention_days: retention?,
            dead_letter_after: match after {
                Some(after) => Some(after?),
                None => None,
            },
            oldest_message_minutes: oldest?,
        })
    }
}

fn alarm_that_never_goes_off(keys: &Keys, at: &Validation<'_>) -> Problem {
    let (oldest, retention) = (&keys.oldest_message_minutes, &keys.retention_days);
    let kept = retention.get() * MINUTES_OF_A_DAY;
    let message = format!(
        "no message of {} waits for {} minutes: it is gone after {kept}",
        at.owner(),
        oldest.get(),
    );
    let problem = Problem::new(Code::OutOfRange, message).help(format!(
        "lower `oldest_message_minutes` below {kept}, or raise `retention_days`"
    ));
    at_both(
        problem,
        &at.key().span(),
        ("oldest_message_minutes", oldest),
        ("retention_days", retention),
    )
}
