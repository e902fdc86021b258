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
    /// `true`: it stands in the private subnets, and the internet does not reach it. A change makes
    /// another load balancer in its place.
    pub(crate) internal: Field<bool>,
    /// Who may send requests: networks, and the ids of prefix lists. Default: the internet, or the network
    /// of the VPC if it is `internal`.
    pub(crate) allow: Option<Field<Vec<Field<String>>>>,
    /// How long a connection may be silent before the load balancer closes it. Servers keep theirs open for
    /// longer, or clients see errors.
    pub(crate) idle_timeout_seconds: Field<u32>,
    /// A web ACL that looks at each request first. Default: none.
    pub(crate) waf: Option<Field<Waf>>,
}

impl Default for LoadBalancer {
    fn default() -> Self {
        Self {
            internal: false.into(),
            allow: None,
            idle_timeout_seconds: 60.into(),
            waf: None,
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
    /// So many requests of one address in five minutes are too many.
    pub(crate) rate_limit: Field<u32>,
    /// The groups of rules that AWS keeps up to date: `common` (of OWASP), `known_bad_inputs` (Log4j and
    /// the like), `ip_reputation` (addresses of bots), `anonymous_ip` (proxies) and `sql_injection`.
    pub(crate) rules: Field<Vec<Field<WafRules>>>,
    /// What becomes of a request that a rule matches. `count` lets it through and logs it, `block` answers
    /// 403. Look at what was counted before you block.
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
