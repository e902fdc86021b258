//! The VPC and its subnets.

use std::collections::BTreeSet;
use std::fmt;

use ipnet::Ipv4Net;

use super::{Allowed, AvailabilityZone};
use crate::hcl::Plain;
use crate::problem::{Code, Problem};

pub(crate) use crate::manifest::NatGateways;

/// The interface endpoints that every stack without a way out has: what Fargate needs to start a task
/// and to write its logs, and where the passwords of databases are.
pub(crate) const ENDPOINTS: [&str; 4] = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"];

/// A service of AWS that a network reaches by a route of its own, which costs nothing. AWS has these two.
/// (AWS PrivateLink guide, "Gateway endpoints".)
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gateway {
    S3,
    DynamoDb,
}

impl Gateway {
    /// The gateway of an endpoint's service, if it has one.
    pub(crate) fn of_service(service: &str) -> Option<Self> {
        let mut all = [Self::S3, Self::DynamoDb].into_iter();
        all.find(|gateway| gateway.service() == service)
    }

    /// The end of the service's name, which is also that of the endpoint in HCL. `LogicalId` reserves it.
    pub(crate) fn service(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::DynamoDb => "dynamodb",
        }
    }

    /// What people call the service.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::S3 => "S3",
            Self::DynamoDb => "DynamoDB",
        }
    }
}

/// Where the stack is.
#[derive(Debug, Clone)]
pub(crate) enum Network {
    /// In a VPC of its own.
    Made(Vpc),
    /// In one that others have made.
    Existing(ExistingNetwork),
}

impl Network {
    /// Whether it is one of the stack that has addresses of IPv6 too.
    pub(crate) fn has_ipv6(&self) -> bool {
        self.made().is_some_and(|vpc| vpc.ipv6)
    }

    /// The VPC that the stack makes.
    pub(crate) fn made(&self) -> Option<&Vpc> {
        match self {
            Self::Made(vpc) => Some(vpc),
            Self::Existing(_) => None,
        }
    }

    pub(crate) fn existing(&self) -> Option<&ExistingNetwork> {
        match self {
            Self::Made(_) => None,
            Self::Existing(existing) => Some(existing),
        }
    }

    /// The addresses of the VPC, if they are known.
    pub(crate) fn cidr(&self) -> Option<Cidr> {
        match self {
            Self::Made(vpc) => Some(vpc.cidr),
            Self::Existing(existing) => existing.cidr,
        }
    }

    /// What its parts are called in HCL.
    pub(crate) fn names(&self) -> &'static NetworkNames {
        match self {
            Self::Made(_) => &NetworkNames::MADE,
            Self::Existing(_) => &NetworkNames::EXISTING,
        }
    }
}

/// Expressions of HCL for the parts of a network. Templates have no other names for them.
#[derive(Debug)]
pub(crate) struct NetworkNames {
    /// The id of the VPC.
    pub(crate) vpc_id: &'static str,
    /// A list of the ids of the public subnets.
    pub(crate) public_subnet_ids: &'static str,
    /// A list of the ids of the private subnets.
    pub(crate) private_subnet_ids: &'static str,
    /// What a `for_each` over the private subnets goes over, and the id of one in it.
    pub(crate) each_private_subnet: [&'static str; 2],
    /// The id of the account, without asking AWS for it.
    pub(crate) account_id: &'static str,
}

impl NetworkNames {
    pub(crate) const MADE: Self = Self {
        vpc_id: "aws_vpc.main.id",
        public_subnet_ids: "[for subnet in aws_subnet.public : subnet.id]",
        private_subnet_ids: "[for subnet in aws_subnet.private : subnet.id]",
        each_private_subnet: ["aws_subnet.private", "each.value.id"],
        account_id: "aws_vpc.main.owner_id",
    };

    pub(crate) const EXISTING: Self = Self {
        vpc_id: "local.vpc_id",
        public_subnet_ids: "local.public_subnet_ids",
        private_subnet_ids: "local.private_subnet_ids",
        each_private_subnet: ["toset(local.private_subnet_ids)", "each.value"],
        account_id: "local.account_id",
    };
}

/// A VPC that others have made, and what of it the stack uses.
#[derive(Debug, Clone)]
pub(crate) struct ExistingNetwork {
    pub(crate) vpc_id: String,
    pub(crate) cidr: Option<Cidr>,
    pub(crate) public_subnet_ids: Vec<String>,
    pub(crate) private_subnet_ids: Vec<String>,
    /// The services of AWS that tasks must reach from there.
    pub(crate) services: BTreeSet<&'static str>,
}

/// A VPC: one public and one private subnet in each availability zone.
#[derive(Debug, Clone)]
pub(crate) struct Vpc {
    pub(crate) cidr: Cidr,
    pub(crate) subnets: Vec<Subnets>,
    pub(crate) nat_gateways: NatGateways,
    /// Whether it has addresses of IPv6 too.
    pub(crate) ipv6: bool,
    /// The services of AWS that tasks reach by a gateway endpoint.
    pub(crate) gateways: BTreeSet<Gateway>,
    /// The services of AWS that tasks reach by an endpoint inside the network, for want of a way out.
    pub(crate) interface_endpoints: BTreeSet<&'static str>,
}

impl Vpc {
    /// Its network of IPv6, as an expression.
    pub(crate) const IPV6_CIDR: &str = "aws_vpc.main.ipv6_cidr_block";

    /// The addresses in HCL of what leads out of the private subnets.
    pub(crate) fn ways_out(&self) -> impl Iterator<Item = &'static str> {
        let way = match self.nat_gateways {
            NatGateways::None => "aws_vpc_endpoint.interface",
            NatGateways::Single | NatGateways::PerAz | NatGateways::Regional => {
                "aws_route.private_nat"
            }
        };
        // Before it is associated, a subnet has the routes of the VPC's main table: none out.
        let ways = [way, "aws_route_table_association.private"].into_iter();
        ways.chain(self.ipv6.then_some("aws_route.private_ipv6"))
    }
}

/// The subnets of one availability zone.
#[derive(Debug, Clone)]
pub(crate) struct Subnets {
    pub(crate) availability_zone: AvailabilityZone,
    pub(crate) public: Cidr,
    pub(crate) private: Cidr,
}

/// An IPv4 network of a size that a VPC or a subnet may have: /16 to /28 (Amazon VPC user guide,
/// "VPC CIDR blocks").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cidr(Ipv4Net);

impl Cidr {
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let invalid = |why: String, help: String| {
            Problem::new(Code::InvalidCidr, format!("`{text}` {why}")).help(help)
        };
        let net: Ipv4Net = text.parse().map_err(|_| {
            invalid(
                "is not an IPv4 network".to_owned(),
                "write an address and a prefix length, such as `10.0.0.0/16`".to_owned(),
            )
        })?;
        if net.addr() != net.network() {
            return Err(invalid(
                "is an address inside a network".to_owned(),
                format!("write the network: `{}`", net.trunc()),
            ));
        }
        // Some read a leading zero as octal, and Terraform reads none.
        if net.to_string() != text {
            return Err(invalid(
                "has a number with a leading zero".to_owned(),
                format!("write `{net}`"),
            ));
        }
        if !(16..=28).contains(&net.prefix_len()) {
            let why = format!(
                "has a prefix length of {}, AWS allows 16 to 28",
                net.prefix_len()
            );
            return Err(invalid(
                why,
                "use a prefix length from /16 to /28".to_owned(),
            ));
        }
        Ok(Self(net))
    }

    pub(crate) fn contains(self, inner: Self) -> bool {
        self.0.contains(&inner.0)
    }

    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.contains(other) || other.contains(self)
    }

    /// Its networks of the prefix length `prefix_len`.
    pub(crate) fn split(self, prefix_len: u8) -> Vec<Self> {
        self.0
            .subnets(prefix_len)
            .map(|nets| nets.map(Self).collect())
            .unwrap_or_default()
    }

    pub(crate) fn prefix_len(self) -> u8 {
        self.0.prefix_len()
    }

    /// The `count` networks of /24 from the `first`-th on, if the network has that many.
    pub(crate) fn subnets_from(self, first: usize, count: usize) -> Option<Vec<Self>> {
        let all: Vec<Self> = self
            .0
            .subnets(24)
            .ok()?
            .skip(first)
            .take(count)
            .map(Self)
            .collect();
        (all.len() == count).then_some(all)
    }
}

impl Plain for Cidr {}

impl From<Cidr> for Allowed {
    fn from(cidr: Cidr) -> Self {
        Self::Network(cidr.0.into())
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::Cidr;

    #[test]
    fn a_cidr_is_a_network_that_aws_accepts() {
        for valid in ["10.0.0.0/16", "10.0.1.0/24", "192.168.0.16/28"] {
            assert_eq!(Cidr::parse(valid).unwrap().to_string(), valid);
        }
        for (invalid, help) in [
            ("10.0.0.0", "such as `10.0.0.0/16`"),
            ("10.0.0.1/16", "`10.0.0.0/16`"),
            ("10.0.0.0/8", "/16 to /28"),
            ("10.0.0.0/29", "/16 to /28"),
            ("::/16", "such as"),
            ("10.010.0.0/16", "`10.10.0.0/16`"),
        ] {
            let problem = Cidr::parse(invalid).unwrap_err();
            assert!(
                problem.help_text().unwrap().contains(help),
                "{invalid}: {problem:?}"
            );
        }
    }
}
