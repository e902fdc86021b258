//! Overrides that conflict with what is not overridden: AWS would refuse the two, or one of them would never
//! work. Whoever wrote the override is told of both.

use super::provenance::{Aim, place_of};
use crate::hcl::module::{Block, Flag, Module, Value};
use crate::hcl::path::Step;
use crate::problem::{Code, Problem};
use crate::stack::Stack;

/// Two arguments that cannot stand beside each other.
struct Conflict {
    /// The argument of the overridden block.
    argument: &'static str,
    /// The other one, as part of a sentence.
    other: String,
    /// What AWS says.
    why: &'static str,
    help: String,
}

/// A check of blocks of one type.
type Check = fn(&Module, &Block) -> Option<Conflict>;

const CHECKS: &[(&str, Check)] = &[
    ("aws_ecs_service", launch_type),
    ("aws_ecs_service", strategy),
    ("aws_lb_target_group", matcher),
    (ENCRYPTION, log_bucket),
    (ENCRYPTION, key_without_rights),
];

const ENCRYPTION: &str = "aws_s3_bucket_server_side_encryption_configuration";

/// The problems of overrides in the module that came of them.
pub(crate) fn check_conflicts(stack: &Stack, module: &Module) -> Vec<Problem> {
    let overrides = stack.raw.overrides.iter();
    let conflicts = overrides.flat_map(|change| {
        let checks = CHECKS
            .iter()
            .filter(|(of_type, _)| *of_type == change.of_type);
        let address = change.address();
        checks.filter_map(move |(of_type, check)| {
            let mut blocks = module.resources(of_type);
            let block = blocks.find(|block| block.address() == address)?;
            problem(stack, &address, check(module, block)?)
        })
    });
    conflicts.collect()
}

/// The problem, if the override is about the argument.
fn problem(stack: &Stack, address: &str, conflict: Conflict) -> Option<Problem> {
    let Conflict {
        argument,
        other,
        why,
        help,
    } = conflict;
    let steps = argument.split('.');
    let path: Vec<Step> = steps.map(|step| Step::Name(step.to_owned())).collect();
    let place = place_of(&stack.raw, address, &path, Aim::Value)?;
    let message = format!("`{argument}` of `{address}` conflicts with {other}: {why}");
    let problem = Problem::new(Code::ConflictingOverride, message);
    Some(problem.at(place, "set here").help(help))
}

/// Amazon ECS API, `CreateService`: `capacityProviderStrategy`.
fn launch_type(_module: &Module, service: &Block) -> Option<Conflict> {
    let launch_type = service.text("launch_type")?;
    service.has_block("capacity_provider_strategy").then(|| Conflict {
        argument: "capacity_provider_strategy",
        other: format!("`launch_type = \"{launch_type}\"`, which stays"),
        why: "ECS takes one of them",
        help: "add `remove = [\"launch_type\"]`; the cluster knows Fargate Spot by \
            `[resource.aws_ecs_cluster_capacity_providers.main]`, with `cluster_name = \"${aws_ecs_cluster.main.name}\"` \
            and `capacity_providers = [\"FARGATE\", \"FARGATE_SPOT\"]`"
            .to_owned(),
    })
}

/// Amazon ECS API, `DeploymentCircuitBreaker`: "can only be used for services using the rolling update (ECS) deployment
/// type". The load balancer needs a second target group and a role besides.
fn strategy(_module: &Module, service: &Block) -> Option<Conflict> {
    let strategy = service.text("deployment_configuration.strategy")?;
    let word = match strategy {
        "BLUE_GREEN" => "blue_green",
        "CANARY" => "canary",
        "LINEAR" => "linear",
        _ => return None,
    };
    service.has_block("deployment_circuit_breaker").then(|| Conflict {
        argument: "deployment_configuration.strategy",
        other: "`deployment_circuit_breaker`, which stays".to_owned(),
        why: "ECS has a circuit breaker for rolling deployments alone",
        help: format!(
            "remove the override, and write `deployment = {{ strategy = \"{word}\" }}` in the service: it has the second \
             target group and the role too"
        ),
    })
}

/// Elastic Load Balancing API, `Matcher`: the codes of HTTP begin with 200, those of gRPC end with 99.
fn matcher(_module: &Module, group: &Block) -> Option<Conflict> {
    let matcher = group.text("health_check.matcher")?;
    let is_http = matcher.split(['-', ',']).any(|code| code.trim().len() > 2);
    let is_grpc = group.text("protocol_version") == Some("GRPC");
    (is_grpc && is_http).then(|| Conflict {
        argument: "protocol_version",
        other: format!("`health_check.matcher = \"{matcher}\"`"),
        why: "gRPC has status codes from 0 to 99",
        help: "remove the override, and write `protocol = \"grpc\"` in the service; or add `health_check = { matcher = \"0\" }` \
            beside it"
            .to_owned(),
    })
}

const ALGORITHM: &str = "rule.apply_server_side_encryption_by_default.sse_algorithm";
const KEY: &str = "rule.apply_server_side_encryption_by_default.kms_master_key_id";

/// Elastic Load Balancing, "Enable access logs for your Application Load Balancer": "The only server-side
/// encryption option that's supported is Amazon S3-managed keys (SSE-S3)".
fn log_bucket(module: &Module, encryption: &Block) -> Option<Conflict> {
    if !encryption.text(ALGORITHM)?.starts_with("aws:kms") {
        return None;
    }
    let bucket = bucket_of(module, encryption)?;
    let mut balancers = module.resources("aws_lb");
    let balancer = balancers.find(|balancer| {
        let is_on = balancer.flag("access_logs.enabled") != Flag::Off;
        let target = balancer.value("access_logs.bucket");
        is_on && target.is_some_and(|target| target.refers_to(&bucket))
    })?;
    Some(Conflict {
        argument: ALGORITHM,
        other: format!("`access_logs` of `{}`", balancer.address()),
        why: "Elastic Load Balancing writes into no bucket that is encrypted with keys of KMS",
        help: "remove the override: S3 encrypts the logs with keys of its own".to_owned(),
    })
}

/// Who reads and writes objects that a key of KMS encrypts needs permissions on the key. (Amazon S3 user
/// guide, "Using server-side encryption with AWS KMS keys".)
fn key_without_rights(module: &Module, encryption: &Block) -> Option<Conflict> {
    let key = encryption.value(KEY)?;
    let bucket = bucket_of(module, encryption)?;
    let mut policies = module.resources("aws_iam_role_policy");
    let policy = policies.find(|policy| {
        let statements = policy.value("policy");
        let reads = statements.is_some_and(|it| it.refers_to(&bucket));
        reads && !allows_kms(statements) && !is_let_in(module, policy)
    })?;
    let service = policy.address();
    let service = service.rsplit('.').next().unwrap_or_default();
    let service = service.strip_suffix("_task").unwrap_or(service);
    let resource = match key {
        Value::Text(arn) => arn.clone(),
        Value::Expression(text) => format!("${{{text}}}"),
        _ => return None,
    };
    Some(Conflict {
        argument: KEY,
        other: format!("`{}`", policy.address()),
        why: "the role may use the bucket and not the key",
        help: format!(
            "add `[[service.{service}.allow]]` with `actions = [\"kms:Decrypt\", \"kms:GenerateDataKey\"]` and \
             `resources = [\"{resource}\"]`"
        ),
    })
}

fn allows_kms(policy: Option<&Value>) -> bool {
    let statements = policy.and_then(|policy| policy.get("Statement"));
    let statements = statements.map_or(&[][..], Value::items);
    statements.iter().any(|statement| {
        let actions = statement.get("Action").map_or(&[][..], Value::items);
        let is_kms = |action: &Value| {
            action
                .text()
                .is_none_or(|text| text == "*" || text.starts_with("kms:"))
        };
        actions.iter().any(is_kms)
    })
}

/// Whether the policy of a key of the module names the role itself.
fn is_let_in(module: &Module, policy: &Block) -> bool {
    let keys = module
        .resources("aws_kms_key")
        .chain(module.resources("aws_kms_key_policy"));
    let mut policies = keys.filter_map(|key| key.value("policy"));
    let roles = module.resources("aws_iam_role");
    let roles: Vec<String> = roles
        .map(Block::address)
        .filter(|role| policy.value("role").is_some_and(|it| it.refers_to(role)))
        .collect();
    policies.any(|policy| roles.iter().any(|role| policy.refers_to(role)))
}

/// The address of the bucket whose encryption this is.
fn bucket_of(module: &Module, encryption: &Block) -> Option<String> {
    let buckets = module.resources("aws_s3_bucket");
    let mut addresses = buckets.map(Block::address);
    let bucket = encryption.value("bucket")?;
    addresses.find(|address| bucket.refers_to(address))
}
