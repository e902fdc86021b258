//! The state lies where a lost machine does not take it along, and one apply waits for another.

use super::super::finding::Finding;
use crate::hcl::module::{Block, Module};
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let blocks = module.blocks().filter(|block| block.ident() == "terraform");
    blocks
        .filter(|block| block.has_block("backend") && !is_kept_elsewhere(block))
        .map(|block| {
            Finding::new(
                Code::LocalState,
                block,
                "keeps its state on the machine that applies it",
            )
            .argument("backend")
            .key("terraform.backend")
            .help("write `terraform.backend = { type = \"s3\", bucket = \"…\", key = \"…\" }`")
        })
        .collect()
}

/// Whether there is a backend of another type than `local`.
fn is_kept_elsewhere(block: &Block) -> bool {
    let mut backends = block.children("backend");
    backends.any(|backend| backend.labels() != ["local"])
}
