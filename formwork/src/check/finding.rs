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
    /// Which structure of the file it is in.
    pub(crate) structure: Option<usize>,
    /// Whether `terraform validate` takes it, and a plan does not.
    pub(crate) is_of_plan: bool,
}

impl Finding {
    pub(super) fn new(code: Code, file: &str, address: &str, message: impl Into<String>) -> Self {
        Self {
            code,
            file: file.to_owned(),
            address: address.to_owned(),
            path: Vec::new(),
            message: message.into(),
            help: None,
            other: None,
            structure: None,
            is_of_plan: false,
        }
    }

    /// One line, as it is displayed, with the line of the file.
    pub(super) fn at_line(&self, line: usize) -> String {
        let displayed = self.to_string();
        let rest = displayed.strip_prefix(&self.file).unwrap_or(&displayed);
        format!("{}:{line}{rest}", self.file)
    }
}

/// A place in a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) address: String,
    pub(crate) path: Vec<Step>,
}

impl fmt::Display for Finding {
    /// One line: `main.tf: aws_sqs_queue.jobs.tags: what is wrong (its-code): what to type`. What
    /// only a plan refuses is `(its-code, in a plan)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.address)?;
        for step in &self.path {
            match step {
                Step::Name(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        let of_plan = if self.is_of_plan { ", in a plan" } else { "" };
        write!(f, ": {} ({}{of_plan})", self.message, self.code.name())?;
        match &self.help {
            Some(help) => write!(f, ": {help}"),
            None => Ok(()),
        }
    }
}
