//! The codes of problems: one kebab-case name each, stable across versions.
//!
//! A code is one line here, its explanation in `codes/NAME.md` and a file in `tests/invalid` that
//! shows it.

/// Defines [`Code`] from lines of `Variant = "kebab-case-name"`.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// What kind of mistake a [`Problem`](super::Problem) is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* $variant,)+
        }

        impl Code {
            /// Every code, in the order of this file.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The kebab-case name that reports print.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// The name as a key of `[lints]`, which is how lints are set.
            #[must_use]
            pub fn key(self) -> String {
                self.name().replace('-', "_")
            }

            /// Whether it only informs, in a warning of the build: Terraform accepts the stack.
            #[must_use]
            pub fn is_note(self) -> bool {
                matches!(self, Self::UncheckedProvider | Self::Deprecated)
            }

            /// What the code means, why it is a problem, an example and how to fix it, as Markdown
            /// with headings of the third level.
            #[must_use]
            pub fn explain(self) -> &'static str {
                match self {
                    $(Self::$variant => include_str!(concat!("codes/", $name, ".md")),)+
                }
            }
        }
    };
}

codes! {
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
    /// An override of what the code relies on.
    ContractOverride = "contract-override",
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
    /// A tag that AWS or formwork keeps for itself, or of the wrong form.
    InvalidTag = "invalid-tag",
    /// A number outside of what AWS accepts.
    OutOfRange = "out-of-range",
    /// A range whose lower end lies above its upper end.
    MinAboveMax = "min-above-max",
    /// A stack without a service.
    NoService = "no-service",
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
    /// An image that cannot be pulled through what the network offers.
    UnreachableImage = "unreachable-image",
    /// An image that is not written as a container registry wants it.
    InvalidImage = "invalid-image",
    /// A domain name, or the id of a hosted zone, of the wrong form; or too many names.
    InvalidDomain = "invalid-domain",
    /// A domain that Route 53 refuses to host.
    ReservedDomain = "reserved-domain",
    /// A name that the hosted zone does not contain.
    DomainOutsideZone = "domain-outside-zone",
    /// Both a zone to create and the id of an existing one, or neither.
    ZoneChoice = "zone-choice",
    /// A host rule without a domain that could serve it.
    HostWithoutDomain = "host-without-domain",
    /// A production stack without a domain, hence without TLS.
    ProductionWithoutTls = "production-without-tls",
    /// `offline = true` in an environment named like production.
    OfflineInProduction = "offline-in-production",
    /// A key that the chosen backend does not have, or lacks.
    BackendKey = "backend-key",
    /// CPU and memory that Fargate does not offer together.
    TaskSize = "task-size",
    /// A health check that can never work out.
    HealthCheck = "health-check",
    /// A path or host rule of the wrong form.
    InvalidRule = "invalid-rule",
    /// Two services with the same rules, or two without any.
    SameRules = "same-rules",
    /// Two services whose rules overlap without one being the narrower, or too many inside each
    /// other.
    AmbiguousRules = "ambiguous-rules",
    /// A grant on something that is not declared.
    UnknownGrantTarget = "unknown-grant-target",
    /// An operation that the kind of the target lacks, or one that is listed twice.
    UnknownOperation = "unknown-operation",
    /// A grant without any operation.
    EmptyGrant = "empty-grant",
    /// An action, a resource or a condition of `allow` that IAM would refuse.
    InvalidPermission = "invalid-permission",
    /// An environment variable of the wrong form, or one that formwork or ECS sets.
    InvalidVariable = "invalid-variable",
    /// A variable that tells the code another port than the load balancer asks.
    PortMismatch = "port-mismatch",
    /// A variable that tells the code to listen where nobody reaches it.
    LoopbackAddress = "loopback-address",
    /// A secret among the environment variables or tags, where everyone who may read the plan sees
    /// it.
    SecretInEnvironment = "secret-in-environment",
    /// A log retention that CloudWatch does not offer.
    RetentionNotOffered = "retention-not-offered",
    /// An engine version that RDS does not offer in this form.
    InvalidEngineVersion = "invalid-engine-version",
    /// An instance class of the wrong form.
    InvalidInstanceClass = "invalid-instance-class",
    /// A lifecycle rule of a bucket that S3 would refuse.
    InvalidExpiration = "invalid-expiration",
    /// An ARN of the wrong form or kind.
    InvalidArn = "invalid-arn",
    /// A kind of a crate that breaks the contract of the trait.
    FaultyKind = "faulty-kind",

    // The lints.
    /// A security group that lets the internet in on another port than 80 and 443.
    OpenIngress = "open-ingress",
    /// A security group that lets everything out to everywhere.
    OpenEgress = "open-egress",
    /// A database with a public address.
    PublicDatabase = "public-database",
    /// A bucket that can be made public, or is.
    PublicBucket = "public-bucket",
    /// A policy that lets anybody in.
    OpenPrincipal = "open-principal",
    /// A permission for every action, or for every action of a service.
    WildcardActions = "wildcard-actions",
    /// A permission on everything, for actions that know narrower resources.
    WildcardResources = "wildcard-resources",
    /// A secret in the configuration.
    PlaintextSecret = "plaintext-secret",
    /// Something that is stored without encryption.
    UnencryptedStorage = "unencrypted-storage",
    /// A listener that answers requests without TLS.
    PlainHttp = "plain-http",
    /// A bucket that answers requests without TLS.
    PlainS3 = "plain-s3",
    /// A listener that speaks TLS 1.0 or 1.1.
    WeakTls = "weak-tls",
    /// A load balancer that passes malformed headers on.
    InvalidHeaders = "invalid-headers",
    /// A container with more rights than it needs.
    ContainerPrivileges = "container-privileges",
    /// Tasks or machines with public addresses.
    PublicTasks = "public-tasks",
    /// An instance that hands out its credentials without a token.
    InstanceMetadata = "instance-metadata",
    /// A key that is never rotated.
    NoKeyRotation = "no-key-rotation",
    /// A database whose backups are kept for less than a week.
    NoBackups = "no-backups",
    /// Something that holds data and can be deleted by mistake.
    NoDeletionProtection = "no-deletion-protection",
    /// A bucket that keeps no older versions.
    UnversionedBucket = "unversioned-bucket",
    /// Several tasks that hang on one availability zone.
    SingleAz = "single-az",
    /// Something that does not tell who used it.
    MissingLogs = "missing-logs",
    /// Logs that are kept for ever.
    EndlessLogs = "endless-logs",
    /// An image whose tag moves.
    MutableImage = "mutable-image",
    /// A database that does not take minor versions.
    NoMinorUpgrades = "no-minor-upgrades",
}
