//! `README.md` of `hcl-out/`: what is deployed, who may talk to whom, and who may do what.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Optional;
use super::audit::FLOW_LOG_ACTIONS;
use super::edge::{Edge, Peer};
use super::service::{Statement, execution_statements, task_statements};
use crate::hcl::Word;
use crate::lint::Level;
use crate::stack::{Grant, LogicalId, NatGateways, RawKind, Stack};

/// What `README.md.hbs` sees. Texts are Markdown; what comes from the user in them is of types
/// that admit no character with a meaning there.
#[derive(Debug, Serialize)]
pub(crate) struct Readme {
    name: Word,
    environment: String,
    region: Word,
    deployed: Vec<Deployed>,
    edges: Vec<EdgeRow>,
    permissions: Vec<PermissionRow>,
    waivers: Optional<Waivers>,
    nodes: Vec<Node>,
    arrows: Vec<Arrow>,
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
    port: u16,
    purpose: String,
}

#[derive(Debug, Serialize)]
struct PermissionRow {
    role: String,
    actions: String,
    resource: String,
}

/// A shape of the picture.
#[derive(Debug, Serialize)]
struct Node {
    id: String,
    title: String,
}

/// An arrow of the picture.
#[derive(Debug, Serialize)]
struct Arrow {
    from: String,
    to: String,
    label: String,
}

impl Readme {
    pub(crate) fn new(stack: &Stack, edges: &[Edge]) -> Self {
        Self {
            name: (&stack.name).into(),
            environment: stack.environment.to_string(),
            region: (&stack.region).into(),
            deployed: deployed(stack),
            edges: edges.iter().map(EdgeRow::new).collect(),
            permissions: permissions(stack),
            waivers: waivers(stack).into_iter().collect(),
            nodes: nodes(stack, edges),
            arrows: arrows(stack, edges),
        }
    }
}

impl EdgeRow {
    fn new(edge: &Edge) -> Self {
        Self {
            from: edge.from.title(),
            to: edge.to.title(),
            port: edge.port,
            purpose: edge.purpose.clone(),
        }
    }
}

fn deployed(stack: &Stack) -> Vec<Deployed> {
    let row = |what: String, how: String| Deployed { what, how };
    let mut rows = vec![
        row("network".to_owned(), network(stack)),
        row("load balancer".to_owned(), load_balancer(stack)),
    ];
    rows.extend(stack.services.iter().map(|(id, service)| {
        let (size, scaling) = (service.size, service.scaling);
        row(
            format!("service `{id}`"),
            format!(
                "{} to {} tasks on Fargate, {} CPU units and {} MiB each, scaled at {} % CPU; port {}, health check `{}`",
                scaling.min,
                scaling.max,
                size.cpu_units(),
                size.memory_mib(),
                scaling.cpu_percent,
                service.port,
                service.health_check.path
            ),
        )
    }));
    rows.extend(stack.databases.iter().map(|(id, database)| {
        let zones = if database.multi_az {
            "a standby in another zone"
        } else {
            "one zone"
        };
        row(
            format!("database `{id}`"),
            format!(
                "PostgreSQL {} on {}, {} GiB gp3, {zones}, backups kept {} days",
                database.engine_version,
                database.instance_class,
                database.storage_gib,
                database.backup_retention_days
            ),
        )
    }));
    rows.extend(stack.buckets.iter().map(|(id, bucket)| {
        let versions = if bucket.versioning {
            "versioned"
        } else {
            "not versioned"
        };
        row(
            format!("bucket `{id}`"),
            format!("S3, private, encrypted, {versions}, TLS only"),
        )
    }));
    rows.extend(audit(stack).map(|how| row("records".to_owned(), how)));
    rows.extend(own_blocks(stack));
    rows
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
    stack.environment.is_production().then(|| {
        format!(
            "access logs in bucket `access_logs`, flow log of the network, both kept {days} days; logs encrypted with the key `main`"
        )
    })
}

fn network(stack: &Stack) -> String {
    let zones: Vec<String> = stack
        .network
        .subnets
        .iter()
        .map(|subnets| subnets.availability_zone.to_string())
        .collect();
    let out = match stack.network.nat_gateways {
        NatGateways::Single => "one NAT gateway",
        NatGateways::PerAz => "one NAT gateway per zone",
        NatGateways::None => "no NAT gateway, AWS through endpoints",
    };
    format!(
        "VPC {} in {}, a public and a private subnet in each, {out}",
        stack.network.cidr,
        zones.join(", ")
    )
}

fn load_balancer(stack: &Stack) -> String {
    match &stack.domain {
        Some(domain) => format!(
            "HTTPS on port 443 for `{}`, HTTP on port 80 redirects",
            domain.name
        ),
        None => "HTTP on port 80, without TLS: the stack has no [domain]".to_owned(),
    }
}

fn permissions(stack: &Stack) -> Vec<PermissionRow> {
    let rows = |id: &LogicalId, role: &str, statements: Vec<Statement>| -> Vec<PermissionRow> {
        statements
            .iter()
            .map(|statement| PermissionRow {
                role: format!("{role} of `{id}`"),
                actions: statement
                    .action_names()
                    .iter()
                    .map(|action| format!("`{action}`"))
                    .collect::<Vec<_>>()
                    .join(", "),
                resource: statement.resource_title().to_owned(),
            })
            .collect()
    };
    stack
        .services
        .iter()
        .flat_map(|(id, service)| {
            let execution = rows(
                id,
                "task execution role",
                execution_statements(stack, id, service),
            );
            execution
                .into_iter()
                .chain(rows(id, "task role", task_statements(service)))
        })
        .chain(audit_permissions(stack))
        .collect()
}

/// The roles under which AWS records what happens in production.
fn audit_permissions(stack: &Stack) -> Vec<PermissionRow> {
    if !stack.environment.is_production() {
        return Vec::new();
    }
    let flow_log = PermissionRow {
        role: "role of the flow log".to_owned(),
        actions: FLOW_LOG_ACTIONS
            .map(|action| format!("`{action}`"))
            .join(", "),
        resource: "log group of the network".to_owned(),
    };
    let monitoring = (!stack.databases.is_empty()).then(|| PermissionRow {
        role: "monitoring role of the databases".to_owned(),
        actions: "those of the managed policy `AmazonRDSEnhancedMonitoringRole`".to_owned(),
        resource: "log group `RDSOSMetrics`".to_owned(),
    });
    [flow_log].into_iter().chain(monitoring).collect()
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

/// A text of the user's as Markdown that reads as that text, in one cell of a table.
fn markdown(text: &str) -> String {
    let mut markdown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_whitespace() || c.is_control() => markdown.push(' '),
            c if c.is_ascii_punctuation() && !",.;:-'()/".contains(c) => markdown.extend(['\\', c]),
            c => markdown.push(c),
        }
    }
    markdown
}

/// The peers of all connections, and the buckets, which are reached by permission.
fn nodes(stack: &Stack, edges: &[Edge]) -> Vec<Node> {
    let mut peers: Vec<&Peer> = Vec::new();
    let mut seen = BTreeSet::new();
    for peer in edges.iter().flat_map(|edge| [&edge.from, &edge.to]) {
        if seen.insert(peer.title()) {
            peers.push(peer);
        }
    }
    let bucket = |id: &LogicalId| Node {
        id: format!("bucket_{id}"),
        title: format!("bucket {id}"),
    };
    let peers = peers.into_iter().map(|peer| Node {
        id: node_id(peer),
        title: peer.title().replace('`', ""),
    });
    peers.chain(stack.buckets.keys().map(bucket)).collect()
}

fn arrows(stack: &Stack, edges: &[Edge]) -> Vec<Arrow> {
    let of_edge = |edge: &Edge| Arrow {
        from: node_id(&edge.from),
        to: node_id(&edge.to),
        label: edge.port.to_string(),
    };
    let of_bucket = |(id, service): (&LogicalId, &crate::stack::Service)| {
        let from = node_id(&Peer::Service(id.clone()));
        let arrow = move |(target, grant): (&LogicalId, &Grant)| match grant {
            Grant::Database(_) => None,
            Grant::Bucket(operations) => Some(Arrow {
                from: from.clone(),
                to: format!("bucket_{target}"),
                label: operations
                    .iter()
                    .map(|operation| operation.name())
                    .collect::<Vec<_>>()
                    .join(", "),
            }),
        };
        service.grants.iter().filter_map(arrow).collect::<Vec<_>>()
    };
    edges
        .iter()
        .map(of_edge)
        .chain(stack.services.iter().flat_map(of_bucket))
        .collect()
}

/// An id that Mermaid does not take for one of its keywords, such as `end`.
fn node_id(peer: &Peer) -> String {
    match peer {
        Peer::Internet => "internet".to_owned(),
        Peer::LoadBalancer => "load_balancer".to_owned(),
        Peer::Endpoints => "endpoints".to_owned(),
        Peer::S3 => "s3".to_owned(),
        Peer::Service(id) => format!("service_{id}"),
        Peer::Database(id) => format!("database_{id}"),
    }
}
