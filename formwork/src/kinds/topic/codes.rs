//! The codes of a topic.

use crate::problem::codes;

codes! {
    /// What can be wrong with a topic.
    CODES:
    /// A subscription of a topic that SNS would refuse, or that would deliver nothing.
    InvalidSubscription = "invalid-subscription",
}
