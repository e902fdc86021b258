//! What a kind gives once for all of its entries, or beside its files.

use super::file::File;
use crate::names::LogicalId;
use crate::stack::Stack;

/// What all entries of a kind share.
#[derive(Debug, Clone, Copy)]
pub struct Shared<'a> {
    pub(crate) stack: &'a Stack,
    /// The ids of the entries.
    pub(crate) ids: &'a [&'a LogicalId],
}

/// What production records of the entries of a kind.
#[derive(Debug)]
pub struct Audit {
    /// A part of `audit.tf`.
    pub(crate) file: File,
    /// Role, actions and resource of its row in the README.
    pub(crate) permission: [&'static str; 3],
}

/// A part of `stack.rs`.
#[derive(Debug)]
pub struct Constants(pub(crate) File);
