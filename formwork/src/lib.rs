//! Synthesizes Terraform and the matching Rust constants from a `stack.toml`, in a build script.
//!
//! One file says what a service needs of AWS. At every `cargo build` it becomes the complete
//! Terraform in `hcl-out/` and, in `$OUT_DIR/stack.rs`, the constants that the service is compiled
//! against, so the two cannot differ.
//!
//! # A build script
//!
//! `stack.toml`, beside `Cargo.toml`:
//!
//! ```toml
//! [stack]
//! name = "shop"
//!
//! [service.web]
//! image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop:1.4"
//! port = 3000
//! ```
//!
//! `build.rs`, with `formwork` and `build-rs` as build-dependencies:
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! fn main() -> ExitCode {
//!     match formwork::Build::of_service("web").run(&build_rs::input::out_dir()) {
//!         Ok(built) => {
//!             built.watched().for_each(build_rs::output::rerun_if_changed);
//!             built.warnings().for_each(build_rs::output::warning);
//!             ExitCode::SUCCESS
//!         }
//!         Err(failure) => {
//!             failure.headlines().iter().for_each(|headline| build_rs::output::error(headline));
//!             eprintln!("{failure}");
//!             ExitCode::FAILURE
//!         }
//!     }
//! }
//! ```
//!
//! The service then takes its port from the same file that the load balancer took it from:
//!
//! ```ignore
//! include!(concat!(env!("OUT_DIR"), "/stack.rs"));
//!
//! let listener = std::net::TcpListener::bind(("0.0.0.0", PORT))?;
//! ```
//!
//! # In memory
//!
//! Between reading and writing everything is a pure function, so a stack can be synthesized and
//! looked at without a build:
//!
//! ```
//! let source = formwork::SourceFile::new("stack.toml", r#"
//!     stack.name = "shop"
//!     service.web.image = "nginx:1.29"
//! "#);
//! let stack = formwork::Stack::from_source(&source)?;
//! let files = formwork::synth(&stack).unwrap();
//! assert!(files.iter().any(|file| file.name == "service_web.tf"));
//! # Ok::<(), formwork::Report>(())
//! ```

mod bug;
mod build_script;
pub mod emit;
mod format;
pub mod hcl;
mod manifest;
mod problem;
mod render;
mod source;
mod stack;
mod synth;
mod validate;
mod verify;
mod view;

pub use bug::Bug;
pub use build_script::{Build, Built, Failure, SKIP_VARIABLE};
pub use problem::{Code, Problem, Report};
pub use source::{SourceFile, Span};
pub use stack::Stack;
pub use synth::synth;
