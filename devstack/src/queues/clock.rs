//! The time of the queues, which tests move instead of sleeping.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A point in time, as what has passed since 1970.
pub(super) type Time = Duration;

/// A clock that goes as the machine's does, or stands still, and can be put forward. It never goes
/// back.
#[derive(Debug)]
pub(super) struct Clock {
    /// What it shows, or showed when it started to go.
    shown: Time,
    going_since: Option<Instant>,
}

impl Clock {
    pub(super) fn new() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            // A machine whose clock stands before 1970 has queues that start there.
            shown: now.unwrap_or_default(),
            going_since: Some(Instant::now()),
        }
    }

    pub(super) fn now(&self) -> Time {
        let gone = self.going_since.map(|since| since.elapsed());
        self.shown + gone.unwrap_or_default()
    }

    pub(super) fn advance(&mut self, by: Duration) {
        self.shown += by;
    }

    pub(super) fn stop(&mut self) {
        self.shown = self.now();
        self.going_since = None;
    }
}
