//! The codes of a service.

use crate::problem::codes;

codes! {
    /// What can be wrong with a service.
    CODES:
    /// A health check that can never work out.
    HealthCheck = "health-check",
    /// A path or host rule of the wrong form.
    InvalidRule = "invalid-rule",
    /// Two services with the same rules, or two without any.
    SameRules = "same-rules",
    /// Two services whose rules overlap without one being the narrower, or too many inside each
    /// other.
    AmbiguousRules = "ambiguous-rules",
    /// A variable that tells the code another port than the load balancer asks.
    PortMismatch = "port-mismatch",
    /// A host rule without a domain that could serve it.
    HostWithoutDomain = "host-without-domain",
    /// A key about requests of the load balancer, of a service that it does not know.
    NotPublic = "not-public",
    /// Services that call each other, so that none of them can be first.
    CircularCalls = "circular-calls",
    /// A protocol that the load balancer speaks over TLS alone.
    ProtocolWithoutTls = "protocol-without-tls",
    /// A deployment that is to go back by an alarm that the stack does not have.
    MissingAlarm = "missing-alarm",
    /// A key of another strategy of deployments than the service has.
    OtherStrategy = "other-strategy",
    /// A key that makes sense for one target group, of a service that has two.
    TwoTargetGroups = "two-target-groups",
}
