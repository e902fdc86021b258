//! What a job is: a container, and when it runs.

use super::manifest::Keys;
use crate::container::{Container, Schedule, TimeZone};
use crate::kind::{Limits, Validation};

/// Amazon EventBridge Scheduler API, `RetryPolicy`: `MaximumRetryAttempts`.
pub(super) const RETRIES: Limits = Limits {
    key: "retries",
    range: 0..=185,
    taker: "EventBridge Scheduler",
};

/// A container that a schedule starts.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) container: Container,
    pub(super) schedule: Schedule,
    pub(super) timezone: TimeZone,
    pub(super) retries: u32,
}

impl Entry {
    /// What the keys of a job mean.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let container = Container::from_keys(&keys.shared, at);
        let own = &keys.own;
        let example = "schedule = \"cron(0 3 * * ? *)\"";
        let schedule = at.require("schedule", own.schedule.as_ref(), example);
        let schedule = schedule.and_then(|field| at.text(field, "when it runs", Schedule::parse));
        let timezone = at.text(&own.timezone, "the time zone", TimeZone::parse);
        let retries = at.number(&own.retries, &RETRIES);
        Some(Self {
            container: container?,
            schedule: schedule?,
            timezone: timezone?,
            retries: retries?,
        })
    }
}
