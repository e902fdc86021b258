//! `[network]` and `[domain]`: where the stack is, and under which names.

use serde::Deserialize;

use super::{Entries, Field};

/// `[network]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Network {
    /// Network of the VPC, /16 to /28.
    pub(crate) cidr: Field<String>,
    /// At least two zones of the region. Default: the first two zones of the region.
    pub(crate) availability_zones: Option<Field<Vec<Field<String>>>>,
    /// One per zone, /27 or larger: for the load balancer and the NAT gateways. Default: the /24 networks of `cidr`
    /// from number 1 on.
    pub(crate) public_subnets: Option<Field<Vec<Field<String>>>>,
    /// One per zone: for tasks, databases and caches. Default: the /24 networks of `cidr` from number 10 on.
    pub(crate) private_subnets: Option<Field<Vec<Field<String>>>>,
    /// The way out of the private subnets. `single` is cheap, but if its zone fails, no zone has a way out.
    /// `per_az` has a gateway in each zone. `regional` is one gateway that AWS extends to each zone with tasks, at
    /// addresses that AWS chooses; it needs version 6 of the provider. With `none`, tasks reach only what Fargate
    /// needs, through interface endpoints, so images must be in ECR of the same region. S3 and DynamoDB then answer
    /// only credentials of this account.
    pub(crate) nat_gateways: Field<NatGateways>,
    /// Whether the network has IPv6 addresses beside those of IPv4. Tasks then reach IPv6 hosts through an
    /// egress-only gateway, which lets nobody in, and clients reach the load balancer by both.
    pub(crate) ipv6: Field<bool>,
    /// A VPC that exists. Then the stack makes none, and no other key of `[network]` is written.
    pub(crate) existing: Option<Field<ExistingNetwork>>,
}

/// `existing = { vpc_id = "vpc-…", private_subnet_ids = ["subnet-…", "subnet-…"] }`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct ExistingNetwork {
    /// Id of the VPC.
    pub(crate) vpc_id: Option<Field<String>>,
    /// Network of the VPC, /16 to /28. It may reach an internal load balancer. Default: none; an internal load
    /// balancer then needs `allow`.
    pub(crate) cidr: Option<Field<String>>,
    /// Ids of public subnets in two zones or more: for the load balancer, unless it is internal.
    pub(crate) public_subnet_ids: Option<Field<Vec<Field<String>>>>,
    /// Ids of subnets in two zones or more with a way out to AWS: for tasks, databases and caches.
    pub(crate) private_subnet_ids: Option<Field<Vec<Field<String>>>>,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            cidr: "10.0.0.0/16".to_owned().into(),
            availability_zones: None,
            public_subnets: None,
            private_subnets: None,
            nat_gateways: NatGateways::Single.into(),
            ipv6: false.into(),
            existing: None,
        }
    }
}

/// How tasks in the private subnets reach AWS and the internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum NatGateways {
    /// One NAT gateway, in the first zone: cheap, and a zone's loss takes all outbound traffic.
    Single,
    /// One per zone.
    PerAz,
    /// One for all zones, which AWS extends to those with tasks.
    Regional,
    /// None: interface endpoints carry what Fargate needs, and nothing reaches the internet.
    None,
}

/// `[domain]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Domain {
    /// Name of the certificate and of the records.
    pub(crate) name: Option<Field<String>>,
    /// Hosted zone that the stack makes. The registrar must delegate it to its name servers: before that no
    /// certificate becomes valid. Default: none, one of `zone`, `zone_id` and `certificate_arn` is required.
    pub(crate) zone: Option<Field<String>>,
    /// Id of a hosted zone that exists. Default: none, one of `zone`, `zone_id` and `certificate_arn` is required.
    pub(crate) zone_id: Option<Field<String>>,
    /// ARN of an existing certificate for the name and all hosts: of ACM in the region of the stack, or a server
    /// certificate of IAM. The stack then makes none, and makes no record for names without a hosted zone. Default:
    /// none; the stack makes a certificate, and validates it in the zones.
    pub(crate) certificate_arn: Option<Field<String>>,
    /// Existing hosted zones of further hosts: their names with their ids. The records of a host are made in the
    /// zone with the longest name that the host ends in.
    pub(crate) zones: Entries<Field<String>>,
}

impl Domain {
    /// Whether it has a hosted zone for its own name.
    pub(crate) fn has_zone(&self) -> bool {
        self.zone.is_some() || self.zone_id.is_some()
    }
}
