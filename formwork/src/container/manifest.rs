//! The keys of a container, which stand among those of its entry, and those of the containers beside it.

use serde::Deserialize;

use super::allow;
use super::size::TaskSize;
use super::{EPHEMERAL, Mount, ON_DEMAND, START_TIMEOUT, STOP_TIMEOUT, sidecar};
use crate::kind::KeyFact;
use crate::manifest::{Entries, Field, Key, Names, Text, Toggle};

/// `image = "ghcr.io/acme/tasks:1.4"`, or `image = { repository = "tasks", tag = "1.4" }`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(any(test, feature = "schema"), derive(serde::Serialize))]
pub(crate) struct ImageKeys {
    /// The text.
    #[serde(rename = "")]
    pub(crate) uri: Option<Field<String>>,
    pub(crate) repository: Option<Field<String>>,
    pub(crate) tag: Option<Field<String>>,
}

/// A tag in a `[repository]` of this file.
#[cfg(any(test, feature = "schema"))]
#[derive(Debug, Default, schemars::JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "its schema is what is asked for")]
struct StoredKeys {
    /// The `[repository]` that has the image, which the task execution role may pull from.
    repository: Field<String>,
    /// Its tag there, which always means the same image.
    tag: Field<String>,
}

/// A text, or a table.
#[cfg(any(test, feature = "schema"))]
impl schemars::JsonSchema for ImageKeys {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ImageKeys".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let table = StoredKeys::json_schema(generator);
        schemars::json_schema!({ "anyOf": [table, { "type": "string" }] })
    }
}

/// The keys of a container, which stand among those of its entry.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub struct Keys {
    /// Image with tag or digest, or a tag in a `[repository]` of this file. It is the default of the Terraform
    /// variable `NAME_image`. If its repository is in ECR, the task execution role may pull from it.
    pub(crate) image: Option<Field<ImageKeys>>,
    /// What the container runs, word by word, instead of the `CMD` of the image. No shell reads it: write
    /// `["sh", "-c", "..."]` to have one.
    pub(crate) command: Field<Vec<Field<Text>>>,
    /// What runs the command, instead of the `ENTRYPOINT` of the image.
    pub(crate) entrypoint: Field<Vec<Field<Text>>>,
    /// CPU of a task; 1024 units are one vCPU.
    pub(crate) cpu_units: Field<u32>,
    /// Memory of a task, a size that Fargate offers at that CPU.
    pub(crate) memory_mib: Field<u32>,
    /// The processor. The image must be made for it, or the container ends with `exec format error`.
    pub(crate) architecture: Field<Architecture>,
    /// The disk of a task. Default: the 20 GiB that every task has.
    pub(crate) ephemeral_gib: Option<Field<u32>>,
    /// `true` runs tasks on spare capacity, about 70 % cheaper. AWS may take the capacity back: it sends SIGTERM
    /// two minutes before. `{ on_demand = 1 }` keeps one task on regular capacity. Default: no capacity provider,
    /// but the launch type `FARGATE`.
    pub(crate) spot: Option<Field<Toggle<Spot>>>,
    /// The user that runs the container, and perhaps a group, each by name or number. Default: the user that the
    /// image names.
    pub(crate) user: Option<Field<String>>,
    /// Directories that the container may write to, beside `/tmp`. Each is a volume that is empty when the task
    /// starts. Containers of a task that list the same directory share it.
    pub(crate) writable_paths: Field<Vec<Field<String>>>,
    /// **Contract.** Volumes, by the names of `[volume]` entries, each with its directory in the container. The
    /// files outlive the task, and other tasks may share them. `{ path = "/mnt/files", read_only = true }` mounts a
    /// volume for reading only. The variable `NAME_PATH` has the directory.
    pub(crate) mounts: Entries<Field<Mount>>,
    /// A program of the image that ends with 0 while the container works, word by word. ECS runs it every 30
    /// seconds, and replaces a task after three failures in a row.
    pub(crate) health_command: Field<Vec<Field<Text>>>,
    /// The time from SIGTERM to SIGKILL.
    pub(crate) stop_timeout_seconds: Field<u32>,
    /// **Contract.** Environment variables. Values are templates, as strings in Terraform are:
    /// `${aws_sqs_queue.jobs.url}` is a reference, `$${` the characters `${`. Never write a secret here: the values
    /// are in git, in the plan and in the task definition.
    pub(crate) environment: Entries<Field<Text>>,
    /// Variables that ECS fills with a secret when a task starts, by the name of a `[secret]`. This is for images
    /// that are not compiled against `stack.rs`: the code sees a new value only after the next deployment, and
    /// child processes see the value too.
    pub(crate) secrets: Entries<Field<String>>,
    /// Whether `aws ecs execute-command` opens a shell in a task. What is typed goes to a log group.
    pub(crate) exec: Field<bool>,
    /// **Contract.** What the code may do with other entries, by their names, or with raw resources, by their
    /// addresses.
    pub(crate) grants: Entries<Field<Vec<Field<String>>>>,
    /// Statements of your own in the policy of the task role, for what no kind knows.
    pub(crate) allow: Vec<Field<allow::Keys>>,
    /// Containers that run beside it, by name.
    pub(crate) sidecar: Entries<Sidecar>,
    /// Containers that run before it and must end with 0, by name.
    pub(crate) init: Entries<Init>,
    /// **Contract.** Its former name, or its former names, the oldest first. Names in AWS and in the environment of
    /// containers stay the oldest ones. Terraform's state moves to the new addresses, so nothing is destroyed. Keep
    /// the key as long as the entry.
    pub(crate) renamed_from: Option<Names>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            image: None,
            command: Vec::new().into(),
            entrypoint: Vec::new().into(),
            cpu_units: 256.into(),
            memory_mib: 512.into(),
            architecture: Architecture::X86_64.into(),
            ephemeral_gib: None,
            spot: None,
            user: None,
            writable_paths: Vec::new().into(),
            mounts: Entries::new(),
            health_command: Vec::new().into(),
            stop_timeout_seconds: 30.into(),
            environment: Entries::new(),
            secrets: Entries::new(),
            exec: false.into(),
            grants: Entries::new(),
            allow: Vec::new(),
            sidecar: Entries::new(),
            init: Entries::new(),
            renamed_from: None,
        }
    }
}

impl Keys {
    /// The variables of all containers that ECS fills, with the names of their secrets.
    pub(crate) fn all_secrets(&self) -> impl Iterator<Item = (&Key, &Field<String>)> {
        let of_init = self.init.values().flat_map(|keys| &keys.secrets);
        let of_sidecars = self.sidecar.values().flat_map(|keys| &keys.secrets);
        self.secrets.iter().chain(of_init).chain(of_sidecars)
    }

    /// The environments of all containers.
    pub(crate) fn all_environments(&self) -> impl Iterator<Item = &Entries<Field<Text>>> {
        let of_init = self.init.values().map(|keys| &keys.environment);
        let of_sidecars = self.sidecar.values().map(|keys| &keys.environment);
        [&self.environment]
            .into_iter()
            .chain(of_init)
            .chain(of_sidecars)
    }

    /// The images of all containers.
    pub(crate) fn all_images(&self) -> impl Iterator<Item = &Field<String>> {
        let of_init = self.init.values().map(|keys| &keys.image);
        let of_sidecars = self.sidecar.values().map(|keys| &keys.image);
        let all = [&self.image].into_iter().chain(of_init).chain(of_sidecars);
        all.filter_map(|image| image.as_ref()?.get().uri.as_ref())
    }
}

/// The processor of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum Architecture {
    /// Intel and AMD.
    X86_64,
    /// Graviton, about 20 % cheaper.
    Arm64,
}

/// `spot = { on_demand = 1 }`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Spot {
    /// How many tasks run on regular capacity. Only further tasks run on spare capacity.
    pub(crate) on_demand: Field<u32>,
}

/// `[service.NAME.sidecar.NAME]`: a container that runs beside that of the entry.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Sidecar {
    /// Its image with tag or digest, or a table as for the entry. Default: that of the entry, with its environment
    /// and secrets.
    pub(crate) image: Option<Field<ImageKeys>>,
    /// What it runs, instead of the `CMD` of the image.
    pub(crate) command: Field<Vec<Field<Text>>>,
    /// What runs the command, instead of the `ENTRYPOINT` of the image.
    pub(crate) entrypoint: Field<Vec<Field<Text>>>,
    /// **Contract.** Port that it listens on. Containers of a task reach it at `localhost`; a constant in `stack.rs`
    /// has the number.
    pub(crate) port: Option<Field<u16>>,
    /// CPU of the task that is reserved for it. Default: it shares that of the task.
    pub(crate) cpu_units: Option<Field<u32>>,
    /// The most memory of the task that it may use: if it uses more, it is killed. Default: it shares that of the
    /// task.
    pub(crate) memory_mib: Option<Field<u32>>,
    /// Whether the task ends when this container ends. If not, ECS starts the container again.
    pub(crate) essential: Field<bool>,
    /// The user that runs it. Default: the user that the image names.
    pub(crate) user: Option<Field<String>>,
    /// Directories that it can write to, beside a `/tmp` of its own.
    pub(crate) writable_paths: Field<Vec<Field<String>>>,
    /// Volumes that it has, as for the entry: each container lists its own.
    pub(crate) mounts: Entries<Field<Mount>>,
    /// A program of its image that ends with 0 while it works, word by word. The entry's container then waits for
    /// it.
    pub(crate) health_command: Field<Vec<Field<Text>>>,
    /// Its environment variables.
    pub(crate) environment: Entries<Field<Text>>,
    /// Variables that ECS fills with a secret when a task starts, by the name of a `[secret]`.
    pub(crate) secrets: Entries<Field<String>>,
}

impl Default for Sidecar {
    fn default() -> Self {
        Self {
            image: None,
            command: Vec::new().into(),
            entrypoint: Vec::new().into(),
            port: None,
            cpu_units: None,
            memory_mib: None,
            essential: false.into(),
            user: None,
            writable_paths: Vec::new().into(),
            mounts: Entries::new(),
            health_command: Vec::new().into(),
            environment: Entries::new(),
            secrets: Entries::new(),
        }
    }
}

/// `[service.NAME.init.NAME]`: a container that runs before that of the entry.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Init {
    /// Its image with tag or digest, or a table as for the entry. Default: that of the entry, with its environment
    /// and secrets.
    pub(crate) image: Option<Field<ImageKeys>>,
    /// What it runs, instead of the `CMD` of the image.
    pub(crate) command: Field<Vec<Field<Text>>>,
    /// What runs the command, instead of the `ENTRYPOINT` of the image.
    pub(crate) entrypoint: Field<Vec<Field<Text>>>,
    /// How long it may take: after that ECS stops the task. If it needs longer, write a `[task]`.
    pub(crate) timeout_seconds: Field<u32>,
    /// CPU of the task that is reserved for it. Default: it shares that of the task.
    pub(crate) cpu_units: Option<Field<u32>>,
    /// The most memory of the task that it may use: if it uses more, it is killed. Default: it shares that of the
    /// task.
    pub(crate) memory_mib: Option<Field<u32>>,
    /// The user that runs it. Default: the user that the image names.
    pub(crate) user: Option<Field<String>>,
    /// Directories that it can write to, beside a `/tmp` of its own.
    pub(crate) writable_paths: Field<Vec<Field<String>>>,
    /// Volumes that it has, as for the entry.
    pub(crate) mounts: Entries<Field<Mount>>,
    /// Its environment variables.
    pub(crate) environment: Entries<Field<Text>>,
    /// Variables that ECS fills with a secret when a task starts, by the name of a `[secret]`.
    pub(crate) secrets: Entries<Field<String>>,
}

impl Default for Init {
    fn default() -> Self {
        Self {
            image: None,
            command: Vec::new().into(),
            entrypoint: Vec::new().into(),
            timeout_seconds: 120.into(),
            cpu_units: None,
            memory_mib: None,
            user: None,
            writable_paths: Vec::new().into(),
            mounts: Entries::new(),
            environment: Entries::new(),
            secrets: Entries::new(),
        }
    }
}

/// A tag in a repository, of a sidecar, an init container and the entry.
const STORED_BESIDE: &[(&str, &str)] = &[
    ("sidecar.*.image.repository", r#""shop""#),
    ("sidecar.*.image.tag", r#""1.4""#),
];
const STORED_BEFORE: &[(&str, &str)] = &[
    ("init.*.image.repository", r#""shop""#),
    ("init.*.image.tag", r#""1.4""#),
];
const STORED: &[(&str, &str)] = &[("image.repository", r#""shop""#), ("image.tag", r#""1.4""#)];

const OTEL: &str = r#""public.ecr.aws/aws-observability/aws-otel-collector:v0.43.3""#;

/// What the keys of the others need beside them.
const COLLECTOR: &[(&str, &str)] = &[("sidecar.*.image", OTEL)];
const MIGRATION: &[(&str, &str)] = &[("init.*.image", r#""ghcr.io/acme/migrations:1.4""#)];

/// What the types do not say of the keys.
pub(crate) const KEYS: &[KeyFact] = &[
    KeyFact::new("image", r#""ghcr.io/acme/tasks:1.4""#)
        .required()
        .like("[:@]"),
    KeyFact::new("image.repository", r#""shop""#)
        .required()
        .with(STORED),
    KeyFact::new("image.tag", r#""1.4""#)
        .required()
        .with(STORED),
    KeyFact::new("command", r#"["/api", "serve"]"#),
    KeyFact::new("entrypoint", r#"["/entrypoint.sh"]"#),
    KeyFact::new("cpu_units", "512")
        .one_of(TaskSize::CPU_UNITS)
        .with(&[("memory_mib", "1024")]),
    KeyFact::new("memory_mib", "1024"),
    KeyFact::new("architecture", r#""arm64""#),
    KeyFact::new("ephemeral_gib", "40").within(&EPHEMERAL),
    KeyFact::new("spot", "true"),
    KeyFact::new("spot.on_demand", "1").within(&ON_DEMAND),
    KeyFact::new("user", r#""app""#),
    KeyFact::new("writable_paths", r#"["/var/cache/app"]"#).like("^/"),
    KeyFact::new(
        "mounts",
        r#"{ files = { path = "/mnt/files", read_only = true } }"#,
    ),
    KeyFact::new("health_command", r#"["/api", "probe"]"#),
    KeyFact::new("stop_timeout_seconds", "60").within(&STOP_TIMEOUT),
    KeyFact::new("environment", r#"{ RUST_LOG = "info" }"#),
    KeyFact::new("secrets", r#"{ STRIPE_KEY = "stripe" }"#),
    KeyFact::new("exec", "true"),
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
    KeyFact::new("sidecar.*.image", OTEL).like("[:@]"),
    KeyFact::new("sidecar.*.image.repository", r#""shop""#)
        .required()
        .with(STORED_BESIDE),
    KeyFact::new("sidecar.*.image.tag", r#""1.4""#)
        .required()
        .with(STORED_BESIDE),
    KeyFact::new(
        "sidecar.*.command",
        r#"["--config=/etc/ecs/ecs-xray.yaml"]"#,
    ),
    KeyFact::new("sidecar.*.entrypoint", r#"["/collector"]"#).with(COLLECTOR),
    KeyFact::new("sidecar.*.port", "4317")
        .within(&sidecar::PORT)
        .with(COLLECTOR),
    KeyFact::new("sidecar.*.cpu_units", "64")
        .within(&sidecar::CPU_UNITS)
        .with(COLLECTOR),
    KeyFact::new("sidecar.*.memory_mib", "128")
        .within(&sidecar::MEMORY)
        .with(COLLECTOR),
    KeyFact::new("sidecar.*.essential", "true").with(COLLECTOR),
    KeyFact::new("sidecar.*.user", r#""app""#).with(COLLECTOR),
    KeyFact::new("sidecar.*.writable_paths", r#"["/var/run/agent"]"#)
        .like("^/")
        .with(COLLECTOR),
    KeyFact::new("sidecar.*.mounts", r#"{ files = "/mnt/files" }"#).with(COLLECTOR),
    KeyFact::new("sidecar.*.health_command", r#"["/healthcheck"]"#).with(COLLECTOR),
    KeyFact::new("sidecar.*.environment", r#"{ MODE = "gateway" }"#).with(COLLECTOR),
    KeyFact::new("sidecar.*.secrets", r#"{ DD_API_KEY = "stripe" }"#).with(COLLECTOR),
    KeyFact::new("init.*.image", r#""ghcr.io/acme/migrations:1.4""#).like("[:@]"),
    KeyFact::new("init.*.image.repository", r#""shop""#)
        .required()
        .with(STORED_BEFORE),
    KeyFact::new("init.*.image.tag", r#""1.4""#)
        .required()
        .with(STORED_BEFORE),
    KeyFact::new("init.*.command", r#"["/api", "migrate"]"#).with(MIGRATION),
    KeyFact::new("init.*.entrypoint", r#"["/entrypoint.sh"]"#).with(MIGRATION),
    KeyFact::new("init.*.timeout_seconds", "60")
        .within(&START_TIMEOUT)
        .with(MIGRATION),
    KeyFact::new("init.*.cpu_units", "64")
        .within(&sidecar::CPU_UNITS)
        .with(MIGRATION),
    KeyFact::new("init.*.memory_mib", "128")
        .within(&sidecar::MEMORY)
        .with(MIGRATION),
    KeyFact::new("init.*.user", r#""app""#).with(MIGRATION),
    KeyFact::new("init.*.writable_paths", r#"["/var/lib/app"]"#)
        .like("^/")
        .with(MIGRATION),
    KeyFact::new("init.*.mounts", r#"{ files = "/mnt/files" }"#).with(MIGRATION),
    KeyFact::new("init.*.environment", r#"{ MIGRATE = "up" }"#).with(MIGRATION),
    KeyFact::new("init.*.secrets", r#"{ ADMIN_KEY = "stripe" }"#).with(MIGRATION),
    KeyFact::new("renamed_from", r#""web""#),
];
