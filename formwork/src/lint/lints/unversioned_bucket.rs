//! What is overwritten or deleted in a bucket can be had back.

use super::super::finding::Finding;
use crate::hcl::module::{Block, Flag, Module, Value};
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let buckets = module.resources("aws_s3_bucket");
    buckets
        .filter(|bucket| !is_versioned(module, bucket))
        .map(|bucket| {
            Finding::new(Code::UnversionedBucket, bucket, "keeps no older versions")
                .key("versioning")
                .help("write `versioning = true`")
        })
        .collect()
}

fn is_versioned(module: &Module, bucket: &Block) -> bool {
    let mut settings = module.companions("aws_s3_bucket_versioning", "bucket", bucket);
    let is_enabled = |setting: &Block| match setting.value("versioning_configuration.status") {
        Some(Value::Text(status)) => status == "Enabled",
        status => status.is_some(),
    };
    bucket.flag("versioning.enabled") == Flag::On || settings.any(is_enabled)
}
