//! A module as a plan sees it: the instances of its resources, and what each argument of one is.

use std::collections::{BTreeMap, BTreeSet};

use super::moves::{Moves, with_address};
use super::value::{Key, Reference, Target, Value};
use crate::blocks::Written;

/// The blocks of a module that values can take something of.
#[derive(Debug, Default)]
pub(super) struct Module {
    nodes: BTreeMap<String, Node>,
}

/// A resource, a data source, a local value or a variable.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) arguments: BTreeMap<String, Value>,
    keys: Keys,
    pub(super) lifecycle: Lifecycle,
    /// What it waits for.
    pub(super) depends_on: Vec<Reference>,
}

#[derive(Debug, Default)]
pub(super) struct Lifecycle {
    pub(super) creates_first: bool,
    /// Paths whose changes mean nothing; `all` is every path.
    pub(super) ignored: Vec<String>,
    pub(super) triggers: Vec<Reference>,
}

/// Which instances a block has.
#[derive(Debug)]
enum Keys {
    One,
    /// Each with its brackets, and what `each.value` is, by attribute; that of the whole is `""`.
    Of(BTreeMap<String, BTreeMap<String, String>>),
    /// Those of another resource.
    OfResource(String),
    /// What only a plan knows.
    Unknown,
}

/// One instance of a resource.
#[derive(Debug, Clone)]
pub(super) struct Instance<'a> {
    pub(super) address: &'a str,
    /// With its brackets; none where the block has one instance, or nobody knows how many.
    pub(super) key: Option<String>,
    pub(super) node: &'a Node,
    each: Each<'a>,
}

/// What `each.value` is.
#[derive(Debug, Clone)]
enum Each<'a> {
    Nothing,
    Values(&'a BTreeMap<String, String>),
    Resource(&'a str),
}

/// Arguments that are Terraform's, and not the provider's.
const META: [&str; 7] = [
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "provider",
    "provisioner",
];

/// Whether a path is of an argument that Terraform keeps to itself.
pub(super) fn is_meta(path: &str) -> bool {
    let first = path.split(['.', '[']).next().unwrap_or_default();
    META.contains(&first)
}

impl Module {
    /// Of the blocks of a module. What moves away has the address that it moves to.
    pub(super) fn new(written: &BTreeMap<String, Written>, moves: &Moves) -> Self {
        let nodes = written
            .iter()
            .map(|(address, values)| (moves.of_block(address), Node::new(values, moves)));
        Self {
            nodes: nodes.collect(),
        }
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.nodes
            .iter()
            .map(|(address, node)| (address.as_str(), node))
    }

    pub(super) fn node(&self, address: &str) -> Option<&Node> {
        self.nodes.get(address)
    }

    /// A text in which the default of each variable stands for it.
    pub(super) fn with_defaults(&self, value: &Value, text: &str) -> String {
        let variables = value.references.iter().filter_map(|it| match &it.target {
            Target::Address(address) if address.starts_with("var.") => Some(address),
            _ => None,
        });
        variables.fold(text.to_owned(), |text, address| {
            match self
                .node(address)
                .and_then(|node| node.arguments.get("default"))
            {
                Some(default) => with_address(&text, address, &default.text),
                None => text,
            }
        })
    }

    /// The instances of a block by their ids: address and key.
    pub(super) fn instances<'a>(&'a self, address: &'a str) -> BTreeMap<String, Instance<'a>> {
        let Some(node) = self.nodes.get(address) else {
            return BTreeMap::new();
        };
        let instance = |key: Option<String>, each| Instance {
            address,
            key,
            node,
            each,
        };
        let keys = match self.keys(address, &mut BTreeSet::new()) {
            Some(keys) if !matches!(node.keys, Keys::One) => keys,
            _ => {
                let one = instance(None, Each::Nothing);
                return BTreeMap::from([(address.to_owned(), one)]);
            }
        };
        let each_of = |key: &str| match &node.keys {
            Keys::Of(values) => values.get(key).map_or(Each::Nothing, Each::Values),
            Keys::OfResource(other) => Each::Resource(other),
            Keys::One | Keys::Unknown => Each::Nothing,
        };
        keys.into_iter()
            .map(|key| {
                let each = each_of(&key);
                (format!("{address}{key}"), instance(Some(key), each))
            })
            .collect()
    }

    fn keys(&self, address: &str, seen: &mut BTreeSet<String>) -> Option<Vec<String>> {
        if !seen.insert(address.to_owned()) {
            return None;
        }
        match &self.nodes.get(address)?.keys {
            Keys::One => Some(Vec::new()),
            Keys::Of(values) => Some(values.keys().cloned().collect()),
            Keys::OfResource(other) => self.keys(other, seen),
            Keys::Unknown => None,
        }
    }
}

impl Node {
    fn new(written: &Written, moves: &Moves) -> Self {
        let mut arguments = BTreeMap::new();
        for (path, expression) in written {
            let value = moves.of_value(Value::of(expression.as_ref()));
            arguments.insert(path.clone(), value);
        }
        let of_path = |wanted: &str| arguments.get(wanted).cloned();
        let references = |path: &str| of_path(path).map(|it| it.references).unwrap_or_default();
        Self {
            keys: Keys::of(&arguments, written),
            lifecycle: Lifecycle {
                creates_first: of_path("lifecycle.create_before_destroy")
                    .is_some_and(|it| it.text == "true"),
                ignored: of_path("lifecycle.ignore_changes")
                    .map(|it| listed(&it.text))
                    .unwrap_or_default(),
                triggers: references("lifecycle.replace_triggered_by"),
            },
            depends_on: references("depends_on"),
            arguments,
        }
    }
}

fn listed(text: &str) -> Vec<String> {
    let inner = text.trim_start_matches('[').trim_end_matches(']');
    let items = inner.split(',').map(|item| item.trim().to_owned());
    items.filter(|item| !item.is_empty()).collect()
}

impl Keys {
    fn of(arguments: &BTreeMap<String, Value>, written: &Written) -> Self {
        use hcl_edit::expr::Expression;
        if let Some(count) = arguments.get("count") {
            let Ok(count) = count.text.parse::<usize>() else {
                return Self::Unknown;
            };
            let keys = (0..count).map(|index| (format!("[{index}]"), BTreeMap::new()));
            return Self::Of(keys.collect());
        }
        let mut of_each = written.iter().filter(|(path, _)| is_for_each(path));
        let Some((path, first)) = of_each.next() else {
            return Self::One;
        };
        if path != "for_each" {
            return Self::of_object(arguments);
        }
        match first {
            Some(Expression::FuncCall(call)) if call.name.name.as_str() == "toset" => {
                match call.args.iter().next() {
                    Some(Expression::Array(items)) => Self::of_texts(items.iter()),
                    _ => Self::Unknown,
                }
            }
            Some(Expression::Object(object)) if object.is_empty() => Self::Of(BTreeMap::new()),
            Some(Expression::Traversal(_)) => match arguments["for_each"].references.as_slice() {
                [
                    Reference {
                        target: Target::Address(address),
                        key: Key::None,
                        attribute: None,
                    },
                ] if !address.starts_with("var.") && !address.starts_with("local.") => {
                    Self::OfResource(address.clone())
                }
                _ => Self::Unknown,
            },
            _ => Self::Unknown,
        }
    }

    fn of_texts<'e>(items: impl Iterator<Item = &'e hcl_edit::expr::Expression>) -> Self {
        let mut keys = BTreeMap::new();
        for item in items {
            let hcl_edit::expr::Expression::String(text) = item else {
                return Self::Unknown;
            };
            let text = format!("\"{}\"", text.value());
            let value = BTreeMap::from([(String::new(), text.clone())]);
            keys.insert(format!("[{text}]"), value);
        }
        Self::Of(keys)
    }

    /// Of an object, whose values lie at `for_each.KEY` and below.
    fn of_object(arguments: &BTreeMap<String, Value>) -> Self {
        let mut keys: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (path, value) in arguments {
            let Some(rest) = path.strip_prefix("for_each.") else {
                continue;
            };
            // A key with a dot cannot be told from a key and an attribute.
            let (key, attribute) = rest.split_once('.').unwrap_or((rest, ""));
            let values = keys.entry(format!("[\"{key}\"]")).or_default();
            values.insert(attribute.to_owned(), value.text.clone());
        }
        Self::Of(keys)
    }
}

fn is_for_each(path: &str) -> bool {
    path == "for_each" || path.starts_with("for_each.")
}

impl Instance<'_> {
    /// The text of a value with what `each` and `count` are for this instance.
    pub(super) fn resolved(&self, text: &str) -> String {
        let Some(key) = &self.key else {
            return text.to_owned();
        };
        let bare = key.trim_start_matches('[').trim_end_matches(']');
        let text = text.replace("each.key", bare).replace("count.index", bare);
        match self.each {
            Each::Nothing => text,
            Each::Resource(address) => text.replace("each.value", &format!("{address}{key}")),
            Each::Values(values) => {
                // The longest first: one may begin like another.
                values.iter().rev().fold(text, |text, (attribute, value)| {
                    let wanted = if attribute.is_empty() {
                        "each.value".to_owned()
                    } else {
                        format!("each.value.{attribute}")
                    };
                    text.replace(&wanted, value)
                })
            }
        }
    }

    /// The resource that a reference is about, and the id of the instance if it is one.
    pub(super) fn target(&self, reference: &Reference) -> Option<(String, Option<String>)> {
        let own = |address: &str| self.key.as_ref().map(|key| format!("{address}{key}"));
        match (&reference.target, &self.each) {
            (Target::EachValue, Each::Resource(address)) => {
                Some(((*address).to_owned(), own(address)))
            }
            (Target::EachValue, _) => None,
            (Target::Address(address), _) => {
                let id = match &reference.key {
                    Key::None => Some(address.clone()),
                    Key::Of(key) => Some(format!("{address}{key}")),
                    Key::Each => own(address),
                    Key::Any => None,
                };
                Some((address.clone(), id))
            }
        }
    }
}
