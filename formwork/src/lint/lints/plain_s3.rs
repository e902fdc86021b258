//! Buckets refuse requests without TLS.

use super::super::finding::Finding;
use crate::hcl::module::{Block, Module, Value};
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let buckets = module.resources("aws_s3_bucket");
    let open = buckets.filter(|bucket| {
        let mut policies = module.companions("aws_s3_bucket_policy", "bucket", bucket);
        !policies.any(|policy| refuses_plain(module, policy))
    });
    open.map(|bucket| {
        Finding::new(Code::PlainS3, bucket, "answers requests without TLS")
            .help("deny what has `aws:SecureTransport` `false` in its policy")
    })
    .collect()
}

/// Whether a policy denies requests without TLS, or is one that only Terraform knows.
fn refuses_plain(module: &Module, policy: &Block) -> bool {
    let Some(policy) = policy.value("policy").map(|policy| module.resolve(policy)) else {
        return false;
    };
    let Some(statements) = policy.get("Statement") else {
        return matches!(policy, Value::Expression(_));
    };
    statements.items().iter().any(|statement| {
        let refused = statement.get("Condition.Bool.aws:SecureTransport");
        statement.get("Effect").and_then(Value::text) == Some("Deny")
            && refused
                .is_some_and(|value| value.text() == Some("false") || *value == Value::Bool(false))
    })
}
