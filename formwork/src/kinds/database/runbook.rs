//! What people do with a database: a second of the past back, another password, and its end.

use super::entry::Entry;
use crate::kind::{Runbook, Site};

/// The steps of a database that is made. What exists has those of whoever made it.
pub(super) fn runbook(entry: &Entry, site: &Site<'_>) -> Runbook {
    if entry.existing.is_some() {
        return Runbook::new();
    }
    let runbook = restore(entry, site).rotate(rotate(site));
    destroy(site).into_iter().fold(runbook, Runbook::destroy)
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

fn rotate(site: &Site<'_>) -> String {
    let rotate = site.command(&format!(
        "secretsmanager rotate-secret --secret-id \"$(terraform output -raw {}_secret_arn)\"",
        site.id()
    ));
    format!(
        "RDS replaces the password every seven days. At once: {rotate}. Code that reads the secret again when a login is refused goes on"
    )
}

fn destroy(site: &Site<'_>) -> Vec<String> {
    let name = site.name();
    let logs = format!(
        "RDS may write once more to `/aws/rds/instance/{name}/postgresql` when Terraform has deleted it, and makes it again: delete it by hand"
    );
    if !site.is_production() {
        return vec![
            "its data goes with it, without a last snapshot".to_owned(),
            logs,
        ];
    }
    let unprotect = site.command(&format!(
        "rds modify-db-instance --db-instance-identifier {name} --no-deletion-protection --apply-immediately"
    ));
    let last = site.command(&format!(
        "rds delete-db-snapshot --db-snapshot-identifier {name}-final"
    ));
    vec![
        format!("AWS refuses to delete it until {unprotect}"),
        format!(
            "its last snapshot is `{name}-final`, and its automated backups stay as long as they are kept. If one of that name is there, it is in the way: copy it, then {last}"
        ),
        logs,
    ]
}
