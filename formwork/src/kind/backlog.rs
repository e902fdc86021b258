//! Backlog: how much work waits in an entry, for those who scale by it.

use super::Target;

/// The metrics of CloudWatch that tell how much work waits in an entry.
#[doc(hidden)]
#[derive(Debug)]
pub struct Backlog {
    /// The operation of those who work it off.
    pub(crate) operation: &'static str,
    pub(crate) namespace: &'static str,
    /// What nobody works on.
    pub(crate) waiting: &'static str,
    /// What somebody works on.
    pub(crate) in_flight: &'static str,
    /// The dimension of both that names the entry.
    pub(crate) dimension: &'static str,
    /// Its value, as an expression of HCL.
    pub(crate) name: fn(&Target<'_>) -> String,
}
