//! What a `stack.toml` is made of, in the order in which it is written, and with its comments.

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    /// As raw blocks have it: a template, or an address where a key takes one.
    Text(String),
    Integer(i64),
    /// Finite.
    Float(f64),
    Bool(bool),
    List(Vec<Item>),
    Table(Vec<Member>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) item: Item,
    /// The lines of comment above it, without their marks.
    pub(super) above: Vec<String>,
    /// The comment on its line.
    pub(super) behind: Option<String>,
}

impl Member {
    pub(super) fn new(name: impl Into<String>, item: Item) -> Self {
        Self {
            name: name.into(),
            item,
            above: Vec::new(),
            behind: None,
        }
    }

    /// Whether there is a comment in it, or above it.
    pub(super) fn has_comments(&self) -> bool {
        !self.above.is_empty() || self.behind.is_some() || self.item.has_comments()
    }
}

impl Item {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn has_comments(&self) -> bool {
        match self {
            Self::List(items) => items.iter().any(Self::has_comments),
            Self::Table(members) => members.iter().any(Member::has_comments),
            _ => false,
        }
    }

    /// The members of a table.
    pub(super) fn members(&self) -> Option<&[Member]> {
        match self {
            Self::Table(members) => Some(members),
            _ => None,
        }
    }
}
