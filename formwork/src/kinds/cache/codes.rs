//! The codes of a cache.

use crate::problem::codes;

codes! {
    /// What can be wrong with a cache.
    CODES:
    /// A node type that ElastiCache does not offer for Valkey.
    InvalidNodeType = "invalid-node-type",
}
