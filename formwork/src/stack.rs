//! validate's result: what the manifest means. A value of these types is one that AWS accepts.
//!
//! Only `validate` makes a [`Stack`]; every later step takes it as proven.

use std::collections::{BTreeMap, BTreeSet};

use crate::hcl::Expr;
use crate::kind::{AnyKind, Entries, Entry, Origin, Target, Threshold};
use crate::level::Setting;
pub(crate) use crate::manifest::Engine;
use crate::manifest::Places;
use crate::names::{EnvironmentName, LogicalId, StackName};
use crate::problem::{Code, Problem};
use crate::schema::ProviderLine;
use crate::source::SourceFile;
use crate::written::{EntryText, Written};

mod domain;
mod environment;
mod load_balancer;
mod network;
mod raw;
mod region;
mod routing;

pub(crate) use domain::{Domain, DomainName, Zone};
pub(crate) use environment::Environment;
pub(crate) use load_balancer::{
    Allowed, ExistingLoadBalancer, LoadBalancer, Waf, WafMode, WafRules,
};
pub(crate) use network::{
    Cidr, ENDPOINTS, ExistingNetwork, Gateway, NatGateways, Network, NetworkNames, Subnets, Vpc,
};
pub(crate) use raw::{
    Import, Move, Override, Path, Raw, RawBlock, RawKind, Removed, Rename, RequiredProvider,
};
pub(crate) use region::AvailabilityZone;
#[cfg(any(test, feature = "schema"))]
pub(crate) use region::REGIONS;
pub use region::Region;
pub use routing::Route;
pub(crate) use routing::{
    ALL_PRIORITIES, HostPattern, MAX_DEPTH, Overlap, Part, PathPattern, Rules, Slots, depths,
    overlaps, priorities,
};

/// A validated stack: every name, number and reference in it holds.
#[derive(Debug, Clone)]
pub struct Stack {
    /// What it was made of: findings about the final HCL point into it.
    pub(crate) source: SourceFile,
    /// Where the keys of that stand.
    pub(crate) places: Places,
    /// The environment that it is, if an overlay lies over the file.
    pub(crate) overlay: Option<EnvironmentName>,
    /// The same file with each overlay, by name.
    pub(crate) environments: Vec<Environment>,
    /// The tag `Project`, in every environment.
    pub(crate) project: StackName,
    /// The start of every name in AWS.
    pub(crate) name: StackName,
    pub(crate) environment: EnvironmentName,
    pub(crate) region: Region,
    /// Whether raw blocks are all that there is: no network, no cluster, no entries.
    pub(crate) is_bare: bool,
    /// Which account it is for.
    pub(crate) account: Account,
    /// What formwork's own tags are called.
    pub(crate) tag_names: TagNames,
    /// Beside `Project`, `Environment` and `ManagedBy`.
    pub(crate) tags: BTreeMap<String, Written>,
    /// What the stack must hold in, the oldest first; at least one.
    pub(crate) provider_lines: Vec<ProviderLine>,
    pub(crate) offline: bool,
    pub(crate) engine: Engine,
    pub(crate) backend: Backend,
    pub(crate) network: Network,
    /// What it would be; it is there if an entry takes requests.
    pub(crate) load_balancer: LoadBalancer,
    pub(crate) domain: Option<Domain>,
    /// The entries of every kind.
    pub(crate) entries: Entries,
    /// The texts of entries of which Terraform computes something.
    pub(crate) texts: Vec<EntryText>,
    pub(crate) log_retention_days: u32,
    pub(crate) alarms: Alarms,
    /// The entries of `[lints]`.
    pub(crate) lints: BTreeMap<Code, Setting>,
    /// What is said in Terraform's own words.
    pub(crate) raw: Raw,
}

impl Stack {
    /// The same stack whose entries have other ids, wherever they are named.
    pub(crate) fn with_names(self, names: &BTreeMap<LogicalId, LogicalId>) -> Self {
        Self {
            entries: self.entries.with_names(names),
            ..self
        }
    }

    /// Whether version 6 of the AWS provider is there, whichever line is taken.
    pub(crate) fn has_version_6(&self) -> bool {
        let mut lines = self.provider_lines.iter();
        lines.all(|line| *line >= ProviderLine::V6)
    }

    /// The entry of a kind that has an id, or the raw resource of this name, as the target of a grant.
    pub(crate) fn target<'a>(
        &'a self,
        kind: &'static dyn AnyKind,
        id: &'a LogicalId,
    ) -> Target<'a> {
        Target {
            id,
            resource: kind.resource(),
            stack: &self.name,
            region: &self.region,
            network: self.network.names(),
            entry: self.entries.get(id).map(|entry| entry.value),
            owner: None,
            mounted_at: None,
            entries: &self.entries,
        }
    }

    /// An entry, asked about by itself.
    pub(crate) fn target_of<'a>(&'a self, entry: Entry<'a>) -> Target<'a> {
        Target {
            entry: Some(entry.value),
            ..self.target(entry.kind, entry.id)
        }
    }

    /// Whether an entry takes requests from the load balancer: without one, there is none.
    pub(crate) fn has_load_balancer(&self) -> bool {
        self.entries.iter().any(|entry| entry.route().is_some())
    }

    /// Whether the stack makes the load balancer of its entries, and it is none that others have made.
    pub(crate) fn makes_load_balancer(&self) -> bool {
        self.has_load_balancer() && self.load_balancer.existing.is_none()
    }

    /// The domain, if a certificate is made for it and for the hosts of services.
    pub(crate) fn certified_domain(&self) -> Option<&Domain> {
        let domain = self.domain.as_ref().filter(|_| self.makes_load_balancer());
        domain.filter(|domain| domain.certificate_arn.is_none())
    }

    /// Whether clients reach the load balancer by IPv6 too. Where only networks of IPv4 are let in, it has no such
    /// address: who has both would try it first, and wait in vain.
    pub(crate) fn has_load_balancer_ipv6(&self) -> bool {
        let mut allow = self.load_balancer.allow.iter();
        self.makes_load_balancer()
            && self.network.has_ipv6()
            && allow.any(|allowed| !allowed.is_ipv4())
    }

    /// The expression by which CloudWatch knows the load balancer.
    pub(crate) fn load_balancer_suffix(&self) -> &'static str {
        match self.load_balancer.existing {
            Some(_) => "local.load_balancer_arn_suffix",
            None => "aws_lb.main.arn_suffix",
        }
    }

    /// A command of the AWS CLI in the region of the stack, in Markdown.
    pub(crate) fn command(&self, command: &str) -> String {
        format!("`aws {command} --region {}`", self.region)
    }

    /// An expression of a security group of the stack whose owner is its account; none if it has no group.
    pub(crate) fn own_security_group(&self) -> Option<Expr> {
        if self.makes_load_balancer() {
            return Some(Expr::new("aws_security_group.load_balancer"));
        }
        let mut entries = self.entries.iter();
        entries.find_map(|entry| {
            let listens = entry.listens().filter(|it| it.given.is_none());
            let tasks = entry.container().map(|_| "tasks");
            let group = tasks.or(listens.map(|it| it.group))?;
            Some(Expr::new(format!(
                "aws_security_group.{}_{group}",
                entry.id
            )))
        })
    }

    /// Whether anything stands in the public subnets: a load balancer, or a NAT gateway of a zone.
    pub(crate) fn has_public_subnets(&self) -> bool {
        let is_public = self.makes_load_balancer() && !self.load_balancer.internal;
        let zonal = [NatGateways::Single, NatGateways::PerAz];
        let vpc = self.network.made();
        is_public || vpc.is_some_and(|vpc| zonal.contains(&vpc.nat_gateways))
    }

    /// Whether anything of the VPC leads to the internet or is reached from there.
    pub(crate) fn has_internet_gateway(&self) -> bool {
        let vpc = self.network.made();
        self.has_public_subnets() || vpc.is_some_and(|vpc| vpc.nat_gateways != NatGateways::None)
    }

    /// The problem, marked at the entry that a file comes from.
    pub(crate) fn at_origin(&self, problem: Problem, origin: &Origin) -> Problem {
        let Origin::Entry(table, id) = origin else {
            return problem;
        };
        match self.places.locate(&[table, id.as_str()], 2) {
            Some(span) => problem.at(span, "what this becomes"),
            None => problem,
        }
    }

    /// The tags of every resource, by name, with their values as templates: `Project`, `Environment`
    /// and `ManagedBy`, whose words are plain, and those of `[stack] tags`.
    pub(crate) fn all_tags(&self) -> Vec<(&str, &str)> {
        let names = &self.tag_names;
        let own = [
            (&names.environment, self.environment.as_str()),
            (&names.managed_by, "terraform"),
            (&names.project, self.project.as_str()),
        ];
        let own = own
            .into_iter()
            .filter_map(|(name, value)| Some((name.as_deref()?, value)));
        let tags = self.tags.iter();
        let mut tags: Vec<(&str, &str)> = tags
            .map(|(key, value)| (key.as_str(), value.text()))
            .chain(own)
            .collect();
        tags.sort_unstable();
        tags
    }
}

/// The listener that routes attach to, where the stack makes it.
pub(crate) fn listener_of(stack: &Stack) -> Expr {
    Expr::new(if stack.domain.is_some() {
        "aws_lb_listener.https"
    } else {
        "aws_lb_listener.http"
    })
}

/// Its ARN, wherever it comes from.
pub(crate) fn listener_arn_of(stack: &Stack) -> Expr {
    match stack.load_balancer.existing {
        Some(_) => Expr::new("local.listener_arn"),
        None => Expr::new(format!("{}.arn", listener_of(stack))),
    }
}

/// The account that a stack is deployed to, as far as it is said.
#[derive(Debug, Clone, Default)]
pub(crate) struct Account {
    /// The only ones that Terraform may act on; none if all are.
    pub(crate) allowed_ids: Vec<String>,
    /// The role that Terraform acts as.
    pub(crate) role_arn: Option<String>,
    /// The permissions boundary of every role.
    pub(crate) boundary: Option<String>,
}

impl Account {
    /// Whether two stacks are sure to be in accounts of their own.
    pub(crate) fn is_apart_from(&self, other: &Self) -> bool {
        let (own, others) = (&self.allowed_ids, &other.allowed_ids);
        !own.is_empty() && !others.is_empty() && !own.iter().any(|id| others.contains(id))
    }
}

/// The keys of the tags that formwork sets; none for one that is left out.
#[derive(Debug, Clone)]
pub(crate) struct TagNames {
    pub(crate) project: Option<String>,
    pub(crate) environment: Option<String>,
    pub(crate) managed_by: Option<String>,
}

/// Where Terraform keeps its state.
#[derive(Debug, Clone)]
pub(crate) enum Backend {
    Local,
    S3 {
        bucket: String,
        key: String,
        region: Region,
        use_lockfile: bool,
    },
}

impl Backend {
    /// Bucket and key of the state; none for a state beside the files.
    pub(crate) fn place(&self) -> Option<(&str, &str)> {
        match self {
            Self::Local => None,
            Self::S3 { bucket, key, .. } => Some((bucket, key)),
        }
    }
}

/// What `[alarms] only` calls the alarm on answers with a 5xx status.
pub(crate) const HTTP_5XX: &str = "load_balancer_5xx";

/// The names of the alarms on answers of a service with a 5xx status. On a load balancer that exists each target group
/// has one: there, CloudWatch counts the answers of all who share it together.
pub(crate) fn alarms_on_5xx(stack: &Stack, id: &LogicalId, is_shifted: bool) -> Vec<Expr> {
    let alarms = match stack.load_balancer.existing {
        Some(_) if is_shifted => vec![format!("{id}_5xx"), format!("{id}_5xx_2")],
        Some(_) => vec![format!("{id}_5xx")],
        None => vec!["load_balancer_5xx".to_owned()],
    };
    let name = |alarm| format!("aws_cloudwatch_metric_alarm.{alarm}.alarm_name");
    alarms.into_iter().map(name).map(Expr::new).collect()
}

/// Which alarms there are, when they go off, and whom they tell.
#[derive(Debug, Clone)]
pub(crate) struct Alarms {
    /// By key, those that somebody wrote or left at their defaults.
    pub(crate) thresholds: BTreeMap<&'static str, u32>,
    /// The words of the only ones; none: all.
    pub(crate) only: Option<BTreeSet<String>>,
    pub(crate) http_5xx_count: u32,
    pub(crate) http_5xx_minutes: u32,
    pub(crate) notify: Vec<Written>,
}

impl Alarms {
    /// Whether the stack has the alarms of a word.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(word))
    }

    pub(crate) fn threshold(&self, threshold: &Threshold) -> u32 {
        let number = self.thresholds.get(threshold.key);
        number.copied().unwrap_or(threshold.default)
    }
}
