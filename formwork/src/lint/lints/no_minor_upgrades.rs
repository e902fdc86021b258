//! Databases take the repairs of their minor versions.

use super::super::finding::Finding;
use crate::hcl::module::{Flag, Module};
use crate::problem::Code;

const KINDS: &[&str] = &[
    "aws_db_instance",
    "aws_rds_cluster_instance",
    "aws_mq_broker",
];

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let databases = KINDS.iter().flat_map(|kind| module.resources(kind));
    databases
        .filter(|block| block.flag("auto_minor_version_upgrade") == Flag::Off)
        .map(|block| {
            Finding::new(
                Code::NoMinorUpgrades,
                block,
                "does not take minor versions by itself",
            )
            .argument("auto_minor_version_upgrade")
            .help("write `auto_minor_version_upgrade = true`")
        })
        .collect()
}
