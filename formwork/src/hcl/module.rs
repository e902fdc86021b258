//! The final HCL as plain values: blocks and arguments. What only Terraform can know stays an
//! expression, and nobody guesses at it.

use std::collections::BTreeMap;

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Body, Structure};

/// The blocks of all files.
#[derive(Debug, Clone, Default)]
pub(crate) struct Module {
    blocks: Vec<Block>,
    /// Where the resources of a type stand among the blocks.
    resources: BTreeMap<String, Vec<usize>>,
    locals: BTreeMap<String, Value>,
    /// Defaults of variables.
    variables: BTreeMap<String, Value>,
}

/// A block with its labels, and the file that it stands in.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub(crate) file: String,
    ident: String,
    labels: Vec<String>,
    arguments: Vec<(String, Value)>,
    blocks: Vec<Block>,
}

/// What an argument is set to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
    /// What Terraform computes, as it is written.
    Expression(String),
}

/// An argument that is on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flag {
    On,
    Off,
    Absent,
    /// Terraform computes it.
    Unknown,
}

impl Module {
    /// Adds what a file declares.
    pub(crate) fn add(&mut self, file: FileBlocks) {
        for block in file.0 {
            match (block.ident.as_str(), block.labels.as_slice()) {
                ("locals", _) => self.locals.extend(block.arguments),
                ("variable", [name]) => {
                    let default = block.value("default").cloned();
                    self.variables
                        .extend(default.map(|value| (name.clone(), value)));
                }
                _ => {
                    if let Some(kind) = block.kind() {
                        let kind = self.resources.entry(kind.to_owned()).or_default();
                        kind.push(self.blocks.len());
                    }
                    self.blocks.push(block);
                }
            }
        }
    }

    /// All blocks but locals and variables.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter()
    }

    /// The resources of a type.
    pub(crate) fn resources(&self, kind: &str) -> impl Iterator<Item = &Block> + use<'_> {
        let found = self.resources.get(kind).map_or(&[][..], Vec::as_slice);
        found.iter().map(|index| &self.blocks[*index])
    }

    /// The resources of a type whose `argument` refers to `of`.
    pub(crate) fn companions<'a>(
        &'a self,
        kind: &'a str,
        argument: &'a str,
        of: &'a Block,
    ) -> impl Iterator<Item = &'a Block> {
        let reference = format!("{}.", of.address());
        self.resources(kind)
            .filter(move |block| match block.value(argument) {
                Some(Value::Expression(text)) => text.starts_with(&reference),
                Some(Value::Text(name)) => of.text("bucket") == Some(name),
                _ => false,
            })
    }

    /// A value, or what the local or variable that it names is set to.
    pub(crate) fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        let Value::Expression(text) = value else {
            return value;
        };
        let local = text
            .strip_prefix("local.")
            .and_then(|name| self.locals.get(name));
        let variable = text
            .strip_prefix("var.")
            .and_then(|name| self.variables.get(name));
        local.or(variable).unwrap_or(value)
    }
}

/// The blocks of one file, to be added to a [`Module`].
#[derive(Debug, Clone, Default)]
pub(crate) struct FileBlocks(Vec<Block>);

impl FileBlocks {
    pub(crate) fn new(file: &str, body: &Body) -> Self {
        Self(body.blocks().map(|block| Block::new(file, block)).collect())
    }
}

impl Block {
    pub(crate) fn new(file: &str, block: &hcl_edit::structure::Block) -> Self {
        let labels = block.labels.iter().map(|label| label.as_str().to_owned());
        let mut new = Self {
            file: file.to_owned(),
            ident: block.ident.to_string(),
            labels: labels.collect(),
            arguments: Vec::new(),
            blocks: Vec::new(),
        };
        for structure in &block.body {
            match structure {
                Structure::Attribute(attribute) => new
                    .arguments
                    .push((attribute.key.to_string(), Value::new(&attribute.value))),
                Structure::Block(block) => new.blocks.push(Self::new("", block)),
            }
        }
        new
    }

    /// The type of a resource.
    pub(crate) fn kind(&self) -> Option<&str> {
        let is_resource = self.ident == "resource";
        is_resource
            .then(|| self.labels.first().map(String::as_str))
            .flatten()
    }

    /// The type of a data source.
    pub(crate) fn data_kind(&self) -> Option<&str> {
        let is_data = self.ident == "data";
        is_data
            .then(|| self.labels.first().map(String::as_str))
            .flatten()
    }

    pub(crate) fn ident(&self) -> &str {
        &self.ident
    }

    pub(crate) fn labels(&self) -> &[String] {
        &self.labels
    }

    /// `aws_lb.main`, `data.aws_iam_policy_document.main`, `provider.aws`
    pub(crate) fn address(&self) -> String {
        let ident = (self.ident != "resource").then_some(self.ident.as_str());
        let words = ident
            .into_iter()
            .chain(self.labels.iter().map(String::as_str));
        words.collect::<Vec<_>>().join(".")
    }

    /// The value at a path through nested blocks and objects: `metadata_options.http_tokens`.
    pub(crate) fn value(&self, path: &str) -> Option<&Value> {
        if let Some((_, value)) = self.arguments.iter().find(|(name, _)| name == path) {
            return Some(value);
        }
        let (first, rest) = path.split_once('.')?;
        let object = self.arguments.iter().find(|(name, _)| name == first);
        if let Some((_, value)) = object {
            return value.get(rest);
        }
        let mut nested = self.blocks.iter().filter(|block| block.ident == first);
        nested.find_map(|block| block.value(rest))
    }

    /// Every value at a path through nested blocks, objects and the items of lists.
    pub(crate) fn values<'a>(&'a self, path: &str) -> Vec<&'a Value> {
        let (first, rest) = match path.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        let arguments = self.arguments.iter().filter(|(name, _)| name == first);
        let mut values: Vec<&'a Value> = Vec::new();
        for (_, value) in arguments {
            match rest {
                Some(rest) => value.collect(rest, &mut values),
                None => values.push(value),
            }
        }
        if let Some(rest) = rest {
            let nested = self.blocks.iter().filter(|block| block.ident == first);
            values.extend(nested.flat_map(|block| block.values(rest)));
        }
        values
    }

    /// Whether there is a nested block at a path.
    pub(crate) fn has_block(&self, path: &str) -> bool {
        match path.split_once('.') {
            Some((first, rest)) => self.children(first).any(|block| block.has_block(rest)),
            None => self.children(path).next().is_some(),
        }
    }

    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.value(path).and_then(Value::text)
    }

    pub(crate) fn number(&self, path: &str) -> Option<f64> {
        match self.value(path) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn flag(&self, path: &str) -> Flag {
        self.value(path).map_or(Flag::Absent, Value::flag)
    }

    /// The nested blocks of a name.
    pub(crate) fn children<'a>(&'a self, ident: &'a str) -> impl Iterator<Item = &'a Self> {
        self.blocks.iter().filter(move |block| block.ident == ident)
    }

    /// Whether any argument refers to an address.
    pub(crate) fn refers_to(&self, address: &str) -> bool {
        let mut refers = false;
        self.every_argument(&mut |_, value| refers |= value.refers_to(address));
        refers
    }

    /// The names of the arguments and of the nested blocks, each once.
    #[cfg(test)]
    pub(crate) fn names(&self) -> std::collections::BTreeSet<&str> {
        let arguments = self.arguments.iter().map(|(name, _)| name.as_str());
        let blocks = self.blocks.iter().map(|block| block.ident.as_str());
        arguments.chain(blocks).collect()
    }

    /// All nested blocks.
    #[cfg(test)]
    pub(crate) fn nested(&self) -> &[Self] {
        &self.blocks
    }

    /// Shows every argument, of nested blocks too, with its path.
    pub(crate) fn every_argument(&self, show: &mut impl FnMut(&str, &Value)) {
        self.arguments_below("", show);
    }

    fn arguments_below(&self, above: &str, show: &mut impl FnMut(&str, &Value)) {
        for (name, value) in &self.arguments {
            if above.is_empty() {
                show(name, value);
            } else {
                show(&format!("{above}{name}"), value);
            }
        }
        for block in &self.blocks {
            block.arguments_below(&format!("{above}{}.", block.ident), show);
        }
    }
}

/// Functions that keep what their argument says: they change its type at most.
const KEEPS: [&str; 4] = ["jsonencode", "tolist", "tomap", "toset"];

impl Value {
    pub(crate) fn new(expression: &Expression) -> Self {
        match expression {
            Expression::Bool(value) => Self::Bool(*value.value()),
            Expression::Number(value) => Self::Number(value.value().as_f64().unwrap_or(f64::NAN)),
            Expression::String(value) => Self::Text(value.value().clone()),
            Expression::Array(items) => Self::List(items.iter().map(Self::new).collect()),
            Expression::Object(object) => {
                let entries = object.iter();
                Self::Object(
                    entries
                        .map(|(key, value)| (key_text(key), Self::new(value.expr())))
                        .collect(),
                )
            }
            Expression::Parenthesis(inner) => Self::new(inner.inner()),
            Expression::FuncCall(call) if KEEPS.contains(&call.name.name.as_str()) => call
                .args
                .get(0)
                .map_or_else(|| Self::written(expression), Self::new),
            _ => Self::written(expression),
        }
    }

    fn written(expression: &Expression) -> Self {
        Self::Expression(expression.to_string().trim().to_owned())
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn flag(&self) -> Flag {
        match self {
            Self::Bool(true) => Flag::On,
            Self::Bool(false) => Flag::Off,
            Self::Text(text) if text == "true" => Flag::On,
            Self::Text(text) if text == "false" => Flag::Off,
            _ => Flag::Unknown,
        }
    }

    /// The value at a path through objects; keys of JSON and of HCL differ in case at times.
    pub(crate) fn get(&self, path: &str) -> Option<&Self> {
        let (first, rest) = match path.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        let Self::Object(entries) = self else {
            return None;
        };
        let (_, value) = entries.iter().find(|(key, _)| key == first)?;
        rest.map_or(Some(value), |rest| value.get(rest))
    }

    /// Every value at a path through objects and the items of lists.
    fn collect<'a>(&'a self, path: &str, values: &mut Vec<&'a Self>) {
        match self {
            Self::List(items) => {
                for item in items {
                    item.collect(path, values);
                }
            }
            Self::Object(entries) => {
                let (first, rest) = match path.split_once('.') {
                    Some((first, rest)) => (first, Some(rest)),
                    None => (path, None),
                };
                let found = entries.iter().filter(|(key, _)| key == first);
                for (_, value) in found {
                    match rest {
                        Some(rest) => value.collect(rest, values),
                        None => values.push(value),
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether an expression in it refers to an address.
    pub(crate) fn refers_to(&self, address: &str) -> bool {
        match self {
            Self::Expression(text) => names(text, address),
            Self::List(items) => items.iter().any(|item| item.refers_to(address)),
            Self::Object(entries) => entries.iter().any(|(_, value)| value.refers_to(address)),
            Self::Bool(_) | Self::Number(_) | Self::Text(_) => false,
        }
    }

    /// The items of a list; a single value is a list of itself.
    pub(crate) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            single => std::slice::from_ref(single),
        }
    }
}

/// Whether an expression has an address in it, and not one that only starts or ends so.
pub(crate) fn names(text: &str, address: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    text.match_indices(address).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + address.len()..].chars().next();
        !before.is_some_and(|c| is_part(c) || c == '.') && !after.is_some_and(is_part)
    })
}

/// The text of a key, as a name of HCL or a string.
pub(crate) fn key_text(key: &ObjectKey) -> String {
    match key {
        ObjectKey::Ident(ident) => ident.to_string().trim().to_owned(),
        ObjectKey::Expression(Expression::String(text)) => text.value().clone(),
        ObjectKey::Expression(other) => other.to_string().trim().to_owned(),
    }
}
