#![doc = include_str!("../README.md")]

mod arn;
mod bug;
mod build_script;
mod builder;
mod cargo;
mod check;
mod container;
mod contract;
mod edge;
pub mod emit;
mod format;
mod hash;
pub mod hcl;
mod identifier;
pub mod import;
mod json;
pub mod kind;
mod kinds;
mod level;
mod lint;
mod manifest;
mod markdown;
mod names;
mod problem;
mod raw;
#[cfg(any(test, feature = "schema"))]
mod reference;
mod render;
mod schema;
mod secret;
mod source;
mod stack;
mod synth;
pub mod testing;
mod told;
mod tree;
mod validate;
mod verify;
mod view;
mod wiring;
mod written;

/// The examples of a page of the repository, which compile.
#[cfg(doctest)]
#[doc = include_str!("../../docs/raw-blocks.md")]
#[derive(Debug)]
pub struct RawBlocks;

pub use bug::Bug;
pub use build_script::{
    Build, Built, CONTAINERS, Failure, Inspection, LINTS_VARIABLE, Maker, SKIP_VARIABLE,
};
pub use builder::{Block, Change, Value};
pub use check::{Checked, check_directory, check_directory_for, check_hcl};
pub use hcl::Unreadable;
pub use level::Level;
pub use lint::{Verdict, lint_hcl};
pub use problem::{Code, Mark, Problem, Report, Style};
#[cfg(any(test, feature = "schema"))]
pub use reference::KeyPage;
pub use schema::ProviderLine;
#[doc(hidden)]
pub use schema::read_afresh;
pub use source::{SourceFile, Span};
pub use stack::Stack;
pub use synth::{SynthError, lint, synth, synth_roots, synth_rust, synth_rust_of};
pub use told::{TaskContainer, TaskVariable, Told};
pub use view::picture::{Arrow, Node, Picture};
