//! `stack.rs`: the facts of one service that its code is compiled against.

use serde::Serialize;

use crate::hcl::Word;
use crate::stack::{LogicalId, Service};

/// What `stack.rs.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Rust {
    service: Word,
    port: u16,
    /// A path of letters, digits and `/-._~`, so it needs no escape.
    health_path: String,
}

impl Rust {
    pub(crate) fn new(id: &LogicalId, service: &Service) -> Self {
        Self {
            service: id.into(),
            port: service.port,
            health_path: service.health_check.path.to_string(),
        }
    }
}
