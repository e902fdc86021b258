//! What templates write in one stack and leave out in another.
//!
//! To the provider an argument that is left out means "none" only where it does not choose a value
//! itself. Of what is optional and computed it means "as it is": the edit that should take the argument
//! away plans nothing, and what it stood for stays in AWS. Whoever adds such a case writes the argument
//! always, or says here why its absence does no harm.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use super::facts::Facts;
use super::{example, reach};
use crate::hcl::module::Block;
use crate::kind::{Kinds, Origin};
use crate::schema::{Attribute, BlockType, ProviderLine};
use crate::synth::synthesize;

/// The type of a resource, the path of what it has at times, and why it may be left out.
type Exception = (&'static str, &'static str, &'static str);

const DATABASE: &str = "aws_db_instance";
const LIFECYCLE: &str = "aws_s3_bucket_lifecycle_configuration";
const ENCRYPTION: &str = "aws_s3_bucket_server_side_encryption_configuration";
const QUEUE: &str = "aws_sqs_queue";
const SCALING: &str = "aws_appautoscaling_policy";
const SERVICE: &str = "aws_ecs_service";
const ENDPOINT: &str = "aws_vpc_endpoint";
const WEB_ACL: &str = "aws_wafv2_web_acl";

const CLUSTER: &str = "aws_rds_cluster";
const OF_CLUSTER: &str = "aws_rds_cluster_instance";

const KEY: &str = "a key is for life: without the argument the database keeps its own";
const BY_STRATEGY: &str =
    "a service that is started by a strategy has another name, and is another service";
const BOTH_LINES: &str = "always written where the provider is of version 6 alone; where it may be of 5, there was no other strategy";
const OF_STRATEGY: &str = "ECS does not use it where `strategy` is another";
const MONITORED: &str = "RDS does not use it where `monitoring_interval` is 0, its default";
const OFF: &str = "the provider plans `enabled = false` where it is left out";
const WINDOW: &str = "there is no none: RDS keeps the one that it chose or had";
const INSIGHTS: &str =
    "RDS does not use it where `performance_insights_enabled` is false, its default";
const RULES: &str = "a rule that differs is planned as a whole, with what it leaves out";
const OF_REGION: &str =
    "of a site, whose certificate never leaves its region; a change would make another one";
const FIFO: &str = "a change of `fifo_queue` replaces the queue";
const OF_GATEWAY: &str = "of a regional gateway alone, which has an address of its own in HCL";
const OF_ENDPOINT: &str =
    "of one type of endpoint, and a change of `vpc_endpoint_type` replaces it";

/// Optional and computed arguments. The schema says which these are.
const ARGUMENTS: &[Exception] = &[
    (
        "aws_cloudwatch_log_group",
        "deletion_protection_enabled",
        "of the flow log's group, which goes with production, and of that of ECS Exec, where it is always written if the provider is of version 6 alone",
    ),
    (
        DATABASE,
        "database_insights_mode",
        "`standard` is what RDS has without it",
    ),
    (ENCRYPTION, "rule.blocked_encryption_types", RULES),
    ("aws_acm_certificate", "region", OF_REGION),
    ("aws_acm_certificate_validation", "region", OF_REGION),
    (
        SERVICE,
        "deployment_configuration.bake_time_in_minutes",
        OF_STRATEGY,
    ),
    (
        "aws_subnet",
        "ipv6_cidr_block",
        "AWS takes it away by hand alone, when nothing runs there: `docs/stack-toml.md` says so",
    ),
    ("aws_nat_gateway", "availability_mode", OF_GATEWAY),
    ("aws_nat_gateway", "vpc_id", OF_GATEWAY),
    (DATABASE, "backup_window", WINDOW),
    (DATABASE, "kms_key_id", KEY),
    (
        "aws_efs_file_system",
        "kms_key_id",
        "a key is for life: without the argument the file system keeps its own",
    ),
    (DATABASE, "maintenance_window", WINDOW),
    (
        DATABASE,
        "snapshot_identifier",
        "a database stays the one that was made of it",
    ),
    (
        "aws_dynamodb_table",
        "stream_view_type",
        "unused where `stream_enabled` is false, its default",
    ),
    (
        "aws_sns_topic",
        "fifo_throughput_scope",
        "a change of `fifo_topic` replaces the topic",
    ),
    (
        "aws_sns_topic_subscription",
        "filter_policy_scope",
        "unused where there is no `filter_policy`",
    ),
    (CLUSTER, "kms_key_id", KEY),
    (CLUSTER, "preferred_backup_window", WINDOW),
    (CLUSTER, "preferred_maintenance_window", WINDOW),
    (OF_CLUSTER, "preferred_maintenance_window", WINDOW),
    (OF_CLUSTER, "monitoring_role_arn", MONITORED),
    (OF_CLUSTER, "performance_insights_kms_key_id", INSIGHTS),
    (
        OF_CLUSTER,
        "performance_insights_retention_period",
        INSIGHTS,
    ),
    (
        "aws_cloudwatch_metric_alarm",
        "evaluate_low_sample_count_percentiles",
        "of percentiles alone, and an alarm keeps its statistic",
    ),
    (DATABASE, "monitoring_role_arn", MONITORED),
    (DATABASE, "performance_insights_kms_key_id", INSIGHTS),
    (DATABASE, "performance_insights_retention_period", INSIGHTS),
    (SERVICE, "launch_type", BY_STRATEGY),
    (
        "aws_lb_listener",
        "ssl_policy",
        "of HTTPS alone, and a listener keeps its protocol",
    ),
    (LIFECYCLE, "rule.expiration.days", RULES),
    (
        LIFECYCLE,
        "rule.expiration.expired_object_delete_marker",
        RULES,
    ),
    (LIFECYCLE, "rule.filter.prefix", RULES),
    (
        ENCRYPTION,
        "rule.apply_server_side_encryption_by_default.kms_master_key_id",
        RULES,
    ),
    (ENCRYPTION, "rule.bucket_key_enabled", RULES),
    (QUEUE, "deduplication_scope", FIFO),
    (QUEUE, "fifo_throughput_limit", FIFO),
    (ENDPOINT, "private_dns_enabled", OF_ENDPOINT),
    (ENDPOINT, "route_table_ids", OF_ENDPOINT),
    (ENDPOINT, "security_group_ids", OF_ENDPOINT),
    (ENDPOINT, "subnet_ids", OF_ENDPOINT),
];

/// Nested blocks. Some of them are computed as a whole, and the schema does not say which.
const BLOCKS: &[Exception] = &[
    (
        "aws_ecs_task_definition",
        "volume.efs_volume_configuration",
        "a volume that differs makes another revision",
    ),
    (
        "aws_efs_access_point",
        "root_directory.creation_info",
        "a directory that differs makes another access point",
    ),
    ("aws_efs_file_system", "lifecycle_policy", "not computed"),
    (
        "aws_cloudfront_distribution",
        "custom_error_response",
        "not computed",
    ),
    (
        "aws_cloudfront_distribution",
        "default_cache_behavior.function_association",
        "not computed",
    ),
    (SCALING, "step_scaling_policy_configuration", "not computed"),
    (
        SCALING,
        "target_tracking_scaling_policy_configuration",
        "not computed",
    ),
    (
        SCALING,
        "target_tracking_scaling_policy_configuration.customized_metric_specification",
        "not computed",
    ),
    (
        SCALING,
        "target_tracking_scaling_policy_configuration.customized_metric_specification.metrics.metric_stat",
        "not computed",
    ),
    (
        SCALING,
        "target_tracking_scaling_policy_configuration.predefined_metric_specification",
        "not computed",
    ),
    (
        "aws_cloudwatch_event_target",
        "input_transformer",
        "not computed",
    ),
    (SERVICE, "alarms", "not computed"),
    (
        CLUSTER,
        "serverlessv2_scaling_configuration",
        "of instances of `db.serverless` alone: others do not ask for it",
    ),
    (
        "aws_rds_cluster_parameter_group",
        "parameter",
        "not computed",
    ),
    (
        SERVICE,
        "deployment_circuit_breaker",
        "the provider turns it off where it is left out",
    ),
    (SERVICE, "deployment_configuration", BOTH_LINES),
    (
        SERVICE,
        "deployment_configuration.canary_configuration",
        OF_STRATEGY,
    ),
    (
        SERVICE,
        "deployment_configuration.linear_configuration",
        OF_STRATEGY,
    ),
    (SERVICE, "load_balancer", "not computed"),
    (
        SERVICE,
        "load_balancer.advanced_configuration",
        "not computed",
    ),
    (SERVICE, "timeouts", "the provider's own, not of AWS"),
    (
        SERVICE,
        "service_connect_configuration",
        "the provider turns it off where it is left out",
    ),
    (
        SERVICE,
        "service_connect_configuration.service",
        "not computed",
    ),
    (
        "aws_scheduler_schedule",
        "target.ecs_parameters.capacity_provider_strategy",
        "not computed",
    ),
    (
        "aws_dynamodb_table",
        "global_secondary_index",
        "not computed",
    ),
    (
        "aws_dynamodb_table",
        "ttl",
        "the provider cannot take it away: `docs/stack-toml.md` has the command that does",
    ),
    (
        "aws_elasticache_parameter_group",
        "parameter",
        "not computed",
    ),
    ("aws_s3_bucket_notification", "queue", "not computed"),
    (LIFECYCLE, "rule.transition", RULES),
    (
        "aws_cloudwatch_metric_alarm",
        "metric_query",
        "not computed",
    ),
    (
        "aws_cloudwatch_metric_alarm",
        "metric_query.metric",
        "not computed",
    ),
    (
        "aws_ecs_cluster",
        "configuration",
        "not computed, and unused where no task has `exec`",
    ),
    (SERVICE, "capacity_provider_strategy", BY_STRATEGY),
    (
        "aws_ecs_task_definition",
        "ephemeral_storage",
        "a change makes a new revision",
    ),
    ("aws_lb", "health_check_logs", OFF),
    ("aws_lb", "access_logs", OFF),
    (
        "aws_lb_listener",
        "default_action.fixed_response",
        "not computed",
    ),
    ("aws_lb_listener", "default_action.redirect", "not computed"),
    (
        "aws_lb_listener_rule",
        "action.forward",
        "of two target groups, and then changes of `action` are ignored",
    ),
    (
        "aws_lb_listener_rule",
        "condition.host_header",
        "not computed",
    ),
    (
        "aws_lb_listener_rule",
        "condition.path_pattern",
        "not computed",
    ),
    ("aws_route53_record", "alias", "not computed"),
    (WEB_ACL, "rule.action", RULES),
    (WEB_ACL, "rule.action.block", RULES),
    (WEB_ACL, "rule.action.count", RULES),
    (WEB_ACL, "rule.override_action", RULES),
    (WEB_ACL, "rule.override_action.count", RULES),
    (WEB_ACL, "rule.override_action.none", RULES),
    (
        WEB_ACL,
        "rule.statement.managed_rule_group_statement",
        RULES,
    ),
    (
        WEB_ACL,
        "rule.statement.managed_rule_group_statement.rule_action_override",
        RULES,
    ),
    (WEB_ACL, "rule.statement.rate_based_statement", RULES),
    (LIFECYCLE, "rule.abort_incomplete_multipart_upload", RULES),
    (LIFECYCLE, "rule.expiration", RULES),
    (LIFECYCLE, "rule.noncurrent_version_expiration", RULES),
];

#[test]
fn what_the_provider_would_keep_is_always_written() {
    let found = at_times(|of_type, path| {
        // Where one line computes it, a stack of that line is in danger.
        let blocks = ProviderLine::ALL.iter();
        let blocks = blocks.filter_map(|line| line.resource(of_type));
        let of_lines = blocks.filter_map(|block| attribute(block, path));
        of_lines
            .map(|attribute| attribute.optional && attribute.computed)
            .reduce(|one, other| one || other)
    });
    hold(&found, ARGUMENTS);
}

#[test]
fn every_block_that_comes_and_goes_is_known() {
    let found = at_times(|of_type, path| {
        let blocks = ProviderLine::ALL.iter();
        let blocks = blocks.filter_map(|line| line.resource(of_type));
        blocks
            .map(|block| is_block(block, path))
            .reduce(|one, other| one || other)
    });
    hold(&found, BLOCKS);
}

#[track_caller]
fn hold(found: &BTreeSet<(String, String)>, known: &[Exception]) {
    let known = known
        .iter()
        .map(|(of_type, path, _)| ((*of_type).to_owned(), (*path).to_owned()));
    let known: BTreeSet<(String, String)> = known.collect();
    let new: Vec<_> = found.difference(&known).collect();
    assert!(new.is_empty(), "left out at times: {new:#?}");
    let gone: Vec<_> = known.difference(found).collect();
    assert!(
        gone.is_empty(),
        "never left out, or never written: {gone:#?}"
    );
}

/// What a block at a path through nested blocks has of the name at its end.
fn attribute<'a>(block: &'a BlockType, path: &str) -> Option<&'a Attribute> {
    match path.split_once('.') {
        Some((first, rest)) => attribute(block.blocks.get(first)?.block(), rest),
        None => block.attributes.get(path),
    }
}

/// Whether there is a nested block at a path; meta-arguments of Terraform are none.
fn is_block(block: &BlockType, path: &str) -> bool {
    match path.split_once('.') {
        Some((first, rest)) => {
            let nested = block.blocks.get(first);
            nested.is_some_and(|nested| is_block(nested.block(), rest))
        }
        None => block.blocks.contains_key(path),
    }
}

/// What some blocks of a type have and others do not, over all stacks that tests know; of the arguments
/// and nested blocks that `asks` wants to know about.
fn at_times(asks: impl Fn(&str, &str) -> Option<bool>) -> BTreeSet<(String, String)> {
    static AT_TIMES: LazyLock<BTreeSet<(String, String)>> = LazyLock::new(|| {
        let mut uses = Uses::default();
        for manifest in manifests() {
            uses.add_stack(&manifest);
        }
        uses.at_times().collect()
    });
    let at_times = AT_TIMES.iter();
    let asked = at_times.filter(|(of_type, path)| asks(of_type, path) == Some(true));
    asked.cloned().collect()
}

/// The cases, and a stack for each key in which the key has its example for a value.
fn manifests() -> Vec<String> {
    let kinds = Kinds::default();
    let facts = Facts::of(&kinds);
    let keys = facts
        .iter()
        .map(|fact| example::edited(&kinds, &facts, &fact.path));
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let cases = std::fs::read_dir(cases).expect("tests/cases can be listed");
    let cases = cases.map(|case| {
        let case = case.expect("tests/cases can be listed").path();
        std::fs::read_to_string(case.join("stack.toml")).expect("a case has a stack.toml")
    });
    keys.chain(cases).collect()
}

/// How often blocks occur, and in how many of them something stands.
#[derive(Default)]
struct Uses {
    /// By type of resource and path of a nested block, empty for the resource.
    blocks: BTreeMap<(String, String), usize>,
    /// By the same, and the name of the argument or of the block inside.
    inside: BTreeMap<(String, String), BTreeMap<String, usize>>,
}

impl Uses {
    fn add_stack(&mut self, manifest: &str) {
        let stack = reach::stack(manifest);
        if !stack.raw.overrides.is_empty() {
            return;
        }
        let synthesis = synthesize(&stack).unwrap_or_else(|error| panic!("{error}"));
        for block in synthesis.module.blocks() {
            let is_raw = synthesis.origins.get(&block.file) == Some(&Origin::Raw);
            if let Some(of_type) = block.kind().filter(|_| !is_raw) {
                self.add(of_type, "", block);
            }
        }
    }

    fn add(&mut self, of_type: &str, path: &str, block: &Block) {
        let place = (of_type.to_owned(), path.to_owned());
        *self.blocks.entry(place.clone()).or_default() += 1;
        let inside = self.inside.entry(place).or_default();
        for name in block.names() {
            *inside.entry(name.to_owned()).or_default() += 1;
        }
        for child in block.nested() {
            let path = join(path, child.ident());
            self.add(of_type, &path, child);
        }
    }

    fn at_times(self) -> impl Iterator<Item = (String, String)> {
        self.inside.into_iter().flat_map(move |(place, inside)| {
            let all = self.blocks[&place];
            let (of_type, path) = place;
            let at_times = inside.into_iter().filter(move |(_, count)| *count < all);
            at_times.map(move |(name, _)| (of_type.clone(), join(&path, &name)))
        })
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}
