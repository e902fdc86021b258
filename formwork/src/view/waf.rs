//! `waf.tf`: the web ACL before the load balancer, and the log of what it found.

use serde::Serialize;

use crate::hcl::Word;
use crate::kind::{LogKey, Optional, Present, log_key, present_if};
use crate::stack::{Stack, Waf, WafMode, WafRules};

/// What `waf.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct WebAcl {
    name: Word,
    rate_limit: u32,
    /// What becomes of a request that the rule on rates matches: `count` or `block`.
    action: &'static str,
    groups: Vec<Group>,
    log_retention_days: u32,
    log_key: Optional<LogKey>,
}

/// A group of rules of AWS.
#[derive(Debug, Serialize)]
struct Group {
    name: String,
    title: &'static str,
    priority: u32,
    /// `count`, or `none`: what the rules of the group say.
    override_action: &'static str,
    /// Whether the group takes large bodies for attacks.
    large_bodies: Optional<Present>,
}

impl WebAcl {
    pub(crate) fn new(stack: &Stack, waf: &Waf) -> Self {
        Self {
            name: (&stack.name).into(),
            rate_limit: waf.rate_limit,
            action: match waf.mode {
                WafMode::Count => "count",
                WafMode::Block => "block",
            },
            groups: waf
                .rules
                .iter()
                .map(|it| Group::new(*it, waf.mode))
                .collect(),
            log_retention_days: stack.log_retention_days,
            log_key: log_key(stack),
        }
    }
}

impl Group {
    fn new(rules: WafRules, mode: WafMode) -> Self {
        let (title, priority) = title_and_priority(rules);
        Self {
            name: rules.word().replace('_', "-"),
            title,
            priority,
            override_action: match mode {
                WafMode::Count => "count",
                WafMode::Block => "none",
            },
            large_bodies: present_if(rules == WafRules::Common),
        }
    }
}

/// The name that AWS has for a group, and when it is asked: a group that comes or goes moves no other. (AWS WAF
/// developer guide, "AWS Managed Rules rule groups list".)
fn title_and_priority(rules: WafRules) -> (&'static str, u32) {
    match rules {
        WafRules::IpReputation => ("AWSManagedRulesAmazonIpReputationList", 20),
        WafRules::AnonymousIp => ("AWSManagedRulesAnonymousIpList", 30),
        WafRules::KnownBadInputs => ("AWSManagedRulesKnownBadInputsRuleSet", 40),
        WafRules::Common => ("AWSManagedRulesCommonRuleSet", 50),
        WafRules::SqlInjection => ("AWSManagedRulesSQLiRuleSet", 60),
    }
}
