//! Outsiders: who gets to an entry from outside of AWS, by a role of its own.

/// Somebody outside of AWS, and what the role that they take allows.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Outsider {
    /// Who it is: `GitHub`.
    pub(crate) who: &'static str,
    /// What they do with the entry: the word at the arrow of the picture.
    pub(crate) does: &'static str,
    /// What the role may do with the entry, in order of the alphabet.
    pub(crate) actions: &'static [&'static str],
    /// What an account has once and the stack makes, and the key that names one which exists.
    pub(crate) provider: Option<(&'static str, &'static str)>,
    /// What it may do for which AWS knows no resource.
    pub(crate) everywhere: &'static [&'static str],
}
