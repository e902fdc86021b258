//! What runs in several tasks does not hang on one availability zone.

use std::collections::BTreeMap;

use super::super::finding::Finding;
use crate::hcl::module::{Block, Flag, Module, Value};
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    if !has_several_tasks(module) {
        return Vec::new();
    }
    let databases = module
        .resources("aws_db_instance")
        .filter(|block| block.value("replicate_source_db").is_none())
        .filter(|block| matches!(block.flag("multi_az"), Flag::Off | Flag::Absent))
        .map(|block| {
            Finding::new(Code::SingleAz, block, "stands in one availability zone")
                .argument("multi_az")
                .key("multi_az")
                .help("write `multi_az = true`")
        });
    let clusters = lonely_instances(module);
    databases
        .chain(clusters)
        .chain(one_gateway(module))
        .collect()
}

/// The instances of Aurora that are the only ones of their clusters.
fn lonely_instances(module: &Module) -> impl Iterator<Item = Finding> {
    let mut clusters: BTreeMap<String, Vec<&Block>> = BTreeMap::new();
    for block in module.resources("aws_rds_cluster_instance") {
        // Of one whose cluster is not known nothing is said.
        if let Some(Value::Expression(cluster)) = block.value("cluster_identifier") {
            clusters.entry(cluster.clone()).or_default().push(block);
        }
    }
    let lonely = clusters.into_values().filter(|blocks| {
        blocks
            .iter()
            .map(|block| instances(module, block))
            .sum::<usize>()
            == 1
    });
    lonely.flatten().map(|block| {
        let message = "is the only instance of its cluster";
        Finding::new(Code::SingleAz, block, message)
            .key("readers")
            .help("write `readers = 1`, or add an instance in another zone")
    })
}

/// How many a block makes. Of a `count` that is not known it is taken for several.
fn instances(module: &Module, block: &Block) -> usize {
    if let Some(each_of) = block.value("for_each") {
        return each(module, each_of, MAX_CHAIN);
    }
    match (block.value("count"), block.number("count")) {
        (None, _) => 1,
        (Some(_), Some(count)) if count <= 1.0 => 1,
        (Some(_), _) => 2,
    }
}

/// Several tasks are there to outlive one of them, or the zone that it runs in.
fn has_several_tasks(module: &Module) -> bool {
    let mut targets = module.resources("aws_appautoscaling_target");
    let mut services = module.resources("aws_ecs_service");
    let is_several = |number: Option<f64>| number.is_some_and(|number| number > 1.0);
    targets.any(|target| is_several(target.number("min_capacity")))
        || services.any(|service| is_several(service.number("desired_count")))
}

/// One NAT gateway for private subnets in several zones.
fn one_gateway(module: &Module) -> Option<Finding> {
    let zones = |kind| -> usize {
        let blocks = module.resources(kind);
        blocks
            .map(|block| {
                let each_of = block.value("for_each");
                each_of.map_or(1, |value| each(module, value, MAX_CHAIN))
            })
            .sum()
    };
    let gateway = module.resources("aws_nat_gateway").next()?;
    // AWS extends a regional one to the other zones.
    if gateway.text("availability_mode") == Some("regional") {
        return None;
    }
    (zones("aws_nat_gateway") == 1 && zones("aws_subnet") > 2).then(|| {
        Finding::new(
            Code::SingleAz,
            gateway,
            "is the only way out of several zones",
        )
        .key("network.nat_gateways")
        .help("write `nat_gateways = \"per_az\"`")
    })
}

/// How many resources may name each other in a chain. A circle has no end; Terraform refuses it.
const MAX_CHAIN: usize = 8;

/// How many a `for_each` makes: those of a map or a set, or of the resource that it names.
fn each(module: &Module, value: &Value, left: usize) -> usize {
    match module.resolve(value) {
        Value::Object(entries) => entries.len(),
        Value::List(items) => items.len(),
        Value::Expression(text) => module
            .blocks()
            .find(|block| left > 0 && block.address() == *text)
            .and_then(|block| block.value("for_each"))
            .map_or(1, |value| each(module, value, left - 1)),
        _ => 1,
    }
}
