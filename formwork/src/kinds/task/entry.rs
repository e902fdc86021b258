//! What a task is: a container.

use serde::Deserialize;

use crate::container::{self, Container};
use crate::kind::Validation;
use crate::manifest::Flat;

/// The keys of `[task.NAME]` beside those of its container: none.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct OwnKeys {}

/// A container that people or code start.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) container: Container,
}

impl Entry {
    /// What the keys of a task mean.
    pub(super) fn from_keys(
        keys: &Flat<container::Keys, OwnKeys>,
        at: &mut Validation<'_>,
    ) -> Option<Self> {
        let container = Container::from_keys(&keys.shared, at)?;
        Some(Self { container })
    }
}
