//! What the check of a module finds, and where.

use std::fmt;

pub(super) use crate::hcl::path::Step;
use crate::problem::Code;
use crate::schema::ProviderLine;

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
    /// What the message says in words, for those who say it in others.
    pub(crate) fault: Fault,
    /// Where the cause is, if elsewhere: the other block of the same address.
    pub(crate) other: Option<Place>,
    /// Which structure of the file it is in.
    pub(crate) structure: Option<usize>,
    /// Whether `terraform validate` takes it, and a plan does not.
    pub(crate) is_of_plan: bool,
    /// The line of the AWS provider that has what is missing in the one that the module is checked for.
    pub(crate) elsewhere: Option<ProviderLine>,
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
            fault: Fault::Other,
            other: None,
            structure: None,
            is_of_plan: false,
            elsewhere: None,
        }
    }

    /// Whether another finding says this of the same place.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.code == other.code
            && self.file == other.file
            && self.address == other.address
            && self.path == other.path
    }

    /// One line, as it is displayed, with the line of the file.
    pub(super) fn at_line(&self, line: usize) -> String {
        let displayed = self.to_string();
        let rest = displayed.strip_prefix(&self.file).unwrap_or(&displayed);
        format!("{}:{line}{rest}", self.file)
    }
}

/// What is wrong, with the names that it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nobody needs more than the message.
    #[default]
    Other,
    /// An argument of this name is needed.
    ArgumentMissing(String),
    /// There is no such thing here: `argument` or `block`.
    Unknown(&'static str),
    /// There is no such type: of a `resource`, a `data source` or an `ephemeral resource`.
    UnknownType(&'static str),
    /// The resource of an address has no attribute of a name.
    UnknownAttribute { address: String, name: String },
    /// A block of this name is written as an argument.
    BlockExpected(String),
    /// There are too few blocks of this name, or too many.
    BlockCount(String),
    /// A function does not take an argument.
    Argument(Argument),
    /// These blocks refer to each other, the last one to the first.
    Circle(Vec<String>),
    /// A reference to this address does not hold.
    Reference(String),
    /// It is as the schema wants it, and the provider refuses it.
    Provider,
}

impl Fault {
    /// The blocks that it is about, beside the one in which it is found.
    pub(crate) fn addresses(&self) -> &[String] {
        match self {
            Self::Circle(addresses) => addresses,
            Self::Reference(address) | Self::UnknownAttribute { address, .. } => {
                std::slice::from_ref(address)
            }
            _ => &[],
        }
    }
}

/// An argument that a function does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Argument {
    pub(crate) function: String,
    /// What the value is: "a list of strings".
    pub(crate) found: String,
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
