//! No database has a public address.

use super::super::finding::Finding;
use crate::hcl::module::{Flag, Module};
use crate::problem::Code;

/// Types that take `publicly_accessible`, and whether AWS makes them public where it is absent.
const KINDS: &[(&str, bool)] = &[
    ("aws_db_instance", false),
    ("aws_rds_cluster_instance", false),
    ("aws_docdb_cluster_instance", false),
    ("aws_neptune_cluster_instance", false),
    ("aws_redshift_cluster", false),
    ("aws_dms_replication_instance", false),
    ("aws_mq_broker", false),
];

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let databases = KINDS.iter().flat_map(|(kind, by_default)| {
        let blocks = module.resources(kind);
        blocks.filter(|block| match block.flag("publicly_accessible") {
            Flag::On => true,
            Flag::Absent => *by_default,
            Flag::Off | Flag::Unknown => false,
        })
    });
    databases
        .map(|block| {
            Finding::new(Code::PublicDatabase, block, "has a public address")
                .argument("publicly_accessible")
                .help("write `publicly_accessible = false`, and reach it from inside the VPC")
        })
        .collect()
}
