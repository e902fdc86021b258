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
    /// At least two, of the region. Default: the first two zones of the region.
    pub(crate) availability_zones: Option<Field<Vec<Field<String>>>>,
    /// One per zone, /27 or larger: the load balancer and the NAT gateways. Default: the /24 networks of
    /// `cidr` from number 1 on.
    pub(crate) public_subnets: Option<Field<Vec<Field<String>>>>,
    /// One per zone: tasks and databases. Default: the /24 networks of `cidr` from number 10 on.
    pub(crate) private_subnets: Option<Field<Vec<Field<String>>>>,
    /// The way out of the private subnets. `single` is cheap, and the loss of its zone cuts all off;
    /// `per_az` has one in each zone. `regional` is one that AWS extends to each zone with tasks, at addresses of
    /// AWS's choice; it needs version 6 of the provider. With `none`, interface endpoints carry what Fargate
    /// needs, and nothing else is reached, so images must lie in ECR of the same region. S3 and DynamoDB then answer
    /// credentials of this account alone.
    pub(crate) nat_gateways: Field<NatGateways>,
    /// Whether the network has addresses of IPv6 beside those of IPv4. Then tasks reach IPv6 through an egress-only
    /// gateway, which lets nobody in, and clients reach the load balancer by both.
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
    /// Network of the VPC, /16 to /28: who reaches an internal load balancer. Default: none, and then such
    /// a load balancer needs `allow`.
    pub(crate) cidr: Option<Field<String>>,
    /// Ids of subnets of two zones or more that the internet reaches: the load balancer, unless it is
    /// internal.
    pub(crate) public_subnet_ids: Option<Field<Vec<Field<String>>>>,
    /// Ids of subnets of two zones or more with a way out to AWS: tasks, databases and caches.
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
    /// Hosted zone that is created; the registrar must delegate it to its name servers, before that no
    /// certificate becomes valid. Default: none, one of `zone`, `zone_id` and `certificate_arn` is required.
    pub(crate) zone: Option<Field<String>>,
    /// Id of a hosted zone that exists. Default: none, one of `zone`, `zone_id` and `certificate_arn` is required.
    pub(crate) zone_id: Option<Field<String>>,
    /// ARN of a certificate that exists, for the name and all hosts: of ACM in the region of the stack, or a server
    /// certificate of IAM. None is made then, and names without a hosted zone get no record. Default: none, a
    /// certificate is made and proven in the zones.
    pub(crate) certificate_arn: Option<Field<String>>,
    /// Hosted zones of further hosts, by their names, with the ids of those that exist. The records of a host are
    /// made in the one whose name is the longest that it ends in.
    pub(crate) zones: Entries<Field<String>>,
}

impl Domain {
    /// Whether it has a hosted zone for its own name.
    pub(crate) fn has_zone(&self) -> bool {
        self.zone.is_some() || self.zone_id.is_some()
    }
}
