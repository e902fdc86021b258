//! Who may talk to whom, after overrides and with raw rules. What an expression gives is not known here, and
//! it is said so.

use crate::container::Container;
use crate::edge::{Edge, Peer};
use crate::hcl::module::names;
use crate::kind::Entry;
use crate::stack::{Override, RawBlock, RawKind, Stack};
use crate::tree::{Table, Value};

/// A connection that security groups allow.
#[derive(Debug, Clone)]
pub(super) struct Connection {
    pub(super) from: End,
    pub(super) to: End,
    pub(super) port: String,
    pub(super) purpose: String,
}

/// An end of a connection, as a shape of the picture with a title in Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    pub(super) node: String,
    pub(super) title: String,
}

impl End {
    fn of(peer: &Peer) -> Self {
        Self {
            node: peer.node(),
            title: peer.title(),
        }
    }

    /// What lies outside of the stack, as a rule names it.
    fn outside(rule: &Table) -> Option<Self> {
        let (argument, value) = OTHER_ENDS.iter().find_map(|argument| {
            let entry = rule.get(argument)?;
            Some((*argument, entry.value.text()))
        })?;
        let title = match value {
            Some("0.0.0.0/0" | "::/0") => "the internet".to_owned(),
            Some(text) if is_plain(text) => format!("`{text}`"),
            _ if argument == "prefix_list_id" => "a prefix list".to_owned(),
            _ => return None,
        };
        let node = if title == "the internet" {
            Peer::Internet.node()
        } else {
            let word = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
            format!(
                "outside_{}",
                title
                    .trim_matches('`')
                    .chars()
                    .map(word)
                    .collect::<String>()
            )
        };
        Some(Self { node, title })
    }

    fn unknown(address: &str) -> Self {
        Self {
            node: address.replace(['.', '-'], "_"),
            title: format!("what `{address}` names"),
        }
    }
}

/// The arguments of a rule that name the other end.
const OTHER_ENDS: &[&str] = &[
    "cidr_ipv4",
    "cidr_ipv6",
    "prefix_list_id",
    "referenced_security_group_id",
];

/// An address, a network or the id of a prefix list: nothing that means something in Markdown.
fn is_plain(text: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || ".:/-".contains(c);
    !text.is_empty() && text.chars().all(is_sign)
}

/// The connections of a stack, in the order that the README lists them.
pub(super) fn connections(stack: &Stack, edges: &[Edge]) -> Vec<Connection> {
    let of_edges = edges.iter().map(|edge| of_edge(stack, edge));
    let of_rules = raw_rules(stack).map(|rule| of_rule(stack, rule));
    of_edges.chain(of_rules).collect()
}

fn of_edge(stack: &Stack, edge: &Edge) -> Connection {
    let changed = changed_end(stack, edge);
    let end = |peer: &Peer| match (&changed, peer) {
        (Some(end), Peer::Internet | Peer::Outside(_)) => end.clone(),
        _ => End::of(peer),
    };
    Connection {
        from: end(&edge.from),
        to: end(&edge.to),
        port: edge.port.to_string(),
        purpose: edge.purpose.clone(),
    }
}

/// Who is at the other end of a connection with the internet, if an override says so.
fn changed_end(stack: &Stack, edge: &Edge) -> Option<End> {
    if stack.raw.overrides.is_empty() {
        return None;
    }
    let rules = edge.rules().map(|rule| rule.address().to_string());
    let changes: Vec<&Override> = rules
        .filter_map(|address| {
            let mut overrides = stack.raw.overrides.iter();
            overrides.find(|change| change.address() == address)
        })
        .collect();
    changes.into_iter().find_map(|change| {
        let is_set = OTHER_ENDS.iter().any(|it| change.set.get(it).is_some());
        let is_removed = change
            .remove
            .iter()
            .any(|it| OTHER_ENDS.contains(&it.text.as_str()));
        let end = || End::outside(&change.set).unwrap_or_else(|| End::unknown(&change.address()));
        (is_set || is_removed).then(end)
    })
}

const RULES: &[(&str, Direction)] = &[
    ("aws_vpc_security_group_ingress_rule", Direction::In),
    ("aws_vpc_security_group_egress_rule", Direction::Out),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    In,
    Out,
}

#[derive(Clone, Copy)]
struct RawRule<'a> {
    block: &'a RawBlock,
    table: &'a Table,
    direction: Direction,
}

/// The raw rules of security groups, one connection each.
fn raw_rules(stack: &Stack) -> impl Iterator<Item = RawRule<'_>> {
    let blocks = stack.raw.blocks.iter();
    let mut rules: Vec<RawRule<'_>> = blocks
        .filter_map(|block| {
            let mut known = RULES.iter();
            let (_, direction) = known.find(|(of_type, _)| {
                block.kind == RawKind::Resource && block.of_type == *of_type
            })?;
            Some(RawRule {
                block,
                table: block.body.table()?,
                direction: *direction,
            })
        })
        .collect();
    rules.sort_by_key(|rule| rule.block.address());
    rules.into_iter()
}

fn of_rule(stack: &Stack, rule: RawRule<'_>) -> Connection {
    let RawRule {
        block,
        table,
        direction,
    } = rule;
    let address = block.address();
    let group = |argument| Some(group_of(stack, table.get(argument)?.value.text()?));
    let own = group("security_group_id").unwrap_or_else(|| End::unknown(&address));
    let other = group("referenced_security_group_id").or_else(|| End::outside(table));
    let other = other.unwrap_or_else(|| End::unknown(&address));
    let (from, to) = match direction {
        Direction::In => (other, own),
        Direction::Out => (own, other),
    };
    Connection {
        from,
        to,
        port: ports(table),
        purpose: format!("`{address}`"),
    }
}

/// Whose security group an expression names.
fn group_of(stack: &Stack, expression: &str) -> End {
    let is = |group: &str| names(expression, &format!("aws_security_group.{group}"));
    if is("load_balancer") {
        return End::of(&Peer::LoadBalancer(None));
    }
    let mut entries = stack.entries.iter();
    let entry = entries.find(|entry| {
        let tasks = entry.container().map(|_: &Container| "tasks");
        let listens = entry.listens().map(|listens| listens.group);
        let mut groups = tasks.into_iter().chain(listens);
        groups.any(|group| is(&format!("{}_{group}", entry.id)))
    });
    if let Some(entry) = entry {
        return of_entry(entry);
    }
    let mut blocks = stack.raw.blocks.iter();
    let raw = blocks.find(|block| names(expression, &block.address()));
    match raw {
        Some(block) => End {
            node: block.address().replace(['.', '-'], "_"),
            title: format!("`{}`", block.address()),
        },
        None => End {
            node: "other_group".to_owned(),
            title: "another security group".to_owned(),
        },
    }
}

fn of_entry(entry: Entry<'_>) -> End {
    End {
        node: format!("{}_{}", entry.kind.table(), entry.id),
        title: entry.title(),
    }
}

fn ports(rule: &Table) -> String {
    let number = |argument| match rule.get(argument).map(|entry| &entry.value.value) {
        Some(Value::Integer(number)) => Some(*number),
        _ => None,
    };
    let protocol = rule.get("ip_protocol").and_then(|entry| entry.value.text());
    let ports = match (number("from_port"), number("to_port")) {
        (Some(from), Some(to)) if from == to => from.to_string(),
        (Some(from), Some(to)) => format!("{from} to {to}"),
        _ if protocol == Some("-1") => "all".to_owned(),
        _ => "computed".to_owned(),
    };
    match protocol {
        Some("udp" | "17") => format!("{ports} (UDP)"),
        _ => ports,
    }
}

/// The files that may allow more, in ways that are not listed.
pub(super) fn more_in(stack: &Stack) -> Vec<&'static str> {
    let blocks = &stack.raw.blocks;
    let is_group = |block: &RawBlock| {
        matches!(
            block.of_type.as_str(),
            "aws_security_group" | "aws_security_group_rule"
        )
    };
    let is_repeated = |block: &RawBlock| {
        let is_rule = RULES.iter().any(|(of_type, _)| block.of_type == *of_type);
        let table = block.body.table();
        is_rule && table.is_some_and(|it| it.get("count").or(it.get("for_each")).is_some())
    };
    let in_resources = blocks
        .iter()
        .any(|block| block.kind == RawKind::Resource && (is_group(block) || is_repeated(block)));
    let in_modules = blocks.iter().any(|block| block.kind == RawKind::Module);
    [(in_resources, "resources.tf"), (in_modules, "modules.tf")]
        .into_iter()
        .filter_map(|(is, file)| is.then_some(file))
        .collect()
}
