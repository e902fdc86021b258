//! The target of a grant, to whom the resources and facts of a kind belong.

use std::fmt;

use super::any::AnyEntry;
use super::{Entries, Entry};
use crate::container::Grant;
use crate::names::{LogicalId, StackName};
use crate::stack::{NetworkNames, Region};

/// What a grant, an output or a fact is about: an entry, or a raw resource of the kind's type.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    pub(crate) id: &'a LogicalId,
    pub(crate) resource: &'a str,
    pub(crate) stack: &'a StackName,
    pub(crate) region: &'a Region,
    pub(crate) network: &'static NetworkNames,
    /// None for a raw resource.
    pub(crate) entry: Option<&'a AnyEntry>,
    /// The entry that has the grant, where it is about one.
    pub(crate) owner: Option<&'a LogicalId>,
    /// The directory that its files are mounted at, where they are.
    pub(crate) mounted_at: Option<&'a str>,
    /// The entries of the stack.
    pub(crate) entries: &'a Entries,
}

impl<'a> Target<'a> {
    /// The id of the entry, which is the name of its resource.
    #[must_use]
    pub fn id(&self) -> &'a LogicalId {
        self.id
    }

    /// What the entry means, by the type that the kind calls [`Entry`](super::Kind::Entry). A raw
    /// resource has none.
    #[must_use]
    pub fn entry<E: 'static>(&self) -> Option<&'a E> {
        self.entry?.downcast_ref()
    }

    /// The address of its resource: `aws_s3_bucket.uploads`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}.{}", self.resource, self.id)
    }

    /// The same target, for whoever is granted it.
    pub(crate) fn granted_to(self, owner: &'a LogicalId) -> Self {
        Self {
            owner: Some(owner),
            ..self
        }
    }

    /// The same target, whose files are mounted at a directory.
    pub(crate) fn mounted_at(self, path: Option<&'a str>) -> Self {
        Self {
            mounted_at: path,
            ..self
        }
    }

    /// The entry that has the grant. None where the target is asked about by itself.
    pub(crate) fn owner(&self) -> Option<&'a LogicalId> {
        self.owner
    }

    /// The entries that have a grant on it, with the grants.
    pub(crate) fn grants(&self) -> impl Iterator<Item = (Entry<'a>, &'a Grant)> + use<'a> {
        let id = self.id;
        let entries = self.entries.iter();
        entries.filter_map(move |entry| Some((entry, entry.container()?.grants.get(id)?)))
    }

    /// Whether it is a raw resource, whose name in AWS its author decides.
    #[must_use]
    pub fn is_raw(&self) -> bool {
        self.entry.is_none()
    }

    /// The name of the stack.
    #[must_use]
    pub fn stack(&self) -> &'a StackName {
        self.stack
    }

    /// The region of the stack.
    #[must_use]
    pub fn region(&self) -> &'a Region {
        self.region
    }

    /// The id of the stack's account, as an expression of HCL: for ARNs that no resource exports.
    #[must_use]
    pub fn account_id(&self) -> &'static str {
        self.network.account_id
    }

    /// The ids of the subnets that tasks run in, as an expression of HCL that yields a list.
    #[must_use]
    pub fn private_subnet_ids(&self) -> &'static str {
        self.network.private_subnet_ids
    }

    /// The start of an ARN of a service in the region of the stack, up to the account's number:
    /// `arn:aws:sqs:us-east-1:000000000000:`. For the length of ARNs, which differ in the number
    /// alone.
    #[must_use]
    pub fn arn_of(&self, service: &str, rest: impl fmt::Display) -> String {
        let (partition, region) = (self.region.partition(), self.region);
        format!("arn:{partition}:{service}:{region}:000000000000:{rest}")
    }
}
