//! Logs end at some day.

use super::super::finding::Finding;
use crate::hcl::module::Module;
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let groups = module.resources("aws_cloudwatch_log_group");
    groups
        .filter(|group| match group.value("retention_in_days") {
            None => true,
            Some(_) => group.number("retention_in_days") == Some(0.0),
        })
        .map(|group| {
            Finding::new(Code::EndlessLogs, group, "keeps logs for ever")
                .argument("retention_in_days")
                .help("write how long they are needed, such as `retention_in_days = 30`")
        })
        .collect()
}
