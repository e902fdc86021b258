//! What `grants` can allow on a mailer, and what the code is told of it.
//!
//! The actions come from the AWS Service Authorization Reference, "Actions, resources, and condition
//! keys for Amazon Simple Email Service v2".

use formwork::hcl::Expr;
use formwork::kind::{Fact, Operation, Output, Permission, Resource, Target};

const IDENTITY: &str = "identity";

/// Simple and templated messages; raw ones are an action of their own.
pub(crate) const OPERATIONS: &[Operation] = &[Operation::new("send")
    .allows(&[Permission::new(IDENTITY, &["ses:SendEmail"])])
    .calls(&["SendEmail"])
    .by_endpoint("email")];

/// The longest name of a domain.
const LONGEST_DOMAIN: usize = 253;

pub(crate) fn resources(target: &Target<'_>) -> Vec<Resource> {
    let longest = format!("identity/{}", "x".repeat(LONGEST_DOMAIN));
    vec![Resource::new(
        IDENTITY,
        Expr::new(format!("{}.arn", target.address())),
        format!("identity of mailer `{}`", target.id()),
        target.arn_of("ses", longest),
    )]
}

pub(crate) const FACTS: &[Fact] = &[Fact::text(
    "DOMAIN",
    "the domain that mails are sent from",
    |target| format!("{}.email_identity", target.address()),
)];

pub(crate) const OUTPUTS: &[Output] = &[Output::new(
    "mailer_domain",
    "Domain that mailer {} sends from.",
    |target| format!("{}.email_identity", target.address()),
)];
