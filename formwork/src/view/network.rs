//! `network.tf`: the VPC, its subnets and its ways out.

use serde::Serialize;

use crate::hcl::{Expr, Literal, Word};
use crate::kind::{Optional, Present, present_if};
use crate::stack::{
    ENDPOINTS, ExistingNetwork, Gateway, NatGateways, NetworkNames, Stack, Subnets, Vpc,
};

/// What `network.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Network {
    name: Word,
    region: Word,
    cidr: Word,
    ipv6: Optional<Present>,
    /// The way in and out, if anything takes it.
    internet_gateway: Optional<Named>,
    public: Optional<Public>,
    private_subnets: Vec<Subnet>,
    /// The numbers of their networks of IPv6, by zone.
    private_ipv6: Optional<Expr>,
    gateways: Vec<GatewayEndpoint>,
    nat: Optional<Nat>,
    regional_nat: Optional<Named>,
    /// The id of the NAT gateway that the tasks of a zone use.
    way_out: Optional<Expr>,
    /// The way out by IPv6.
    egress_only: Optional<Named>,
    interface_endpoints: Optional<InterfaceEndpoints>,
}

/// What has nothing to say but whose it is.
#[derive(Debug, Serialize)]
struct Named {
    name: Word,
}

/// The subnets that the internet reaches.
#[derive(Debug, Serialize)]
struct Public {
    name: Word,
    subnets: Vec<Subnet>,
    /// The numbers of their networks of IPv6, by zone.
    ipv6: Optional<Expr>,
}

/// A subnet by its availability zone.
#[derive(Debug, Serialize)]
struct Subnet {
    zone: Word,
    cidr: Word,
}

/// A route to a service of AWS.
#[derive(Debug, Serialize)]
struct GatewayEndpoint {
    service: &'static str,
    /// What does not go through the NAT gateway then.
    keeps: &'static str,
    policy: Optional<EndpointPolicy>,
}

/// Who reaches a service, where the network has no other way out. Where it has one, whoever is kept from the endpoint
/// goes by that.
#[derive(Debug, Serialize)]
struct EndpointPolicy {
    account_id: &'static str,
    layers: Optional<Layers>,
}

/// The bucket that has the layers of the images in Amazon ECR (Amazon ECR user guide, "Amazon ECR interface VPC
/// endpoints": "Minimum Amazon S3 Bucket Permissions for Amazon ECR").
#[derive(Debug, Serialize)]
struct Layers {
    partition: &'static str,
    region: Word,
}

impl GatewayEndpoint {
    fn new(stack: &Stack, vpc: &Vpc, gateway: Gateway) -> Self {
        let layers = || Layers {
            partition: stack.region.partition(),
            region: (&stack.region).into(),
        };
        let is_only_way = vpc.nat_gateways == NatGateways::None;
        let policy = is_only_way.then(|| EndpointPolicy {
            account_id: NetworkNames::MADE.account_id,
            layers: Vec::from_iter((gateway == Gateway::S3).then(layers)),
        });
        Self {
            policy: Vec::from_iter(policy),
            service: gateway.service(),
            keeps: match gateway {
                Gateway::S3 => "objects and the layers of images",
                Gateway::DynamoDb => "the items of tables",
            },
        }
    }
}

/// NAT gateways in the listed zones.
#[derive(Debug, Serialize)]
struct Nat {
    reason: &'static str,
    zones: Expr,
}

/// The AWS services that tasks need and cannot reach without a NAT gateway.
#[derive(Debug, Serialize)]
struct InterfaceEndpoints {
    name: Word,
    region: Word,
    services: Expr,
    /// The end of the sentence that tells what they are for.
    others: &'static str,
    /// Of what nothing else is reached.
    family: &'static str,
}

/// What `existing_network.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Existing {
    vpc_id: Literal,
    public_subnet_ids: Optional<Expr>,
    private_subnet_ids: Expr,
    account: Optional<Account>,
}

/// Where the id of the account comes from.
#[derive(Debug, Serialize)]
struct Account {
    id: Expr,
    why: &'static str,
}

impl Existing {
    pub(crate) fn new(stack: &Stack, network: &ExistingNetwork) -> Self {
        let ids = |ids: &[String]| Expr::list(ids.iter().map(Literal::new));
        let public = &network.public_subnet_ids;
        Self {
            vpc_id: Literal::new(&network.vpc_id),
            public_subnet_ids: Vec::from_iter((!public.is_empty()).then(|| ids(public))),
            private_subnet_ids: ids(&network.private_subnet_ids),
            account: account(stack).into_iter().collect(),
        }
    }
}

/// The account that is said, or else that of a security group: to ask AWS who one is, a plan would need an
/// account.
fn account(stack: &Stack) -> Option<Account> {
    if let [only] = stack.account.allowed_ids.as_slice() {
        return Some(Account {
            id: Literal::new(only).into(),
            why: "[provider] allowed_account_ids",
        });
    }
    let group = stack.own_security_group()?;
    Some(Account {
        id: Expr::new(format!("{group}.owner_id")),
        why: "The account of the stack owns what it makes.",
    })
}

impl Network {
    pub(crate) fn new(stack: &Stack, vpc: &Vpc) -> Self {
        let subnets = |cidr: fn(&Subnets) -> Word| {
            let of_zone = |subnets: &Subnets| Subnet {
                zone: (&subnets.availability_zone).into(),
                cidr: cidr(subnets),
            };
            vpc.subnets.iter().map(of_zone).collect()
        };
        let named = || Named {
            name: (&stack.name).into(),
        };
        let named_if = |is_there: bool| Vec::from_iter(is_there.then(named));
        Self {
            name: (&stack.name).into(),
            region: (&stack.region).into(),
            cidr: (&vpc.cidr).into(),
            ipv6: present_if(vpc.ipv6),
            internet_gateway: named_if(stack.has_internet_gateway()),
            public: Vec::from_iter(stack.has_public_subnets().then(|| Public {
                name: (&stack.name).into(),
                subnets: subnets(|subnets| (&subnets.public).into()),
                ipv6: ipv6(vpc, FIRST_PUBLIC),
            })),
            private_subnets: subnets(|subnets| (&subnets.private).into()),
            private_ipv6: ipv6(vpc, FIRST_PRIVATE),
            gateways: { vpc.gateways.iter() }
                .map(|gateway| GatewayEndpoint::new(stack, vpc, *gateway))
                .collect(),
            nat: nat(vpc).into_iter().collect(),
            regional_nat: named_if(vpc.nat_gateways == NatGateways::Regional),
            way_out: way_out(vpc).into_iter().collect(),
            egress_only: named_if(vpc.ipv6),
            interface_endpoints: interface_endpoints(stack, vpc).into_iter().collect(),
        }
    }
}

/// AWS gives a VPC a /56, which has 256 networks of /64. The private subnets are in its upper half.
const FIRST_PUBLIC: u8 = 0;
const FIRST_PRIVATE: u8 = 128;

/// The numbers of the networks of IPv6 of the subnets, from `first` on. Each depends on the letter of its zone alone:
/// other zones come and go, and the network stays.
fn ipv6(vpc: &Vpc, first: u8) -> Optional<Expr> {
    let zones = vpc.subnets.iter().map(|subnets| &subnets.availability_zone);
    let numbers = zones.map(|zone| format!("{zone} = {}", first + zone.number()));
    let numbers: Vec<String> = numbers.collect();
    let by_zone = Expr::new(format!("{{ {} }}", numbers.join(", ")));
    Vec::from_iter(vpc.ipv6.then_some(by_zone))
}

fn nat(vpc: &Vpc) -> Option<Nat> {
    let zones = vpc
        .subnets
        .iter()
        .map(|subnets| Literal::new(&subnets.availability_zone));
    match vpc.nat_gateways {
        NatGateways::None | NatGateways::Regional => None,
        NatGateways::PerAz => Some(Nat {
            reason: "one per zone, so that the loss of a zone leaves the others their way out",
            zones: Expr::list(zones),
        }),
        NatGateways::Single => { zones }.next().map(|first| Nat {
            reason: "one for all zones, the cheaper choice: the loss of its zone cuts all off",
            zones: Expr::list([first]),
        }),
    }
}

fn way_out(vpc: &Vpc) -> Option<Expr> {
    match vpc.nat_gateways {
        NatGateways::None => None,
        NatGateways::Regional => Some(Expr::new("aws_nat_gateway.regional.id")),
        NatGateways::PerAz => Some(Expr::new("aws_nat_gateway.main[each.key].id")),
        NatGateways::Single => {
            let first = Literal::new(&vpc.subnets.first()?.availability_zone);
            Some(Expr::new(format!("aws_nat_gateway.main[{first}].id")))
        }
    }
}

fn interface_endpoints(stack: &Stack, vpc: &Vpc) -> Option<InterfaceEndpoints> {
    let services = &vpc.interface_endpoints;
    (!services.is_empty()).then(|| InterfaceEndpoints {
        name: (&stack.name).into(),
        region: (&stack.region).into(),
        services: Expr::list(services.iter().map(Literal::new)),
        others: if services.iter().all(|service| ENDPOINTS.contains(service)) {
            ""
        } else {
            ",\n# and so does what grants reach"
        },
        family: if vpc.ipv6 { " by IPv4" } else { "" },
    })
}
