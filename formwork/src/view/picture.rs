//! The picture of a stack: who may open a connection to whom, and who may do what. `hcl-out/README.md`
//! draws it, and so do tools.

use serde::Serialize;

use super::readme;
use crate::stack::Stack;

/// Who may talk to whom, and who may do what, as shapes and arrows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Picture {
    /// The shapes, in the order in which they are drawn.
    pub nodes: Vec<Node>,
    /// The arrows between them.
    pub arrows: Vec<Arrow>,
}

/// A shape of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Node {
    /// A word that no other shape has: letters, digits and underscores.
    pub id: String,
    /// What it is: `service api`.
    pub title: String,
}

/// An arrow of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Arrow {
    /// The id of the shape that it comes from.
    pub from: String,
    /// The id of the shape that it leads to.
    pub to: String,
    /// The TCP port of a connection, or the operations that are granted.
    pub label: String,
}

impl Stack {
    /// The picture of this stack, without those of its environments.
    #[must_use]
    pub fn picture(&self) -> Picture {
        readme::picture_of(self)
    }
}
