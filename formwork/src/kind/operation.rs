//! Operations: what a grant allows, as IAM actions on exact resources.

use std::borrow::Cow;

use crate::hcl::Expr;

/// A word of `grants`, and what it allows.
///
/// ```
/// use formwork::kind::{Operation, Permission};
///
/// const OPERATIONS: &[Operation] = &[Operation::new("put")
///     .allows(&[Permission::new("stream", &["kinesis:PutRecord", "kinesis:PutRecords"])])
///     .calls(&["PutRecord", "PutRecords"])];
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The word.
    pub word: &'static str,
    /// What IAM allows. An operation that needs no IAM has none.
    pub permissions: &'static [Permission],
    /// The calls of the AWS SDK that it covers, as the API names them: `PutObject`.
    pub calls: &'static [&'static str],
    /// Whether it opens a connection to the entry ([`Kind::listens`](super::Kind::listens)).
    pub connects: bool,
    /// The interface endpoint by which a network without NAT gateway reaches the API: `sqs`.
    pub endpoint: Option<&'static str>,
}

impl Operation {
    /// An operation by its word: lower-case letters, digits and single underscores. It becomes a
    /// method of the handle, so it is no keyword of Rust.
    #[must_use]
    pub const fn new(word: &'static str) -> Self {
        Self {
            word,
            permissions: &[],
            calls: &[],
            connects: false,
            endpoint: None,
        }
    }

    /// What IAM allows.
    #[must_use]
    pub const fn allows(self, permissions: &'static [Permission]) -> Self {
        Self {
            permissions,
            ..self
        }
    }

    /// The calls of the AWS SDK that it covers, as the API names them.
    #[must_use]
    pub const fn calls(self, calls: &'static [&'static str]) -> Self {
        Self { calls, ..self }
    }

    /// An operation that opens a connection to the entry.
    #[must_use]
    pub const fn connecting(self) -> Self {
        Self {
            connects: true,
            ..self
        }
    }

    /// The interface endpoint by which a network without NAT gateway reaches the API: `sqs`.
    #[must_use]
    pub const fn by_endpoint(self, service: &'static str) -> Self {
        Self {
            endpoint: Some(service),
            ..self
        }
    }
}

/// What several operations allow together, and none of them alone.
///
/// DynamoDB's `BatchWriteItem` is one action that writes and deletes: who may do both may do it, and
/// who may do one of them may not.
#[derive(Debug)]
#[non_exhaustive]
pub struct Together {
    /// The words of the operations, all of which must be granted.
    pub words: &'static [&'static str],
    /// What IAM allows beside what each of them allows.
    pub permissions: &'static [Permission],
    /// The calls of the AWS SDK that this covers.
    pub calls: &'static [&'static str],
}

impl Together {
    /// What a grant of all these operations allows beside.
    #[must_use]
    pub const fn new(
        words: &'static [&'static str],
        permissions: &'static [Permission],
        calls: &'static [&'static str],
    ) -> Self {
        Self {
            words,
            permissions,
            calls,
        }
    }
}

/// Actions on one resource.
#[derive(Debug)]
#[non_exhaustive]
pub struct Permission {
    /// Which of [`Kind::resources`](super::Kind::resources).
    pub on: &'static str,
    /// Actions of the AWS Service Authorization Reference, in order of the alphabet.
    pub actions: &'static [&'static str],
}

impl Permission {
    /// Actions on one of the resources that [`Kind::resources`](super::Kind::resources) gives.
    #[must_use]
    pub const fn new(on: &'static str, actions: &'static [&'static str]) -> Self {
        Self { on, actions }
    }
}

/// When a permission on a resource holds: an operator of IAM, a key and its value, an expression of HCL.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Condition {
    pub(crate) operator: &'static str,
    pub(crate) key: &'static str,
    pub(crate) value: Cow<'static, str>,
}

/// A resource that permissions name.
#[derive(Debug)]
#[non_exhaustive]
pub struct Resource {
    /// How permissions name it.
    pub name: &'static str,
    /// Its ARN as HCL.
    pub arn: Expr,
    /// What the README calls it, in Markdown.
    pub title: String,
    /// An ARN as long as the longest that it can have: IAM limits the length of a policy.
    pub longest_arn: String,
}

impl Resource {
    /// A resource by the name that permissions use. `longest_arn` is an ARN as long as the longest
    /// that it can have; [`Target::arn_of`](super::Target::arn_of) makes the start of one.
    pub fn new(
        name: &'static str,
        arn: Expr,
        title: impl Into<String>,
        longest_arn: impl Into<String>,
    ) -> Self {
        Self {
            name,
            arn,
            title: title.into(),
            longest_arn: longest_arn.into(),
        }
    }
}
