//! Keys of your own are rotated.

use super::super::finding::Finding;
use crate::hcl::module::{Flag, Module};
use crate::problem::Code;

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let keys = module.resources("aws_kms_key");
    // AWS rotates no asymmetric keys.
    let keys = keys.filter(|key| {
        let spec = key.text("customer_master_key_spec");
        spec.is_none_or(|spec| spec == "SYMMETRIC_DEFAULT")
    });
    keys.filter(|key| matches!(key.flag("enable_key_rotation"), Flag::Off | Flag::Absent))
        .map(|key| {
            Finding::new(Code::NoKeyRotation, key, "is never rotated")
                .argument("enable_key_rotation")
                .help("write `enable_key_rotation = true`")
        })
        .collect()
}
