//! formwork's own kinds: one folder and one line each.

use crate::kind::Kinds;

pub(crate) mod bucket;
pub(crate) mod database;
pub(crate) mod service;

impl Default for Kinds {
    fn default() -> Self {
        Self::none()
            .with::<service::Service>()
            .with::<database::Database>()
            .with::<bucket::Bucket>()
    }
}
