//! The keys of `[worker.NAME]`.

use serde::Deserialize;

use super::entry::{CPU_PERCENT, MAX, MEMORY_PERCENT, MESSAGES, MIN};
use crate::container::{self, ScheduledKeys, schedule_keys};
use crate::kind::KeyFact;
use crate::manifest::{Field, Flat};

/// The keys of a container, and a worker's own.
pub(crate) type Keys = Flat<container::Keys, OwnKeys>;

/// The keys of `[worker.NAME]` beside those of its container.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct OwnKeys {
    /// How many tasks run.
    pub(crate) scaling: Scaling,
}

/// `scaling = { min = 0, max = 20, queue = "jobs", messages_per_task = 100 }`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Scaling {
    /// Least number of tasks; an alarm goes off below it. 0 runs none while the queue is empty.
    pub(crate) min: Field<u32>,
    /// Largest number of tasks.
    pub(crate) max: Field<u32>,
    /// The queue whose messages decide the number of tasks, by its name in `grants`. Default: the one that the
    /// worker receives from, if it is one.
    pub(crate) queue: Option<Field<String>>,
    /// How many messages there should be for each task, including those in flight.
    pub(crate) messages_per_task: Field<u32>,
    /// Average CPU that autoscaling aims at. Default: 70 without a queue, and none with one.
    pub(crate) cpu_percent: Option<Field<u32>>,
    /// Other bounds for the number of tasks from a time on, such as the begin of office hours. What an entry leaves out is
    /// as `scaling` has it.
    pub(crate) schedule: Vec<Field<ScheduledKeys>>,
    /// Average memory that autoscaling aims at. Default: none.
    pub(crate) memory_percent: Option<Field<u32>>,
}

impl Default for Scaling {
    fn default() -> Self {
        Self {
            min: 1.into(),
            max: 10.into(),
            queue: None,
            schedule: Vec::new(),
            messages_per_task: 100.into(),
            cpu_percent: None,
            memory_percent: None,
        }
    }
}

/// What the types do not say of a worker's own keys.
pub(super) const KEYS: &[KeyFact] = &[
    KeyFact::new("scaling.min", "0").within(&MIN),
    KeyFact::new("scaling.max", "20").within(&MAX),
    KeyFact::new("scaling.queue", r#""thumbnails""#),
    KeyFact::new("scaling.messages_per_task", "10").within(&MESSAGES),
    KeyFact::new("scaling.cpu_percent", "60").within(&CPU_PERCENT),
    KeyFact::new("scaling.memory_percent", "80").within(&MEMORY_PERCENT),
];

/// The same of `scaling.schedule`.
pub(super) const SCHEDULE: &[KeyFact] = &schedule_keys(&MIN, &MAX);
