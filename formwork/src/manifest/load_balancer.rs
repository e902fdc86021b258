//! `[load_balancer]`: who reaches the load balancer, and what stands before it.

use serde::Deserialize;

use super::Field;

/// `[load_balancer]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct LoadBalancer {
    /// `true`: it is in the private subnets, and the internet does not reach it. A change replaces the load
    /// balancer.
    pub(crate) internal: Field<bool>,
    /// Who may send requests: networks, and the ids of prefix lists. Default: the internet, or the network
    /// of the VPC if it is `internal`.
    pub(crate) allow: Option<Field<Vec<Field<String>>>>,
    /// How long a connection may be silent before the load balancer closes it. A server must keep its connections
    /// open for longer, or clients see errors.
    pub(crate) idle_timeout_seconds: Field<u32>,
    /// A web ACL that looks at each request first. Default: none.
    pub(crate) waf: Option<Field<Waf>>,
    /// A load balancer that others have made, in the VPC of `[network.existing]`. Then the stack makes none, and
    /// no other key of `[load_balancer]` is written. Each service has `hosts` or `paths` then: what no rule takes
    /// belongs to the owner of the listener.
    pub(crate) existing: Option<Field<ExistingLoadBalancer>>,
}

/// `existing = { listener_arn = "arn:…", security_group_id = "sg-…" }`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct ExistingLoadBalancer {
    /// ARN of the Application Load Balancer. Default: the load balancer in `listener_arn`.
    pub(crate) arn: Option<Field<String>>,
    /// ARN of the listener that gets the rules of the services. Its owner is responsible for its certificate.
    pub(crate) listener_arn: Option<Field<String>>,
    /// Id of its security group. The tasks accept requests from this group, and it gets rules that let requests out
    /// to them.
    pub(crate) security_group_id: Option<Field<String>>,
    /// The DNS name that AWS gave it. Default: none; the stack then has no `[domain]`.
    pub(crate) dns_name: Option<Field<String>>,
    /// The id of AWS's hosted zone for that name. Default: none; the stack then has no `[domain]`.
    pub(crate) zone_id: Option<Field<String>>,
    /// Which priorities on the listener are those of this stack. Default: any, at places that follow from the names
    /// of stack and service, which those of another stack may meet by chance. AWS refuses the second then.
    pub(crate) priorities: Option<Field<Priorities>>,
}

/// `priorities = { first = 1000, last = 1999 }`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Priorities {
    /// The lowest priority, whose rule is asked first.
    pub(crate) first: Option<Field<u32>>,
    /// The highest priority, at least 999 above `first`: narrower rules come before wider ones, and a new service
    /// must not change the priority of another.
    pub(crate) last: Option<Field<u32>>,
}

impl Default for LoadBalancer {
    fn default() -> Self {
        Self {
            internal: false.into(),
            allow: None,
            idle_timeout_seconds: 60.into(),
            waf: None,
            existing: None,
        }
    }
}

/// `waf = { rate_limit = 2000, rules = ["common", "known_bad_inputs", "ip_reputation"], mode = "count" }`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Waf {
    /// The most requests that one address may send in five minutes.
    pub(crate) rate_limit: Field<u32>,
    /// The groups of rules that AWS keeps up to date: `common` (of OWASP), `known_bad_inputs` (Log4j and
    /// the like), `ip_reputation` (addresses of bots), `anonymous_ip` (proxies) and `sql_injection`.
    pub(crate) rules: Field<Vec<Field<WafRules>>>,
    /// What happens to a request that a rule matches. `count` lets it through and logs it, `block` answers 403.
    /// Read the counted requests before you block.
    pub(crate) mode: Field<WafMode>,
}

impl Default for Waf {
    fn default() -> Self {
        let rules = [
            WafRules::Common,
            WafRules::KnownBadInputs,
            WafRules::IpReputation,
        ];
        Self {
            rate_limit: 2000.into(),
            rules: Vec::from(rules.map(Field::from)).into(),
            mode: WafMode::Count.into(),
        }
    }
}

/// A group of rules of AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum WafRules {
    // In the order in which they are asked: the cheap and certain ones first.
    IpReputation,
    AnonymousIp,
    KnownBadInputs,
    Common,
    SqlInjection,
}

impl WafRules {
    /// The word of `stack.toml` for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::IpReputation => "ip_reputation",
            Self::AnonymousIp => "anonymous_ip",
            Self::KnownBadInputs => "known_bad_inputs",
            Self::Common => "common",
            Self::SqlInjection => "sql_injection",
        }
    }
}

/// What becomes of what a rule matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum WafMode {
    Count,
    Block,
}
