//! parse: what `stack.toml` says, nothing interpreted; every leaf knows its place.
//!
//! A key that is absent has the default written here, so the defaults of the whole contract can
//! be read in one file. Whether a value makes sense is decided by `validate`.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::source::Span;

mod read;

pub(crate) use read::parse;

/// A value of the manifest and where it stands; a default stands nowhere.
#[derive(Debug, Clone)]
pub(crate) struct Field<T> {
    value: T,
    span: Option<Span>,
}

impl<T> Field<T> {
    pub(crate) fn get(&self) -> &T {
        &self.value
    }

    /// Where the value stands, or `otherwise` (its table's name) if it is a default.
    pub(crate) fn span_or(&self, otherwise: &Span) -> Span {
        self.span.clone().unwrap_or_else(|| otherwise.clone())
    }

    /// Whether the value stands in the file.
    pub(crate) fn is_written(&self) -> bool {
        self.span.is_some()
    }
}

impl<T> From<T> for Field<T> {
    /// A default: a value that stands nowhere in the file.
    fn from(value: T) -> Self {
        Self { value, span: None }
    }
}

/// Two keys with the same text are the same key, wherever they stand.
impl<T: PartialEq> PartialEq for Field<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Field<T> {}

impl<T: Ord> PartialOrd for Field<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Ord> Ord for Field<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

/// The name of an entry: the `api` of `[service.api]`.
pub(crate) type Key = Field<String>;

impl Key {
    /// Where the name stands.
    pub(crate) fn span(&self) -> Span {
        self.span_or(&(0..0))
    }
}

/// Entries by name, ordered by name: the order of the file has no meaning.
pub(crate) type Entries<T> = BTreeMap<Key, T>;

/// The whole file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Manifest {
    pub(crate) stack: Field<Stack>,
    pub(crate) provider: Provider,
    pub(crate) terraform: Terraform,
    pub(crate) network: Field<Network>,
    pub(crate) domain: Option<Field<Domain>>,
    pub(crate) service: Entries<Service>,
    pub(crate) database: Entries<Database>,
    pub(crate) bucket: Entries<Bucket>,
    pub(crate) logs: Logs,
    pub(crate) alarms: Alarms,
    /// The paths of keys whose values could not be read, and are defaults now.
    #[serde(skip)]
    unread: BTreeSet<Vec<String>>,
}

impl Manifest {
    /// Whether the value at `path`, or one above or below it, could not be read.
    ///
    /// Then a default stands here that the user never asked for: it proves nothing about others.
    pub(crate) fn is_unread(&self, path: &[&str]) -> bool {
        self.unread
            .iter()
            .any(|unread| unread.iter().zip(path).all(|(a, b)| a == b))
    }
}

impl<T: Default> Default for Field<T> {
    fn default() -> Self {
        T::default().into()
    }
}

/// `[stack]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Stack {
    pub(crate) name: Option<Field<String>>,
    pub(crate) environment: Field<String>,
    pub(crate) region: Field<String>,
    pub(crate) tags: Entries<Field<String>>,
}

impl Default for Stack {
    fn default() -> Self {
        Self {
            name: None,
            environment: "development".to_owned().into(),
            region: "us-east-1".to_owned().into(),
            tags: Entries::new(),
        }
    }
}

/// `[provider]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Provider {
    pub(crate) offline: Field<bool>,
}

impl Default for Provider {
    fn default() -> Self {
        Self {
            offline: false.into(),
        }
    }
}

/// `[terraform]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Terraform {
    pub(crate) backend: Field<Backend>,
}

/// `backend = { type = "local" }` or `{ type = "s3", bucket, key, region, use_lockfile }`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Backend {
    pub(crate) r#type: Field<BackendType>,
    pub(crate) bucket: Option<Field<String>>,
    pub(crate) key: Option<Field<String>>,
    pub(crate) region: Option<Field<String>>,
    pub(crate) use_lockfile: Option<Field<bool>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BackendType {
    #[default]
    Local,
    S3,
}

/// `[network]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Network {
    pub(crate) cidr: Field<String>,
    /// Absent: the first two zones of the region, `a` and `b`.
    pub(crate) availability_zones: Option<Field<Vec<Field<String>>>>,
    /// Absent: the first /24 networks of `cidr` from .1, one per zone.
    pub(crate) public_subnets: Option<Field<Vec<Field<String>>>>,
    /// Absent: the /24 networks of `cidr` from .10, one per zone.
    pub(crate) private_subnets: Option<Field<Vec<Field<String>>>>,
    pub(crate) nat_gateways: Field<NatGateways>,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            cidr: "10.0.0.0/16".to_owned().into(),
            availability_zones: None,
            public_subnets: None,
            private_subnets: None,
            nat_gateways: NatGateways::Single.into(),
        }
    }
}

/// How tasks in the private subnets reach AWS and the internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NatGateways {
    /// One NAT gateway, in the first zone: cheap, and a zone's loss takes all outbound traffic.
    Single,
    /// One per zone.
    PerAz,
    /// None: interface endpoints carry what Fargate needs, and nothing reaches the internet.
    None,
}

/// `[domain]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Domain {
    pub(crate) name: Option<Field<String>>,
    pub(crate) zone: Option<Field<String>>,
    pub(crate) zone_id: Option<Field<String>>,
}

/// `[service.NAME]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Service {
    pub(crate) image: Option<Field<String>>,
    pub(crate) port: Field<u16>,
    pub(crate) cpu_units: Field<u32>,
    pub(crate) memory_mib: Field<u32>,
    pub(crate) paths: Vec<Field<String>>,
    pub(crate) hosts: Vec<Field<String>>,
    pub(crate) health_check: HealthCheck,
    pub(crate) scaling: Scaling,
    pub(crate) deregistration_delay_seconds: Field<u32>,
    pub(crate) stop_timeout_seconds: Field<u32>,
    pub(crate) environment: Entries<Field<String>>,
    pub(crate) grants: Entries<Field<Vec<Field<String>>>>,
}

impl Default for Service {
    fn default() -> Self {
        Self {
            image: None,
            port: 8000.into(),
            cpu_units: 256.into(),
            memory_mib: 512.into(),
            paths: Vec::new(),
            hosts: Vec::new(),
            health_check: HealthCheck::default(),
            scaling: Scaling::default(),
            deregistration_delay_seconds: 30.into(),
            stop_timeout_seconds: 30.into(),
            environment: Entries::new(),
            grants: Entries::new(),
        }
    }
}

/// `health_check = { path = "/health", ... }`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct HealthCheck {
    pub(crate) path: Field<String>,
    pub(crate) interval_seconds: Field<u32>,
    pub(crate) timeout_seconds: Field<u32>,
    pub(crate) healthy_threshold: Field<u32>,
    pub(crate) unhealthy_threshold: Field<u32>,
    pub(crate) grace_period_seconds: Field<u32>,
}

impl Default for HealthCheck {
    fn default() -> Self {
        Self {
            path: "/health".to_owned().into(),
            interval_seconds: 15.into(),
            timeout_seconds: 5.into(),
            healthy_threshold: 2.into(),
            unhealthy_threshold: 3.into(),
            grace_period_seconds: 60.into(),
        }
    }
}

/// `scaling = { min = 2, max = 10, cpu_percent = 70 }`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Scaling {
    pub(crate) min: Field<u32>,
    pub(crate) max: Field<u32>,
    pub(crate) cpu_percent: Field<u32>,
}

impl Default for Scaling {
    fn default() -> Self {
        Self {
            min: 2.into(),
            max: 10.into(),
            cpu_percent: 70.into(),
        }
    }
}

/// `[database.NAME]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Database {
    pub(crate) engine: Field<Engine>,
    pub(crate) engine_version: Field<String>,
    pub(crate) instance_class: Field<String>,
    pub(crate) storage_gib: Field<u32>,
    pub(crate) multi_az: Field<bool>,
    pub(crate) backup_retention_days: Field<u32>,
    pub(crate) port: Field<u16>,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            engine: Engine::Postgres.into(),
            engine_version: "17".to_owned().into(),
            instance_class: "db.t4g.micro".to_owned().into(),
            storage_gib: 20.into(),
            multi_az: true.into(),
            backup_retention_days: 7.into(),
            port: 5432.into(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Engine {
    Postgres,
}

/// `[bucket.NAME]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Bucket {
    pub(crate) versioning: Field<bool>,
    pub(crate) expire: Vec<Field<Expire>>,
}

impl Default for Bucket {
    fn default() -> Self {
        Self {
            versioning: true.into(),
            expire: Vec::new(),
        }
    }
}

/// One entry of `expire = [{ prefix = "archived/", days = 90 }]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Expire {
    pub(crate) prefix: Option<Field<String>>,
    pub(crate) days: Option<Field<u32>>,
}

/// `[logs]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Logs {
    pub(crate) retention_days: Field<u32>,
}

impl Default for Logs {
    fn default() -> Self {
        Self {
            retention_days: 30.into(),
        }
    }
}

/// `[alarms]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Alarms {
    pub(crate) database_cpu_percent: Field<u32>,
    pub(crate) http_5xx_count: Field<u32>,
    pub(crate) http_5xx_minutes: Field<u32>,
    /// ARNs of the SNS topics that are told when an alarm goes off and when it ends.
    pub(crate) notify: Vec<Field<String>>,
}

impl Default for Alarms {
    fn default() -> Self {
        Self {
            database_cpu_percent: 80.into(),
            http_5xx_count: 10.into(),
            http_5xx_minutes: 5.into(),
            notify: Vec::new(),
        }
    }
}
