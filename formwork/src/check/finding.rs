//! What the check of a module finds, and where.

use std::fmt;

/// Something in a module that `terraform validate` would refuse, or, as a note, tell of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) fault: Fault,
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

/// One step into a block.
///
/// A nested block is two steps, its name and its place among the blocks of this name:
/// `ingress`, 0. A `dynamic "ingress"` is `dynamic`, `ingress`, 0 and then `content`, 0. A key of an
/// object is a name, an item of a list an index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Name(String),
    Index(usize),
}

impl Step {
    /// The name, of a step that has one.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Index(_) => None,
        }
    }
}

/// Defines [`Fault`] from lines of `Variant = "kebab-case-name"`.
macro_rules! faults {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// What kind of fault a finding is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Fault {
            $($(#[$doc])* $variant,)+
        }

        impl Fault {
            /// The kebab-case name.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

faults! {
    /// A block at the top of a file of a kind that Terraform does not have, or with other labels
    /// than its kind has.
    UnknownBlock = "unknown-block",
    /// A type of resource or data source that the provider does not have.
    UnknownResourceType = "unknown-resource-type",
    /// An argument or nested block that its block does not take.
    UnknownArgument = "unknown-argument",
    /// An argument that must be there is not.
    MissingArgument = "missing-argument",
    /// A nested block that must be there is not, or there are more than may be.
    BlockCount = "block-count",
    /// An argument where a nested block belongs, or the reverse.
    BlockForArgument = "block-for-argument",
    /// An argument that only the provider sets.
    ComputedArgument = "computed-argument",
    /// A value that does not become the type of its argument.
    WrongType = "wrong-type",
    /// Two blocks of one address.
    DuplicateAddress = "duplicate-address",
    /// A reference to something that is not declared.
    UnknownReference = "unknown-reference",
    /// A reference to an attribute that its address does not have.
    UnknownAttribute = "unknown-attribute",
    /// A block that refers to itself.
    SelfReference = "self-reference",
    /// Blocks that refer to each other in a circle.
    ReferenceCycle = "reference-cycle",
    /// `each`, `count`, `self` or `path` where it means nothing.
    OutOfScope = "out-of-scope",
    /// A function that Terraform does not have.
    UnknownFunction = "unknown-function",
    /// A call with other arguments than the function takes.
    FunctionArguments = "function-arguments",
    /// An expression that has no value, or is of a form that its place does not take.
    InvalidExpression = "invalid-expression",
    /// Arguments of a block that do not go together.
    InvalidBlock = "invalid-block",
    /// A name that Terraform does not take.
    InvalidIdentifier = "invalid-identifier",
    /// A provider that the module does not declare.
    UndeclaredProvider = "undeclared-provider",
    /// An output that would print a sensitive value.
    SensitiveOutput = "sensitive-output",
    /// A note: a block of another provider, whose arguments are not checked.
    UncheckedProvider = "unchecked-provider",
    /// A note: an argument or a type that a later provider will not have.
    Deprecated = "deprecated",
}

impl Fault {
    /// Whether it only informs: Terraform accepts the module.
    pub(crate) fn is_note(self) -> bool {
        matches!(self, Self::UncheckedProvider | Self::Deprecated)
    }
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
        write!(f, ": {} ({})", self.message, self.fault.name())?;
        match &self.help {
            Some(help) => write!(f, ": {help}"),
            None => Ok(()),
        }
    }
}
