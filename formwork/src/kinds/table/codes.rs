//! The codes of a table.

use crate::problem::codes;

codes! {
    /// What can be wrong with a table.
    CODES:
    /// Keys of a table and of its indexes that contradict each other.
    TableKeys = "table-keys",
}
