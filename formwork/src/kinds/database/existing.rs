//! `existing`: a database that somebody else made, with all that grants need to get to it.

use super::manifest::{Existing as ExistingKeys, Keys, Login};
use crate::kind::{Validation, written};
use crate::manifest::{Field, Text};
use crate::source::Span;
use crate::written::Written;

/// A database that exists.
#[derive(Debug, Clone)]
pub(super) struct Existing {
    pub(super) host: Written,
    pub(super) port: u16,
    /// None: the name of the entry.
    pub(super) name: Option<Written>,
    pub(super) secret_arn: Written,
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
        let by_default = keys.engine.get().protocol().port();
        let mut text = |key: &str, field: Option<&Field<Text>>, example: &str, start: &str| {
            at.existing_text(key, field, &table, example, start)
        };
        let host = text("host", of.host.as_ref(), r#"host = "db.acme.internal""#, "");
        let example =
            r#"secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:orders-AbCdEf""#;
        let secret_arn = text("secret_arn", of.secret_arn.as_ref(), example, "arn:");
        let name = match &of.name {
            Some(name) => Some(text("name", Some(name), "", "")?),
            None => None,
        };
        let group = at.existing_group(of.security_group_id.as_ref(), &table);
        Some(Self {
            host: host?,
            port: of.port.as_ref().map_or(by_default, |port| *port.get()),
            name,
            secret_arn: secret_arn?,
            security_group_id: group?,
        })
    }
}

/// The keys that say how a database is made. Its engine and version stay: the code relies on them.
fn of_making(keys: &Keys) -> Vec<(&'static str, Option<Span>)> {
    // Its users are made by whoever has made it.
    let iam = (*keys.login.get() == Login::Iam).then_some(());
    vec![
        ("instance_class", written(&keys.instance_class)),
        ("readers", keys.readers.as_ref().and_then(written)),
        ("capacity", keys.capacity.as_ref().and_then(written)),
        ("storage_gib", written(&keys.storage_gib)),
        (
            "max_storage_gib",
            keys.max_storage_gib.as_ref().and_then(written),
        ),
        (
            "allow_major_upgrade",
            keys.allow_major_upgrade.as_ref().and_then(written),
        ),
        ("multi_az", written(&keys.multi_az)),
        (
            "backup_retention_days",
            written(&keys.backup_retention_days),
        ),
        (
            "maintenance_window",
            keys.maintenance_window.as_ref().and_then(written),
        ),
        (
            "backup_window",
            keys.backup_window.as_ref().and_then(written),
        ),
        (
            "parameters",
            keys.parameters.keys().next().and_then(written),
        ),
        ("kms_key", keys.kms_key.as_ref().and_then(written)),
        ("snapshot", keys.snapshot.as_ref().and_then(written)),
        ("login", iam.and_then(|()| written(&keys.login))),
        ("port", written(&keys.port)),
    ]
}
