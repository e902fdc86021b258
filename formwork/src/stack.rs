//! validate's result: what the manifest means. A value of these types is one that AWS accepts.
//!
//! Only `validate` makes a [`Stack`]; every later step takes it as proven.

use std::collections::BTreeMap;

use crate::lint::Setting;
use crate::manifest;
use crate::problem::{Code, Report, without_echoes};
use crate::source::SourceFile;
use crate::validate::validate;

mod contract;
mod database;
mod domain;
mod grant;
mod hash;
mod image;
mod name;
mod network;
mod raw;
mod region;
mod routing;
mod service;

pub(crate) use contract::{Contract, Source, Variable};
pub(crate) use database::{Database, EngineVersion, InstanceClass};
pub(crate) use domain::{Domain, DomainName, Zone};
pub(crate) use grant::{BucketFact, BucketOperation, DatabaseFact, DatabaseOperation, Grant};
pub(crate) use image::Image;
pub(crate) use name::{EnvironmentName, LogicalId, StackName};
pub(crate) use network::{Cidr, NatGateways, Network, Subnets};
pub(crate) use raw::{
    Import, Move, Override, Path, Raw, RawBlock, RawKind, Removed, Rename, RequiredProvider,
};
#[cfg(test)]
pub(crate) use region::REGIONS;
pub(crate) use region::{AvailabilityZone, Region};
pub(crate) use routing::{
    HostPattern, MAX_DEPTH, Overlap, PathPattern, Rules, depths, overlaps, priorities,
};
pub(crate) use service::{
    ContainerUser, HealthCheck, HealthPath, Scaling, Service, TaskSize, VariableName,
};

/// A validated stack: every name, number and reference in it holds.
#[derive(Debug, Clone)]
pub struct Stack {
    /// What it was made of: findings about the final HCL point into it.
    pub(crate) source: SourceFile,
    pub(crate) name: StackName,
    pub(crate) environment: EnvironmentName,
    pub(crate) region: Region,
    /// Beside `Project`, `Environment` and `ManagedBy`.
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) offline: bool,
    pub(crate) backend: Backend,
    pub(crate) network: Network,
    pub(crate) domain: Option<Domain>,
    pub(crate) services: BTreeMap<LogicalId, Service>,
    pub(crate) databases: BTreeMap<LogicalId, Database>,
    pub(crate) buckets: BTreeMap<LogicalId, Bucket>,
    pub(crate) log_retention_days: u32,
    pub(crate) alarms: Alarms,
    /// The entries of `[lints]`.
    pub(crate) lints: BTreeMap<Code, Setting>,
    /// What is said in Terraform's own words.
    pub(crate) raw: Raw,
}

impl Stack {
    /// Reads what a manifest says and validates what it means.
    ///
    /// # Errors
    ///
    /// Every problem of the manifest at once, in order of position.
    pub fn from_source(source: &SourceFile) -> Result<Self, Report> {
        let (manifest, mut problems) = manifest::parse(source.text());
        match manifest.as_ref().map(|manifest| validate(source, manifest)) {
            Some(Ok(stack)) if problems.is_empty() => return Ok(stack),
            Some(Err(found)) => problems.extend(without_echoes(&problems, found)),
            Some(Ok(_)) | None => {}
        }
        Err(Report::new(source.clone(), problems))
    }
}

impl Stack {
    /// The same stack whose entries have other ids, wherever they are named.
    pub(crate) fn with_names(mut self, names: &BTreeMap<LogicalId, LogicalId>) -> Self {
        for service in self.services.values_mut() {
            service.grants = renamed(std::mem::take(&mut service.grants), names);
        }
        self.services = renamed(self.services, names);
        self.databases = renamed(self.databases, names);
        self.buckets = renamed(self.buckets, names);
        self
    }
}

fn renamed<T>(
    entries: BTreeMap<LogicalId, T>,
    names: &BTreeMap<LogicalId, LogicalId>,
) -> BTreeMap<LogicalId, T> {
    let entries = entries.into_iter();
    entries
        .map(|(id, entry)| (names.get(&id).cloned().unwrap_or(id), entry))
        .collect()
}

/// Where Terraform keeps its state.
#[derive(Debug, Clone)]
pub(crate) enum Backend {
    Local,
    S3 {
        bucket: String,
        key: String,
        region: Region,
        use_lockfile: bool,
    },
}

/// One S3 bucket.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    pub(crate) versioning: bool,
    pub(crate) expire: Vec<Expire>,
}

/// Objects under `prefix` are deleted `days` after they were written.
#[derive(Debug, Clone)]
pub(crate) struct Expire {
    pub(crate) prefix: String,
    pub(crate) days: u32,
}

/// Thresholds of the alarms that are not a service's own.
#[derive(Debug, Clone)]
pub(crate) struct Alarms {
    pub(crate) database_cpu_percent: u32,
    pub(crate) http_5xx_count: u32,
    pub(crate) http_5xx_minutes: u32,
    pub(crate) notify: Vec<String>,
}
