//! The codes of a repository.

use crate::problem::codes;

codes! {
    /// What can be wrong with a repository.
    CODES:
    /// Somebody who could never push, or everybody who could.
    InvalidPush = "invalid-push",
}
