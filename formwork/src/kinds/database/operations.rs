//! What `grants` can allow on a database, what the code is told of it, and what no override may change.
//!
//! The actions come from the AWS Service Authorization Reference, "Actions, resources, and
//! condition keys for AWS Secrets Manager".

use super::entry::Entry;
use super::existing::Existing;
use crate::hcl::{Expr, Literal};
use crate::kind::Instead::{self, Leave};
use crate::kind::{Fact, Guard, Holds, Operation, Output, Permission, Resource, Target};

const SECRET: &str = "secret";
const OWNER: &str = "secret of the owner";
const USER: &str = "user";

/// The operation on the database, which of a cluster is its writer.
pub(super) const CONNECT: &str = "connect";

/// The operation that only reads, where each container has a user.
pub(super) const QUERY: &str = "query";

/// The operation of who migrates, where each container has a user.
pub(super) const OWN: &str = "own";

/// The operations that there are only where each container has a user.
pub(super) const OF_USERS: &[&str] = &[QUERY, OWN];

/// The operation on readers of Aurora.
pub(super) const READ: &str = "read";

/// The secret is encrypted with the AWS managed key of Secrets Manager, which needs no permission of
/// KMS. Readers take the same login as the writer.
const READ_SECRET: &[&str] = &["secretsmanager:GetSecretValue"];

/// A database has a secret for all or users, and so one of these resources.
const LOGS_IN: &[Permission] = &[
    Permission::new(SECRET, READ_SECRET),
    Permission::new(USER, CONNECTS),
];

const CONNECTS: &[&str] = &["rds-db:connect"];

/// The database asks IAM itself about a token, so `query` needs no endpoint.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        word: CONNECT,
        permissions: LOGS_IN,
        calls: &["GetSecretValue"],
        connects: true,
        endpoint: Some("secretsmanager"),
    },
    Operation {
        word: READ,
        permissions: LOGS_IN,
        calls: &["GetSecretValue"],
        connects: true,
        endpoint: Some("secretsmanager"),
    },
    Operation {
        word: QUERY,
        permissions: &[Permission::new(USER, CONNECTS)],
        calls: &[],
        connects: true,
        endpoint: None,
    },
    Operation {
        word: OWN,
        permissions: &[Permission::new(OWNER, READ_SECRET)],
        calls: &["GetSecretValue"],
        connects: true,
        endpoint: Some("secretsmanager"),
    },
];

/// The end of the name of a secret that RDS manages, as AWS completes it.
const SECRET_OF_INSTANCE: &str = "secret:rds!db-00000000-0000-0000-0000-000000000000-000000";
const SECRET_OF_CLUSTER: &str = "secret:rds!cluster-00000000-0000-0000-0000-000000000000-000000";

/// The longest id of a cluster, and the longest user.
const LONGEST_USER: &str =
    "dbuser:cluster-00000000000000000000000000/000000000000000000000000000000";

pub(super) fn resources(target: &Target<'_>) -> Vec<Resource> {
    let id = target.id();
    let secret = |name, title| Resource {
        name,
        arn: Expr::new(secret_arn(target)),
        title,
        longest_arn: longest_arn(target),
    };
    if !has_logins(target.entry()) {
        return vec![secret(SECRET, format!("secret of database `{id}`"))];
    }
    vec![
        Resource {
            name: USER,
            arn: Expr::new(user_arn(target)),
            title: format!("its user of database `{id}`"),
            longest_arn: target.arn_of("rds-db", LONGEST_USER),
        },
        secret(
            OWNER,
            format!("secret of database `{id}`, with the master user's password"),
        ),
    ]
}

/// Whether each container has a user. A raw database has one login for all.
fn has_logins(entry: Option<&Entry>) -> bool {
    entry.is_some_and(Entry::has_logins)
}

/// The user of whoever has the grant: the name of the container.
fn user(target: &Target<'_>) -> String {
    Literal::new(user_name(target)).to_string()
}

fn user_name<'a>(target: &Target<'a>) -> &'a str {
    target.owner().unwrap_or(target.id()).in_aws()
}

/// The id by which IAM knows a database is another than its name.
fn user_arn(target: &Target<'_>) -> String {
    let (region, account) = (target.region(), target.account_id());
    let id = if is_aurora(target) {
        "cluster_resource_id"
    } else {
        "resource_id"
    };
    format!(
        "\"arn:{}:rds-db:{region}:${{{account}}}:dbuser:${{{}.{id}}}/{}\"",
        region.partition(),
        address(target),
        user_name(target)
    )
}

/// Whether the target is a cluster of Aurora.
fn is_aurora(target: &Target<'_>) -> bool {
    let entry = target.entry::<Entry>();
    entry.is_some_and(|entry| entry.engine.is_aurora())
}

/// The address of the resource that has host, port and secret.
fn address(target: &Target<'_>) -> String {
    if is_aurora(target) {
        return format!("{CLUSTER}.{}", target.id());
    }
    target.address()
}

/// The secret that RDS keeps the password in.
fn secret_arn(target: &Target<'_>) -> String {
    if let Some(existing) = existing(target) {
        return existing.secret_arn.as_string().to_string();
    }
    format!("{}.master_user_secret[0].secret_arn", address(target))
}

fn existing<'a>(target: &Target<'a>) -> Option<&'a Existing> {
    target.entry::<Entry>()?.existing.as_ref()
}

fn longest_arn(target: &Target<'_>) -> String {
    let existing = existing(target).and_then(|existing| existing.secret_arn.plain());
    let made = if is_aurora(target) {
        SECRET_OF_CLUSTER
    } else {
        SECRET_OF_INSTANCE
    };
    existing.map_or_else(|| target.arn_of("secretsmanager", made), str::to_owned)
}

fn host(target: &Target<'_>) -> String {
    match existing(target) {
        Some(existing) => existing.host.as_string().to_string(),
        None if is_aurora(target) => format!("{}.endpoint", address(target)),
        None => format!("{}.address", address(target)),
    }
}

/// AWS leads to the writer where a cluster has no reader.
fn read_host(target: &Target<'_>) -> String {
    format!("{}.reader_endpoint", address(target))
}

fn port(target: &Target<'_>) -> String {
    match existing(target) {
        Some(existing) => Literal::new(existing.port).to_string(),
        None => format!("tostring({}.port)", address(target)),
    }
}

fn name(target: &Target<'_>) -> String {
    let Some(existing) = existing(target) else {
        let argument = if is_aurora(target) {
            "database_name"
        } else {
            "db_name"
        };
        return format!("{}.{argument}", address(target));
    };
    let own = existing
        .name
        .as_ref()
        .map(|name| name.as_string().to_string());
    own.unwrap_or_else(|| Literal::new(target.id().in_aws()).to_string())
}

fn endpoint(target: &Target<'_>) -> String {
    if existing(target).is_none() && !is_aurora(target) {
        return format!("{}.endpoint", address(target));
    }
    format!("join(\":\", [{}, {}])", host(target), port(target))
}

/// What `read` is told, and only that.
const READ_HOST: &str = "READ_HOST";
const SECRET_ARN: &str = "SECRET_ARN";

/// Whether an operation brings a fact: each has a host of its own.
pub(super) fn brings(operation: &Operation, fact: &Fact) -> bool {
    match fact.name {
        "HOST" => operation.word != READ,
        READ_HOST => operation.word == READ,
        SECRET_ARN => operation.word != QUERY,
        "USER" => operation.word != OWN,
        _ => true,
    }
}

/// Whether a database tells a fact to who has an operation. A raw one is an instance with a secret for all.
pub(super) fn tells(operation: &Operation, fact: &Fact, entry: Option<&Entry>) -> bool {
    let has_users = has_logins(entry);
    if OF_USERS.contains(&operation.word) && !has_users {
        return false;
    }
    match fact.name {
        READ_HOST => entry.is_some_and(Entry::has_readers),
        SECRET_ARN => !has_users || operation.word == OWN,
        "USER" => has_users,
        _ => true,
    }
}

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "HOST",
        holds: Holds::Text,
        meaning: "host name, reached from inside the VPC only",
        value: host,
    },
    Fact {
        name: READ_HOST,
        holds: Holds::Text,
        meaning: "host name of the readers, reached from inside the VPC only",
        value: read_host,
    },
    Fact {
        name: "PORT",
        holds: Holds::Port,
        meaning: "TCP port",
        value: port,
    },
    Fact {
        name: "NAME",
        holds: Holds::Text,
        meaning: "name of the database",
        value: name,
    },
    Fact {
        name: "USER",
        holds: Holds::Text,
        meaning: "user of the database, who logs in with a token",
        value: user,
    },
    // The ARN of the secret with user and password; never the password itself.
    Fact {
        name: SECRET_ARN,
        holds: Holds::Text,
        meaning: "secret of AWS Secrets Manager that holds user and password",
        value: secret_arn,
    },
];

pub(super) const OUTPUTS: &[Output] = &[
    Output {
        name: "endpoint",
        description: "Host and port of database {}, reached from inside the VPC only.",
        value: endpoint,
    },
    Output {
        name: "secret_arn",
        description: "Secret that holds user and password of database {}.",
        value: secret_arn,
    },
];

const OF_PASSWORDS: Instead =
    Leave("the code takes the password from the secret that RDS makes and rotates");

const INSTANCE: &str = "aws_db_instance";
const CLUSTER: &str = "aws_rds_cluster";
const GROUP: &str = "aws_security_group";

const OF_ENGINE: Instead = Instead::Keys(&["engine"]);
const OF_VERSION: Instead = Instead::Keys(&["engine_version"]);
const OF_PORT: Instead = Instead::Keys(&["port"]);
const OF_NAME: Instead = Leave("another name means another database");
const OF_GROUP: Instead = Leave("the rules that let services in stand in this group");

const OF_LOGIN: Instead = Instead::Keys(&["login"]);
const IAM: &str = "iam_database_authentication_enabled";

/// Where no user logs in with a token, people may still be let in so.
const fn iam(resource: &'static str) -> Guard {
    Guard::new(resource, "", IAM, OF_LOGIN)
        .of(|entry| entry.downcast_ref().is_some_and(Entry::has_logins))
}

pub(super) const GUARDS: &[Guard] = &[
    iam(INSTANCE),
    iam(CLUSTER),
    Guard::new(INSTANCE, "", "engine", OF_ENGINE),
    Guard::new(INSTANCE, "", "engine_version", OF_VERSION),
    Guard::new(INSTANCE, "", "port", OF_PORT),
    Guard::new(INSTANCE, "", "db_name", OF_NAME),
    Guard::new(INSTANCE, "", "manage_master_user_password", OF_PASSWORDS),
    Guard::new(INSTANCE, "", "password", OF_PASSWORDS),
    Guard::new(INSTANCE, "", "password_wo", OF_PASSWORDS),
    Guard::new(INSTANCE, "", "vpc_security_group_ids", OF_GROUP),
    Guard::new(CLUSTER, "", "engine", OF_ENGINE),
    Guard::new(CLUSTER, "", "engine_version", OF_VERSION),
    Guard::new(CLUSTER, "", "port", OF_PORT),
    Guard::new(CLUSTER, "", "database_name", OF_NAME),
    Guard::new(CLUSTER, "", "manage_master_user_password", OF_PASSWORDS),
    Guard::new(CLUSTER, "", "master_password", OF_PASSWORDS),
    Guard::new(CLUSTER, "", "master_password_wo", OF_PASSWORDS),
    Guard::new(CLUSTER, "", "vpc_security_group_ids", OF_GROUP),
    Guard::new("aws_rds_cluster_instance", "", "engine", OF_ENGINE),
    Guard::new("aws_rds_cluster_parameter_group", "", "family", OF_VERSION),
    Guard::new("aws_db_parameter_group", "", "family", OF_VERSION),
    Guard::new(GROUP, "_database", "ingress", OF_PORT),
    Guard::new(GROUP, "_database", "egress", OF_PORT),
];
