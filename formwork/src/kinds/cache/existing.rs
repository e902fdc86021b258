//! `existing`: a cache that somebody else made, with all that grants need to get to it.

use super::entry::PORT;
use super::manifest::{Existing as ExistingKeys, Keys};
use crate::kind::{Target, Validation, written};
use crate::manifest::{Field, Text};
use crate::source::Span;
use crate::written::Written;

/// A cache that exists.
#[derive(Debug, Clone)]
pub(super) struct Existing {
    pub(super) id: Written,
    pub(super) host: Written,
    /// None: there is one host for all.
    pub(super) reader_host: Option<Written>,
    pub(super) port: u16,
    pub(super) user_group_id: Written,
    pub(super) security_group_id: Written,
}

impl Existing {
    pub(super) fn from_keys(
        field: &Field<ExistingKeys>,
        keys: &Keys,
        at: &mut Validation<'_>,
    ) -> Option<Self> {
        let table = field.span_or(&at.key().span());
        at.refuse_beside_existing(&table, &of_making(keys));
        let of = field.get();
        let mut text = |key: &str, field: Option<&Field<Text>>, example: &str, start: &str| {
            at.existing_text(key, field, &table, example, start)
        };
        let id = text("id", of.id.as_ref(), r#"id = "sessions""#, "");
        let example = r#"host = "master.sessions.abcdef.use1.cache.amazonaws.com""#;
        let host = text("host", of.host.as_ref(), example, "");
        let example = r#"user_group_id = "sessions""#;
        let users = text("user_group_id", of.user_group_id.as_ref(), example, "");
        let reader_host = match &of.reader_host {
            Some(host) => Some(text("reader_host", Some(host), "", "")?),
            None => None,
        };
        let group = at.existing_group(of.security_group_id.as_ref(), &table);
        Some(Self {
            id: id?,
            host: host?,
            reader_host,
            port: of.port.as_ref().map_or(PORT, |port| *port.get()),
            user_group_id: users?,
            security_group_id: group?,
        })
    }

    /// Its ARN, as HCL.
    pub(super) fn arn(&self, target: &Target<'_>) -> String {
        let (region, account) = (target.region(), target.account_id());
        let id = match self.id.plain() {
            Some(id) => id.to_owned(),
            None => format!("${{{}}}", self.id.as_string()),
        };
        format!(
            "\"arn:{}:elasticache:{region}:${{{account}}}:replicationgroup:{id}\"",
            region.partition()
        )
    }
}

/// The keys that say how a cache is made.
fn of_making(keys: &Keys) -> Vec<(&'static str, Option<Span>)> {
    let days = keys.backup_retention_days.as_ref();
    vec![
        ("engine_version", written(&keys.engine_version)),
        ("nodes", written(&keys.nodes)),
        ("node_type", written(&keys.node_type)),
        ("eviction", written(&keys.eviction)),
        ("backup_retention_days", days.and_then(written)),
    ]
}
