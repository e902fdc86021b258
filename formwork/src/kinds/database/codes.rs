//! The codes of a database.

use crate::problem::codes;

codes! {
    /// What can be wrong with a database.
    CODES:
    /// An engine version that RDS does not offer in this form.
    InvalidEngineVersion = "invalid-engine-version",
    /// An instance class of the wrong form.
    InvalidInstanceClass = "invalid-instance-class",
}
