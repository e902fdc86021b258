//! How tasks are started: by a launch type, or by a strategy of capacity providers.

use serde::Serialize;

use super::{Items, items};
use crate::container::{Container, Providers};
use crate::kind::{Optional, Present, present_if};

/// What starts the tasks of an entry.
#[derive(Debug, Serialize)]
pub(crate) struct Launch {
    /// A launch type instead of a strategy.
    fargate: Optional<Present>,
    strategy: Optional<Items<Provider>>,
    exec: Optional<Present>,
}

/// A capacity provider with its share of the tasks.
#[derive(Debug, Serialize)]
pub(crate) struct Provider {
    name: &'static str,
    /// So many tasks before others have any.
    base: Optional<u32>,
    weight: u32,
}

impl Launch {
    pub(crate) fn new(container: &Container) -> Self {
        let providers = container.capacity.providers;
        Self {
            fargate: present_if(providers.is_none()),
            strategy: items(providers.map_or(Vec::new(), strategy)),
            exec: present_if(container.exec),
        }
    }
}

/// What stands for the providers. (Amazon ECS API, `CapacityProviderStrategyItem`: one of a strategy may have a base.)
pub(crate) fn strategy(providers: Providers) -> Vec<Provider> {
    let provider = |name, base: Option<u32>, weight| Provider {
        name,
        base: base.into_iter().collect(),
        weight,
    };
    match providers {
        Providers::OnDemand => vec![provider("FARGATE", None, 1)],
        Providers::Spot { on_demand: 0 } => vec![provider("FARGATE_SPOT", None, 1)],
        Providers::Spot { on_demand } => vec![
            provider("FARGATE", Some(on_demand), 0),
            provider("FARGATE_SPOT", None, 1),
        ],
    }
}
