//! The codes of a worker.

use crate::problem::codes;

codes! {
    /// What can be wrong with a worker.
    CODES:
    /// A worker whose number of tasks nothing decides, or nobody knows what.
    ScalingQueue = "scaling-queue",
}
