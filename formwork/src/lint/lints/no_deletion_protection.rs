//! What holds data, or is reached by everybody, cannot be deleted by mistake.

use super::super::finding::Finding;
use crate::hcl::module::{Flag, Module};
use crate::problem::Code;

/// Types, the argument that protects or endangers them, and the value that endangers.
const KINDS: &[(&str, &str, bool)] = &[
    ("aws_db_instance", "deletion_protection", false),
    ("aws_rds_cluster", "deletion_protection", false),
    ("aws_docdb_cluster", "deletion_protection", false),
    ("aws_neptune_cluster", "deletion_protection", false),
    ("aws_dynamodb_table", "deletion_protection_enabled", false),
    ("aws_lb", "enable_deletion_protection", false),
    ("aws_db_instance", "skip_final_snapshot", true),
    ("aws_rds_cluster", "skip_final_snapshot", true),
    ("aws_s3_bucket", "force_destroy", true),
];

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let found = KINDS.iter().flat_map(|(kind, argument, endangers)| {
        let blocks = module.resources(kind);
        let blocks = blocks.filter(move |block| match block.flag(argument) {
            Flag::On => *endangers,
            // What is absent is off.
            Flag::Off | Flag::Absent => !endangers,
            Flag::Unknown => false,
        });
        blocks.map(move |block| {
            Finding::new(
                Code::NoDeletionProtection,
                block,
                "can be deleted with all that it holds",
            )
            .argument(*argument)
            .help(format!("write `{argument} = {}`", !endangers))
        })
    });
    found.collect()
}
