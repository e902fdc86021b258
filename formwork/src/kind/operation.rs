//! Operations: what a grant allows, as IAM actions on exact resources.

use crate::hcl::Expr;

/// A word of `grants`, and what it allows.
#[derive(Debug)]
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

/// Actions on one resource.
#[derive(Debug)]
pub struct Permission {
    /// Which of [`Kind::resources`](super::Kind::resources).
    pub on: &'static str,
    /// Actions of the AWS Service Authorization Reference, in order of the alphabet.
    pub actions: &'static [&'static str],
}

/// A resource that permissions name.
#[derive(Debug)]
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
