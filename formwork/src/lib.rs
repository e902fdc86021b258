#![doc = include_str!("../README.md")]

mod bug;
mod build_script;
mod cargo;
mod check;
mod code;
pub mod emit;
mod format;
pub mod hcl;
mod lint;
mod manifest;
mod problem;
mod raw;
mod render;
mod rust;
mod schema;
mod source;
mod stack;
mod synth;
pub mod testing;
mod tree;
mod validate;
mod verify;
mod view;

/// The examples of a page of the repository, which compile.
#[cfg(doctest)]
#[doc = include_str!("../../docs/raw-blocks.md")]
#[derive(Debug)]
pub struct RawBlocks;

pub use bug::Bug;
pub use build_script::{Build, Built, Failure, LINTS_VARIABLE, SKIP_VARIABLE};
pub use check::{Checked, check_directory, check_hcl};
pub use code::{Block, Change, Value};
pub use hcl::Unreadable;
pub use lint::{Level, Verdict, lint_hcl};
pub use problem::{Code, Problem, Report, Style};
#[doc(hidden)]
pub use schema::read_afresh;
pub use source::{SourceFile, Span};
pub use stack::Stack;
pub use synth::{SynthError, lint, synth, synth_rust};
