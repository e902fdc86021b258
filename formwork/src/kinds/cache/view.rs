//! `cache_<name>.tf`: one cache of ElastiCache, its users and what tells of trouble with it.

use serde::Serialize;

use super::entry::{Entry, PORT};
use super::user;
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{
    File, LogKey, Notify, Optional, Present, Site, Template, log_key, notify, present_if,
};

const TEMPLATE: Template = Template::new("cache.tf", include_str!("cache.tf.hbs"));

/// What `cache.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct Cache {
    id: Word,
    aws_id: Word,
    name: Word,
    vpc_id: Expr,
    subnet_ids: Expr,
    port: u16,
    engine_version: &'static str,
    family: &'static str,
    node_type: String,
    nodes: u32,
    /// Whether another node takes the place of one that failed.
    failover: bool,
    eviction: Optional<&'static str>,
    backup_retention_days: u32,
    final_snapshot: Optional<Present>,
    apply_immediately: bool,
    users: Optional<Users>,
    logs: Vec<Log>,
    log_retention_days: u32,
    log_key: Optional<LogKey>,
    alarms: Vec<Alarm>,
}

/// Those who are let in.
#[derive(Debug, Serialize)]
struct Users {
    all: Vec<UserView>,
    ids: Expr,
}

#[derive(Debug, Serialize)]
struct UserView {
    /// The name of its resource.
    resource: Word,
    /// Who it is for: the start of a comment.
    grant: String,
    user: Word,
}

#[derive(Debug, Serialize)]
struct Log {
    kind: &'static str,
    resource: &'static str,
}

/// An alarm on one node: ElastiCache counts by node.
#[derive(Debug, Serialize)]
struct Alarm {
    resource: String,
    name: String,
    description: Literal,
    metric: &'static str,
    threshold: u32,
    node: String,
    /// A node that is gone counts nothing.
    missing: &'static str,
    notify: Optional<Notify>,
}

/// The file of one cache.
pub(super) fn file(entry: &Entry, site: &Site<'_>) -> File {
    let (id, is_production) = (site.id(), site.is_production());
    let by_default = if is_production { 7 } else { 1 };
    let view = Cache {
        id: id.into(),
        aws_id: Word::in_aws(id),
        name: site.name(),
        vpc_id: site.vpc_id(),
        subnet_ids: site.private_subnet_ids(),
        port: PORT,
        engine_version: entry.engine_version.word(),
        family: entry.engine_version.family(),
        node_type: entry.node_type.to_string(),
        nodes: entry.nodes,
        failover: entry.nodes > 1,
        eviction: entry.eviction.policy().into_iter().collect(),
        backup_retention_days: entry.backup_retention_days.unwrap_or(by_default),
        final_snapshot: present_if(is_production),
        apply_immediately: !is_production,
        users: users(site).into_iter().collect(),
        logs: vec![
            Log {
                kind: "slow-log",
                resource: "slow_log",
            },
            Log {
                kind: "engine-log",
                resource: "engine_log",
            },
        ],
        log_retention_days: site.log_retention_days(),
        log_key: log_key(site.stack),
        alarms: (1..=entry.nodes)
            .flat_map(|node| alarms(site, node))
            .collect(),
    };
    File::new(format!("cache_{id}.tf"), &TEMPLATE, &view)
}

/// A user for each entry that is granted the cache.
fn users(site: &Site<'_>) -> Option<Users> {
    let (stack, id) = (site.stack, site.id());
    let owners = stack.entries.iter().filter(|entry| {
        let container = entry.container();
        container.is_some_and(|container| container.grants.contains_key(id))
    });
    let all: Vec<UserView> = owners
        .map(|owner| UserView {
            resource: user::resource(id, owner.id),
            grant: format!("[{}.{}] grants.{id}", owner.kind.table(), owner.id),
            user: user::id(&stack.name, id, owner.id),
        })
        .collect();
    let ids = all
        .iter()
        .map(|user| format!("aws_elasticache_user.{}.user_id", user.resource));
    let ids = Expr::list(ids);
    (!all.is_empty()).then_some(Users { all, ids })
}

/// What ends a cache: no memory, and no time.
fn alarms(site: &Site<'_>, node: u32) -> [Alarm; 2] {
    const MEMORY_PERCENT: u32 = 80;
    const CPU_PERCENT: u32 = 90;
    let (name, id, in_aws) = (site.name(), site.id(), site.id().in_aws());
    let alarm = |what: &str, metric, threshold, missing, says: String| Alarm {
        resource: format!("{id}_{what}_{node}"),
        name: format!("{name}-{what}-{node}"),
        description: Literal::new(says),
        metric,
        threshold,
        node: format!("{name}-{node:03}"),
        missing,
        notify: notify(site.stack),
    };
    [
        alarm(
            "memory",
            "DatabaseMemoryUsagePercentage",
            MEMORY_PERCENT,
            "notBreaching",
            format!(
                "Node {node} of cache {in_aws} has used more than {MEMORY_PERCENT} % of its memory for 15 minutes."
            ),
        ),
        alarm(
            "cpu",
            "EngineCPUUtilization",
            CPU_PERCENT,
            "breaching",
            format!(
                "Node {node} of cache {in_aws} has been busy for more than {CPU_PERCENT} % of 15 minutes, or is not there."
            ),
        ),
    ]
}
