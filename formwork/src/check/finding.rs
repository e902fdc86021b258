//! What the check of a module finds, and where.

use std::fmt;

pub(super) use crate::hcl::path::Step;
use crate::problem::Code;

/// Something in a module that `terraform validate` would refuse, or, as a note, tell of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) code: Code,
    /// The file that the block stands in.
    pub(crate) file: String,
    /// The block: `aws_sqs_queue.jobs`, `data.T.N`, `output.N`, `local.N`, `var.N`, `module.N`,
    /// `provider.N`, or for blocks without a name of their own `moved[0]`, by their order in the
    /// file.
    pub(crate) address: String,
    /// The way from the block to the place; empty for the block itself.
    pub(crate) path: Vec<Step>,
    /// A phrase with the offending value in backticks.
    pub(crate) message: String,
    /// What to type instead.
    pub(crate) help: Option<String>,
    /// Where the cause is, if elsewhere: the other block of the same address.
    pub(crate) other: Option<Place>,
}

/// A place in a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) address: String,
    pub(crate) path: Vec<Step>,
}

impl fmt::Display for Finding {
    /// One line: `main.tf: aws_sqs_queue.jobs.tags: what is wrong (its-code): what to type`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.address)?;
        for step in &self.path {
            match step {
                Step::Name(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        write!(f, ": {} ({})", self.message, self.code.name())?;
        match &self.help {
            Some(help) => write!(f, ": {help}"),
            None => Ok(()),
        }
    }
}
