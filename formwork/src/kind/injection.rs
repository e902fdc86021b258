//! Injection: how ECS hands the value of an entry to a container.

use super::{Operation, Permission, Target};

/// How ECS hands the value of an entry to a container when a task starts.
#[doc(hidden)]
#[derive(Debug)]
pub struct Injection {
    /// What the code would be granted to fetch it itself: it goes the same way out of the network.
    pub(crate) like: &'static Operation,
    /// What the task execution role needs.
    pub(crate) permissions: &'static [Permission],
    /// `valueFrom` of the container definition, as an expression of HCL.
    pub(crate) value_from: fn(&Target<'_>) -> String,
}
