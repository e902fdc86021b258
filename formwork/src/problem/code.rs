//! The codes of problems: one kebab-case name each, stable across versions.
//!
//! A code is one line, its explanation in `codes/NAME.md` beside that line and a file in `tests/invalid`
//! that shows it. Here are those that belong to no kind and to no lint.

use std::cmp::Ordering;

/// What kind of mistake a [`Problem`](super::Problem) is.
///
/// formwork's own are constants of this type. A kind of another crate has codes of its own, by
/// [`Code::new`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code {
    name: &'static str,
    explanation: &'static str,
    /// Whether it is formwork's, so that docs/diagnostics.md explains it.
    is_own: bool,
}

impl Code {
    /// A code with the kebab-case name that reports print, and what `explain` gives: Markdown with
    /// the headings of the third level "What it means", "Why", "Example" and "How to fix".
    #[must_use]
    pub const fn new(name: &'static str, explanation: &'static str) -> Self {
        Self {
            name,
            explanation,
            is_own: false,
        }
    }

    /// One of formwork's own codes.
    pub(crate) const fn own(name: &'static str, explanation: &'static str) -> Self {
        Self {
            is_own: true,
            ..Self::new(name, explanation)
        }
    }

    /// Where a reader finds more, or what the explanation starts with if that is another crate's.
    pub(super) fn note(self) -> String {
        if self.is_own {
            return format!("docs/diagnostics.md of formwork explains `{}`", self.name);
        }
        let mut paragraphs = self.explanation.split("\n\n");
        let text = paragraphs.find(|it| !it.trim().is_empty() && !it.starts_with('#'));
        let words: Vec<&str> = text.unwrap_or_default().split_whitespace().collect();
        words.join(" ")
    }

    /// The kebab-case name that reports print.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The name as a key of `[lints]`, which is how lints are set.
    #[must_use]
    pub fn key(self) -> String {
        self.name().replace('-', "_")
    }

    /// Whether it only informs, in a warning of the build: Terraform accepts the stack.
    #[must_use]
    pub fn is_note(self) -> bool {
        matches!(
            self,
            Self::UncheckedProvider | Self::Deprecated | Self::OncePerAccount
        )
    }

    /// What the code means, why it is a problem, an example and how to fix it, as Markdown
    /// with headings of the third level.
    #[must_use]
    pub fn explain(self) -> &'static str {
        self.explanation
    }
}

/// By name, which is unique.
impl Ord for Code {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(other.name)
    }
}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Defines constants of [`Code`] from lines of `Name = "kebab-case-name"`, and a list of them. Each is
/// explained in `codes/NAME.md` beside the file that calls this.
macro_rules! codes {
    (
        $(#[$list_doc:meta])* $list:ident:
        $($(#[$doc:meta])* $code:ident = $name:literal,)+
    ) => {
        #[allow(
            non_upper_case_globals,
            reason = "they read like the variants of an enum, and are matched on like these"
        )]
        impl $crate::problem::Code {
            $(
                $(#[$doc])*
                pub const $code: Self = Self::own(
                    $name,
                    include_str!(concat!("codes/", $name, ".md")),
                );
            )+
        }

        $(#[$list_doc])*
        pub(crate) const $list: &[$crate::problem::Code] = &[$($crate::problem::Code::$code),+];
    };
}
pub(crate) use codes;

codes! {
    /// The codes that belong to no kind and to no lint.
    CODES:
    /// The file is not TOML.
    Syntax = "syntax",
    /// A key that its table does not have.
    UnknownKey = "unknown-key",
    /// A value of another type than its key has.
    WrongType = "wrong-type",
    /// A word that is not among the choices of its key.
    UnknownValue = "unknown-value",
    /// A template where formwork itself reads the string.
    TemplateNotRead = "template-not-read",
    /// A key that must be there is not.
    MissingKey = "missing-key",
    /// A text of a raw block that is no expression of HCL.
    InvalidExpression = "invalid-expression",
    /// A type of resource or data source that the AWS provider does not have.
    UnknownResourceType = "unknown-resource-type",
    /// An argument or nested block that its block does not take.
    UnknownArgument = "unknown-argument",
    /// An argument of a raw block that must be there is not.
    MissingArgument = "missing-argument",
    /// Too few or too many nested blocks of one name.
    BlockCount = "block-count",
    /// A value where a nested block belongs, or the reverse.
    BlockForArgument = "block-for-argument",
    /// An argument that only the provider sets.
    ComputedArgument = "computed-argument",
    /// Two blocks of one address.
    DuplicateAddress = "duplicate-address",
    /// A reference to something that the stack does not have.
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
    /// Arguments of a block that do not go together, or a block that Terraform does not have.
    InvalidBlock = "invalid-block",
    /// A resource of a provider that the stack does not declare.
    UndeclaredProvider = "undeclared-provider",
    /// An output that would print a sensitive value.
    SensitiveOutput = "sensitive-output",
    /// A block of another provider, whose arguments nobody checks during a build.
    UncheckedProvider = "unchecked-provider",
    /// An argument or type that a later version of the provider will not have.
    Deprecated = "deprecated",
    /// An override of something that formwork does not make.
    UnknownAddress = "unknown-address",
    /// An override that changes nothing.
    IdleOverride = "idle-override",
    /// An override conflicts with an argument that stays.
    ConflictingOverride = "conflicting-override",
    /// An override of what the code relies on.
    ContractOverride = "contract-override",
    /// An overlay of what the code relies on, which is one for all environments.
    ContractOverlay = "contract-overlay",
    /// An overlay that takes away what is not there.
    IdleOverlay = "idle-overlay",
    /// Two environments that would keep their state in one place.
    SharedState = "shared-state",
    /// Two environments that would make what an account has once.
    OncePerAccount = "once-per-account",
    /// A former name that cannot have been one.
    InvalidRename = "invalid-rename",
    /// Something that is removed, and is still declared.
    StillDeclared = "still-declared",
    /// A name that AWS or Terraform would refuse.
    InvalidName = "invalid-name",
    /// A name that is too long for one of the AWS resources it becomes part of.
    NameTooLong = "name-too-long",
    /// A name that two entries of different kinds share.
    DuplicateName = "duplicate-name",
    /// A key that says how something is made that exists.
    KeyOfExisting = "key-of-existing",
    /// A tag that AWS or formwork keeps for itself, or of the wrong form.
    InvalidTag = "invalid-tag",
    /// A number outside of what AWS accepts.
    OutOfRange = "out-of-range",
    /// A range whose lower end lies above its upper end.
    MinAboveMax = "min-above-max",
    /// A network that is not written as AWS wants it.
    InvalidCidr = "invalid-cidr",
    /// A subnet that is not a part of the VPC's network, or a network without room for the default
    /// subnets.
    SubnetOutsideNetwork = "subnet-outside-network",
    /// Two subnets that share addresses.
    SubnetOverlap = "subnet-overlap",
    /// A subnet without room for what stands in it.
    SubnetTooSmall = "subnet-too-small",
    /// Another number of subnets than of availability zones.
    SubnetCount = "subnet-count",
    /// An availability zone of another region, or none at all.
    InvalidAvailabilityZone = "invalid-availability-zone",
    /// An availability zone that is listed twice.
    DuplicateAvailabilityZone = "duplicate-availability-zone",
    /// Fewer than two availability zones.
    TooFewAvailabilityZones = "too-few-availability-zones",
    /// A domain name, or the id of a hosted zone, of the wrong form; or too many names.
    InvalidDomain = "invalid-domain",
    /// A domain that Route 53 refuses to host.
    ReservedDomain = "reserved-domain",
    /// A name that the hosted zone does not contain.
    DomainOutsideZone = "domain-outside-zone",
    /// Both a zone to create and the id of an existing one, or neither.
    ZoneChoice = "zone-choice",
    /// A production stack without a domain, hence without TLS.
    ProductionWithoutTls = "production-without-tls",
    /// What a line of the AWS provider does not have, and another one has.
    NewerProvider = "newer-provider",
    /// `offline = true` in an environment named like production.
    OfflineInProduction = "offline-in-production",
    /// Something in a bare stack that needs what such a stack lacks.
    BareStack = "bare-stack",
    /// A key that the chosen backend does not have, or lacks.
    BackendKey = "backend-key",
    /// A log retention that CloudWatch does not offer.
    RetentionNotOffered = "retention-not-offered",
    /// An ARN of the wrong form or kind.
    InvalidArn = "invalid-arn",
    /// A kind of a crate that breaks the contract of the trait.
    FaultyKind = "faulty-kind",
}
