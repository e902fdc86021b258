//! Who did what can be read afterwards.

use super::super::finding::Finding;
use super::super::policy;
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
    let mut own = module.companions("aws_s3_bucket_logging", "bucket", bucket);
    own.next().is_some() || takes_logs(module, bucket)
}

/// Who writes logs into a bucket, by the argument that names it.
const WRITERS: &[(&str, &str)] = &[
    ("aws_s3_bucket_logging", "target_bucket"),
    ("aws_lb", "access_logs.bucket"),
    ("aws_lb", "connection_logs.bucket"),
    ("aws_alb", "access_logs.bucket"),
    ("aws_elb", "access_logs.bucket"),
    ("aws_cloudtrail", "s3_bucket_name"),
    ("aws_flow_log", "log_destination"),
    ("aws_cloudfront_distribution", "logging_config.bucket"),
];

/// The services that deliver logs, by the names by which policies of buckets let them in.
const LOG_SERVICES: &[&str] = &[
    "cloudtrail.amazonaws.com",
    "delivery.logs.amazonaws.com",
    "logdelivery.elasticloadbalancing.amazonaws.com",
    "logging.s3.amazonaws.com",
];

fn takes_logs(module: &Module, bucket: &Block) -> bool {
    let address = bucket.address();
    let is_named = |value: &Value| {
        value.refers_to(&address)
            || value
                .text()
                .is_some_and(|it| bucket.text("bucket") == Some(it))
    };
    let mut writers = WRITERS.iter();
    let is_written = writers.any(|(kind, argument)| {
        let mut blocks = module.resources(kind);
        blocks.any(|block| block.values(argument).into_iter().any(is_named))
    });
    is_written || policy::services_of(module, bucket).any(|service| LOG_SERVICES.contains(&service))
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
