//! Databases run versions that are paid with the instance, and not beside it.

use super::super::finding::Finding;
use crate::hcl::module::{Block, Module};
use crate::problem::Code;

/// Amazon RDS release calendars: standard support of PostgreSQL 13 ended on 28 February 2026, that of 5.7 of the
/// other engine in 2024.
const LAST_WITHOUT_SUPPORT: &[(&str, u32)] = &[("postgres", 13), ("mysql", 5)];

/// What `engine_lifecycle_support` says where AWS is to upgrade by itself instead.
const DISABLED: &str = "open-source-rds-extended-support-disabled";

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let databases = module.resources("aws_db_instance");
    databases.filter_map(finding).collect()
}

fn finding(block: &Block) -> Option<Finding> {
    let (engine, version) = (block.text("engine")?, block.text("engine_version")?);
    let (_, last) = LAST_WITHOUT_SUPPORT.iter().find(|(of, _)| *of == engine)?;
    let major: u32 = version.split('.').next()?.parse().ok()?;
    if major > *last || block.text("engine_lifecycle_support") == Some(DISABLED) {
        return None;
    }
    let message = format!(
        "runs version {version}, for which AWS charges Extended Support by the hour and processor, and for a standby too"
    );
    let finding = Finding::new(Code::ExtendedSupport, block, &message)
        .argument("engine_version")
        .help("upgrade it to a version with standard support, such as `engine_version = \"17\"`");
    Some(finding)
}
