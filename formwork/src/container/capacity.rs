//! What a task runs on: the processor, the disk, and whether AWS may take it back.

use super::manifest::{Architecture, Keys};
use crate::kind::{Limits, Validation};

/// Amazon ECS API, `EphemeralStorage`: 21 to 200; 20 is what a task has without it.
pub(super) const EPHEMERAL: Limits = Limits {
    key: "ephemeral_gib",
    range: 21..=200,
    taker: "Fargate",
};

/// Amazon ECS service quotas, "Tasks per service".
pub(super) const ON_DEMAND: Limits = Limits {
    key: "on_demand",
    range: 0..=5000,
    taker: "Amazon ECS",
};

/// What a task runs on.
#[derive(Debug, Clone)]
pub(crate) struct Capacity {
    pub(crate) architecture: Architecture,
    /// `None`: the 20 GiB of every task.
    pub(crate) ephemeral_gib: Option<u32>,
    /// `None`: nothing is said of it, and the launch type is `FARGATE`.
    pub(crate) providers: Option<Providers>,
}

/// Which capacity providers tasks run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Providers {
    /// `FARGATE` alone.
    OnDemand,
    /// `FARGATE_SPOT`, and so many tasks on `FARGATE` first.
    Spot { on_demand: u32 },
}

impl Capacity {
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let ephemeral = keys.ephemeral_gib.as_ref();
        let ephemeral = ephemeral.map(|field| at.number(field, &EPHEMERAL));
        let providers = keys.spot.as_ref().map(|spot| match spot.get().get() {
            None => Some(Providers::OnDemand),
            Some(spot) => {
                let on_demand = at.number(&spot.on_demand, &ON_DEMAND)?;
                Some(Providers::Spot { on_demand })
            }
        });
        Some(Self {
            architecture: *keys.architecture.get(),
            ephemeral_gib: match ephemeral {
                Some(size) => Some(size?),
                None => None,
            },
            providers: match providers {
                Some(providers) => Some(providers?),
                None => None,
            },
        })
    }
}
