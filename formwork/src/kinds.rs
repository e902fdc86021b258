//! formwork's own kinds: one folder and one line each.

use crate::container;
use crate::kind::{AnyKind, Kinds};
use crate::lint;
use crate::problem::{self, Code};

pub(crate) mod bucket;
pub(crate) mod database;
pub(crate) mod queue;
pub(crate) mod secret;
pub(crate) mod service;

impl Default for Kinds {
    fn default() -> Self {
        Self::none()
            .with::<service::Service>()
            .with::<database::Database>()
            .with::<bucket::Bucket>()
            .with::<secret::Secret>()
            .with::<queue::Queue>()
    }
}

impl Kinds {
    /// Every code that a report can have, by name: of the file and of Terraform, of lints, of
    /// containers and of the kinds.
    #[must_use]
    pub fn codes(&self) -> Vec<Code> {
        let of_all = [problem::CODES, lint::CODES, container::CODES].concat();
        let of_kinds = self.iter().flat_map(AnyKind::codes).copied();
        let mut codes: Vec<Code> = of_all.into_iter().chain(of_kinds).collect();
        codes.sort_unstable();
        codes
    }
}
