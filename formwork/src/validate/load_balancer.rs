//! `[load_balancer]`: who reaches it, and what looks at their requests first.

use std::collections::BTreeSet;

use crate::kind::{Limits, Problems, optional};
use crate::manifest::{self, Field, Manifest};
use crate::problem::{Code, Problem};
use crate::source::Span;
use crate::stack::{Allowed, LoadBalancer, Network, Region, Waf};

mod existing;

/// Elastic Load Balancing API, `LoadBalancerAttribute`: `idle_timeout.timeout_seconds`.
pub(crate) const IDLE_TIMEOUT: Limits = Limits {
    key: "idle_timeout_seconds",
    range: 1..=4000,
    taker: "Elastic Load Balancing",
};

/// AWS WAF API, `RateBasedStatement`.
pub(crate) const RATE_LIMIT: Limits = Limits {
    key: "rate_limit",
    range: 10..=2_000_000_000,
    taker: "AWS WAF",
};

/// The load balancer, whether one is made or not. An internal one is reached from its network.
pub(super) fn load_balancer(
    manifest: &Manifest,
    region: Option<&Region>,
    network: Option<&Network>,
    problems: &mut Problems,
) -> Option<LoadBalancer> {
    let table = &manifest.load_balancer.span_or(&(0..0));
    let section = manifest.load_balancer.get();
    let existing = optional(section.existing.as_ref(), |field| {
        existing::existing(manifest, field, region, problems)
    });
    let internal = *section.internal.get();
    let allow = match &section.allow {
        Some(listed) => allow(listed, table, manifest, problems),
        None => Some(allow_by_default(internal, network)),
    };
    let idle_timeout = problems.number(&section.idle_timeout_seconds, table, &IDLE_TIMEOUT);
    let waf = optional(section.waf.as_ref(), |field| {
        waf(field.get(), &field.span_or(table), problems)
    });
    Some(LoadBalancer {
        internal,
        allow: allow?,
        idle_timeout_seconds: idle_timeout?,
        waf: waf.ok()?,
        existing: existing.ok()?,
    })
}

/// The internet, or the network of an internal load balancer; by each family of addresses that the network has.
fn allow_by_default(internal: bool, network: Option<&Network>) -> Vec<Allowed> {
    let (by_ipv4, by_ipv6) = if internal {
        let cidr = network.and_then(Network::cidr);
        (cidr.map(Into::into), Allowed::OwnIpv6)
    } else {
        (Some(Allowed::internet()), Allowed::internet_ipv6())
    };
    let has_ipv6 = network.is_some_and(Network::has_ipv6);
    by_ipv4
        .into_iter()
        .chain(has_ipv6.then_some(by_ipv6))
        .collect()
}

fn allow(
    listed: &Field<Vec<Field<String>>>,
    table: &Span,
    manifest: &Manifest,
    problems: &mut Problems,
) -> Option<Vec<Allowed>> {
    let span = &listed.span_or(table);
    if listed.get().is_empty() {
        let problem = Problem::new(Code::UnknownValue, "`allow` lets nobody in")
            .at(span.clone(), "empty")
            .help("list networks, such as `[\"203.0.113.0/24\"]`, or leave `allow` out");
        problems.extend([problem]);
        return None;
    }
    let fields = || listed.get().iter();
    problems.extend(repeated(fields(), span, |text| format!("`{text}`")));
    let allowed: Vec<Option<Allowed>> = fields()
        .map(|field| {
            let parse = |text: &str| reachable(text, manifest);
            problems.text(field, span, "who may send requests", parse)
        })
        .collect();
    allowed.into_iter().collect()
}

/// Nobody comes by IPv6 to a load balancer that has no such address.
fn reachable(text: &str, manifest: &Manifest) -> Result<Allowed, Problem> {
    let allowed = Allowed::parse(text)?;
    let network = manifest.network.get();
    let has_ipv6 = *network.ipv6.get() || manifest.is_unread(&["network", "ipv6"]);
    if has_ipv6 || !allowed.is_ipv6() {
        return Ok(allowed);
    }
    let message =
        format!("`{text}` is a network of IPv6, and the load balancer has no such address");
    let instead = "list networks of IPv4, such as `203.0.113.0/24`";
    Err(
        Problem::new(Code::InvalidCidr, message).help(match network.existing {
            Some(_) => instead.to_owned(),
            None => format!("write `ipv6 = true` in `[network]`, or {instead}"),
        }),
    )
}

fn waf(section: &manifest::Waf, table: &Span, problems: &mut Problems) -> Option<Waf> {
    let rate_limit = problems.number(&section.rate_limit, table, &RATE_LIMIT);
    let span = &section.rules.span_or(table);
    let listed = section.rules.get().iter();
    problems.extend(repeated(listed.clone(), span, |rules| {
        format!("the group `{}`", rules.word())
    }));
    let rules: BTreeSet<_> = listed.map(|field| *field.get()).collect();
    Some(Waf {
        rate_limit: rate_limit?,
        rules: rules.into_iter().collect(),
        mode: *section.mode.get(),
    })
}

/// A problem for each value that stands there a second time.
fn repeated<'a, T: PartialEq + 'a>(
    fields: impl Iterator<Item = &'a Field<T>>,
    list: &Span,
    name: impl Fn(&T) -> String,
) -> Vec<Problem> {
    let mut seen: Vec<&Field<T>> = Vec::new();
    let mut problems = Vec::new();
    for field in fields {
        match seen.iter().find(|first| **first == field) {
            Some(first) => problems.push(
                Problem::new(
                    Code::UnknownValue,
                    format!("{} is listed twice", name(field.get())),
                )
                .at(field.span_or(list), "again")
                .at(first.span_or(list), "first here")
                .help("remove one of them"),
            ),
            None => seen.push(field),
        }
    }
    problems
}
