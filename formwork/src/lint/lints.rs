//! The lints: one file each, one entry each.

use super::{Level, Lint};
use crate::problem::Code;

mod container_privileges;
mod endless_logs;
mod extended_support;
mod instance_metadata;
mod invalid_headers;
mod local_state;
mod missing_logs;
mod mutable_image;
mod no_backups;
mod no_deletion_protection;
mod no_key_rotation;
mod no_minor_upgrades;
mod open_egress;
mod open_ingress;
mod open_principal;
mod plain_http;
mod plain_s3;
mod plaintext_secret;
mod public_bucket;
mod public_database;
mod public_tasks;
mod silent_alarms;
mod single_az;
mod unencrypted_storage;
mod unversioned_bucket;
mod weak_tls;
mod wildcard_actions;
mod wildcard_resources;

/// Every lint with its levels. A development stack is not told about what costs more.
pub(crate) const LINTS: &[Lint] = &[
    Lint {
        code: Code::OpenIngress,
        check: open_ingress::check,
        development: Level::Deny,
        production: Level::Deny,
    },
    Lint {
        code: Code::OpenEgress,
        check: open_egress::check,
        development: Level::Warn,
        production: Level::Warn,
    },
    Lint {
        code: Code::PublicDatabase,
        check: public_database::check,
        development: Level::Deny,
        production: Level::Deny,
    },
    Lint {
        code: Code::PublicBucket,
        check: public_bucket::check,
        development: Level::Deny,
        production: Level::Deny,
    },
    Lint {
        code: Code::OpenPrincipal,
        check: open_principal::check,
        development: Level::Deny,
        production: Level::Deny,
    },
    Lint {
        code: Code::WildcardActions,
        check: wildcard_actions::check,
        development: Level::Deny,
        production: Level::Deny,
    },
    Lint {
        code: Code::WildcardResources,
        check: wildcard_resources::check,
        development: Level::Warn,
        production: Level::Deny,
    },
    Lint {
        code: Code::PlaintextSecret,
        check: plaintext_secret::check,
        development: Level::Deny,
        production: Level::Deny,
    },
    Lint {
        code: Code::UnencryptedStorage,
        check: unencrypted_storage::check,
        development: Level::Deny,
        production: Level::Deny,
    },
    Lint {
        code: Code::PlainHttp,
        check: plain_http::check,
        development: Level::Allow,
        production: Level::Deny,
    },
    Lint {
        code: Code::PlainS3,
        check: plain_s3::check,
        development: Level::Warn,
        production: Level::Deny,
    },
    Lint {
        code: Code::WeakTls,
        check: weak_tls::check,
        development: Level::Deny,
        production: Level::Deny,
    },
    Lint {
        code: Code::InvalidHeaders,
        check: invalid_headers::check,
        development: Level::Warn,
        production: Level::Deny,
    },
    Lint {
        code: Code::ContainerPrivileges,
        check: container_privileges::check,
        development: Level::Warn,
        production: Level::Deny,
    },
    Lint {
        code: Code::PublicTasks,
        check: public_tasks::check,
        development: Level::Warn,
        production: Level::Deny,
    },
    Lint {
        code: Code::InstanceMetadata,
        check: instance_metadata::check,
        development: Level::Warn,
        production: Level::Deny,
    },
    Lint {
        code: Code::NoKeyRotation,
        check: no_key_rotation::check,
        development: Level::Warn,
        production: Level::Deny,
    },
    Lint {
        code: Code::NoBackups,
        check: no_backups::check,
        development: Level::Allow,
        production: Level::Deny,
    },
    Lint {
        code: Code::NoDeletionProtection,
        check: no_deletion_protection::check,
        development: Level::Allow,
        production: Level::Deny,
    },
    Lint {
        code: Code::LocalState,
        check: local_state::check,
        development: Level::Allow,
        production: Level::Deny,
    },
    Lint {
        code: Code::SilentAlarms,
        check: silent_alarms::check,
        development: Level::Allow,
        production: Level::Deny,
    },
    Lint {
        code: Code::UnversionedBucket,
        check: unversioned_bucket::check,
        development: Level::Allow,
        production: Level::Warn,
    },
    Lint {
        code: Code::SingleAz,
        check: single_az::check,
        development: Level::Allow,
        production: Level::Warn,
    },
    Lint {
        code: Code::MissingLogs,
        check: missing_logs::check,
        development: Level::Allow,
        production: Level::Warn,
    },
    Lint {
        code: Code::EndlessLogs,
        check: endless_logs::check,
        development: Level::Warn,
        production: Level::Warn,
    },
    Lint {
        code: Code::MutableImage,
        check: mutable_image::check,
        development: Level::Allow,
        production: Level::Warn,
    },
    Lint {
        code: Code::NoMinorUpgrades,
        check: no_minor_upgrades::check,
        development: Level::Warn,
        production: Level::Warn,
    },
    Lint {
        code: Code::ExtendedSupport,
        check: extended_support::check,
        development: Level::Warn,
        production: Level::Warn,
    },
];
