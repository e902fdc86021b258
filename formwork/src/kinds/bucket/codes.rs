//! The codes of a bucket.

use crate::problem::codes;

codes! {
    /// What can be wrong with a bucket.
    CODES:
    /// A lifecycle rule of a bucket that S3 would refuse.
    InvalidExpiration = "invalid-expiration",
    /// A rule of `cors` that S3 would refuse.
    InvalidCors = "invalid-cors",
    /// Events of a bucket that S3 would refuse, or that nobody gets.
    InvalidEvents = "invalid-events",
}
