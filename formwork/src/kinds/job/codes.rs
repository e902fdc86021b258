//! The codes of a job.

use crate::problem::codes;

codes! {
    /// What can be wrong with a job.
    CODES:
    /// A schedule or a time zone that EventBridge Scheduler does not read.
    InvalidSchedule = "invalid-schedule",
}
