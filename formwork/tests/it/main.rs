//! The tests of formwork, a module per subject.
//!
//! `build_script`, `emission` and `terraform` beside it are binaries of their own: they start Cargo,
//! kill processes and wait for Terraform.

mod coming_from;
#[path = "../common/mod.rs"]
mod common;
mod documented;
mod golden;
mod hcl;
#[path = "../manifests/mod.rs"]
mod manifests;
#[path = "../pipeline/mod.rs"]
mod pipeline;
mod rustc;
#[path = "../stacks/mod.rs"]
mod stacks;
mod syntax;

mod alarms;
#[cfg(unix)]
mod attack;
mod called_modules;
mod cases;
mod check;
mod code;
mod contract;
mod corpus;
mod determinism;
mod diagnostics;
mod documents;
mod environments;
mod format;
mod grants;
mod help;
mod import;
mod invalid;
mod kinds;
mod language;
mod layers;
mod lints;
mod logins;
mod mistakes;
mod mounts;
mod presentation;
mod properties;
#[cfg(unix)]
mod raw_texts;
mod runbook;
mod several;
mod standard_handle;
mod testing;

/// Every code that a report can have.
fn every_code() -> Vec<formwork::Code> {
    formwork::kind::Kinds::default().codes()
}
