//! `dns.tf`: the hosted zone, the certificate and the records.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::hcl::{Expr, Literal, Word};
use crate::kind::Optional;
use crate::stack::{Domain, DomainName, HostPattern, Rules, Stack, Zone};

/// What `dns.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Dns {
    created_zone: Optional<CreatedZone>,
    certificate: Optional<Certificate>,
    /// For each family of addresses of the load balancer.
    records: Vec<Aliases>,
}

/// What the load balancer needs to serve HTTPS, unless others see to it.
#[derive(Debug, Serialize)]
struct Certificate {
    domain: Word,
    /// The domain and the hosts of all services.
    names: Expr,
    /// The records that prove the certificate, which are the same for a name and its wildcard.
    proofs: Records,
}

/// A record for each of several names.
#[derive(Debug, Clone, Serialize)]
struct Records {
    /// What it is made for.
    each: Expr,
    zone_id: Expr,
}

impl Records {
    /// The names that a zone of the stack answers for, with their zones. One zone for all of them is said once.
    fn new(domain: &Domain, names: &[&str]) -> Option<Self> {
        let zones: Vec<(&str, Expr)> = names
            .iter()
            .filter_map(|name| Some((*name, zone_of(domain, name)?)))
            .collect();
        let is_one = |zone: &&Expr| {
            zones
                .iter()
                .all(|(_, other)| other.to_string() == zone.to_string())
        };
        let zone_id = zones.first().map(|(_, zone)| zone)?;
        if is_one(&zone_id) {
            let names = Expr::list(zones.iter().map(|(name, _)| Literal::new(name)));
            return Some(Self {
                each: Expr::new(format!("toset({names})")),
                zone_id: zone_id.clone(),
            });
        }
        let lines = zones
            .iter()
            .map(|(name, zone)| format!("    {} = {zone}\n", Literal::new(name)));
        Some(Self {
            each: Expr::new(format!("{{\n{}  }}", lines.collect::<String>())),
            zone_id: Expr::new("each.value"),
        })
    }
}

/// The zone that answers for a name, which may be a wildcard.
fn zone_of(domain: &Domain, name: &str) -> Option<Expr> {
    let name = DomainName::parse(without_wildcard(name));
    name.map_or_else(|_| domain.zone.id(), |name| domain.zone_of(&name))
}

/// What leads to the load balancer.
#[derive(Debug, Serialize)]
struct Aliases {
    id: &'static str,
    record_type: &'static str,
    names: Records,
    alias_name: Expr,
    alias_zone_id: Expr,
}

#[derive(Debug, Serialize)]
struct CreatedZone {
    name: Word,
}

impl Dns {
    /// None where others see to all of it.
    pub(crate) fn new(stack: &Stack) -> Option<Self> {
        let domain = stack.domain.as_ref()?;
        let created_zone = match &domain.zone {
            Zone::Created(name) => vec![CreatedZone { name: name.into() }],
            Zone::Existing(_) | Zone::Elsewhere => Vec::new(),
        };
        let certificate = certificate(stack);
        let alias = alias(stack).filter(|_| stack.has_load_balancer());
        let records = alias.and_then(|alias| {
            let names = Records::new(domain, &names(stack, domain))?;
            Some(aliases(stack, &names, &alias))
        });
        let is_empty = created_zone.is_empty() && certificate.is_none() && records.is_none();
        (!is_empty || domain.certificate_arn.is_none()).then(|| Self {
            created_zone,
            certificate: certificate.into_iter().collect(),
            records: records.unwrap_or_default(),
        })
    }
}

fn aliases(stack: &Stack, names: &Records, (name, zone_id): &(Expr, Expr)) -> Vec<Aliases> {
    let ipv4 = ("load_balancer", "A");
    let ipv6 = ("load_balancer_ipv6", "AAAA");
    let types = [ipv4]
        .into_iter()
        .chain(stack.has_load_balancer_ipv6().then_some(ipv6));
    let records = types.map(|(id, record_type)| Aliases {
        id,
        record_type,
        names: names.clone(),
        alias_name: name.clone(),
        alias_zone_id: zone_id.clone(),
    });
    records.collect()
}

fn certificate(stack: &Stack) -> Option<Certificate> {
    let domain = stack.certified_domain()?;
    let names = names(stack, domain);
    let proven: BTreeSet<&str> = names.iter().copied().map(without_wildcard).collect();
    Some(Certificate {
        domain: (&domain.name).into(),
        names: Expr::list(names.into_iter().map(Literal::new)),
        proofs: Records::new(domain, &Vec::from_iter(proven))?,
    })
}

/// The names that lead to the load balancer and have no record in a zone of the stack.
pub(super) fn names_without_record(stack: &Stack) -> Vec<&str> {
    let domain = stack.domain.as_ref().filter(|_| stack.has_load_balancer());
    let names = domain.map(|domain| (domain, names(stack, domain)));
    let names = names.into_iter().flat_map(|(domain, names)| {
        let names = names.into_iter();
        names.filter(|name| zone_of(domain, name).is_none())
    });
    names.collect()
}

/// The name that AWS gave the load balancer, and its zone.
fn alias(stack: &Stack) -> Option<(Expr, Expr)> {
    let Some(existing) = &stack.load_balancer.existing else {
        return Some((
            Expr::new("aws_lb.main.dns_name"),
            Expr::new("aws_lb.main.zone_id"),
        ));
    };
    let name = Literal::new(existing.dns_name.as_ref()?);
    let zone = Literal::new(existing.zone_id.as_ref()?);
    Some((name.into(), zone.into()))
}

/// The name whose record proves this one: AWS asks for the same record for `*.a.example` and `a.example`.
fn without_wildcard(name: &str) -> &str {
    name.strip_prefix("*.").unwrap_or(name)
}

/// How many names the certificate has that is made, if one is.
pub(super) fn certificate_names(stack: &Stack) -> usize {
    let domain = stack.certified_domain();
    domain.map_or(0, |domain| names(stack, domain).len())
}

/// The domain, and the hosts that services ask for beside it.
fn names<'a>(stack: &'a Stack, domain: &'a Domain) -> Vec<&'a str> {
    let routes = stack.entries.iter();
    let rules = routes.filter_map(|entry| entry.route()?.rules.as_ref());
    let hosts: BTreeSet<&str> = rules
        .flat_map(Rules::hosts)
        .map(HostPattern::text)
        .filter(|host| *host != domain.name.as_str())
        .collect();
    [domain.name.as_str()].into_iter().chain(hosts).collect()
}
