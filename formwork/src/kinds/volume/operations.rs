//! What `mounts` allow on a volume, what the code is told of it, and what no override may change.
//!
//! The actions come from the AWS Service Authorization Reference, "Actions, resources, and
//! condition keys for Amazon Elastic File System".

use std::borrow::Cow;

use super::entry::Entry;
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{
    Condition, Fact, Guard, Instead, LogicalId, Mounting, Operation, Output, Permission, Resource,
    Target,
};

const FILES: &str = "files";

const READ: &str = "read";
const WRITE: &str = "write";

/// A mount asks the mount targets, which stand in the network: one without NAT gateway needs no endpoint
/// for it. The API of EFS is asked by nobody.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new(READ)
        .allows(&[Permission::new(FILES, &["elasticfilesystem:ClientMount"])])
        .connecting(),
    Operation::new(WRITE)
        .allows(&[Permission::new(FILES, &["elasticfilesystem:ClientWrite"])])
        .connecting(),
];

pub(super) const MOUNTING: Mounting = Mounting {
    read: READ,
    write: WRITE,
    file_system: file_system_id,
    access_point: |target| format!("{}.id", access_point(target)),
    ready: |target| {
        let made = target.entry::<Entry>()?.existing.is_none();
        made.then(|| format!("aws_efs_mount_target.{}", target.id()))
    },
};

/// The name of the access point of one entry. No name of an entry has the word `from` in it, so it stands for
/// one pair alone.
pub(super) fn access_point_id(volume: &LogicalId, owner: &LogicalId) -> Word {
    Word::joined(&[volume, &"from", owner], '_')
}

/// The access point of whoever mounts it.
fn access_point(target: &Target<'_>) -> String {
    let owner = target.owner().unwrap_or(target.id());
    let id = access_point_id(target.id(), owner);
    format!("aws_efs_access_point.{id}")
}

pub(super) fn file_system_id(target: &Target<'_>) -> String {
    let entry = target.entry::<Entry>();
    match entry.and_then(|entry| entry.existing.as_ref()) {
        Some(existing) => existing.id.as_string().to_string(),
        None => format!("{}.id", target.address()),
    }
}

/// The file system, as its access point names it: so one that exists needs no account.
pub(super) fn resources(target: &Target<'_>) -> Vec<Resource> {
    vec![Resource::new(
        FILES,
        Expr::new(format!("{}.file_system_arn", access_point(target))),
        format!("files of volume `{}`, by its access point", target.id()),
        target.arn_of("elasticfilesystem", "file-system/fs-0123456789abcdef0"),
    )]
}

pub(super) fn condition(target: &Target<'_>) -> Condition {
    Condition {
        operator: "StringEquals",
        key: "elasticfilesystem:AccessPointArn",
        value: Cow::Owned(format!("{}.arn", access_point(target))),
    }
}

pub(super) const FACTS: &[Fact] = &[Fact::text(
    "PATH",
    "the directory with the files",
    |target| Literal::new(target.mounted_at.unwrap_or_default()).to_string(),
)];

pub(super) const OUTPUTS: &[Output] = &[Output {
    name: "file_system_id",
    description: "Id of the file system of volume {}.",
    value: file_system_id,
}];

const LET_IN: Instead =
    Instead::Leave("the rules that let containers in stand in the group of the volume");

pub(super) const GUARDS: &[Guard] = &[
    Guard::new("aws_efs_mount_target", "", "security_groups", LET_IN),
    Guard::new("aws_security_group", "_volume", "ingress", LET_IN),
    Guard::new("aws_security_group", "_volume", "egress", LET_IN),
];
