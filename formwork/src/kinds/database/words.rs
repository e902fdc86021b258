//! Words: those of other tools for what a database has, and those that say what is deployed.

use super::entry::Entry;
use crate::manifest::{Way, Word};

/// The row of a database in the README.
pub(super) fn summary(entry: &Entry) -> String {
    let title = entry.engine.title();
    if entry.existing.is_some() {
        return format!("{}, one that exists", entry.engine.protocol().title());
    }
    let (version, class) = (&entry.engine_version, &entry.instance_class);
    let days = entry.backup_retention_days;
    let logins = if entry.has_logins() {
        ", a user for each container"
    } else {
        ""
    };
    let Some(aurora) = &entry.aurora else {
        let zones = if entry.multi_az {
            "a standby in another zone"
        } else {
            "one zone"
        };
        let storage_gib = entry.storage_gib;
        return format!(
            "{title} {version} on {class}, {storage_gib} GiB gp3, {zones}, backups kept {days} days{logins}"
        );
    };
    let class = match &aurora.capacity {
        Some(capacity) => format!("{} to {} ACU", capacity.min_acu, capacity.max_acu),
        None => class.to_string(),
    };
    let readers = match aurora.readers {
        0 => "no reader".to_owned(),
        1 => "one reader".to_owned(),
        several => format!("{several} readers"),
    };
    format!("{title} {version} on {class}, {readers}, backups kept {days} days{logins}")
}

pub(super) const WORDS: &[Word] = &[
    Word::new(
        &["class", "instance", "instance_type", "size", "tier"],
        "\"db.t4g.small\"",
        &[Way::new(
            "write `instance_class = \"db.t4g.small\"`",
            "instance_class = \"db.t4g.small\"\n",
        )],
    ),
    Word::new(
        &[
            "storage",
            "allocated_storage",
            "disk",
            "disk_size",
            "volume_size",
        ],
        "30",
        &[Way::new("write `storage_gib = 30`", "storage_gib = 30\n")],
    ),
    Word::new(
        &["version", "postgres_version"],
        "\"16\"",
        &[Way::new(
            "write `engine_version = \"16\"`",
            "engine_version = \"16\"\n",
        )],
    ),
    Word::new(
        &["type", "engine_type"],
        "\"postgres\"",
        &[Way::new(
            "write `engine = \"mysql\"`, or `aurora_postgres`, `aurora_mysql`, `postgres`",
            "engine = \"mysql\"\n",
        )],
    ),
    Word::new(
        &["replicas", "read_replicas", "reader_count"],
        "1",
        &[Way::new(
            "write `engine = \"aurora_postgres\"` and `readers = 1`",
            "engine = \"aurora_postgres\"\nreaders = 1\n",
        )],
    ),
    Word::new(
        &[
            "backup_retention_period",
            "backup_retention",
            "backups",
            "backup_days",
        ],
        "14",
        &[Way::new(
            "write `backup_retention_days = 14`",
            "backup_retention_days = 14\n",
        )],
    ),
    Word::new(
        &[
            "username",
            "password",
            "user",
            "master_username",
            "master_password",
            "credentials",
        ],
        "\"admin\"",
        &[Way::new(
            "leave it out: RDS makes the login and keeps it in AWS Secrets Manager, where code that is granted `connect` \
             reads it",
            "",
        )],
    ),
    Word::new(
        &[
            "iam",
            "iam_auth",
            "iam_authentication",
            "iam_database_authentication_enabled",
        ],
        "true",
        &[Way::new("write `login = \"iam\"`", "login = \"iam\"\n")],
    ),
    Word::new(
        &["high_availability", "ha", "standby", "multi_zone"],
        "true",
        &[Way::new("write `multi_az = true`", "multi_az = false\n")],
    ),
];
