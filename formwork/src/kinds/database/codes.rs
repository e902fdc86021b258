//! The codes of a database.

use crate::problem::codes;

codes! {
    /// What can be wrong with a database.
    CODES:
    /// An engine version that RDS does not offer in this form.
    InvalidEngineVersion = "invalid-engine-version",
    /// An instance class of the wrong form.
    InvalidInstanceClass = "invalid-instance-class",
    /// A time in which RDS may not work on a database.
    InvalidWindow = "invalid-window",
    /// A parameter that the engine does not have, or a value that it does not take.
    InvalidParameter = "invalid-parameter",
    /// A key that the engine of a database does not have.
    KeyOfOtherEngine = "key-of-other-engine",
    /// More connections at full scale than a database takes.
    TooManyConnections = "too-many-connections",
}
