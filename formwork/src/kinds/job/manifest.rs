//! The keys of `[job.NAME]`.

use serde::Deserialize;

use super::entry::RETRIES;
use crate::container;
use crate::kind::KeyFact;
use crate::manifest::{Field, Flat};

/// The keys of a container, and a job's own.
pub(crate) type Keys = Flat<container::Keys, OwnKeys>;

/// The keys of `[job.NAME]` beside those of its container.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct OwnKeys {
    /// When it runs: `cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR)` with a `?` for one of the two days, `rate(5 minutes)`, or
    /// `at(2027-01-31T03:00:00)` for once.
    pub(crate) schedule: Option<Field<String>>,
    /// The time zone of the schedule, by its name of the IANA.
    pub(crate) timezone: Field<String>,
    /// How often AWS tries again, within an hour, if it could not start a run. It does not repeat a run that
    /// failed.
    pub(crate) retries: Field<u32>,
}

impl Default for OwnKeys {
    fn default() -> Self {
        Self {
            schedule: None,
            timezone: "UTC".to_owned().into(),
            retries: 2.into(),
        }
    }
}

/// What the types do not say of a job's own keys.
pub(super) const KEYS: &[KeyFact] = &[
    KeyFact::new("schedule", r#""cron(0 3 * * ? *)""#)
        .required()
        .like(r"^(cron|rate|at)\(.+\)$"),
    KeyFact::new("timezone", r#""Europe/Berlin""#).like("^[A-Za-z0-9_+/-]+$"),
    KeyFact::new("retries", "5").within(&RETRIES),
];
