//! Databases have backups for a week or longer.

use super::super::finding::Finding;
use crate::hcl::module::{Block, Flag, Module};
use crate::problem::Code;

const KINDS: &[(&str, &str)] = &[
    ("aws_db_instance", "backup_retention_period"),
    ("aws_rds_cluster", "backup_retention_period"),
    ("aws_docdb_cluster", "backup_retention_period"),
    ("aws_neptune_cluster", "backup_retention_period"),
    (
        "aws_elasticache_replication_group",
        "snapshot_retention_limit",
    ),
];

/// AWS Foundational Security Best Practices, RDS.11.
const LEAST_DAYS: f64 = 7.0;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let databases = KINDS.iter().flat_map(|(kind, argument)| {
        let blocks = module.resources(kind);
        blocks
            .filter(|block| is_short(block, argument))
            .map(|block| finding(block, argument))
    });
    let tables = module
        .resources("aws_dynamodb_table")
        .filter(|table| {
            matches!(
                table.flag("point_in_time_recovery.enabled"),
                Flag::Off | Flag::Absent
            )
        })
        .map(|table| {
            Finding::new(Code::NoBackups, table, "has no point-in-time recovery")
                .argument("point_in_time_recovery.enabled")
                .help("add `point_in_time_recovery { enabled = true }`")
        });
    databases.chain(tables).collect()
}

fn is_short(block: &Block, argument: &str) -> bool {
    let is_replica = block.value("replicate_source_db").is_some();
    match block.value(argument) {
        None => !is_replica,
        Some(_) => block.number(argument).is_some_and(|days| days < LEAST_DAYS),
    }
}

fn finding(block: &Block, argument: &'static str) -> Finding {
    let message = "has no backups, or loses them before a week is over";
    Finding::new(Code::NoBackups, block, message)
        .argument(argument)
        .key("backup_retention_days")
        .help("keep backups for 7 days or longer")
}
