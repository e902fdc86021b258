//! What `grants` can allow on a secret, what the code is told of it, and what no override may change.
//!
//! The actions come from the AWS Service Authorization Reference, "Actions, resources, and
//! condition keys" for AWS Secrets Manager and for AWS Systems Manager. The keys of AWS that encrypt
//! both need no permission of KMS.

use super::entry::Entry;
use super::existing::Existing;
use super::manifest::Store;
use super::view;
use crate::hcl::{Expr, Literal};
use crate::kind::{
    Fact, Guard, Holds, Injection, Instead, Operation, Output, Permission, Resource, Target,
};

const SECRET: &str = "secret";
const PARAMETER: &str = "parameter";

pub(super) const OPERATIONS: &[Operation] = &[
    READ,
    Operation {
        word: "write",
        permissions: &[
            Permission {
                on: SECRET,
                actions: &["secretsmanager:PutSecretValue"],
            },
            Permission {
                on: PARAMETER,
                actions: &["ssm:PutParameter"],
            },
        ],
        calls: &["PutSecretValue", "PutParameter"],
        connects: false,
        endpoint: ENDPOINT,
    },
];

const READ: Operation = Operation {
    word: "read",
    permissions: &[
        Permission {
            on: SECRET,
            actions: &["secretsmanager:GetSecretValue"],
        },
        Permission {
            on: PARAMETER,
            actions: &["ssm:GetParameter"],
        },
    ],
    calls: &["GetSecretValue", "GetParameter"],
    connects: false,
    endpoint: ENDPOINT,
};

const ENDPOINT: Option<&str> = Some("secretsmanager");

/// ECS asks for parameters in the plural. (Amazon ECS developer guide, "Amazon ECS task execution IAM role",
/// and "Pass sensitive data to an Amazon ECS container".)
pub(super) const INJECTION: Injection = Injection {
    like: &READ,
    permissions: &[
        Permission {
            on: SECRET,
            actions: &["secretsmanager:GetSecretValue"],
        },
        Permission {
            on: PARAMETER,
            actions: &["ssm:GetParameters"],
        },
    ],
    value_from: |target| match store(target) {
        Store::SecretsManager => secret_id(target),
        Store::ParameterStore => granted_arn(target),
    },
};

pub(super) fn resources(target: &Target<'_>) -> Vec<Resource> {
    let id = target.id();
    let store = store(target);
    let (name, title) = match store {
        Store::SecretsManager => (SECRET, format!("secret `{id}`")),
        Store::ParameterStore => (PARAMETER, format!("parameter of secret `{id}`")),
    };
    vec![Resource {
        name,
        arn: Expr::new(granted_arn(target)),
        title,
        longest_arn: longest_arn(target),
    }]
}

/// An address of the kind's type is a secret of Secrets Manager.
fn store(target: &Target<'_>) -> Store {
    let entry = target.entry::<Entry>();
    entry.map_or(Store::SecretsManager, |entry| entry.store)
}

fn existing<'a>(target: &Target<'a>) -> Option<&'a Existing> {
    target.entry::<Entry>()?.existing.as_ref()
}

/// The end of the name of a secret, as the AWS provider completes it, and that of its ARN.
const RANDOM_ENDS: &str = "-20261125101500123400000001-AbCdEf";

fn longest_arn(target: &Target<'_>) -> String {
    let (stack, id) = (target.stack(), target.id().kebab());
    match (store(target), existing(target)) {
        (_, Some(Existing::Arn(arn))) => arn.clone(),
        (Store::SecretsManager, Some(Existing::Name(name))) => {
            target.arn_of("secretsmanager", format!("secret:{name}-??????"))
        }
        (Store::ParameterStore, Some(Existing::Name(name))) => {
            target.arn_of("ssm", format!("parameter/{}", name.trim_start_matches('/')))
        }
        (Store::SecretsManager, None) => target.arn_of(
            "secretsmanager",
            format!("secret:{stack}/{id}{RANDOM_ENDS}"),
        ),
        (Store::ParameterStore, None) => target.arn_of("ssm", format!("parameter/{stack}/{id}")),
    }
}

/// The ARN that a policy names, as HCL.
fn granted_arn(target: &Target<'_>) -> String {
    match (store(target), existing(target)) {
        (_, Some(Existing::Arn(arn))) => Literal::new(arn).to_string(),
        // Secrets Manager appends a hyphen and six characters that nobody knows beforehand.
        (Store::SecretsManager, Some(Existing::Name(name))) => {
            arn_of_account(target, &format!("secret:{name}-??????"))
        }
        (Store::ParameterStore, Some(Existing::Name(name))) => arn_of_account(
            target,
            &format!("parameter/{}", name.trim_start_matches('/')),
        ),
        (Store::SecretsManager, None) => format!("{}.arn", target.address()),
        (Store::ParameterStore, None) => format!("aws_ssm_parameter.{}.arn", target.id()),
    }
}

/// An ARN in the account of the stack, as HCL.
fn arn_of_account(target: &Target<'_>, rest: &str) -> String {
    let (partition, region) = (target.region().partition(), target.region());
    let (service, account) = (store(target).service(), target.account_id());
    format!("\"arn:{partition}:{service}:{region}:${{{account}}}:{rest}\"")
}

/// What tells a secret to its store, as HCL: `SecretId`, or the `Name` of a parameter.
pub(super) fn secret_id(target: &Target<'_>) -> String {
    match (store(target), existing(target)) {
        (Store::SecretsManager, Some(Existing::Name(name))) => {
            arn_of_account(target, &format!("secret:{name}"))
        }
        (Store::SecretsManager, Some(Existing::Arn(arn))) => Literal::new(arn).to_string(),
        (Store::SecretsManager, None) => format!("{}.arn", target.address()),
        (Store::ParameterStore, Some(Existing::Name(name))) => Literal::new(name).to_string(),
        (Store::ParameterStore, Some(Existing::Arn(arn))) => {
            Literal::new(parameter_of(arn)).to_string()
        }
        (Store::ParameterStore, None) => format!("aws_ssm_parameter.{}.name", target.id()),
    }
}

/// The name of a parameter by its ARN, which hides the slash at the start of a name with levels.
fn parameter_of(arn: &str) -> String {
    let name = arn.split_once(":parameter/").map_or(arn, |(_, name)| name);
    if name.contains('/') {
        format!("/{name}")
    } else {
        name.to_owned()
    }
}

const SECRET_ARN: &str = "SECRET_ARN";

pub(super) const FACTS: &[Fact] = &[
    Fact {
        name: SECRET_ARN,
        holds: Holds::Text,
        meaning: "the ARN of the secret",
        value: secret_id,
    },
    Fact {
        name: "PARAMETER",
        holds: Holds::Text,
        meaning: "the name of the parameter",
        value: secret_id,
    },
];

/// Whether a fact is about secrets in this store.
pub(super) fn is_of(fact: &Fact, store: Store) -> bool {
    (fact.name == SECRET_ARN) == (store == Store::SecretsManager)
}

pub(super) const OUTPUTS: &[Output] = &[Output {
    name: "secret_command",
    description: "Sets the value of secret {}, which it reads from the file `value`.",
    value: |target| view::command(store(target), target.region(), &secret_id(target)),
}];

const VALUE: Instead =
    Instead::Leave("it is set from outside, so that it stands in no plan and no state");

pub(super) const GUARDS: &[Guard] = &[
    Guard::new("aws_ssm_parameter", "", "value", VALUE),
    Guard::new("aws_ssm_parameter", "", "value_wo", VALUE),
    Guard::new("aws_ssm_parameter", "", "insecure_value", VALUE),
];
