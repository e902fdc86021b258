//! `aws_db_instance` in Terraform's own words, as the target of a grant.

use super::engine::Protocol;
use super::operations::{OF_USERS, READ};
use crate::kind::{RawListens, RawResource};

/// How code speaks to a raw instance, if a grant on it works.
pub(super) fn protocol(resource: &RawResource<'_>) -> Option<Protocol> {
    match resource.text("engine") {
        Some("postgres") => Some(Protocol::Postgres),
        Some("mysql") => Some(Protocol::Mysql),
        _ => None,
    }
}

const GROUPS: &str = "vpc_security_group_ids";

/// Arguments by which a security group has its rules in itself.
const INLINE: &[&str] = &["ingress", "egress"];

/// What the code is told must be there: a database, its port, and a secret that RDS keeps.
pub(super) fn adopt(resource: &mut RawResource<'_>) -> Option<RawListens> {
    let protocol = protocol(resource);
    if protocol.is_none() {
        let help = "set `engine` to `postgres` or `mysql`; for another engine use `allow` and `environment`";
        let message = "its engine is neither `postgres` nor `mysql`";
        resource.problem("engine", message, help);
    }
    if !resource.is_on("manage_master_user_password") {
        let help = "set `manage_master_user_password = true` and take `password` out, so that RDS keeps the \
                    password in AWS Secrets Manager";
        let message = "there is no secret with its password";
        resource.problem("manage_master_user_password", message, help);
    }
    if !resource.has("db_name") {
        let help = "set `db_name`";
        resource.problem("db_name", "no database in it is named", help);
    }
    if resource.is_granted(READ) {
        let help = "take `read` out of the grant, or declare a `[database.NAME]` with `engine = \"aurora_postgres\"`";
        resource.problem("engine", "an instance of RDS has no readers", help);
    }
    for word in OF_USERS {
        if resource.is_granted(word) {
            let message = format!("`{word}` needs a user for each container");
            let help =
                "grant `connect` instead, or declare a `[database.NAME]` with `login = \"iam\"`";
            resource.problem("engine", &message, help);
        }
    }
    let by_default = protocol.unwrap_or(Protocol::Postgres).port();
    let port = port(resource, by_default);
    let group = group(resource);
    Some(RawListens {
        port: port?,
        group: group?,
        carries: "Queries",
    })
}

/// RDS takes that of the engine where none is set.
fn port(resource: &mut RawResource<'_>, by_default: u16) -> Option<u16> {
    if !resource.has("port") {
        return Some(by_default);
    }
    let port = resource
        .number("port")
        .and_then(|port| port.try_into().ok());
    if port.is_none() {
        let help =
            "write the number, such as `port = 5432`, which the rules of security groups need";
        resource.problem("port", "its port is not known before Terraform runs", help);
    }
    port
}

/// The group that lets the tasks in. One is enough, of however many it has.
fn group(resource: &mut RawResource<'_>) -> Option<crate::hcl::Expr> {
    let Some(group) = resource.first_item(GROUPS) else {
        let help = "list a security group of its own, such as \
                    `vpc_security_group_ids = [\"${aws_security_group.old.id}\"]`: the grant adds the rules";
        let message = "no security group can let the tasks in";
        resource.problem(GROUPS, message, help);
        return None;
    };
    if let Some((argument, address)) = inline_rules(resource, &group.to_string()) {
        let message =
            format!("`{address}` has its `{argument}` rules in itself, and would take others away");
        let help = "write its rules as `[resource.aws_vpc_security_group_ingress_rule.NAME]` and \
                    `[resource.aws_vpc_security_group_egress_rule.NAME]`";
        resource.problem(GROUPS, &message, help);
    }
    Some(group)
}

/// AWS provider, `aws_security_group`: rules in the block and separate ones undo each other.
fn inline_rules(resource: &RawResource<'_>, group: &str) -> Option<(String, String)> {
    let rest = group.strip_prefix("aws_security_group.")?;
    let name = rest.split('.').next()?;
    let argument = resource.other_has("aws_security_group", name, INLINE)?;
    Some((argument, format!("aws_security_group.{name}")))
}
