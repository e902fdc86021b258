//! Who may open a connection to whom: one list for the security-group rules and for the README.

use serde::Serialize;

use crate::container::{Container, RawTarget};
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{Entry, Listens};
use crate::names::LogicalId;
use crate::stack::{Allowed, Gateway, NatGateways, Stack};

/// A connection that is allowed.
#[derive(Debug, Clone)]
pub(crate) struct Edge {
    pub(crate) from: Peer,
    pub(crate) to: Peer,
    pub(crate) port: u16,
    /// What goes over it; AWS keeps it as the description of the rules.
    pub(crate) purpose: String,
    /// Tells two edges between the same peers apart.
    suffix: Option<&'static str>,
    /// The key of `stack.toml` that decides the port, if one does: `service.api.port`.
    pub(crate) port_key: Option<String>,
}

/// An end of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Peer {
    Internet,
    /// Networks outside of the stack.
    Outside(Allowed),
    /// With the id of its security group, if others have made it.
    LoadBalancer(Option<Expr>),
    /// The tasks of an entry, or the entry itself where it listens.
    Entry(EntryPeer),
    /// A raw resource behind a security group of its own.
    Raw(RawPeer),
    /// The interface endpoints of AWS services.
    Endpoints,
    /// A gateway endpoint.
    Gateway(Gateway),
}

/// An entry as the end of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntryPeer {
    table: &'static str,
    noun: &'static str,
    pub(crate) id: LogicalId,
    /// The end of the name of its security group.
    group: &'static str,
    /// The id of a group that exists, instead.
    given: Option<Expr>,
}

/// A raw resource as the end of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RawPeer {
    noun: &'static str,
    id: LogicalId,
    address: String,
    /// The id of its security group.
    group: Expr,
}

impl Peer {
    /// The tasks of an entry.
    pub(crate) fn tasks_of(entry: Entry<'_>) -> Self {
        Self::entry(entry, "tasks")
    }

    fn entry(entry: Entry<'_>, group: &'static str) -> Self {
        Self::Entry(EntryPeer {
            table: entry.kind.table(),
            noun: entry.kind.noun(),
            id: entry.id.clone(),
            group,
            given: None,
        })
    }

    /// An entry where it listens.
    fn listening(entry: Entry<'_>, listens: &Listens) -> Self {
        match Self::entry(entry, listens.group) {
            Self::Entry(peer) => Self::Entry(EntryPeer {
                given: listens.given.clone(),
                ..peer
            }),
            other => other,
        }
    }

    /// An id for the picture, which Mermaid does not take for one of its keywords, such as `end`.
    pub(crate) fn node(&self) -> String {
        match self {
            Self::Internet => "internet".to_owned(),
            Self::Outside(allowed) if allowed.is_internet() => Self::Internet.node(),
            Self::Outside(allowed) => format!("outside_{}", allowed.slug()),
            Self::LoadBalancer(_) => "load_balancer".to_owned(),
            Self::Endpoints => "endpoints".to_owned(),
            Self::Gateway(gateway) => gateway.service().to_owned(),
            Self::Entry(EntryPeer { table, id, .. }) => format!("{table}_{id}"),
            Self::Raw(peer) => raw_node(&peer.address),
        }
    }

    /// The part of a rule's address that names this peer.
    fn id(&self) -> Word {
        match self {
            Self::Internet => Word::joined(&[&"internet"], '_'),
            Self::Outside(allowed) => Word::joined(&[&allowed.slug()], '_'),
            Self::LoadBalancer(_) => Word::joined(&[&"load_balancer"], '_'),
            Self::Endpoints => Word::joined(&[&"endpoints"], '_'),
            Self::Gateway(gateway) => Word::joined(&[&gateway.service()], '_'),
            Self::Entry(peer) => (&peer.id).into(),
            Self::Raw(peer) => (&peer.id).into(),
        }
    }

    /// How the README names this peer.
    pub(crate) fn title(&self) -> String {
        match self {
            Self::Internet => "the internet".to_owned(),
            Self::Outside(allowed) if allowed.is_internet() => "the internet, by IPv6".to_owned(),
            Self::Outside(Allowed::OwnIpv6) => "the VPC, by IPv6".to_owned(),
            Self::Outside(allowed) => format!("`{allowed}`"),
            Self::LoadBalancer(_) => "load balancer".to_owned(),
            Self::Entry(EntryPeer { noun, id, .. }) => format!("{noun} `{id}`"),
            Self::Raw(peer) => raw_title(peer.noun, &peer.address),
            Self::Endpoints => "AWS interface endpoints".to_owned(),
            Self::Gateway(gateway) => gateway.title().to_owned(),
        }
    }

    /// The id of the security group, if the peer has one in this stack.
    fn security_group(&self) -> Option<Expr> {
        let made = |group: Word| Expr::new(format!("aws_security_group.{group}.id"));
        match self {
            Self::Internet | Self::Outside(_) | Self::Gateway(_) => None,
            Self::LoadBalancer(None) | Self::Endpoints => Some(made(self.id())),
            Self::LoadBalancer(Some(group))
            | Self::Entry(EntryPeer {
                given: Some(group), ..
            }) => Some(group.clone()),
            Self::Entry(peer) => Some(made(Word::joined(&[&peer.id, &peer.group], '_'))),
            Self::Raw(peer) => Some(peer.group.clone()),
        }
    }

    /// The argument of a rule that names this peer as the other end, and its value.
    fn as_other_end(&self) -> (&'static str, Expr) {
        match (self, self.security_group()) {
            (_, Some(group)) => ("referenced_security_group_id", group),
            (Self::Gateway(gateway), None) => {
                let service = gateway.service();
                let list = format!("aws_vpc_endpoint.{service}.prefix_list_id");
                ("prefix_list_id", Expr::new(list))
            }
            (Self::Outside(allowed), None) => allowed.as_other_end(),
            (_, None) => ("cidr_ipv4", Literal::new("0.0.0.0/0").into()),
        }
    }
}

/// An id of a raw resource for the picture.
pub(crate) fn raw_node(address: &str) -> String {
    address.replace(['.', '-'], "_")
}

/// How the README names a raw resource.
pub(crate) fn raw_title(noun: &str, address: &str) -> String {
    format!("{noun} `{address}`")
}

/// Every connection that the stack allows, in the order that the README lists them.
pub(crate) fn edges(stack: &Stack) -> Vec<Edge> {
    let mut edges = from_clients(stack);
    for entry in stack.entries.iter() {
        if let Some(container) = entry.container() {
            edges.extend(from_load_balancer(stack, entry));
            edges.extend(to_aws(stack, entry, container));
            edges.extend(to_targets(stack, entry, container));
        }
    }
    edges
}

fn from_load_balancer(stack: &Stack, entry: Entry<'_>) -> Option<Edge> {
    let id = entry.id;
    let given = stack.load_balancer.existing.as_ref();
    let given = given.map(|_| Expr::new("local.load_balancer_security_group_id"));
    Some(Edge {
        from: Peer::LoadBalancer(given),
        to: Peer::tasks_of(entry),
        port: entry.route()?.port,
        purpose: format!("Requests and health checks to the {} tasks", id.in_aws()),
        suffix: None,
        port_key: Some(format!("{}.{id}.port", entry.kind.table())),
    })
}

/// The connections that the grants of a container open.
fn to_targets(stack: &Stack, entry: Entry<'_>, container: &Container) -> Vec<Edge> {
    let grants = container.grants.iter();
    let grants = grants.filter(|(_, grant)| grant.operations().any(|operation| operation.connects));
    let edges = grants.filter_map(|(id, grant)| match &grant.raw {
        Some(raw) => to_raw(entry, id, grant.kind.noun(), raw),
        None => to_entry(entry, stack.entries.get(id)?),
    });
    edges.collect()
}

fn to_entry(entry: Entry<'_>, target: Entry<'_>) -> Option<Edge> {
    let listens = target.listens()?;
    let (from, to) = (entry.id.in_aws(), target.id.in_aws());
    let key = |key| format!("{}.{}.{key}", target.kind.table(), target.id);
    Some(Edge {
        from: Peer::tasks_of(entry),
        to: Peer::listening(target, &listens),
        port: listens.port,
        purpose: format!("{} of the {from} tasks to {to}", listens.carries),
        suffix: None,
        port_key: listens.key.map(key),
    })
}

fn to_raw(entry: Entry<'_>, id: &LogicalId, noun: &'static str, raw: &RawTarget) -> Option<Edge> {
    let listens = raw.listens.as_ref()?;
    let from = entry.id.in_aws();
    Some(Edge {
        from: Peer::tasks_of(entry),
        to: Peer::Raw(RawPeer {
            noun,
            id: id.clone(),
            address: raw.address.clone(),
            group: listens.group.clone(),
        }),
        port: listens.port,
        purpose: format!("{} of the {from} tasks to {id}", listens.carries),
        suffix: None,
        port_key: Some(format!("resource.{}.port", raw.address)),
    })
}

/// Who sends requests to the load balancer. Of one that exists its owner decides that.
fn from_clients(stack: &Stack) -> Vec<Edge> {
    if !stack.makes_load_balancer() {
        return Vec::new();
    }
    let clients = stack.load_balancer.allow.iter();
    let edges = clients.flat_map(|allowed| {
        let client = if *allowed == Allowed::internet() {
            Peer::Internet
        } else {
            Peer::Outside(allowed.clone())
        };
        from_client(stack, &client)
    });
    edges.collect()
}

fn from_client(stack: &Stack, client: &Peer) -> Vec<Edge> {
    let edge = |port, suffix, purpose: &str| Edge {
        from: client.clone(),
        to: Peer::LoadBalancer(None),
        port,
        purpose: purpose.to_owned(),
        suffix: Some(suffix),
        port_key: None,
    };
    match stack.domain {
        Some(_) => vec![
            edge(443, "https", "HTTPS from clients"),
            edge(80, "http", "HTTP from clients, redirected to HTTPS"),
        ],
        None => vec![edge(80, "http", "HTTP from clients")],
    }
}

/// How the tasks of an entry reach the APIs of AWS.
fn to_aws(stack: &Stack, entry: Entry<'_>, container: &Container) -> Vec<Edge> {
    let https = |to, purpose: &str| Edge {
        from: Peer::tasks_of(entry),
        to,
        port: 443,
        purpose: purpose.to_owned(),
        suffix: None,
        port_key: None,
    };
    let ipv6 = stack.network.has_ipv6().then(|| {
        let internet = Peer::Outside(Allowed::internet_ipv6());
        https(internet, "HTTPS to what has an address of IPv6")
    });
    let vpc = stack.network.made();
    let mut edges = match vpc.map_or(NatGateways::Single, |vpc| vpc.nat_gateways) {
        // In a network that exists nobody knows the way out.
        NatGateways::Single | NatGateways::PerAz | NatGateways::Regional => {
            vec![https(
                Peer::Internet,
                "HTTPS to AWS APIs: image, logs, secrets, objects",
            )]
        }
        NatGateways::None => {
            let mut edges = vec![
                https(Peer::Endpoints, "HTTPS to AWS APIs: image, logs, secrets"),
                https(
                    Peer::Gateway(Gateway::S3),
                    "HTTPS to S3: layers of the image, objects",
                ),
            ];
            if reaches(container, Gateway::DynamoDb) {
                let gateway = Peer::Gateway(Gateway::DynamoDb);
                edges.push(https(gateway, "HTTPS to DynamoDB: items of tables"));
            }
            edges
        }
    };
    edges.extend(ipv6);
    edges
}

/// Whether a grant of a container is on what lies behind a gateway endpoint.
fn reaches(container: &Container, gateway: Gateway) -> bool {
    let mut grants = container.grants.values();
    grants.any(|grant| {
        let mut endpoints = grant
            .operations()
            .filter_map(|operation| operation.endpoint);
        endpoints.any(|service| Gateway::of_service(service) == Some(gateway))
    })
}

impl Edge {
    /// The entry in whose file the rules of this edge stand: the one that runs tasks.
    pub(crate) fn owner(&self) -> Option<&LogicalId> {
        let ends = [&self.from, &self.to].into_iter();
        let mut entries = ends.filter_map(|peer| match peer {
            Peer::Entry(peer) => Some(&peer.id),
            _ => None,
        });
        entries.next()
    }

    /// The security-group rules that allow this connection: one at each end that has a group.
    pub(crate) fn rules(&self) -> impl Iterator<Item = Rule> {
        let egress = self.rule(&self.from, &self.to, "egress", "to");
        let ingress = self.rule(&self.to, &self.from, "ingress", "from");
        egress.into_iter().chain(ingress)
    }

    fn rule(
        &self,
        at: &Peer,
        other: &Peer,
        direction: &'static str,
        preposition: &'static str,
    ) -> Option<Rule> {
        let (other_argument, other_end) = other.as_other_end();
        let address = Word::joined(&[&at.id(), &preposition, &other.id()], '_');
        Some(Rule {
            direction,
            id: match self.suffix {
                Some(suffix) => Word::joined(&[&address, &suffix], '_'),
                None => address,
            },
            security_group: at.security_group()?,
            description: Literal::new(&self.purpose),
            other_argument,
            other_end,
            port: self.port,
        })
    }
}

/// One `aws_vpc_security_group_{ingress,egress}_rule`.
#[derive(Debug, Serialize)]
pub(crate) struct Rule {
    direction: &'static str,
    id: Word,
    security_group: Expr,
    description: Literal,
    other_argument: &'static str,
    other_end: Expr,
    port: u16,
}

impl Rule {
    /// The rule's address.
    pub(crate) fn address(&self) -> Expr {
        Expr::new(format!(
            "aws_vpc_security_group_{}_rule.{}",
            self.direction, self.id
        ))
    }
}
