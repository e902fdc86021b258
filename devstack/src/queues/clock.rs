//! The time of the queues, which tests move instead of sleeping.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A point in time, as what has passed since 1970.
pub(super) type Time = Duration;

/// A clock that goes as the machine's does, and can be put forward. It never goes back.
#[derive(Debug)]
pub(super) struct Clock {
    started: Instant,
    at_start: Time,
}

impl Clock {
    pub(super) fn new() -> Self {
        let at_start = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            started: Instant::now(),
            // A machine whose clock stands before 1970 has queues that start there.
            at_start: at_start.unwrap_or_default(),
        }
    }

    pub(super) fn now(&self) -> Time {
        self.at_start + self.started.elapsed()
    }

    pub(super) fn advance(&mut self, by: Duration) {
        self.at_start += by;
    }
}
