//! Who did what can be read afterwards.

use super::super::finding::Finding;
use crate::hcl::module::{Block, Flag, Module, Value};
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let balancers = module
        .resources("aws_lb")
        .filter(|block| is_off(block, "access_logs.enabled"))
        .map(|block| finding(block, "writes no access logs", "access_logs.enabled"));
    let buckets = module
        .resources("aws_s3_bucket")
        .filter(|bucket| !is_logged(module, bucket))
        .map(|block| finding(block, "writes no access logs", "logging"));
    let networks = module
        .resources("aws_vpc")
        .filter(|vpc| {
            module
                .companions("aws_flow_log", "vpc_id", vpc)
                .next()
                .is_none()
        })
        .map(|block| finding(block, "writes no flow logs", "flow_log"));
    let kinds = ["aws_db_instance", "aws_rds_cluster"];
    let databases = kinds
        .into_iter()
        .flat_map(|kind| module.resources(kind))
        .filter(|block| !exports_logs(block))
        .map(|block| {
            finding(
                block,
                "does not export its logs",
                "enabled_cloudwatch_logs_exports",
            )
        });
    let tasks = module
        .resources("aws_ecs_task_definition")
        .filter(|block| has_silent_container(block))
        .map(|block| {
            finding(
                block,
                "has a container without logs",
                "container_definitions",
            )
        });
    balancers
        .chain(buckets)
        .chain(networks)
        .chain(databases)
        .chain(tasks)
        .collect()
}

fn is_off(block: &Block, path: &str) -> bool {
    matches!(block.flag(path), Flag::Off | Flag::Absent)
}

/// A bucket that takes the logs of others needs none of its own.
fn is_logged(module: &Module, bucket: &Block) -> bool {
    let logging = |argument| {
        module
            .companions("aws_s3_bucket_logging", argument, bucket)
            .next()
            .is_some()
    };
    logging("bucket") || logging("target_bucket")
}

/// AWS Security Hub, RDS.9: all logs of the engine; of PostgreSQL there are two.
fn exports_logs(block: &Block) -> bool {
    let Some(exports) = block.value("enabled_cloudwatch_logs_exports") else {
        return false;
    };
    let Value::List(exports) = exports else {
        return true;
    };
    let has = |log| {
        exports
            .iter()
            .any(|export| export.text().is_none_or(|text| text == log))
    };
    let all: &[&str] = match block.text("engine") {
        Some("postgres") => &["postgresql", "upgrade"],
        _ => &[],
    };
    !exports.is_empty() && all.iter().all(|log| has(*log))
}

fn has_silent_container(block: &Block) -> bool {
    let Some(containers) = block.value("container_definitions") else {
        return false;
    };
    let mut containers = containers.items().iter();
    containers.any(|container| {
        matches!(container, Value::Object(_)) && container.get("logConfiguration").is_none()
    })
}

fn finding(block: &Block, message: &str, argument: &'static str) -> Finding {
    Finding::new(Code::MissingLogs, block, message)
        .argument(argument)
        .help("turn the logs on, or say in `[lints]` why they are not needed")
}
