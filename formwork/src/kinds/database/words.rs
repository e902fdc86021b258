//! Words of other tools for what a database has.

use crate::manifest::{Way, Word};

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
        &["engine", "type"],
        "\"postgres\"",
        &[Way::new(
            "leave it out: a database is PostgreSQL on RDS; another one is `[resource.aws_db_instance.NAME]`",
            "",
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
        &["high_availability", "ha", "standby", "multi_zone"],
        "true",
        &[Way::new("write `multi_az = true`", "multi_az = false\n")],
    ),
];
