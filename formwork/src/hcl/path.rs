//! The way from a block to a place in it.

/// One step into a block.
///
/// A nested block is two steps, its name and its place among the blocks of this name:
/// `ingress`, 0. A `dynamic "ingress"` is `dynamic`, `ingress`, 0 and then `content`, 0. A key of an
/// object is a name, an item of a list an index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Name(String),
    Index(usize),
}

impl Step {
    /// The name, of a step that has one.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Index(_) => None,
        }
    }
}
