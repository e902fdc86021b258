//! The codes of the lints.

use crate::problem::codes;

codes! {
    /// What can be wrong with the final HCL.
    CODES:
    /// A security group that lets the internet in on another port than 80 and 443.
    OpenIngress = "open-ingress",
    /// A security group that lets everything out to everywhere.
    OpenEgress = "open-egress",
    /// A database with a public address.
    PublicDatabase = "public-database",
    /// A bucket that can be made public, or is.
    PublicBucket = "public-bucket",
    /// A policy that lets anybody in.
    OpenPrincipal = "open-principal",
    /// A permission for every action, or for every action of a service.
    WildcardActions = "wildcard-actions",
    /// A permission on everything, for actions that know narrower resources.
    WildcardResources = "wildcard-resources",
    /// A secret in the configuration.
    PlaintextSecret = "plaintext-secret",
    /// Something that is stored without encryption.
    UnencryptedStorage = "unencrypted-storage",
    /// A listener that answers requests without TLS.
    PlainHttp = "plain-http",
    /// A bucket that answers requests without TLS.
    PlainS3 = "plain-s3",
    /// A listener that speaks TLS 1.0 or 1.1.
    WeakTls = "weak-tls",
    /// A load balancer that passes malformed headers on.
    InvalidHeaders = "invalid-headers",
    /// A container with more rights than it needs.
    ContainerPrivileges = "container-privileges",
    /// Tasks or machines with public addresses.
    PublicTasks = "public-tasks",
    /// An instance that hands out its credentials without a token.
    InstanceMetadata = "instance-metadata",
    /// A key that is never rotated.
    NoKeyRotation = "no-key-rotation",
    /// A database whose backups are kept for less than a week.
    NoBackups = "no-backups",
    /// Something that holds data and can be deleted by mistake.
    NoDeletionProtection = "no-deletion-protection",
    /// A state on the machine that applies it.
    LocalState = "local-state",
    /// An alarm that tells nobody.
    SilentAlarms = "silent-alarms",
    /// A bucket that keeps no older versions.
    UnversionedBucket = "unversioned-bucket",
    /// Several tasks that hang on one availability zone.
    SingleAz = "single-az",
    /// Something that does not tell who used it.
    MissingLogs = "missing-logs",
    /// Logs that are kept for ever.
    EndlessLogs = "endless-logs",
    /// An image whose tag moves.
    MutableImage = "mutable-image",
    /// A database that does not take minor versions.
    NoMinorUpgrades = "no-minor-upgrades",
    /// A database of a version for which AWS charges Extended Support.
    ExtendedSupport = "extended-support",
}
