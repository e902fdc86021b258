//! Where an entry is deployed: what its files need of the stack around it.

use serde::Serialize;

use super::{Alarm, AlarmNote, AlarmView, Target, Threshold, Watched};
use crate::contract::Contract;
use crate::edge::{Edge, Rule};
use crate::hcl::{Expr, Word};
use crate::names::LogicalId;
use crate::stack::{DomainName, Stack};
use crate::wiring::{Delivered, Wiring};
use crate::written::Written;

/// The stack around one entry.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    pub(crate) stack: &'a Stack,
    pub(crate) id: &'a LogicalId,
    pub(crate) wiring: &'a Wiring,
}

impl<'a> Site<'a> {
    /// The id of the entry: the name of its resources in HCL.
    #[must_use]
    pub fn id(&self) -> &'a LogicalId {
        self.id
    }

    /// The start of the entry's names in AWS: that of the stack, a hyphen and that of the entry.
    #[must_use]
    pub fn name(&self) -> Word {
        Word::joined(&[&self.stack.name, &self.id.kebab()], '-')
    }

    /// The entry as a target of grants.
    pub(crate) fn target(&self) -> Target<'a> {
        let resource = self.stack.entries.get(self.id);
        Target {
            id: self.id,
            resource: resource.map_or("", |entry| entry.kind.resource()),
            stack: &self.stack.name,
            region: &self.stack.region,
            network: self.stack.network.names(),
            entry: resource.map(|entry| entry.value),
            owner: None,
            mounted_at: None,
            entries: &self.stack.entries,
        }
    }

    /// The table of the entry.
    pub(crate) fn table(&self) -> &'static str {
        let entry = self.stack.entries.get(self.id);
        entry.map_or("", |entry| entry.kind.table())
    }

    /// Whether the entry has its outputs. Those of a bare stack are its author's.
    pub(crate) fn has_outputs(&self) -> bool {
        !self.stack.is_bare
    }

    /// Whether the stack is named as production, where data is protected.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.stack.environment.is_production()
    }

    /// The region of the stack.
    #[must_use]
    pub fn region(&self) -> Word {
        (&self.stack.region).into()
    }

    /// The partition of AWS that the region lies in: `aws`, `aws-cn` or `aws-us-gov`.
    #[must_use]
    pub fn partition(&self) -> &'static str {
        self.stack.region.partition()
    }

    /// The id of the VPC.
    #[must_use]
    pub fn vpc_id(&self) -> Expr {
        Expr::new(self.stack.network.names().vpc_id)
    }

    /// The ids of the private subnets, where tasks and databases are: an expression that yields a list.
    #[must_use]
    pub fn private_subnet_ids(&self) -> Expr {
        Expr::new(self.stack.network.names().private_subnet_ids)
    }

    /// The id of the stack's account, without asking AWS for it.
    #[must_use]
    pub fn account_id(&self) -> Expr {
        Expr::new(self.stack.network.names().account_id)
    }

    /// How many days logs are kept.
    #[must_use]
    pub fn log_retention_days(&self) -> u32 {
        self.stack.log_retention_days
    }

    /// The key that encrypts log groups: a list with one item in production, and none elsewhere,
    /// where CloudWatch takes a key of its own. Templates write `{{#each log_key}} kms_key_id =
    /// {{arn}} {{/each}}`.
    #[must_use]
    pub fn log_key(&self) -> impl Serialize + use<> {
        log_key(self.stack)
    }

    /// Whom alarms tell: a list with one item, or none. Templates write `{{#each notify}} {{> notify}}
    /// {{/each}}`.
    #[must_use]
    pub fn notify(&self) -> impl Serialize + use<> {
        notify(self.stack)
    }

    /// Those of the alarms of the entry that the stack has: a list. Templates write `{{#each alarms}} {{> alarm}}
    /// {{/each}}`.
    #[must_use]
    pub fn alarms(&self, alarms: &[Alarm]) -> impl Serialize + use<> {
        self.alarm_views(alarms)
    }

    pub(crate) fn alarm_views(&self, alarms: &[Alarm]) -> Vec<AlarmView> {
        self.watched(|watched| watched.views(alarms))
    }

    /// The same for the README.
    pub(crate) fn alarm_notes(&self, alarms: &[Alarm]) -> Vec<AlarmNote> {
        self.watched(|watched| watched.notes(alarms))
    }

    fn watched<T>(&self, look: impl FnOnce(Watched<'_>) -> T) -> T {
        look(Watched {
            stack: self.stack,
            table: self.table(),
            id: self.id.as_str(),
            name: self.name().to_string(),
        })
    }

    /// The number of `[alarms]` at which an alarm goes off.
    #[must_use]
    pub fn threshold(&self, threshold: &Threshold) -> u32 {
        self.stack.alarms.threshold(threshold)
    }

    /// A command of the AWS CLI in the region of the stack, in Markdown: `rds describe-events`.
    #[must_use]
    pub fn command(&self, command: &str) -> String {
        self.stack.command(command)
    }

    /// The hosted zone of the stack's domain, as an expression that yields its id.
    #[must_use]
    pub fn zone_id(&self) -> Option<Expr> {
        let domain = self.stack.domain.as_ref()?;
        domain.zone.id()
    }

    /// The hosted zone that answers for a name, as an expression that yields its id.
    pub(crate) fn zone_of(&self, name: &DomainName) -> Option<Expr> {
        let domain = self.stack.domain.as_ref()?;
        domain.zone_of(name)
    }

    /// The edges that start or end at the entry's tasks.
    pub(crate) fn edges(&self) -> &'a [Edge] {
        self.wiring.edges_of(self.id)
    }

    /// What the entry gets from others.
    pub(crate) fn deliveries(&self) -> &'a [Delivered] {
        self.wiring.deliveries_to(self.id)
    }

    /// The contract of the container that the entry runs.
    pub(crate) fn contract(&self) -> Option<Contract<'a>> {
        Contract::new(self.stack, self.stack.entries.get(self.id)?)
    }

    /// The security-group rules of these edges.
    pub(crate) fn rules(&self) -> Vec<Rule> {
        self.edges().iter().flat_map(Edge::rules).collect()
    }
}

/// A block that is there or not: a list of length 0 or 1, so that no template has an `if`.
pub(crate) type Optional<T> = Vec<T>;

/// Marks the presence of a block that needs no values.
#[derive(Debug, Serialize)]
pub(crate) struct Present {}

/// One [`Present`] where `condition` holds.
pub(crate) fn present_if(condition: bool) -> Optional<Present> {
    condition.then_some(Present {}).into_iter().collect()
}

/// Whom an alarm tells that it went off or ended.
#[derive(Debug, Serialize)]
pub(crate) struct Notify {
    topics: Expr,
}

/// The topics of `[alarms] notify`, if there are any.
pub(crate) fn notify(stack: &Stack) -> Optional<Notify> {
    let topics = &stack.alarms.notify;
    let notify = (!topics.is_empty()).then(|| Notify {
        topics: Expr::list(topics.iter().map(Written::expr)),
    });
    notify.into_iter().collect()
}

/// The key that log groups are encrypted with.
#[derive(Debug, Serialize)]
pub(crate) struct LogKey {
    arn: Expr,
}

/// The key of the logs in production. Elsewhere CloudWatch encrypts with one of its own.
pub(crate) fn log_key(stack: &Stack) -> Optional<LogKey> {
    let is_production = stack.environment.is_production();
    let key = is_production.then(|| LogKey {
        arn: Expr::new("aws_kms_key.main.arn"),
    });
    key.into_iter().collect()
}
