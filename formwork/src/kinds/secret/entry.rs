//! What a secret is: where it is kept, and whether it is there already.

use super::existing::Existing;
use super::manifest::{Keys, Store};
use crate::kind::Validation;

/// One secret.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) store: Store,
    /// None: it is made.
    pub(super) existing: Option<Existing>,
}

impl Entry {
    /// What the keys of a secret mean.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let store = *keys.store.get();
        let region = at.region().cloned();
        let existing = match (&keys.existing, region) {
            (None, _) => None,
            // Which one is meant is unclear, and that has been told.
            (Some(_), _) if at.is_unread(&["store"]) => return None,
            (Some(_), None) => return None,
            (Some(field), Some(region)) => {
                let parse = |text: &str| Existing::parse(text, store, &region);
                Some(at.text(field, "the secret that exists", parse)?)
            }
        };
        Some(Self { store, existing })
    }

    /// Whether something else stands where the value belongs until somebody has set it.
    pub(super) fn has_placeholder(&self) -> bool {
        self.store == Store::ParameterStore && self.existing.is_none()
    }
}
