//! `cache_<name>.tf`: one cache of ElastiCache, its users and what tells of trouble with it.

use serde::Serialize;

use super::alarms::alarms;
use super::entry::{Entry, PORT};
use super::user;
use crate::hcl::{Expr, Word};
use crate::kind::{
    AlarmView, File, LogKey, Optional, Present, Site, Template, log_key, present_if,
};

const TEMPLATE: Template = Template::new(
    "cache.tf",
    concat!(
        include_str!("groups.tf.hbs"),
        include_str!("users.tf.hbs"),
        include_str!("cache.tf.hbs"),
    ),
);

const OF_EXISTING: Template = Template::new(
    "cache_users.tf",
    concat!(
        include_str!("users.tf.hbs"),
        include_str!("associations.tf.hbs"),
    ),
);

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
    alarms: Vec<AlarmView>,
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

/// What `associations.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct OfExisting {
    id: Word,
    user_group_id: Expr,
    users: Optional<Users>,
}

/// The file of one cache: all of it, or its users where it exists.
pub(super) fn file(entry: &Entry, site: &Site<'_>) -> Option<File> {
    let Some(existing) = &entry.existing else {
        return Some(made(entry, site));
    };
    let users = users(site)?;
    let id = site.id();
    let view = OfExisting {
        id: id.into(),
        user_group_id: existing.user_group_id.as_string(),
        users: vec![users],
    };
    Some(File::new(format!("cache_{id}.tf"), &OF_EXISTING, &view))
}

fn made(entry: &Entry, site: &Site<'_>) -> File {
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
        alarms: site.alarm_views(&alarms(entry, site)),
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
