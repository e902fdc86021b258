//! What a queue is: an order, times, and what becomes of messages that fail.

use super::manifest::Keys;
use crate::kind::{Existing, Form, Limits, Validation, at_both, optional, written};
use crate::manifest::Field;
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

/// Amazon SQS API, `CreateQueue`: `QueueName`.
pub(super) const FORM: Form = Form {
    service: "sqs",
    before: "",
    what: "a queue",
    length: 1..=80,
    signs: "-_.",
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
    /// None: it is made.
    pub(super) existing: Option<Existing>,
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
        let existing = optional(keys.existing.as_ref(), |field| existing(field, keys, at)).ok()?;
        // What becomes of its dead letters is for its owner to know.
        let after = after.filter(|_| existing.is_none());
        Some(Self {
            existing,
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

/// The queue of somebody else: its name tells whether it is FIFO.
fn existing(field: &Field<String>, keys: &Keys, at: &mut Validation<'_>) -> Option<Existing> {
    let place = field.span_or(&at.key().span());
    at.refuse_beside_existing(
        &place,
        &[
            ("retention_days", written(&keys.retention_days)),
            ("dead_letter", written(&keys.dead_letter)),
            (
                "oldest_message_minutes",
                written(&keys.oldest_message_minutes),
            ),
        ],
    );
    let existing = at.existing(field, &FORM)?;
    let is_fifo = existing.name().strip_suffix(".fifo").is_some();
    if is_fifo != *keys.fifo.get() && !at.is_unread(&["fifo"]) {
        let (what, help) = if is_fifo {
            (
                "is a FIFO queue",
                "write `fifo = true`: the code has to name groups",
            )
        } else {
            (
                "is no FIFO queue",
                "take `fifo` out, or write the name with `.fifo`",
            )
        };
        let message = format!("`{}` {what} by its name", existing.name());
        at.problem(
            Problem::new(Code::KeyOfExisting, message)
                .at(place, "what exists")
                .at(keys.fifo.span_or(&at.key().span()), "says otherwise")
                .help(help),
        );
        return None;
    }
    Some(existing)
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
