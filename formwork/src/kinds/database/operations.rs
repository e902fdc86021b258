//! What `grants` can allow on a database, what the code is told of it, and what no override may change.
//!
//! The actions come from the AWS Service Authorization Reference, "Actions, resources, and
//! condition keys for AWS Secrets Manager".

use super::entry::Entry;
use super::existing::Existing;
use crate::hcl::{Expr, Literal};
use crate::kind::Instead::{Keys, Leave};
use crate::kind::{Fact, Guard, Holds, Instead, Operation, Output, Permission, Resource, Target};

const SECRET: &str = "secret";

/// The secret is encrypted with the AWS managed key of Secrets Manager, which needs no permission of
/// KMS.
pub(super) const OPERATIONS: &[Operation] = &[Operation {
    word: "connect",
    permissions: &[Permission {
        on: SECRET,
        actions: &["secretsmanager:GetSecretValue"],
    }],
    calls: &["GetSecretValue"],
    connects: true,
    endpoint: Some("secretsmanager"),
}];

/// The end of the name of a secret that RDS manages, as AWS completes it.
const SECRET_END: &str = "secret:rds!db-00000000-0000-0000-0000-000000000000-000000";

pub(super) fn resources(target: &Target<'_>) -> Vec<Resource> {
    vec![Resource {
        name: SECRET,
        arn: Expr::new(secret_arn(target)),
        title: format!("secret of database `{}`", target.id()),
        longest_arn: longest_arn(target),
    }]
}

/// The secret that RDS keeps the password in.
fn secret_arn(target: &Target<'_>) -> String {
    if let Some(existing) = existing(target) {
        return existing.secret_arn.as_string().to_string();
    }
    format!("{}.master_user_secret[0].secret_arn", target.address())
}

fn existing<'a>(target: &Target<'a>) -> Option<&'a Existing> {
    target.entry::<Entry>()?.existing.as_ref()
}

fn longest_arn(target: &Target<'_>) -> String {
    let existing = existing(target).and_then(|existing| existing.secret_arn.plain());
    existing.map_or_else(
        || target.arn_of("secretsmanager", SECRET_END),
        str::to_owned,
    )
}

fn host(target: &Target<'_>) -> String {
    match existing(target) {
        Some(existing) => existing.host.as_string().to_string(),
        None => format!("{}.address", target.address()),
    }
}

fn port(target: &Target<'_>) -> String {
    match existing(target) {
        Some(existing) => Literal::new(existing.port).to_string(),
        None => format!("tostring({}.port)", target.address()),
    }
}

fn name(target: &Target<'_>) -> String {
    let Some(existing) = existing(target) else {
        return format!("{}.db_name", target.address());
    };
    let own = existing
        .name
        .as_ref()
        .map(|name| name.as_string().to_string());
    own.unwrap_or_else(|| Literal::new(target.id().in_aws()).to_string())
}

fn endpoint(target: &Target<'_>) -> String {
    let Some(existing) = existing(target) else {
        return format!("{}.endpoint", target.address());
    };
    format!(
        "join(\":\", [{}, {}])",
        existing.host.as_string(),
        port(target)
    )
}

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: "HOST",
        holds: Holds::Text,
        meaning: "host name, reached from inside the VPC only",
        value: host,
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
    // The ARN of the secret with user and password; never the password itself.
    Fact {
        name: "SECRET_ARN",
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

pub(super) const GUARDS: &[Guard] = &[
    Guard::new(
        INSTANCE,
        "",
        "engine",
        Leave("the code speaks to PostgreSQL"),
    ),
    Guard::new(INSTANCE, "", "engine_version", Keys(&["engine_version"])),
    Guard::new(INSTANCE, "", "port", Keys(&["port"])),
    Guard::new(
        INSTANCE,
        "",
        "db_name",
        Leave("another name means another database"),
    ),
    Guard::new(INSTANCE, "", "manage_master_user_password", OF_PASSWORDS),
    Guard::new(INSTANCE, "", "password", OF_PASSWORDS),
    Guard::new(INSTANCE, "", "password_wo", OF_PASSWORDS),
    Guard::new(
        INSTANCE,
        "",
        "vpc_security_group_ids",
        Leave("the rules that let services in stand in this group"),
    ),
    Guard::new(
        "aws_db_parameter_group",
        "",
        "family",
        Keys(&["engine_version"]),
    ),
    Guard::new(
        "aws_security_group",
        "_database",
        "ingress",
        Keys(&["port"]),
    ),
    Guard::new("aws_security_group", "_database", "egress", Keys(&["port"])),
];
