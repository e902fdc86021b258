//! Who may open a connection to whom: one list for the security-group rules and for the README.

use serde::Serialize;

use crate::hcl::{Expr, Literal, Word};
use crate::stack::{Grant, LogicalId, NatGateways, Stack};

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
}

/// An end of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Peer {
    Internet,
    LoadBalancer,
    Service(LogicalId),
    Database(LogicalId),
    /// The interface endpoints of AWS services.
    Endpoints,
    /// The gateway endpoint of S3.
    S3,
}

impl Peer {
    /// The part of a rule's address that names this peer.
    fn id(&self) -> Word {
        match self {
            Self::Internet => Word::joined(&[&"internet"], '_'),
            Self::LoadBalancer => Word::joined(&[&"load_balancer"], '_'),
            Self::Endpoints => Word::joined(&[&"endpoints"], '_'),
            Self::S3 => Word::joined(&[&"s3"], '_'),
            Self::Service(id) | Self::Database(id) => id.into(),
        }
    }

    /// How the README names this peer.
    pub(crate) fn title(&self) -> String {
        match self {
            Self::Internet => "the internet".to_owned(),
            Self::LoadBalancer => "load balancer".to_owned(),
            Self::Service(id) => format!("service `{id}`"),
            Self::Database(id) => format!("database `{id}`"),
            Self::Endpoints => "AWS interface endpoints".to_owned(),
            Self::S3 => "S3".to_owned(),
        }
    }

    /// The logical id of the security group, if the peer has one in this stack.
    fn security_group(&self) -> Option<Word> {
        match self {
            Self::Internet | Self::S3 => None,
            Self::LoadBalancer | Self::Endpoints => Some(self.id()),
            Self::Service(id) => Some(Word::joined(&[id, &"tasks"], '_')),
            Self::Database(id) => Some(Word::joined(&[id, &"database"], '_')),
        }
    }

    /// The argument of a rule that names this peer as the other end, and its value.
    fn as_other_end(&self) -> (&'static str, Expr) {
        match (self, self.security_group()) {
            (_, Some(group)) => (
                "referenced_security_group_id",
                Expr::new(format!("aws_security_group.{group}.id")),
            ),
            (Self::S3, None) => (
                "prefix_list_id",
                Expr::new("aws_vpc_endpoint.s3.prefix_list_id"),
            ),
            (_, None) => ("cidr_ipv4", Literal::new("0.0.0.0/0").into()),
        }
    }
}

/// Every connection that the stack allows, in the order that the README lists them.
pub(crate) fn edges(stack: &Stack) -> Vec<Edge> {
    let mut edges = from_internet(stack);
    for (id, service) in &stack.services {
        edges.push(Edge {
            from: Peer::LoadBalancer,
            to: Peer::Service(id.clone()),
            port: service.port,
            purpose: format!("Requests and health checks to the {} tasks", id.in_aws()),
            suffix: None,
        });
        edges.extend(to_aws(stack, id));
        edges.extend(
            service
                .grants
                .iter()
                .filter_map(|(target, grant)| match grant {
                    Grant::Bucket(_) => None,
                    Grant::Database(_) => {
                        let port = stack.databases.get(target)?.port;
                        Some(Edge::new(
                            id,
                            Peer::Database(target.clone()),
                            port,
                            format!(
                                "Queries of the {} tasks to {}",
                                id.in_aws(),
                                target.in_aws()
                            ),
                        ))
                    }
                }),
        );
    }
    edges
}

fn from_internet(stack: &Stack) -> Vec<Edge> {
    let edge = |port, suffix, purpose: &str| Edge {
        from: Peer::Internet,
        to: Peer::LoadBalancer,
        port,
        purpose: purpose.to_owned(),
        suffix: Some(suffix),
    };
    match stack.domain {
        Some(_) => vec![
            edge(443, "https", "HTTPS from clients"),
            edge(80, "http", "HTTP from clients, redirected to HTTPS"),
        ],
        None => vec![edge(80, "http", "HTTP from clients")],
    }
}

/// How the tasks of a service reach the APIs of AWS.
fn to_aws(stack: &Stack, service: &LogicalId) -> Vec<Edge> {
    let https = |to, purpose: &str| Edge::new(service, to, 443, purpose.to_owned());
    match stack.network.nat_gateways {
        NatGateways::Single | NatGateways::PerAz => {
            vec![https(
                Peer::Internet,
                "HTTPS to AWS APIs: image, logs, secrets, objects",
            )]
        }
        NatGateways::None => vec![
            https(Peer::Endpoints, "HTTPS to AWS APIs: image, logs, secrets"),
            https(Peer::S3, "HTTPS to S3: layers of the image, objects"),
        ],
    }
}

impl Edge {
    fn new(from: &LogicalId, to: Peer, port: u16, purpose: String) -> Self {
        Self {
            from: Peer::Service(from.clone()),
            to,
            port,
            purpose,
            suffix: None,
        }
    }

    /// The service in whose file the rules of this edge stand.
    pub(crate) fn service(&self) -> Option<&LogicalId> {
        [&self.from, &self.to]
            .into_iter()
            .find_map(|peer| match peer {
                Peer::Service(id) => Some(id),
                _ => None,
            })
    }

    /// The key of `stack.toml` that decides the port, if a service or a database listens there.
    pub(crate) fn port_key(&self) -> Option<String> {
        match (&self.from, &self.to) {
            (Peer::LoadBalancer, Peer::Service(id)) => Some(format!("service.{id}.port")),
            (_, Peer::Database(id)) => Some(format!("database.{id}.port")),
            _ => None,
        }
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
    security_group: Word,
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
