//! Mounting: how the files of an entry become a directory of a container.

use super::Target;

/// How ECS mounts the files of an entry. Entries of such a kind are not granted: `mounts` of a container
/// grants what it needs.
#[doc(hidden)]
#[derive(Debug)]
pub struct Mounting {
    /// The operation of every mount.
    pub(crate) read: &'static str,
    /// The operation of a mount that is not read-only.
    pub(crate) write: &'static str,
    /// The id of the file system, as an expression of HCL.
    pub(crate) file_system: fn(&Target<'_>) -> String,
    /// The id of the access point of whoever mounts it.
    pub(crate) access_point: fn(&Target<'_>) -> String,
    /// The address of what must be there before a task can mount it, if this stack makes it.
    pub(crate) ready: fn(&Target<'_>) -> Option<String>,
}
