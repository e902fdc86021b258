#![doc = include_str!("../README.md")]

mod bug;
mod build_script;
mod cargo;
mod check;
pub mod emit;
mod format;
pub mod hcl;
mod lint;
mod manifest;
mod problem;
mod render;
mod rust;
mod schema;
mod source;
mod stack;
mod synth;
mod validate;
mod verify;
mod view;

pub use bug::Bug;
pub use build_script::{Build, Built, Failure, LINTS_VARIABLE, SKIP_VARIABLE};
pub use check::{Checked, check_hcl};
pub use lint::{Level, Verdict, lint_hcl};
pub use problem::{Code, Problem, Report, Style};
#[doc(hidden)]
pub use schema::read_afresh;
pub use source::{SourceFile, Span};
pub use stack::Stack;
pub use synth::{lint, synth, synth_rust};
