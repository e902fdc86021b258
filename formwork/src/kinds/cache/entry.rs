//! What a cache is: its nodes, and what becomes of data.

use super::existing::Existing;
use super::manifest::{EngineVersion, Eviction, Keys};
use super::node_type::NodeType;
use crate::kind::{Limits, Validation, optional};

/// The port of Valkey.
pub(super) const PORT: u16 = 6379;

/// Amazon ElastiCache API, `CreateReplicationGroup`: a primary and at most five replicas.
pub(super) const NODES: Limits = Limits {
    key: "nodes",
    range: 1..=6,
    taker: "ElastiCache",
};

/// The same: `SnapshotRetentionLimit`.
pub(super) const BACKUP_RETENTION_DAYS: Limits = Limits {
    key: "backup_retention_days",
    range: 0..=35,
    taker: "ElastiCache",
};

/// One cache.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) engine_version: EngineVersion,
    pub(super) nodes: u32,
    pub(super) node_type: NodeType,
    pub(super) eviction: Eviction,
    /// None: as the environment says.
    pub(super) backup_retention_days: Option<u32>,
    /// None: one is made.
    pub(super) existing: Option<Existing>,
    /// Of the stack: the code signs for it.
    pub(super) region: String,
}

impl Entry {
    /// What the keys of a cache mean.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let nodes = at.number(&keys.nodes, &NODES);
        let node_type = at.text(&keys.node_type, "the size of a node", NodeType::parse);
        let days = optional(keys.backup_retention_days.as_ref(), |field| {
            at.number(field, &BACKUP_RETENTION_DAYS)
        });
        let existing = optional(keys.existing.as_ref(), |field| {
            Existing::from_keys(field, keys, at)
        });
        Some(Self {
            engine_version: *keys.engine_version.get(),
            nodes: nodes?,
            node_type: node_type?,
            eviction: *keys.eviction.get(),
            backup_retention_days: days.ok()?,
            existing: existing.ok()?,
            region: at.region()?.to_string(),
        })
    }
}
