//! `[network]`: the VPC, its zones and its subnets.

use std::collections::BTreeSet;

use crate::kind::{self, Operation, Problems, Scope};
use crate::manifest::{Field, Key, Manifest, NatGateways};
use crate::source::Span;
use crate::stack::{AvailabilityZone, Cidr, ENDPOINTS, Gateway, Network, Region, Subnets, Vpc};

mod existing;

pub(super) use existing::parse_id;

/// The network, made or existing.
pub(super) fn network(
    scope: &Scope<'_>,
    region: Option<&Region>,
    problems: &mut Problems,
) -> Option<Network> {
    match &scope.manifest.network.get().existing {
        Some(field) => existing::network(scope, field, problems).map(Network::Existing),
        None => vpc(scope, region, problems).map(Network::Made),
    }
}

/// A VPC; the lists it is made of have the same length, which a rule proves.
fn vpc(scope: &Scope<'_>, region: Option<&Region>, problems: &mut Problems) -> Option<Vpc> {
    let manifest = scope.manifest;
    let table = &manifest.network.span_or(&(0..0));
    let section = manifest.network.get();
    let cidr = problems.text(&section.cidr, table, "the network of the VPC", Cidr::parse);
    let zones = region.map(|region| zones(manifest, region, problems));
    let [public, private] = TIERS.map(|tier| {
        let listed = tier.listed(manifest).map_or(&[][..], |list| list.get());
        for subnet in listed {
            problems.text(subnet, table, "the network of a subnet", Cidr::parse);
        }
        subnets(manifest, tier)
    });
    let subnets = zones?
        .into_iter()
        .zip(public.into_iter().zip(private))
        .map(|(availability_zone, (public, private))| Subnets {
            availability_zone,
            public: public.cidr,
            private: private.cidr,
        })
        .collect();
    Some(Vpc {
        cidr: cidr?,
        subnets,
        nat_gateways: *section.nat_gateways.get(),
        ipv6: *section.ipv6.get(),
        gateways: gateways(scope),
        interface_endpoints: interface_endpoints(scope),
    })
}

/// The gateway endpoints: that of S3, which has the images, and those of operations that are granted.
fn gateways(scope: &Scope<'_>) -> BTreeSet<Gateway> {
    let granted = granted_endpoints(scope).into_iter();
    let granted = granted.filter_map(Gateway::of_service);
    granted.chain([Gateway::S3]).collect()
}

/// The interface endpoints that stand in for a NAT gateway: those that every stack needs, those of
/// operations that are granted, and those of what ECS does for containers.
pub(super) fn interface_endpoints(scope: &Scope<'_>) -> BTreeSet<&'static str> {
    let nat_gateways = &scope.manifest.network.get().nat_gateways;
    if *nat_gateways.get() != NatGateways::None {
        return BTreeSet::new();
    }
    needed_services(scope)
}

/// The services of AWS that tasks talk to, beside those with a route of their own.
fn needed_services(scope: &Scope<'_>) -> BTreeSet<&'static str> {
    let granted = granted_endpoints(scope).into_iter();
    let granted = granted.filter(|service| Gateway::of_service(service).is_none());
    let injected = scope.containers().flat_map(|container| {
        let secrets = container.keys.all_secrets();
        secrets.filter_map(|(_, target)| of_injected(scope, target))
    });
    let exec = scope
        .containers()
        .filter(|container| *container.keys.exec.get());
    let exec = exec.map(|_| "ssmmessages");
    let endpoints = ENDPOINTS.into_iter().chain(granted);
    endpoints.chain(injected).chain(exec).collect()
}

/// The endpoints of all operations that are granted.
fn granted_endpoints(scope: &Scope<'_>) -> Vec<&'static str> {
    let grants = scope
        .containers()
        .flat_map(|container| &container.keys.grants);
    let endpoints = grants.flat_map(|(target, words)| of_grant(scope, target, words.get()));
    endpoints.collect()
}

/// The endpoint by which ECS fetches a secret for a container.
fn of_injected(scope: &Scope<'_>, target: &Field<String>) -> Option<&'static str> {
    let (kind, key) = scope.declared(target.get())?;
    let table = scope.manifest.any_table(kind.table())?;
    kind.endpoint(kind.injection()?.like, table, key)
}

/// The endpoints of a grant's operations, as far as it can be read.
fn of_grant(scope: &Scope<'_>, target: &Key, words: &[Field<String>]) -> Vec<&'static str> {
    let Some(kind) = scope.target_kind(target.get()) else {
        return Vec::new();
    };
    let is_granted = |operation: &&Operation| words.iter().any(|word| word.get() == operation.word);
    let operations = kind.operations().iter().filter(is_granted);
    let declared = scope.declared(target.get());
    let table = scope.manifest.any_table(kind.table());
    // A raw resource has no keys that could tell another endpoint.
    let endpoint = |operation: &'static Operation| match declared.zip(table) {
        Some(((_, key), table)) => kind.endpoint(operation, table, key),
        None => operation.endpoint,
    };
    operations.filter_map(endpoint).collect()
}

fn zones(manifest: &Manifest, region: &Region, problems: &mut Problems) -> Vec<AvailabilityZone> {
    let Some(list) = &manifest.network.get().availability_zones else {
        return AvailabilityZone::first_two(region);
    };
    let parse = |text: &str| AvailabilityZone::parse(text, region);
    let zones = list
        .get()
        .iter()
        .map(|zone| kind::text(zone, &(0..0), "not a zone of the stack's region", parse));
    zones.filter_map(|zone| problems.keep(zone)).collect()
}

/// How many zones there are, whether they can be read or not.
pub(super) fn zone_count(manifest: &Manifest) -> usize {
    manifest
        .network
        .get()
        .availability_zones
        .as_ref()
        .map_or(2, |zones| zones.get().len())
}

/// Whether the internet reaches a subnet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tier {
    Public,
    Private,
}

pub(super) const TIERS: [Tier; 2] = [Tier::Public, Tier::Private];

impl Tier {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
        }
    }

    /// The key of its list.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Public => "public_subnets",
            Self::Private => "private_subnets",
        }
    }

    pub(super) fn listed(self, manifest: &Manifest) -> Option<&Field<Vec<Field<String>>>> {
        let network = manifest.network.get();
        match self {
            Self::Public => network.public_subnets.as_ref(),
            Self::Private => network.private_subnets.as_ref(),
        }
    }

    /// The number of its first default subnet among the /24 networks of the VPC.
    fn first_default(self) -> usize {
        match self {
            Self::Public => 1,
            Self::Private => 10,
        }
    }
}

/// One subnet; a default stands nowhere.
#[derive(Debug, Clone)]
pub(super) struct Subnet {
    pub(super) cidr: Cidr,
    pub(super) span: Option<Span>,
}

/// The subnets of a tier: those of its list that can be read, or the defaults if there is none.
pub(super) fn subnets(manifest: &Manifest, tier: Tier) -> Vec<Subnet> {
    match tier.listed(manifest) {
        Some(list) => list
            .get()
            .iter()
            .filter_map(|field| {
                Some(Subnet {
                    cidr: Cidr::parse(field.get()).ok()?,
                    span: Some(field.span_or(&(0..0))),
                })
            })
            .collect(),
        None => default_subnets(manifest, tier).unwrap_or_default(),
    }
}

/// One /24 network per zone, unless the VPC is too small for them.
pub(super) fn default_subnets(manifest: &Manifest, tier: Tier) -> Option<Vec<Subnet>> {
    let cidr = Cidr::parse(manifest.network.get().cidr.get()).ok()?;
    let cidrs = cidr.subnets_from(tier.first_default(), zone_count(manifest))?;
    Some(
        cidrs
            .into_iter()
            .map(|cidr| Subnet { cidr, span: None })
            .collect(),
    )
}
