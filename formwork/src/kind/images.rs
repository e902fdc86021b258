//! Images: how the images in an entry are named and pulled.

use super::Target;

/// What an entry whose images containers run has to say of them.
#[doc(hidden)]
#[derive(Debug)]
pub struct Images {
    /// The image of a tag, as an expression of HCL.
    pub(crate) uri: fn(&Target<'_>, tag: &str) -> String,
    /// The ARN that a pull is allowed on, as an expression of HCL.
    pub(crate) arn: fn(&Target<'_>) -> String,
}
