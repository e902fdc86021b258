//! What stands before the services: who reaches it, and what looks at their requests first.

use std::fmt;
use std::ops::RangeInclusive;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::{DomainName, Vpc};
use crate::hcl::{Expr, Literal, Plain};
use crate::problem::{Code, Problem};

pub(crate) use crate::manifest::{WafMode, WafRules};

/// The load balancer of the services.
#[derive(Debug, Clone)]
pub(crate) struct LoadBalancer {
    /// Whether it stands in the private subnets.
    pub(crate) internal: bool,
    /// Who may send requests; nobody if the network of an internal one is not known, which a rule refuses.
    pub(crate) allow: Vec<Allowed>,
    pub(crate) idle_timeout_seconds: u32,
    pub(crate) waf: Option<Waf>,
    /// The one that others have made; nothing above means anything then.
    pub(crate) existing: Option<ExistingLoadBalancer>,
}

/// A load balancer that others have made.
#[derive(Debug, Clone)]
pub(crate) struct ExistingLoadBalancer {
    /// The end of its ARN, by which CloudWatch knows it: `app/NAME/ID`.
    pub(crate) suffix: String,
    pub(crate) listener_arn: String,
    pub(crate) security_group_id: String,
    /// Both are there in a stack with a domain, which a rule proves.
    pub(crate) dns_name: Option<DomainName>,
    pub(crate) zone_id: Option<String>,
    /// Those of this stack on the listener.
    pub(crate) priorities: RangeInclusive<u64>,
}

impl ExistingLoadBalancer {
    /// What it is called.
    pub(crate) fn name(&self) -> &str {
        self.suffix.split('/').nth(1).unwrap_or_default()
    }
}

impl LoadBalancer {
    /// How long a silent connection lives, where nobody says it. (Elastic Load Balancing user guide, "Connection
    /// idle timeout".)
    pub(crate) const IDLE_TIMEOUT_SECONDS: u32 = 60;
}

/// A web ACL.
#[derive(Debug, Clone)]
pub(crate) struct Waf {
    pub(crate) rate_limit: u32,
    /// In the order in which they are asked.
    pub(crate) rules: Vec<WafRules>,
    pub(crate) mode: WafMode,
}

/// Who may be at the other end of a connection, outside of the stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Allowed {
    Network(IpNet),
    /// The addresses of IPv6 in the VPC, which AWS chooses.
    OwnIpv6,
    PrefixList(PrefixListId),
}

/// The id of a prefix list (Amazon EC2 API: `pl-` and 8 or 17 hexadecimal digits).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PrefixListId(String);

impl Plain for PrefixListId {}

impl fmt::Display for PrefixListId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(network) => network.fmt(f),
            Self::OwnIpv6 => f.write_str(Vpc::IPV6_CIDR),
            Self::PrefixList(id) => id.fmt(f),
        }
    }
}

/// An address, a length, hexadecimal digits behind `pl-`, or a reference.
impl Plain for Allowed {}

impl Allowed {
    /// Everybody who has an address of IPv4.
    pub(crate) fn internet() -> Self {
        Self::Network(Ipv4Net::default().into())
    }

    /// Everybody who has an address of IPv6.
    pub(crate) fn internet_ipv6() -> Self {
        Self::Network(Ipv6Net::default().into())
    }

    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        if text.starts_with("pl-") {
            return prefix_list(text);
        }
        let refused = |why: &str, help: String| {
            Err(Problem::new(Code::InvalidCidr, format!("`{text}` {why}")).help(help))
        };
        let Ok(network) = text.parse::<IpNet>() else {
            return refused("is neither a network nor a prefix list", instead_of(text));
        };
        if network != network.trunc() {
            let help = format!("write the network: `{}`", network.trunc());
            return refused("is an address inside a network", help);
        }
        // AWS writes it in this form, and each plan would show the difference.
        if network.to_string() != text {
            return refused("is not written as AWS does", format!("write `{network}`"));
        }
        Ok(Self::Network(network))
    }

    /// Whether that is everybody.
    pub(crate) fn is_internet(&self) -> bool {
        matches!(self, Self::Network(network) if network.prefix_len() == 0)
    }

    pub(crate) fn is_ipv6(&self) -> bool {
        matches!(self, Self::Network(IpNet::V6(_)) | Self::OwnIpv6)
    }

    /// Whether nobody of them has an address of IPv6. What is in a prefix list nobody knows here.
    pub(crate) fn is_ipv4(&self) -> bool {
        matches!(self, Self::Network(IpNet::V4(_)))
    }

    /// The part of the address of a rule that names it: no two have the same.
    pub(crate) fn slug(&self) -> String {
        match self {
            Self::Network(IpNet::V4(_)) if self.is_internet() => "internet".to_owned(),
            Self::Network(IpNet::V6(_)) if self.is_internet() => "internet_ipv6".to_owned(),
            Self::OwnIpv6 => "vpc_ipv6".to_owned(),
            _ => self.to_string().replace(['.', ':', '/', '-'], "_"),
        }
    }

    /// The argument of a rule that names it, and its value.
    pub(crate) fn as_other_end(&self) -> (&'static str, Expr) {
        let argument = match self {
            Self::Network(IpNet::V4(_)) => "cidr_ipv4",
            Self::Network(IpNet::V6(_)) => "cidr_ipv6",
            Self::OwnIpv6 => return ("cidr_ipv6", Expr::new(Vpc::IPV6_CIDR)),
            Self::PrefixList(_) => "prefix_list_id",
        };
        (argument, Literal::new(self).into())
    }
}

fn prefix_list(text: &str) -> Result<Allowed, Problem> {
    let digits = text.trim_start_matches("pl-");
    let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if (8..=17).contains(&digits.len()) && digits.bytes().all(is_digit) {
        return Ok(Allowed::PrefixList(PrefixListId(text.to_owned())));
    }
    let message = format!("`{text}` is not the id of a prefix list");
    Err(Problem::new(Code::InvalidCidr, message)
        .help("write `pl-` and the digits of the id, such as `pl-0123456789abcdef0`"))
}

/// What to write instead of what is no network.
fn instead_of(text: &str) -> String {
    if text.parse::<std::net::IpAddr>().is_ok() {
        let length = if text.contains(':') { 128 } else { 32 };
        return format!("write `{text}/{length}` for this one address");
    }
    if text.starts_with("sg-") {
        return "let a security group in by `[resource.aws_vpc_security_group_ingress_rule.NAME]` with \
                `security_group_id = \"${aws_security_group.load_balancer.id}\"` and `referenced_security_group_id`"
            .to_owned();
    }
    "write a network, such as `203.0.113.0/24`, or the id of a prefix list, `pl-…`".to_owned()
}

#[cfg(test)]
mod tests {
    use super::Allowed;

    #[test]
    fn a_network_or_a_prefix_list_is_allowed() {
        for (text, argument, slug) in [
            ("0.0.0.0/0", "cidr_ipv4", "internet"),
            ("::/0", "cidr_ipv6", "internet_ipv6"),
            ("203.0.113.7/32", "cidr_ipv4", "203_0_113_7_32"),
            ("2001:db8::/32", "cidr_ipv6", "2001_db8___32"),
            ("pl-0123abcd", "prefix_list_id", "pl_0123abcd"),
        ] {
            let allowed = Allowed::parse(text).unwrap();
            assert_eq!(allowed.as_other_end().0, argument, "{text}");
            assert_eq!(allowed.slug(), slug);
        }
    }

    #[test]
    fn who_is_not_allowed_is_told_what_to_write() {
        for (text, help) in [
            ("203.0.113.7", "`203.0.113.7/32`"),
            ("2001:db8::1", "`2001:db8::1/128`"),
            ("203.0.113.7/24", "`203.0.113.0/24`"),
            ("2001:DB8::/32", "`2001:db8::/32`"),
            ("sg-0123", "referenced_security_group_id"),
            ("pl-1", "digits of the id"),
            ("office", "such as"),
        ] {
            let problem = Allowed::parse(text).unwrap_err();
            assert!(
                problem.help_text().unwrap().contains(help),
                "{text}: {problem:?}"
            );
        }
    }
}
