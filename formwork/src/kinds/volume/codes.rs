//! The codes of a volume.

use crate::problem::codes;

codes! {
    /// What can be wrong with a volume.
    CODES:
    /// Containers that would write as different users.
    VolumeUsers = "volume-users",
}
