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
    served: Optional<Served>,
}

/// What the load balancer needs to serve HTTPS.
#[derive(Debug, Serialize)]
struct Served {
    domain: Word,
    zone_id: Expr,
    /// The domain and the hosts of all services.
    names: Expr,
    /// The same without wildcards: what the certificate's records of validation are for.
    proven_names: Expr,
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
        let served = stack.has_load_balancer().then(|| Served {
            domain: (&domain.name).into(),
            zone_id: domain.zone.id(),
            names: Expr::list(names().map(Literal::new)),
            proven_names: Expr::list(proven.into_iter().map(Literal::new)),
        });
        Self {
            created_zone,
            served: served.into_iter().collect(),
        }
    }
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
