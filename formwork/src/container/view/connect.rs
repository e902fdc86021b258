//! How tasks find each other by name: ECS Service Connect.

use serde::Serialize;

use crate::container::{Container, Grant};
use crate::hcl::{Expr, Word};
use crate::kind::{Optional, Site};

/// The block of an ECS service that calls others, is called, or both.
#[derive(Debug, Serialize)]
pub(super) struct Connect {
    region: Word,
    server: Optional<Server>,
}

/// Under which name others reach the service.
#[derive(Debug, Serialize)]
struct Server {
    name: String,
    timeout_seconds: u32,
    idle_seconds: u32,
}

/// How a service answers those who call it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Served {
    /// How long an answer may take; 0 for any time.
    pub(crate) timeout_seconds: u32,
}

/// How long Service Connect keeps a connection that nothing goes over, unless it is told otherwise.
const IDLE_SECONDS: u32 = 300;

impl Connect {
    /// Of one that calls others, if it is granted to.
    pub(super) fn client(container: &Container, site: &Site<'_>) -> Option<Self> {
        let mut grants = container.grants.values();
        grants.any(Grant::calls).then(|| Self::new(site))
    }

    /// Of one that calls nobody.
    pub(super) fn new(site: &Site<'_>) -> Self {
        Self {
            region: site.region(),
            server: Vec::new(),
        }
    }

    /// The same, which others call. A connection stays open for as long as an answer may take.
    pub(super) fn serving(self, site: &Site<'_>, served: Served) -> Self {
        Self {
            server: vec![Server {
                name: site.id().kebab(),
                timeout_seconds: served.timeout_seconds,
                idle_seconds: served.timeout_seconds.max(IDLE_SECONDS),
            }],
            ..self
        }
    }
}

/// The services that a container calls: a task knows those alone that were there when its deployment began.
pub(super) fn called(container: &Container) -> impl Iterator<Item = Expr> {
    let calls = container.grants.iter().filter(|(_, grant)| grant.calls());
    calls.map(|(target, _)| Expr::new(format!("aws_ecs_service.{target}")))
}
