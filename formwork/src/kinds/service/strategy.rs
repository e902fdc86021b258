//! How ECS brings a new revision of a service to its clients.

use serde::Deserialize;

use super::manifest::Deployment as Keys;
use crate::hcl::Word;
use crate::kind::{Limits, Refused, Runbook, Site, Validation};

/// `deployment.strategy`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum Strategy {
    /// New tasks take the place of old ones.
    Rolling,
    /// All new tasks start beside the old ones, then all requests go to them at once.
    BlueGreen,
    /// The same, and first some of the requests.
    Canary,
    /// The same, and the requests step by step.
    Linear,
}

impl Strategy {
    /// How `stack.toml` says it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Rolling => "rolling",
            Self::BlueGreen => "blue_green",
            Self::Canary => "canary",
            Self::Linear => "linear",
        }
    }

    /// Whether old and new tasks are in a target group each, between which the load balancer divides the requests.
    pub(super) fn shifts(self) -> bool {
        self != Self::Rolling
    }
}

/// Amazon ECS API, `DeploymentConfiguration`: `bakeTimeInMinutes`.
pub(crate) const BAKE: Limits = Limits {
    key: "bake_minutes",
    range: 0..=1440,
    taker: "Amazon ECS",
};

/// Amazon ECS API, `CanaryConfiguration`.
pub(crate) const CANARY_PERCENT: Limits = Limits {
    key: "canary_percent",
    range: 1..=100,
    taker: "a canary deployment",
};
pub(crate) const CANARY_BAKE: Limits = Limits {
    key: "canary_bake_minutes",
    range: 0..=1440,
    taker: "a canary deployment",
};

/// Amazon ECS API, `LinearConfiguration`.
pub(crate) const STEP_PERCENT: Limits = Limits {
    key: "step_percent",
    range: 3..=100,
    taker: "a linear deployment",
};
pub(crate) const STEP_BAKE: Limits = Limits {
    key: "step_bake_minutes",
    range: 0..=1440,
    taker: "a linear deployment",
};

/// How requests go over from old tasks to new ones, where both are there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shift {
    pub(super) pace: Pace,
    /// How long the old tasks wait after it.
    pub(super) bake_minutes: u32,
}

/// How many requests go over at a time.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pace {
    AllAtOnce,
    Canary { percent: u32, bake_minutes: u32 },
    Linear { percent: u32, bake_minutes: u32 },
}

impl Shift {
    /// What the keys mean; nothing in a rolling deployment, which shifts no requests.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Result<Option<Self>, Refused> {
        // All of them, whatever the strategy is: each may have a problem.
        let bake = at.number(&keys.bake_minutes, &BAKE);
        let canary = at.number(&keys.canary_percent, &CANARY_PERCENT);
        let canary_bake = at.number(&keys.canary_bake_minutes, &CANARY_BAKE);
        let step = at.number(&keys.step_percent, &STEP_PERCENT);
        let step_bake = at.number(&keys.step_bake_minutes, &STEP_BAKE);
        let pace = match keys.strategy.get() {
            Strategy::Rolling => return Ok(None),
            Strategy::BlueGreen => Pace::AllAtOnce,
            Strategy::Canary => Pace::Canary {
                percent: canary.ok_or(Refused)?,
                bake_minutes: canary_bake.ok_or(Refused)?,
            },
            Strategy::Linear => Pace::Linear {
                percent: step.ok_or(Refused)?,
                bake_minutes: step_bake.ok_or(Refused)?,
            },
        };
        Ok(Some(Self {
            pace,
            bake_minutes: bake.ok_or(Refused)?,
        }))
    }

    /// How ECS calls it.
    pub(super) fn strategy(self) -> &'static str {
        match self.pace {
            Pace::AllAtOnce => "BLUE_GREEN",
            Pace::Canary { .. } => "CANARY",
            Pace::Linear { .. } => "LINEAR",
        }
    }

    /// How long requests go over and old tasks wait. ECS waits between steps, and not after the last one.
    pub(super) fn minutes(self) -> u32 {
        let pace = match self.pace {
            Pace::AllAtOnce => 0,
            Pace::Canary { bake_minutes, .. } => bake_minutes,
            Pace::Linear {
                percent,
                bake_minutes,
            } => {
                let steps = 100_u32.div_ceil(percent);
                steps.saturating_sub(1).saturating_mul(bake_minutes)
            }
        };
        pace.saturating_add(self.bake_minutes)
    }

    /// The steps of its deployments, beside those of every service.
    pub(super) fn runbook(self, runbook: Runbook, in_ecs: &Word, site: &Site<'_>) -> Runbook {
        let cluster = &site.stack.name;
        let running = site.command(&format!(
            "ecs list-service-deployments --cluster {cluster} --service {in_ecs} --status IN_PROGRESS"
        ));
        let stop = site.command(
            "ecs stop-service-deployment --service-deployment-arn ARN --stop-type ROLLBACK",
        );
        let group = site.id().in_aws();
        let rules = site.command("elbv2 describe-rules --rule-arns ARN");
        runbook
            .deploy(format!(
                "an apply waits {} minutes longer than the new tasks take to start",
                self.minutes()
            ))
            .back(format!(
                "while a deployment runs: {running} has its ARN, and {stop} leads the requests back to the old tasks. Where new tasks never become healthy, nothing else ends it"
            ))
            .back(format!(
                "to `strategy = \"rolling\"`: first see with {rules} that the rule of {group} leads to its first target group. If not, deploy once more: else requests fail until new tasks start in that group"
            ))
    }

    /// What the README says of it.
    pub(super) fn summary(self) -> String {
        let bake = self.bake_minutes;
        match self.pace {
            Pace::AllAtOnce => format!("deployed blue/green, old tasks wait {bake} minutes"),
            Pace::Canary {
                percent,
                bake_minutes,
            } => format!(
                "deployed by a canary of {percent} % for {bake_minutes} minutes, old tasks wait {bake} minutes"
            ),
            Pace::Linear {
                percent,
                bake_minutes,
            } => format!(
                "deployed in steps of {percent} % every {bake_minutes} minutes, old tasks wait {bake} minutes"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Pace, Shift};

    #[test]
    fn a_deployment_takes_as_long_as_ecs_waits() {
        let minutes = |pace| {
            let bake_minutes = 10;
            Shift { pace, bake_minutes }.minutes()
        };
        let linear = |percent, bake_minutes| {
            minutes(Pace::Linear {
                percent,
                bake_minutes,
            })
        };
        assert_eq!(minutes(Pace::AllAtOnce), 10);
        let canary = Pace::Canary {
            percent: 5,
            bake_minutes: 15,
        };
        assert_eq!(minutes(canary), 25);
        assert_eq!(linear(10, 6), 9 * 6 + 10);
        assert_eq!(linear(30, 6), 3 * 6 + 10);
        assert_eq!(linear(100, 6), 10);
    }
}
