//! What the entries of a kind have together, and the parts that they add to files of the stack.

use super::File;
use crate::names::LogicalId;
use crate::stack::Stack;

/// What all entries of a kind share.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Shared<'a> {
    pub(crate) stack: &'a Stack,
    /// The ids of the entries.
    pub(crate) ids: &'a [&'a LogicalId],
}

/// What production records of the entries of a kind.
#[doc(hidden)]
#[derive(Debug)]
pub struct Audit {
    /// A part of `audit.tf`.
    pub(crate) file: File,
    /// Role, actions and resource of its row in the README.
    pub(crate) permission: [&'static str; 3],
}

/// A part of `stack.rs`.
#[doc(hidden)]
#[derive(Debug)]
pub struct Constants(pub(crate) File);
