//! An instance hands its credentials to nobody who can make it send a request.

use super::super::finding::Finding;
use crate::hcl::module::Module;
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let kinds = ["aws_instance", "aws_launch_template"];
    let machines = kinds.into_iter().flat_map(|kind| module.resources(kind));
    machines
        .filter(|block| match block.value("metadata_options.http_tokens") {
            None => true,
            Some(value) => value.text() == Some("optional"),
        })
        .map(|block| {
            Finding::new(
                Code::InstanceMetadata,
                block,
                "answers for its credentials without a token",
            )
            .argument("metadata_options.http_tokens")
            .help("add `metadata_options { http_tokens = \"required\" }`")
        })
        .collect()
}
