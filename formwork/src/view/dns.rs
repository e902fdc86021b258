//! `dns.tf`: the hosted zone, the certificate and the records.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::hcl::{Expr, Literal, Word};
use crate::kind::Optional;
use crate::stack::{Domain, HostPattern, Rules, Stack, Zone};

/// What `dns.tf.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Dns {
    created_zone: Optional<CreatedZone>,
    certificate: Optional<Certificate>,
    records: Optional<Records>,
}

/// What the load balancer needs to serve HTTPS, unless others see to it.
#[derive(Debug, Serialize)]
struct Certificate {
    domain: Word,
    zone_id: Expr,
    /// The domain and the hosts of all services.
    names: Expr,
    /// The same without wildcards: what the certificate's records of validation are for.
    proven_names: Expr,
}

/// What leads to the load balancer.
#[derive(Debug, Serialize)]
struct Records {
    zone_id: Expr,
    names: Expr,
    alias_name: Expr,
    alias_zone_id: Expr,
}

#[derive(Debug, Serialize)]
struct CreatedZone {
    name: Word,
}

impl Dns {
    pub(crate) fn new(stack: &Stack, domain: &Domain) -> Self {
        let hosts = hosts(stack, domain);
        let created_zone = match &domain.zone {
            Zone::Created(name) => vec![CreatedZone { name: name.into() }],
            Zone::Existing(_) => Vec::new(),
        };
        let names = || {
            [domain.name.as_str()]
                .into_iter()
                .chain(hosts.iter().copied())
        };
        let proven: BTreeSet<&str> = names().map(without_wildcard).collect();
        let certificate = stack.makes_load_balancer().then(|| Certificate {
            domain: (&domain.name).into(),
            zone_id: domain.zone.id(),
            names: Expr::list(names().map(Literal::new)),
            proven_names: Expr::list(proven.into_iter().map(Literal::new)),
        });
        let alias = alias(stack).filter(|_| stack.has_load_balancer());
        let records = alias.map(|(alias_name, alias_zone_id)| Records {
            zone_id: domain.zone.id(),
            names: Expr::list(names().map(Literal::new)),
            alias_name,
            alias_zone_id,
        });
        Self {
            created_zone,
            certificate: certificate.into_iter().collect(),
            records: records.into_iter().collect(),
        }
    }
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

/// The hosts that services ask for, beside the domain itself.
fn hosts<'a>(stack: &'a Stack, domain: &Domain) -> BTreeSet<&'a str> {
    let routes = stack.entries.iter();
    let rules = routes.filter_map(|entry| entry.route()?.rules.as_ref());
    rules
        .flat_map(Rules::hosts)
        .map(HostPattern::text)
        .filter(|host| *host != domain.name.as_str())
        .collect()
}
