//! What no override may change: the arguments by which infrastructure keeps the contract with the
//! code, each with what to do instead.

use crate::problem::{Code, Problem};
use crate::stack::{Override, Stack};
use crate::tree::{Place, Table, Value};
use crate::view::{Edge, edges};

/// An argument of a resource that the code relies on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Guard {
    /// The resource.
    address: String,
    /// The path through nested blocks: `health_check.path`.
    argument: &'static str,
    /// What to do instead of the override.
    instead: String,
}

#[derive(Debug, Clone, Copy)]
enum Instead {
    /// Keys of the entry that change both sides.
    Keys(&'static [&'static str]),
    /// Nothing: there is no other value that the code could follow.
    Leave(&'static str),
}

use Instead::{Keys, Leave};

/// Type and end of the name of a resource, path of an argument.
type Row = (&'static str, &'static str, &'static str, Instead);

const OF_CONTAINERS: Instead = Keys(&["port", "environment", "grants"]);

/// The arguments of a service that its contract decides.
const OF_SERVICES: &[Row] = &[
    ("aws_lb_target_group", "", "port", Keys(&["port"])),
    (
        "aws_lb_target_group",
        "",
        "health_check.port",
        Keys(&["port"]),
    ),
    (
        "aws_lb_target_group",
        "",
        "health_check.path",
        Keys(&["health_check.path"]),
    ),
    (
        "aws_ecs_task_definition",
        "",
        "container_definitions",
        OF_CONTAINERS,
    ),
    (
        "aws_ecs_task_definition",
        "",
        "task_role_arn",
        Keys(&["grants"]),
    ),
    ("aws_ecs_service", "", "task_definition", OF_CONTAINERS),
    ("aws_ecs_service", "", "load_balancer", Keys(&["port"])),
    (
        "aws_ecs_service",
        "",
        "network_configuration.security_groups",
        Keys(&["grants"]),
    ),
    ("aws_iam_role", "_task", "inline_policy", Keys(&["grants"])),
    (
        "aws_iam_role",
        "_task",
        "managed_policy_arns",
        Keys(&["grants"]),
    ),
    ("aws_iam_role_policy", "_task", "policy", Keys(&["grants"])),
    ("aws_iam_role_policy", "_task", "role", Keys(&["grants"])),
    (
        "aws_security_group",
        "_tasks",
        "ingress",
        Keys(&["port", "grants"]),
    ),
    (
        "aws_security_group",
        "_tasks",
        "egress",
        Keys(&["port", "grants"]),
    ),
];

const OF_PASSWORDS: Instead =
    Leave("the code takes the password from the secret that RDS makes and rotates");

/// Those of a database.
const OF_DATABASES: &[Row] = &[
    (
        "aws_db_instance",
        "",
        "engine",
        Leave("the code speaks to PostgreSQL"),
    ),
    (
        "aws_db_instance",
        "",
        "engine_version",
        Keys(&["engine_version"]),
    ),
    ("aws_db_instance", "", "port", Keys(&["port"])),
    (
        "aws_db_instance",
        "",
        "db_name",
        Leave("another name means another database"),
    ),
    (
        "aws_db_instance",
        "",
        "manage_master_user_password",
        OF_PASSWORDS,
    ),
    ("aws_db_instance", "", "password", OF_PASSWORDS),
    ("aws_db_instance", "", "password_wo", OF_PASSWORDS),
    (
        "aws_db_instance",
        "",
        "vpc_security_group_ids",
        Leave("the rules that let services in stand in this group"),
    ),
    (
        "aws_db_parameter_group",
        "",
        "family",
        Keys(&["engine_version"]),
    ),
    (
        "aws_security_group",
        "_database",
        "ingress",
        Keys(&["port"]),
    ),
    ("aws_security_group", "_database", "egress", Keys(&["port"])),
];

/// Those of a bucket.
const OF_BUCKETS: &[Row] = &[
    (
        "aws_s3_bucket_versioning",
        "",
        "versioning_configuration.status",
        Keys(&["versioning"]),
    ),
    (
        "aws_s3_bucket_lifecycle_configuration",
        "",
        "rule",
        Keys(&["expire"]),
    ),
];

/// What a rule of a security group says.
const OF_RULES: &[&str] = &[
    "from_port",
    "to_port",
    "ip_protocol",
    "security_group_id",
    "referenced_security_group_id",
];

/// Arguments that change the address of a resource, which others refer to.
const OF_ADDRESSES: &[&str] = &["count", "for_each"];

/// The problems of overrides that would change what the code relies on.
pub(crate) fn check_guards(stack: &Stack) -> Vec<Problem> {
    if stack.raw.overrides.is_empty() {
        return Vec::new();
    }
    let guards = guards(stack);
    let overrides = stack.raw.overrides.iter();
    overrides
        .flat_map(|change| touched(change, &guards))
        .collect()
}

fn touched(change: &Override, guards: &[Guard]) -> Vec<Problem> {
    let address = change.address();
    let mut paths: Vec<(String, Place)> = Vec::new();
    collect(&change.set, "", &mut paths);
    let removed = change.remove.iter();
    paths.extend(removed.map(|path| (path.text.clone(), path.place.clone())));
    let of_address = |(path, place): &(String, Place)| {
        if OF_ADDRESSES.contains(&path.as_str()) {
            return Some(readdressed(&address, path, place));
        }
        let guard = guards
            .iter()
            .find(|guard| guard.address == address && overlap(guard.argument, path))?;
        Some(guarded(guard, place))
    };
    paths.iter().filter_map(of_address).collect()
}

/// The paths that an override sets. A map or an array is set as a whole, and so is a table that
/// may be one.
fn collect(table: &Table, above: &str, paths: &mut Vec<(String, Place)>) {
    for (name, entry) in table.iter() {
        let path = format!("{above}{name}");
        match &entry.value.value {
            Value::Table(inner) if name == "dynamic" => collect(inner, above, paths),
            Value::Table(inner) if !inner.is_empty() => {
                collect(inner, &format!("{path}."), paths);
            }
            _ => paths.push((path, entry.key.clone())),
        }
    }
}

/// Whether one path is the other, or leads into it.
fn overlap(a: &str, b: &str) -> bool {
    let mut steps = a.split('.').zip(b.split('.'));
    steps.all(|(a, b)| a == b)
}

fn guarded(guard: &Guard, place: &Place) -> Problem {
    let Guard {
        address, argument, ..
    } = guard;
    let message = format!("`{argument}` of `{address}` is part of the contract with the code");
    Problem::new(Code::ContractOverride, message)
        .at(place, "the code would not know of it")
        .help(&guard.instead)
}

fn readdressed(address: &str, path: &str, place: &Place) -> Problem {
    let message = format!("`{path}` would change the address `{address}`, which others refer to");
    Problem::new(Code::ContractOverride, message)
        .at(place, "changes the address")
        .help("declare further resources as `[resource.TYPE.NAME]`")
}

/// Whether the code relies on an argument.
#[cfg(test)]
pub(crate) fn is_guarded(stack: &Stack, address: &str, path: &str) -> bool {
    let guards = guards(stack);
    let mut of_address = guards.iter().filter(|guard| guard.address == address);
    of_address.any(|guard| overlap(guard.argument, path))
}

/// Every guard of a stack.
fn guards(stack: &Stack) -> Vec<Guard> {
    let services = stack.services.keys().map(|id| ("service", id, OF_SERVICES));
    let databases = stack
        .databases
        .keys()
        .map(|id| ("database", id, OF_DATABASES));
    let buckets = stack.buckets.keys().map(|id| ("bucket", id, OF_BUCKETS));
    let mut guards = Vec::new();
    for (kind, id, rows) in services.chain(databases).chain(buckets) {
        let of_entry = rows.iter().map(|(of_type, end, argument, instead)| Guard {
            address: format!("{of_type}.{id}{end}"),
            argument,
            instead: match instead {
                Keys(keys) => follows(keys.iter().map(|key| format!("{kind}.{id}.{key}"))),
                Leave(why) => format!("leave it: {why}"),
            },
        });
        guards.extend(of_entry);
    }
    guards.extend(edges(stack).iter().flat_map(of_edge));
    guards
}

fn follows(keys: impl Iterator<Item = String>) -> String {
    let keys: Vec<String> = keys.map(|key| format!("`{key}`")).collect();
    format!(
        "change {} instead, which the code follows",
        keys.join(" or ")
    )
}

/// The rules of a connection between the load balancer, services and databases.
fn of_edge(edge: &Edge) -> Vec<Guard> {
    let Some(key) = edge.port_key() else {
        return Vec::new();
    };
    let instead = follows([key].into_iter());
    let guard = |address: &str, argument: &'static str| Guard {
        address: address.to_owned(),
        argument,
        instead: instead.clone(),
    };
    let rules = edge.rules().map(|rule| rule.address().to_string());
    rules
        .flat_map(|address| {
            OF_RULES
                .iter()
                .map(|argument| guard(&address, argument))
                .collect::<Vec<_>>()
        })
        .collect()
}
