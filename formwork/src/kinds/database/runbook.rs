//! What people do with a database: a second of the past back, another password, and its end.

use super::entry::Entry;
use super::logins;
use crate::kind::{Runbook, Site};
use crate::problem::list;

/// The steps of a database that is made. What exists has those of whoever made it.
pub(super) fn runbook(entry: &Entry, site: &Site<'_>) -> Runbook {
    if entry.existing.is_some() {
        return Runbook::new();
    }
    let restore = match entry.aurora {
        Some(_) => restore_cluster(entry, site),
        None => restore(entry, site),
    };
    let runbook = users(entry, site)
        .into_iter()
        .fold(restore, Runbook::deploy);
    let runbook = runbook.rotate(rotate(entry, site));
    destroy(entry, site)
        .into_iter()
        .fold(runbook, Runbook::destroy)
}

/// A cluster is restored without instances.
fn restore_cluster(entry: &Entry, site: &Site<'_>) -> Runbook {
    let name = site.name();
    let beside = site.command(&format!(
        "rds restore-db-cluster-to-point-in-time --source-db-cluster-identifier {name} --db-cluster-identifier {name}-restored --restore-to-time TIME --db-subnet-group-name {name} --vpc-security-group-ids GROUP"
    ));
    let instance = site.command(&format!(
        "rds create-db-instance --db-cluster-identifier {name}-restored --db-instance-identifier {name}-restored-1 --engine {} --db-instance-class {}",
        entry.engine.in_aws(),
        entry.instance_class
    ));
    let group = site.command(&format!(
        "rds describe-db-clusters --db-cluster-identifier {name} --query 'DBClusters[0].VpcSecurityGroups'"
    ));
    Runbook::new().restore(format!(
        "{beside} makes a cluster beside it, of any second of the last {} days; {group} names the group. {instance} gives it an instance. Copy what is lost out of it",
        entry.backup_retention_days
    ))
}

/// Beside the one that is there, so that nothing is lost by a wrong second.
fn restore(entry: &Entry, site: &Site<'_>) -> Runbook {
    let (id, name) = (site.id(), site.name());
    let beside = site.command(&format!(
        "rds restore-db-instance-to-point-in-time --source-db-instance-identifier {name} --target-db-instance-identifier {name}-restored --restore-time TIME --db-subnet-group-name {name} --vpc-security-group-ids GROUP"
    ));
    let group = site.command(&format!(
        "rds describe-db-instances --db-instance-identifier {name} --query 'DBInstances[0].VpcSecurityGroups'"
    ));
    let rename = |from: &str, to: &str| {
        site.command(&format!(
            "rds modify-db-instance --db-instance-identifier {name}{from} --new-db-instance-identifier {name}{to} --apply-immediately"
        ))
    };
    Runbook::new()
        .restore(format!(
            "{beside} makes an instance beside it, of any second of the last {} days; {group} names the group. Copy what is lost out of it",
            entry.backup_retention_days
        ))
        .restore(format!(
            "to go on with the restored one instead: {}, then {}, `terraform state rm aws_db_instance.{id}`, `terraform import aws_db_instance.{id} {name}` and `terraform apply`",
            rename("", "-lost"),
            rename("-restored", "")
        ))
}

/// Who makes the users, and when.
fn users(entry: &Entry, site: &Site<'_>) -> Option<String> {
    let target = site.target();
    let users = logins::users(&target);
    if users.is_empty() {
        return None;
    }
    let owners = logins::owners(&target);
    if owners.is_empty() {
        let statements = logins::statements(entry.engine.protocol(), &target).join("; ");
        return Some(format!(
            "nobody is granted `own`, so make its users as the master user, before the first deployment and where grants have changed: `` {statements} ``"
        ));
    }
    Some(format!(
        "{} makes its users {}, with `LOGINS` of the handle: let it run before a container is deployed that has a grant for the first time",
        owners.join(" or "),
        list(users.iter().map(|user| user.name))
    ))
}

fn rotate(entry: &Entry, site: &Site<'_>) -> String {
    let rotate = site.command(&format!(
        "secretsmanager rotate-secret --secret-id \"$(terraform output -raw {}_secret_arn)\"",
        site.id()
    ));
    let whose = if entry.has_logins() {
        "the password of the master user"
    } else {
        "the password"
    };
    format!(
        "RDS replaces {whose} every seven days. At once: {rotate}. Code that reads the secret again when a login is refused goes on"
    )
}

fn destroy(entry: &Entry, site: &Site<'_>) -> Vec<String> {
    let name = site.name();
    let what = if entry.aurora.is_some() {
        "cluster"
    } else {
        "instance"
    };
    let log = entry.engine.logs()[0];
    let logs = format!(
        "RDS may write once more to `/aws/rds/{what}/{name}/{log}` when Terraform has deleted it, and makes it again: delete it by hand"
    );
    if !site.is_production() {
        return vec![
            "its data goes with it, without a last snapshot".to_owned(),
            logs,
        ];
    }
    let unprotect = site.command(&format!(
        "rds modify-db-{what} --db-{what}-identifier {name} --no-deletion-protection --apply-immediately"
    ));
    let of = if entry.aurora.is_some() {
        "db-cluster"
    } else {
        "db"
    };
    let last = site.command(&format!(
        "rds delete-{of}-snapshot --{of}-snapshot-identifier {name}-final"
    ));
    vec![
        format!("AWS refuses to delete it until {unprotect}"),
        format!(
            "its last snapshot is `{name}-final`, and its automated backups stay as long as they are kept. If one of that name is there, it is in the way: copy it, then {last}"
        ),
        logs,
    ]
}
