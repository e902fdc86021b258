//! `README.md` of `hcl-out/`: what is deployed, who may talk to whom, and who may do what.

use std::collections::BTreeSet;

use serde::Serialize;

use super::picture::{Arrow, Node, Picture};
use crate::edge::{raw_node, raw_title};
use crate::hcl::Word;
use crate::kind::{AnyKind, Entry, Optional};
use crate::level::Level;
use crate::markdown::markdown;
use crate::names::LogicalId;
use crate::problem;
use crate::stack::{NatGateways, Network, RawKind, Stack, Vpc, WafMode};
use crate::wiring::Wiring;
use alarms::{Alarms, alarms};
use connections::{Connection, End, connections, more_in};
use existing::Existing;
use permissions::{PermissionRow, permissions};
use runbook::{Chapter, chapters};

mod alarms;
mod connections;
mod existing;
mod outsiders;
mod permissions;
mod runbook;

/// What `README.md.hbs` sees. Texts are Markdown; what comes from the user in them is of types
/// that admit no character with a meaning there.
#[derive(Debug, Serialize)]
pub(crate) struct Readme {
    name: Word,
    environment: String,
    region: Word,
    deployed: Vec<Deployed>,
    /// What is taken as it is.
    existing: Optional<Existing>,
    edges: Vec<EdgeRow>,
    /// Whether these are all connections, as the end of a sentence.
    all: String,
    permissions: Vec<PermissionRow>,
    alarms: Optional<Alarms>,
    chapters: Vec<Chapter>,
    waivers: Optional<Waivers>,
    /// What code gets to by permission alone.
    reached: String,
    #[serde(flatten)]
    picture: Picture,
}

/// The lints that this stack does not want to hear of.
#[derive(Debug, Serialize)]
struct Waivers {
    rows: Vec<Waiver>,
}

#[derive(Debug, Serialize)]
struct Waiver {
    lint: String,
    reason: String,
}

#[derive(Debug, Serialize)]
struct Deployed {
    what: String,
    how: String,
}

#[derive(Debug, Serialize)]
struct EdgeRow {
    from: String,
    to: String,
    port: String,
    purpose: String,
}

impl Readme {
    pub(crate) fn new(stack: &Stack, wiring: &Wiring) -> Self {
        let connections = connections(stack, &wiring.edges);
        Self {
            name: (&stack.name).into(),
            environment: stack.environment.to_string(),
            region: (&stack.region).into(),
            deployed: deployed(stack),
            existing: Existing::new(stack).into_iter().collect(),
            edges: connections.iter().map(EdgeRow::new).collect(),
            all: all(stack),
            permissions: permissions(stack, wiring),
            alarms: alarms(stack, wiring).into_iter().collect(),
            chapters: chapters(stack, wiring),
            waivers: waivers(stack).into_iter().collect(),
            reached: reached(stack),
            picture: picture(stack, wiring, &connections),
        }
    }
}

/// What `bare_README.md.hbs` sees.
#[derive(Debug, Serialize)]
pub(crate) struct Bare {
    name: Word,
    environment: String,
    region: Word,
    deployed: Vec<Deployed>,
    alarms: Optional<Alarms>,
    waivers: Optional<Waivers>,
}

impl Bare {
    pub(crate) fn new(stack: &Stack, wiring: &Wiring) -> Self {
        let entries = deployed_entries(stack);
        Self {
            name: (&stack.name).into(),
            environment: stack.environment.to_string(),
            region: (&stack.region).into(),
            deployed: entries.chain(own_blocks(stack)).collect(),
            alarms: alarms(stack, wiring).into_iter().collect(),
            waivers: waivers(stack).into_iter().collect(),
        }
    }
}

/// The picture at the end of the page, alone.
pub(super) fn picture_of(stack: &Stack) -> Picture {
    let wiring = Wiring::new(stack);
    picture(stack, &wiring, &connections(stack, &wiring.edges))
}

fn picture(stack: &Stack, wiring: &Wiring, connections: &[Connection]) -> Picture {
    Picture {
        nodes: nodes(stack, connections),
        arrows: arrows(stack, wiring, connections),
    }
}

impl EdgeRow {
    fn new(connection: &Connection) -> Self {
        Self {
            from: connection.from.title.clone(),
            to: connection.to.title.clone(),
            port: connection.port.clone(),
            purpose: connection.purpose.clone(),
        }
    }
}

fn all(stack: &Stack) -> String {
    let more = more_in(stack);
    if more.is_empty() {
        return "and no other".to_owned();
    }
    format!("and what {} adds to them", problem::list(more))
}

fn deployed(stack: &Stack) -> Vec<Deployed> {
    let row = |what: String, how: String| Deployed { what, how };
    let mut rows = vec![row("network".to_owned(), network(stack))];
    if stack.has_load_balancer() {
        rows.push(row("load balancer".to_owned(), load_balancer(stack)));
        rows.extend(web_acl(stack).map(|how| row("web ACL".to_owned(), how)));
    }
    rows.extend(deployed_entries(stack));
    rows.extend(audit(stack).map(|how| row("records".to_owned(), how)));
    rows.extend(own_blocks(stack));
    rows
}

fn deployed_entries(stack: &Stack) -> impl Iterator<Item = Deployed> {
    stack.entries.iter().map(|entry| Deployed {
        what: entry.title(),
        how: entry.summary(),
    })
}

/// What stack.toml or build.rs says in Terraform's own words; its names are identifiers.
fn own_blocks(stack: &Stack) -> Vec<Deployed> {
    let blocks = stack.raw.blocks.iter();
    let blocks = blocks.filter_map(|block| match block.kind {
        RawKind::Resource => Some((block.address(), "as `resources.tf` has it")),
        RawKind::Module => Some((block.address(), "as `modules.tf` calls it")),
        _ => None,
    });
    let overrides = stack.raw.overrides.iter();
    let overrides = overrides.map(|change| (change.address(), "changed by an override"));
    let mut rows: Vec<(String, &str)> = blocks.chain(overrides).collect();
    rows.sort_unstable();
    rows.into_iter()
        .map(|(address, how)| Deployed {
            what: format!("`{address}`"),
            how: how.to_owned(),
        })
        .collect()
}

/// What production records about itself.
fn audit(stack: &Stack) -> Option<String> {
    let days = stack.log_retention_days;
    let flow_log = match stack.network {
        Network::Made(_) => ", flow log of the network, both",
        Network::Existing(_) => ",",
    };
    stack.environment.is_production().then(|| {
        format!(
            "access logs in bucket `access_logs`{flow_log} kept {days} days; logs encrypted with the key `main`"
        )
    })
}

fn network(stack: &Stack) -> String {
    match &stack.network {
        Network::Made(vpc) => made(stack, vpc),
        Network::Existing(existing) => format!("VPC `{}`, which exists", existing.vpc_id),
    }
}

fn made(stack: &Stack, vpc: &Vpc) -> String {
    let zones: Vec<String> = vpc
        .subnets
        .iter()
        .map(|subnets| subnets.availability_zone.to_string())
        .collect();
    let out = match vpc.nat_gateways {
        NatGateways::Single => "one NAT gateway",
        NatGateways::PerAz => "one NAT gateway per zone",
        NatGateways::Regional => "one NAT gateway for all zones",
        NatGateways::None => "no NAT gateway, AWS through endpoints",
    };
    let subnets = if stack.has_public_subnets() {
        "a public and a private subnet"
    } else {
        "a private subnet"
    };
    let (own, ipv6) = if vpc.ipv6 {
        (" and IPv6", ", an egress-only gateway for IPv6")
    } else {
        ("", "")
    };
    format!(
        "VPC {}{own} in {}, {subnets} in each, {out}{ipv6}",
        vpc.cidr,
        zones.join(", ")
    )
}

fn load_balancer(stack: &Stack) -> String {
    if let Some(existing) = &stack.load_balancer.existing {
        return format!(
            "`{}`, which exists, by rules on its listener",
            existing.name()
        );
    }
    let internal = if stack.load_balancer.internal {
        ", in the private subnets"
    } else {
        ""
    };
    let ipv6 = if stack.has_load_balancer_ipv6() {
        ", by IPv4 and IPv6"
    } else {
        ""
    };
    format!("{}{internal}{ipv6}", listeners(stack))
}

/// What looks at requests first.
fn web_acl(stack: &Stack) -> Option<String> {
    let waf = stack.load_balancer.waf.as_ref()?;
    let groups = waf.rules.iter().map(|group| group.word());
    let lists = if waf.rules.is_empty() {
        String::new()
    } else {
        format!(", and what {} match", problem::list(groups))
    };
    let what = match waf.mode {
        WafMode::Count => "counts, and logs,",
        WafMode::Block => "refuses, and logs,",
    };
    Some(format!(
        "{what} what one address asks beyond {} times in five minutes{lists}",
        waf.rate_limit
    ))
}

fn listeners(stack: &Stack) -> String {
    match &stack.domain {
        Some(domain) => format!(
            "HTTPS on port 443 for `{}`, HTTP on port 80 redirects",
            domain.name
        ),
        None => "HTTP on port 80, without TLS: the stack has no [domain]".to_owned(),
    }
}

fn waivers(stack: &Stack) -> Option<Waivers> {
    let allowed = stack
        .lints
        .iter()
        .filter(|(_, setting)| setting.level == Level::Allow);
    let rows: Vec<Waiver> = allowed
        .map(|(code, setting)| Waiver {
            lint: code.key(),
            reason: markdown(setting.reason.as_deref().unwrap_or_default()),
        })
        .collect();
    (!rows.is_empty()).then_some(Waivers { rows })
}

/// The ends of all connections, and the entries that are reached by permission alone.
fn nodes(stack: &Stack, connections: &[Connection]) -> Vec<Node> {
    let mut ends: Vec<&End> = Vec::new();
    let mut seen = BTreeSet::new();
    let both = connections.iter();
    for end in both.flat_map(|connection| [&connection.from, &connection.to]) {
        if seen.insert(end.node.as_str()) {
            ends.push(end);
        }
    }
    let ends = ends.into_iter().map(|end| Node {
        id: end.node.clone(),
        title: end.title.replace('`', ""),
    });
    let by_permission = stack.entries.iter().filter(is_reached_by_permission);
    let by_permission = by_permission.map(|entry| Node {
        id: node_of(entry),
        title: entry.title().replace('`', ""),
    });
    let raw = raw_by_permission(stack);
    let raw: BTreeSet<(String, String)> = raw
        .map(|(_, kind, target, _)| {
            let title = raw_title(kind.noun(), target).replace('`', "");
            (raw_node(target), title)
        })
        .collect();
    let raw = raw.into_iter().map(|(id, title)| Node { id, title });
    ends.chain(by_permission)
        .chain(raw)
        .chain(outsiders::nodes(stack))
        .collect()
}

/// The grants on raw resources that open no connection: who has them, on what, and which.
fn raw_by_permission(
    stack: &Stack,
) -> impl Iterator<Item = (Entry<'_>, &'static dyn AnyKind, &str, String)> {
    stack.entries.iter().flat_map(|entry| {
        let grants = entry.container().into_iter();
        let grants = grants.flat_map(|container| container.grants.values());
        grants.filter_map(move |grant| {
            let raw = grant.raw.as_ref().filter(|raw| raw.listens.is_none())?;
            let label = grant.words().join(", ");
            Some((entry, grant.kind, raw.address.as_str(), label))
        })
    })
}

/// Whether code gets to an entry by IAM, without a connection to it.
fn is_reached_by_permission(entry: &Entry<'_>) -> bool {
    let is_granted = !entry.kind.operations().is_empty();
    is_granted && entry.listens().is_none()
}

/// What entries of the stack are reached so, as the end of a sentence.
fn reached(stack: &Stack) -> String {
    let by_permission = stack.entries.by_kind().filter(|(kind, _)| {
        let operations = kind.operations();
        !operations.is_empty() && operations.iter().all(|operation| !operation.connects)
    });
    let (with_entries, without): (Vec<_>, Vec<_>) =
        by_permission.partition(|(_, ids)| !ids.is_empty());
    // Where there are none, what there could be.
    let without = without
        .into_iter()
        .take(usize::from(with_entries.is_empty()));
    let nouns = with_entries.into_iter().chain(without);
    problem::or(nouns.map(|(kind, _)| problem::with_article(kind.noun())))
}

fn node_of(entry: Entry<'_>) -> String {
    format!("{}_{}", entry.kind.table(), entry.id)
}

fn arrows(stack: &Stack, wiring: &Wiring, connections: &[Connection]) -> Vec<Arrow> {
    let of_connection = |connection: &Connection| Arrow {
        from: connection.from.node.clone(),
        to: connection.to.node.clone(),
        label: connection.port.clone(),
    };
    let entries = stack.entries.iter();
    let by_permission = entries.flat_map(|entry| permission_arrows(stack, entry));
    let raw = raw_by_permission(stack).map(|(entry, _, target, label)| Arrow {
        from: node_of(entry),
        to: raw_node(target),
        label,
    });
    let deliveries = stack.entries.iter().flat_map(|entry| {
        let delivered = wiring.deliveries_to(entry.id).iter();
        delivered.map(move |it| Arrow {
            from: format!("{}_{}", it.table, it.from),
            to: node_of(entry),
            label: it.delivery.does.to_owned(),
        })
    });
    let connections = connections.iter().map(of_connection);
    connections
        .chain(by_permission)
        .chain(raw)
        .chain(deliveries)
        .chain(outsiders::arrows(stack))
        .collect()
}

fn permission_arrows(stack: &Stack, entry: Entry<'_>) -> Vec<Arrow> {
    let grants = entry.container().into_iter();
    let grants = grants.flat_map(|container| &container.grants);
    let arrow = |(target, grant): (&LogicalId, &crate::container::Grant)| {
        let target = stack.entries.get(target)?;
        is_reached_by_permission(&target).then(|| Arrow {
            from: node_of(entry),
            to: node_of(target),
            label: grant.words().join(", "),
        })
    };
    grants.filter_map(arrow).collect()
}
