//! Containers on Fargate: what every kind shares whose entries run one.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::kind::{KeyFact, Limits, Validation, at_both};
use crate::manifest::{Entries, Field, Names, Text};
use crate::names::LogicalId;
use crate::written::Written;

mod allow;
mod codes;
mod environment;
mod grants;
mod iam;
mod image;
mod rules;
mod size;
mod user;
mod variables;

pub(crate) use allow::Allow;
pub(crate) use codes::CODES;
pub(crate) use environment::{Variable, environment};
pub(crate) use grants::{Grant, RawTarget, await_build_script};
use iam::actions_on;
pub(crate) use iam::{Statement, execution_statements, task_statements};
pub(crate) use image::Image;
pub(crate) use rules::{HELP_WITH_SECRET, RULES, check_policy_size};
pub(crate) use size::TaskSize;
pub(crate) use user::ContainerUser;
pub(crate) use variables::VariableName;

/// The keys of a container, which stand among those of its entry.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub struct Keys {
    /// Image with tag or digest: default of the Terraform variable `NAME_image`. The task execution role
    /// may pull from its repository, if that lies in ECR.
    pub(crate) image: Option<Field<String>>,
    /// CPU of a task; 1024 units are one vCPU.
    pub(crate) cpu_units: Field<u32>,
    /// Memory of a task, a size that Fargate offers at that CPU.
    pub(crate) memory_mib: Field<u32>,
    /// Who runs the container, a user and perhaps a group, each by name or number. Default: whom the
    /// image names.
    pub(crate) user: Option<Field<String>>,
    /// From SIGTERM to SIGKILL.
    pub(crate) stop_timeout_seconds: Field<u32>,
    /// **Contract.** Environment variables. Values are templates, as strings in Terraform are:
    /// `${aws_sqs_queue.jobs.url}` is a reference, `$${` the characters `${`. Never a secret: they stand in git, in the plan and in the task
    /// definition.
    pub(crate) environment: Entries<Field<Text>>,
    /// **Contract.** What the code may do with entries, by their names, and with raw resources of the
    /// types that entries have, by their addresses.
    pub(crate) grants: Entries<Field<Vec<Field<String>>>>,
    /// Statements of your own in the policy of the task role, for what no kind knows.
    pub(crate) allow: Vec<Field<allow::Keys>>,
    /// **Contract.** The name that it had before, or the names, the oldest first. AWS and the environment of
    /// containers keep the oldest, and Terraform's state moves to the new addresses, so that nothing is
    /// destroyed: the key stays as long as the entry does.
    pub(crate) renamed_from: Option<Names>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            image: None,
            cpu_units: 256.into(),
            memory_mib: 512.into(),
            user: None,
            stop_timeout_seconds: 30.into(),
            environment: Entries::new(),
            grants: Entries::new(),
            allow: Vec::new(),
            renamed_from: None,
        }
    }
}

/// What the types do not say of the keys.
pub(crate) const KEYS: &[KeyFact] = &[
    KeyFact::new("image", r#""ghcr.io/acme/tasks:1.4""#)
        .required()
        .like("[:@]"),
    KeyFact::new("cpu_units", "512")
        .one_of(TaskSize::CPU_UNITS)
        .with(&[("memory_mib", "1024")]),
    KeyFact::new("memory_mib", "1024"),
    KeyFact::new("user", r#""app""#),
    KeyFact::new("stop_timeout_seconds", "60").within(&STOP_TIMEOUT),
    KeyFact::new("environment", r#"{ RUST_LOG = "info" }"#),
    KeyFact::new(
        "grants",
        r#"{ taskdb = ["connect"], uploads = ["read", "write"] }"#,
    ),
    KeyFact::new("allow.[].actions", r#"["rekognition:DetectLabels"]"#)
        .required()
        .with(&[("allow.[].resources", r#"["*"]"#)]),
    KeyFact::new(
        "allow.[].resources",
        r#"["arn:aws:kinesis:us-east-1:123456789012:stream/clicks"]"#,
    )
    .required()
    .with(&[("allow.[].actions", r#"["kinesis:PutRecord"]"#)]),
    KeyFact::new("allow.[].reason", r#""labels of pictures""#).with(&[
        ("allow.[].actions", r#"["rekognition:DetectLabels"]"#),
        ("allow.[].resources", r#"["*"]"#),
    ]),
    KeyFact::new(
        "allow.[].conditions",
        r#"{ StringEquals = { "aws:ResourceTag/team" = ["shop"] } }"#,
    )
    .with(&[
        ("allow.[].actions", r#"["kinesis:PutRecord"]"#),
        ("allow.[].resources", r#"["*"]"#),
    ]),
    KeyFact::new("renamed_from", r#""web""#),
];

/// A container, and what its code may do.
#[derive(Debug, Clone)]
pub struct Container {
    pub(crate) image: Image,
    pub(crate) size: TaskSize,
    /// `None`: whom the image names.
    pub(crate) user: Option<ContainerUser>,
    pub(crate) stop_timeout_seconds: u32,
    pub(crate) environment: BTreeMap<VariableName, Written>,
    pub(crate) grants: BTreeMap<LogicalId, Grant>,
    pub(crate) allow: Vec<Allow>,
}

/// Amazon ECS API, `ContainerDefinition`: `stopTimeout`.
const STOP_TIMEOUT: Limits = Limits {
    key: "stop_timeout_seconds",
    range: 2..=120,
    taker: "Fargate",
};

impl Container {
    /// What the keys of a container mean.
    pub(crate) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let image = image(keys, at);
        let size = size(keys, at);
        let user = keys.user.as_ref();
        let user =
            user.and_then(|field| at.text(field, "who runs the container", ContainerUser::parse));
        let stop_timeout = at.number(&keys.stop_timeout_seconds, &STOP_TIMEOUT);
        let environment = variables::environment(keys, at);
        let grants = grants::grants(keys, at);
        let allow = allow::allow(&keys.allow, at);
        Some(Self {
            image: image?,
            size: size?,
            user,
            stop_timeout_seconds: stop_timeout?,
            environment,
            grants,
            allow,
        })
    }

    /// Gives the targets of grants other ids.
    pub(crate) fn rename(&mut self, names: &BTreeMap<LogicalId, LogicalId>) {
        let grants = std::mem::take(&mut self.grants).into_iter();
        self.grants = grants
            .map(|(target, grant)| (names.get(&target).cloned().unwrap_or(target), grant))
            .collect();
    }

    /// The grants by the names in AWS, so that what is made of them is the same after a renaming.
    pub(crate) fn grants_in_aws(&self) -> Vec<(&LogicalId, &Grant)> {
        let mut grants: Vec<_> = self.grants.iter().collect();
        grants.sort_by_key(|(target, _)| target.in_aws());
        grants
    }
}

fn image(keys: &Keys, at: &mut Validation<'_>) -> Option<Image> {
    let example = "image = \"registry.acme.example/tasks:1.4\"";
    let field = at.require("image", keys.image.as_ref(), example)?;
    at.text(field, "what the tasks run", Image::parse)
}

fn size(keys: &Keys, at: &mut Validation<'_>) -> Option<TaskSize> {
    if at.is_unread(&["cpu_units"]) || at.is_unread(&["memory_mib"]) {
        return None;
    }
    let (cpu, memory) = (&keys.cpu_units, &keys.memory_mib);
    let table = at.key().span();
    let size = TaskSize::new(*cpu.get(), *memory.get())
        .map_err(|problem| at_both(problem, &table, ("memory_mib", memory), ("cpu_units", cpu)));
    at.keep(size)
}
