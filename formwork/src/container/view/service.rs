//! An ECS service and how many tasks it has: what kinds share whose tasks run all the time.

use serde::Serialize;

use super::connect::called;
use super::{Connect, Launch, Served, dependencies};
use crate::container::{Container, Scheduled};
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{Alarm, AlarmView, Optional, Present, Site, present_if};

/// What `service.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct EcsService {
    table: &'static str,
    id: Word,
    aws_id: Word,
    /// Its name in ECS.
    in_ecs: Word,
    launch: Launch,
    subnet_ids: Expr,
    min: u32,
    grace_period_seconds: Optional<u32>,
    load_balancer: Optional<LoadBalancer>,
    /// Whom it calls and who calls it.
    connect: Optional<Connect>,
    /// What is not what ECS does anyway.
    minimum_percent: Optional<u32>,
    maximum_percent: Optional<u32>,
    rollback_alarms: Optional<Expr>,
    /// What ends a deployment whose tasks do not become healthy.
    circuit_breaker: Optional<Present>,
    /// That it has no other strategy, where the provider knows of others.
    rolling: Optional<Present>,
    /// How requests go over to new tasks that stand beside the old ones.
    shifted: Optional<Shifted>,
    /// ECS evens out zones by a task more for a while, which some services may not have.
    rebalancing: &'static str,
    timeout: Optional<Timeout>,
    /// What is said of a deployment that ECS took back.
    rolled_back: Literal,
    /// Whether a new one of another name is there before the old one goes.
    takes_over: Optional<Present>,
    /// What must exist before the first task can start and be reached.
    depends_on: Vec<Expr>,
}

/// How long a deployment may take, where that is longer than the provider waits by itself.
#[derive(Debug, Serialize)]
struct Timeout {
    minutes: u32,
    why: &'static str,
}

/// How long the provider waits for a service unless it is told otherwise.
const PROVIDER_MINUTES: u32 = 20;

/// What Fargate may take to start three tasks in a row, images and network included.
const MINUTES_TO_START: u32 = 10;

/// How ECS divides the requests of a service between old and new tasks, which are in a target group each.
#[derive(Debug, Serialize)]
pub(crate) struct Shifted {
    pub(crate) strategy: &'static str,
    pub(crate) bake_minutes: u32,
    pub(crate) canary: Optional<Portion>,
    pub(crate) linear: Optional<Portion>,
}

/// So many requests for so long.
#[derive(Debug, Serialize)]
pub(crate) struct Portion {
    pub(crate) percent: u32,
    pub(crate) bake_minutes: u32,
}

/// Where the load balancer finds the tasks.
#[derive(Debug, Serialize)]
struct LoadBalancer {
    port: u16,
}

impl EcsService {
    /// One with `min` tasks at first.
    pub(crate) fn new(container: &Container, site: &Site<'_>, min: u32) -> Self {
        let id = site.id();
        let mut depends_on = dependencies(container, site);
        depends_on.extend(called(container));
        Self {
            table: site.table(),
            id: id.into(),
            aws_id: Word::in_aws(id),
            in_ecs: site.name(),
            launch: Launch::new(container),
            subnet_ids: site.private_subnet_ids(),
            min,
            grace_period_seconds: Vec::new(),
            load_balancer: Vec::new(),
            connect: Connect::client(container, site).into_iter().collect(),
            minimum_percent: Vec::new(),
            maximum_percent: Vec::new(),
            rollback_alarms: Vec::new(),
            circuit_breaker: present_if(true),
            rolling: Vec::new(),
            shifted: Vec::new(),
            rebalancing: "ENABLED",
            timeout: Vec::new(),
            rolled_back: rolled_back(site, &site.name()),
            takes_over: Vec::new(),
            depends_on,
        }
    }

    /// The same, which others call.
    pub(crate) fn serving(mut self, site: &Site<'_>, served: Served) -> Self {
        let connect = self.connect.pop().unwrap_or_else(|| Connect::new(site));
        self.connect = vec![connect.serving(site, served)];
        self
    }

    /// The same with another name, so that one that is there can be replaced without a gap.
    pub(crate) fn renamed(self, in_ecs: Word, site: &Site<'_>) -> Self {
        Self {
            rolled_back: rolled_back(site, &in_ecs),
            in_ecs,
            takes_over: present_if(true),
            ..self
        }
    }

    /// The same, whose tasks are replaced while so many of them run, at least and at most.
    pub(crate) fn replaced_by(
        self,
        minimum_percent: u32,
        maximum_percent: u32,
        rollback_alarms: Vec<Expr>,
    ) -> Self {
        Self {
            minimum_percent: Vec::from_iter((minimum_percent != 100).then_some(minimum_percent)),
            maximum_percent: Vec::from_iter((maximum_percent != 200).then_some(maximum_percent)),
            rebalancing: if maximum_percent > 100 {
                "ENABLED"
            } else {
                "DISABLED"
            },
            rollback_alarms: match rollback_alarms {
                none if none.is_empty() => Vec::new(),
                alarms => vec![Expr::list(alarms)],
            },
            ..self
        }
    }

    /// The same, whose new tasks take the place of old ones, and did so before, or not.
    pub(crate) fn rolling(self, site: &Site<'_>) -> Self {
        Self {
            rolling: present_if(site.stack.has_version_6()),
            ..self
        }
    }

    /// The same, whose new tasks start beside the old ones. ECS divides the requests under a role of the service's own.
    /// The circuit breaker is for rolling deployments alone (Amazon ECS API, `DeploymentCircuitBreaker`).
    pub(crate) fn shifted(mut self, shifted: Shifted, site: &Site<'_>) -> Self {
        let policy = format!("aws_iam_role_policy.{}_traffic", site.id());
        self.depends_on.push(Expr::new(policy));
        Self {
            circuit_breaker: Vec::new(),
            shifted: vec![shifted],
            ..self
        }
    }

    /// The same behind the load balancer, which `listener` leads to.
    pub(crate) fn behind(mut self, listener: Expr, port: u16, grace_period_seconds: u32) -> Self {
        self.depends_on.insert(0, listener);
        Self {
            grace_period_seconds: vec![grace_period_seconds],
            load_balancer: vec![LoadBalancer { port }],
            ..self
        }
    }
}

impl EcsService {
    /// The same, whose deployments end after so many seconds at the latest: new tasks that fail one after
    /// the other, and old ones that end.
    pub(crate) fn within(self, seconds: u32) -> Self {
        let minutes = MINUTES_TO_START + seconds.div_ceil(60);
        let why = if self.shifted.is_empty() {
            "new tasks may be unhealthy for a while, old ones end slowly"
        } else {
            "the requests take their time to go over, and the old tasks wait after that"
        };
        let timeout = (minutes > PROVIDER_MINUTES).then_some(Timeout { minutes, why });
        Self {
            timeout: timeout.into_iter().collect(),
            ..self
        }
    }
}

fn rolled_back(site: &Site<'_>, in_ecs: &Word) -> Literal {
    Literal::new(format!(
        "ECS took the deployment of {} back: the former tasks run, with the new rights and rules. `aws ecs describe-services --cluster {} --services {in_ecs}` says why.",
        site.id().in_aws(),
        site.stack.name,
    ))
}

/// What `scaling.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Scaling {
    /// The table of the entry, for comments.
    table: &'static str,
    id: Word,
    name: Word,
    min: u32,
    max: u32,
    policies: Vec<Policy>,
    actions: Vec<Action>,
    /// Whether its bounds are left to the actions.
    scheduled: Optional<Present>,
    alarms: Vec<AlarmView>,
}

/// Other bounds from a time on.
#[derive(Debug, Serialize)]
struct Action {
    id: Word,
    name: Word,
    schedule: Literal,
    timezone: Literal,
    min: u32,
    max: u32,
    /// The one before: AWS takes one change of a target at a time.
    after: Optional<Word>,
}

/// A number that autoscaling holds by adding and removing tasks.
#[derive(Debug, Serialize)]
struct Policy {
    suffix: &'static str,
    metric: &'static str,
    target: u32,
    of_load_balancer: Optional<Requests>,
}

/// Whose requests are counted.
#[derive(Debug, Serialize)]
struct Requests {
    /// How CloudWatch knows the load balancer.
    suffix: Expr,
    /// What leads them to the tasks: before, AWS knows no label of them.
    listener: Expr,
}

/// In a chain.
fn actions(site: &Site<'_>, scheduled: &[Scheduled]) -> Vec<Action> {
    let ids = scheduled
        .iter()
        .map(|it| Word::joined(&[site.id(), &it.name()], '_'));
    let ids: Vec<Word> = ids.collect();
    let before = [None].into_iter().chain(ids.iter().cloned().map(Some));
    let all = scheduled.iter().zip(ids.clone()).zip(before);
    all.map(|((it, id), before)| Action {
        id,
        name: Word::joined(&[&site.name(), &it.name().replace('_', "-")], '-'),
        schedule: Literal::new(&it.at),
        timezone: Literal::new(&it.timezone),
        min: it.min,
        max: it.max,
        after: before.into_iter().collect(),
    })
    .collect()
}

impl Scaling {
    /// From `min` to `max` tasks, and other bounds at times.
    pub(crate) fn new(site: &Site<'_>, min: u32, max: u32, scheduled: &[Scheduled]) -> Self {
        Self {
            table: site.table(),
            id: site.id().into(),
            name: site.name(),
            min,
            max,
            policies: Vec::new(),
            actions: actions(site, scheduled),
            scheduled: present_if(!scheduled.is_empty()),
            alarms: Vec::new(),
        }
    }

    /// With those of these alarms that the stack has.
    pub(crate) fn watched_by(mut self, alarms: &[Alarm], site: &Site<'_>) -> Self {
        self.alarms = site.alarm_views(alarms);
        self
    }

    /// By the average CPU of the tasks.
    pub(crate) fn by_cpu(mut self, percent: Option<u32>) -> Self {
        self.policies.extend(percent.map(|target| Policy {
            suffix: "cpu",
            metric: "ECSServiceAverageCPUUtilization",
            target,
            of_load_balancer: Vec::new(),
        }));
        self
    }

    /// By their average memory.
    pub(crate) fn by_memory(mut self, percent: Option<u32>) -> Self {
        self.policies.extend(percent.map(|target| Policy {
            suffix: "memory",
            metric: "ECSServiceAverageMemoryUtilization",
            target,
            of_load_balancer: Vec::new(),
        }));
        self
    }

    /// By the requests of a minute that each of them takes, which `listener` leads to them.
    pub(crate) fn by_requests(
        mut self,
        requests: Option<u32>,
        listener: &Expr,
        site: &Site<'_>,
    ) -> Self {
        self.policies.extend(requests.map(|target| Policy {
            suffix: "requests",
            metric: "ALBRequestCountPerTarget",
            target,
            of_load_balancer: vec![Requests {
                suffix: Expr::new(site.stack.load_balancer_suffix()),
                listener: listener.clone(),
            }],
        }));
        self
    }
}

/// The word of the alarm on too few tasks.
pub(crate) const RUNNING_TASKS: &str = "running_tasks";

/// The alarm on fewer than `min` tasks. Where there may be none, there is none.
pub(crate) fn running_tasks(site: &Site<'_>, in_ecs: &Word, min: u32) -> Option<Alarm> {
    let name = site.id().in_aws();
    let dimensions = [
        ("ClusterName", "aws_ecs_cluster.main.name".to_owned()),
        ("ServiceName", format!("aws_ecs_service.{}.name", site.id())),
    ];
    let look = site.command(&format!(
        "ecs describe-services --cluster {} --services {in_ecs} --query 'services[0].events[:5]'",
        site.stack.name,
    ));
    let says = format!("Fewer than {min} tasks of {name} are running.");
    let alarm = Alarm::below(RUNNING_TASKS, min, says)
        .set_by(format!("[{}.{}] scaling.min", site.table(), site.id()))
        .watches(
            "ECS/ContainerInsights",
            "RunningTaskCount",
            "Minimum",
            &dimensions,
        )
        .during(5, 60)
        .silence_is_alarming("Silence means that nothing runs.")
        .first_look(format!("{look} says why tasks ended or did not start."));
    (min > 0).then_some(alarm)
}
