//! formwork's own kinds: one folder and one line each.

use crate::container;
use crate::kind::{AnyKind, Kinds};
use crate::lint;
use crate::problem::{self, Code};

pub(crate) mod bucket;
pub(crate) mod cache;
pub(crate) mod database;
pub(crate) mod job;
pub(crate) mod queue;
pub(crate) mod repository;
pub(crate) mod secret;
pub(crate) mod service;
pub(crate) mod site;
pub(crate) mod table;
pub(crate) mod task;
pub(crate) mod topic;
pub(crate) mod volume;
pub(crate) mod worker;

impl Default for Kinds {
    fn default() -> Self {
        Self::none()
            .with::<service::Service>()
            .with::<worker::Worker>()
            .with::<database::Database>()
            .with::<bucket::Bucket>()
            .with::<secret::Secret>()
            .with::<queue::Queue>()
            .with::<topic::Topic>()
            .with::<table::Table>()
            .with::<cache::Cache>()
            .with::<volume::Volume>()
            .with::<site::StaticSite>()
            .with::<repository::Repository>()
            .with::<job::Job>()
            .with::<task::Task>()
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
