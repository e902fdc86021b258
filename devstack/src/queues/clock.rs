//! The time of the queues, which tests move instead of sleeping.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A point in time, as what has passed since 1970.
pub(crate) type Time = Duration;

/// A time as RFC 3339 writes it, to the millisecond and in UTC.
pub(crate) fn rfc3339(time: Time) -> String {
    let (days, of_day) = (time.as_secs() / 86_400, time.as_secs() % 86_400);
    // Of the calendar that begins on the first of March of the year 0, where leap days come last: 146,097 days are
    // 400 years.
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let (month, next) = match from_march {
        0..10 => (from_march + 3, 0),
        _ => (from_march - 9, 1),
    };
    let year = era * 400 + year_of_era + next;
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    let millis = time.subsec_millis();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        let written =
            |seconds: u64, millis: u64| rfc3339(Duration::from_millis(seconds * 1000 + millis));
        assert_eq!(written(0, 0), "1970-01-01T00:00:00.000Z");
        assert_eq!(written(951_782_400, 0), "2000-02-29T00:00:00.000Z");
        assert_eq!(written(1_772_323_199, 999), "2026-02-28T23:59:59.999Z");
        assert_eq!(written(1_772_323_200, 1), "2026-03-01T00:00:00.001Z");
        assert_eq!(written(1_798_761_599, 0), "2026-12-31T23:59:59.000Z");
    }
}
