//! The codes of problems: one kebab-case name each, stable across versions.

/// What kind of mistake a [`Problem`](super::Problem) is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The file is not TOML.
    Syntax,
    /// A key that its table does not have.
    UnknownKey,
    /// A value of another type than its key has.
    WrongType,
    /// A word that is not among the choices of its key.
    UnknownValue,
    /// A key that must be there is not.
    MissingKey,
    /// A name that AWS or Terraform would refuse.
    InvalidName,
    /// A name that is too long for one of the AWS resources it becomes part of.
    NameTooLong,
    /// A name that two entries of different kinds share.
    DuplicateName,
    /// A tag that AWS or formwork keeps for itself, or of the wrong form.
    InvalidTag,
    /// A number outside of what AWS accepts.
    OutOfRange,
    /// A range whose lower end lies above its upper end.
    MinAboveMax,
    /// A stack without a service.
    NoService,
    /// A network that is not written as AWS wants it.
    InvalidCidr,
    /// A subnet that is not a part of the VPC's network, or a network without room for the default
    /// subnets.
    SubnetOutsideNetwork,
    /// Two subnets that share addresses.
    SubnetOverlap,
    /// Another number of subnets than of availability zones.
    SubnetCount,
    /// An availability zone of another region, or none at all.
    InvalidAvailabilityZone,
    /// An availability zone that is listed twice.
    DuplicateAvailabilityZone,
    /// Fewer than two availability zones.
    TooFewAvailabilityZones,
    /// An image that cannot be pulled through what the network offers.
    UnreachableImage,
    /// An image that is not written as a container registry wants it.
    InvalidImage,
    /// A domain name, or the id of a hosted zone, of the wrong form.
    InvalidDomain,
    /// A domain that Route 53 refuses to host.
    ReservedDomain,
    /// A name that the hosted zone does not contain.
    DomainOutsideZone,
    /// Both a zone to create and the id of an existing one, or neither.
    ZoneChoice,
    /// A host rule without a domain that could serve it.
    HostWithoutDomain,
    /// A production stack without a domain, hence without TLS.
    ProductionWithoutTls,
    /// `offline = true` in an environment named like production.
    OfflineInProduction,
    /// A key that the chosen backend does not have, or lacks.
    BackendKey,
    /// CPU and memory that Fargate does not offer together.
    TaskSize,
    /// A health check that can never work out.
    HealthCheck,
    /// A path or host rule of the wrong form.
    InvalidRule,
    /// Two services with the same rules, or two without any.
    SameRules,
    /// Two services whose rules overlap without one being the narrower, or too many inside each
    /// other.
    AmbiguousRules,
    /// A grant on something that is not declared.
    UnknownGrantTarget,
    /// An operation that the kind of the target lacks, or one that is listed twice.
    UnknownOperation,
    /// A grant without any operation.
    EmptyGrant,
    /// An environment variable of the wrong form, or one that formwork or ECS sets.
    InvalidVariable,
    /// A secret among the environment variables, where everyone who may read the plan sees it.
    SecretInEnvironment,
    /// A log retention that CloudWatch does not offer.
    RetentionNotOffered,
    /// An engine version that RDS does not offer in this form.
    InvalidEngineVersion,
    /// An instance class of the wrong form.
    InvalidInstanceClass,
    /// A lifecycle rule of a bucket that S3 would refuse.
    InvalidExpiration,
    /// An ARN of the wrong form or kind.
    InvalidArn,
}

impl Code {
    /// Every code, in the order of this file.
    pub const ALL: &[Self] = &[
        Self::Syntax,
        Self::UnknownKey,
        Self::WrongType,
        Self::UnknownValue,
        Self::MissingKey,
        Self::InvalidName,
        Self::NameTooLong,
        Self::DuplicateName,
        Self::InvalidTag,
        Self::OutOfRange,
        Self::MinAboveMax,
        Self::NoService,
        Self::InvalidCidr,
        Self::SubnetOutsideNetwork,
        Self::SubnetOverlap,
        Self::SubnetCount,
        Self::InvalidAvailabilityZone,
        Self::DuplicateAvailabilityZone,
        Self::TooFewAvailabilityZones,
        Self::UnreachableImage,
        Self::InvalidImage,
        Self::InvalidDomain,
        Self::ReservedDomain,
        Self::DomainOutsideZone,
        Self::ZoneChoice,
        Self::HostWithoutDomain,
        Self::ProductionWithoutTls,
        Self::OfflineInProduction,
        Self::BackendKey,
        Self::TaskSize,
        Self::HealthCheck,
        Self::InvalidRule,
        Self::SameRules,
        Self::AmbiguousRules,
        Self::UnknownGrantTarget,
        Self::UnknownOperation,
        Self::EmptyGrant,
        Self::InvalidVariable,
        Self::SecretInEnvironment,
        Self::RetentionNotOffered,
        Self::InvalidEngineVersion,
        Self::InvalidInstanceClass,
        Self::InvalidExpiration,
        Self::InvalidArn,
    ];

    /// The kebab-case name that reports print.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::UnknownKey => "unknown-key",
            Self::WrongType => "wrong-type",
            Self::UnknownValue => "unknown-value",
            Self::MissingKey => "missing-key",
            Self::InvalidName => "invalid-name",
            Self::NameTooLong => "name-too-long",
            Self::DuplicateName => "duplicate-name",
            Self::InvalidTag => "invalid-tag",
            Self::OutOfRange => "out-of-range",
            Self::MinAboveMax => "min-above-max",
            Self::NoService => "no-service",
            Self::InvalidCidr => "invalid-cidr",
            Self::SubnetOutsideNetwork => "subnet-outside-network",
            Self::SubnetOverlap => "subnet-overlap",
            Self::SubnetCount => "subnet-count",
            Self::InvalidAvailabilityZone => "invalid-availability-zone",
            Self::DuplicateAvailabilityZone => "duplicate-availability-zone",
            Self::TooFewAvailabilityZones => "too-few-availability-zones",
            Self::UnreachableImage => "unreachable-image",
            Self::InvalidImage => "invalid-image",
            Self::InvalidDomain => "invalid-domain",
            Self::ReservedDomain => "reserved-domain",
            Self::DomainOutsideZone => "domain-outside-zone",
            Self::ZoneChoice => "zone-choice",
            Self::HostWithoutDomain => "host-without-domain",
            Self::ProductionWithoutTls => "production-without-tls",
            Self::OfflineInProduction => "offline-in-production",
            Self::BackendKey => "backend-key",
            Self::TaskSize => "task-size",
            Self::HealthCheck => "health-check",
            Self::InvalidRule => "invalid-rule",
            Self::SameRules => "same-rules",
            Self::AmbiguousRules => "ambiguous-rules",
            Self::UnknownGrantTarget => "unknown-grant-target",
            Self::UnknownOperation => "unknown-operation",
            Self::EmptyGrant => "empty-grant",
            Self::InvalidVariable => "invalid-variable",
            Self::SecretInEnvironment => "secret-in-environment",
            Self::RetentionNotOffered => "retention-not-offered",
            Self::InvalidEngineVersion => "invalid-engine-version",
            Self::InvalidInstanceClass => "invalid-instance-class",
            Self::InvalidExpiration => "invalid-expiration",
            Self::InvalidArn => "invalid-arn",
        }
    }
}
