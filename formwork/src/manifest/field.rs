//! A value with its place.

use std::cmp::Ordering;

use crate::source::Span;

/// A value of the manifest and where it stands; a default stands nowhere.
#[derive(Debug, Clone)]
pub struct Field<T> {
    pub(super) value: T,
    pub(super) span: Option<Span>,
}

impl<T> Field<T> {
    /// The value.
    pub fn get(&self) -> &T {
        &self.value
    }

    /// Where the value stands, or `otherwise` (its table's name) if it is a default.
    pub fn span_or(&self, otherwise: &Span) -> Span {
        self.span.clone().unwrap_or_else(|| otherwise.clone())
    }

    /// Whether the value stands in the file.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.span.is_some()
    }
}

impl<T> From<T> for Field<T> {
    /// A default: a value that stands nowhere in the file.
    fn from(value: T) -> Self {
        Self { value, span: None }
    }
}

/// Two keys with the same text are the same key, wherever they stand.
impl<T: PartialEq> PartialEq for Field<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Field<T> {}

impl<T: Ord> PartialOrd for Field<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Ord> Ord for Field<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl<T: Default> Default for Field<T> {
    fn default() -> Self {
        T::default().into()
    }
}
