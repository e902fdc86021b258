//! How an import knows an entry in Terraform that somebody wrote.

use crate::hcl::module::{Block, Flag, Module, Value};
use crate::hcl::print::escaped;

/// Which entry would make the resources of a module, for kinds that an import recognises.
///
/// It is a guess: the import makes the entry, and keeps it only if each of its blocks stands in the module already, with
/// the same address and the same meaning.
#[derive(Debug)]
#[non_exhaustive]
pub struct Recognition {
    /// The types of the resource that an entry has once and that has the name of the entry.
    pub(crate) types: &'static [&'static str],
    pub(crate) propose: fn(&Found<'_>) -> Result<Option<Proposal>, String>,
    pub(crate) defaults: &'static [ProviderDefault],
    pub(crate) twins: &'static [Twins],
}

/// What the provider takes for an argument that is not written: the type of the resource, the argument, the value as HCL.
pub type ProviderDefault = (&'static str, &'static str, &'static str);

/// Two attributes of a type of resource that always have the same value, `id` and `url` of a queue say.
pub type Twins = (&'static str, [&'static str; 2]);

impl Recognition {
    /// Entries by a resource of one of these types. The function proposes an entry, says that the resource is none, or
    /// gives the reason why no entry makes it: the end of a sentence.
    #[must_use]
    pub const fn new(
        types: &'static [&'static str],
        propose: fn(&Found<'_>) -> Result<Option<Proposal>, String>,
    ) -> Self {
        Self {
            types,
            propose,
            defaults: &[],
            twins: &[],
        }
    }

    /// The defaults that the schema of the provider has for arguments which the templates write. Not those that AWS
    /// chooses: a plan may show these.
    #[must_use]
    pub const fn with_defaults(self, defaults: &'static [ProviderDefault]) -> Self {
        Self { defaults, ..self }
    }

    /// Attributes that people write for each other.
    #[must_use]
    pub const fn with_twins(self, twins: &'static [Twins]) -> Self {
        Self { twins, ..self }
    }
}

/// A block of a module, and the blocks beside it.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    id: &'a str,
    block: &'a Block,
    module: &'a Module,
}

impl<'a> Found<'a> {
    pub(crate) fn new(id: &'a str, block: &'a Block, module: &'a Module) -> Self {
        Self { id, block, module }
    }

    /// The name of the resource, which becomes that of the entry.
    #[must_use]
    pub fn id(&self) -> &'a str {
        self.id
    }

    /// The type of the resource.
    #[must_use]
    pub fn of_type(&self) -> &'a str {
        self.block.kind().unwrap_or_default()
    }

    /// The resource of a type that has the same name with an end, such as `_dead`.
    #[must_use]
    pub fn beside(&self, of_type: &str, end: &str) -> Option<Self> {
        let name = format!("{}{end}", self.id);
        let mut all = self.all(of_type);
        all.find_map(|(label, found)| (label == name).then_some(found))
    }

    /// All resources of a type, by their names.
    pub fn all(&self, of_type: &str) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        let (id, module) = (self.id, self.module);
        module.resources(of_type).filter_map(move |block| {
            let name = block.labels().get(1)?;
            Some((name.as_str(), Self { id, block, module }))
        })
    }

    /// The nested blocks of a name.
    pub fn nested(&self, name: &'a str) -> impl Iterator<Item = Self> + use<'a> {
        let (id, module) = (self.id, self.module);
        self.block
            .children(name)
            .map(move |block| Self { id, block, module })
    }

    /// A text that is written down, at a path through nested blocks and objects.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&'a str> {
        self.block.text(path)
    }

    /// A whole number that is written down.
    #[must_use]
    pub fn number(&self, path: &str) -> Option<u32> {
        whole(self.block.number(path)?)
    }

    /// Whether an argument says `true`.
    #[must_use]
    pub fn is_on(&self, path: &str) -> bool {
        self.block.flag(path) == Flag::On
    }

    /// The address that an argument refers to, such as `aws_sqs_queue.jobs` of `aws_sqs_queue.jobs.arn`.
    #[must_use]
    pub fn address(&self, path: &str) -> Option<&'a str> {
        let Some(Value::Expression(text)) = self.value(path) else {
            return None;
        };
        text.rsplit_once('.').map(|(address, _)| address)
    }

    pub(crate) fn value(&self, path: &str) -> Option<&'a Value> {
        self.block.value(path)
    }

    /// What the stack must be called, if the name in AWS at `path` is that of the stack, a separator, the name of the
    /// entry and an end.
    ///
    /// # Errors
    ///
    /// The name is another one: the reason why the resource is no entry.
    pub fn stack(&self, path: &str, separator: char, end: &str) -> Result<String, String> {
        let own = format!("{separator}{}{end}", self.id.replace('_', "-"));
        if self.value(path).is_none() {
            return Err(format!("it has no `{path}`"));
        }
        let text = self.text(path);
        let text = text.ok_or_else(|| format!("its `{path}` is computed"))?;
        let stack = text.strip_suffix(own.as_str()).unwrap_or_default();
        if stack.is_empty() {
            return Err(format!("its `{path}` does not end in `{own}`"));
        }
        Ok(stack.to_owned())
    }
}

/// A number without a fraction.
fn whole(number: f64) -> Option<u32> {
    let is_whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is whole, and within the range"
    )]
    is_whole.then_some(number as u32)
}

/// An entry that a kind proposes.
#[derive(Debug, Clone)]
#[must_use]
pub struct Proposal {
    /// The name that the stack must have, so that names in AWS stay.
    pub(crate) stack: String,
    pub(crate) keys: Vec<(String, KeyValue)>,
}

impl Proposal {
    /// An entry without keys, in a stack of this name.
    pub fn in_stack(name: impl Into<String>) -> Self {
        Self {
            stack: name.into(),
            keys: Vec::new(),
        }
    }

    /// The same with a key.
    pub fn with(mut self, key: impl Into<String>, value: impl Into<KeyValue>) -> Self {
        self.keys.push((key.into(), value.into()));
        self
    }

    /// The same with a key, unless it has its default.
    pub fn with_unless<T: PartialEq + Into<KeyValue>>(
        self,
        key: &str,
        value: T,
        default: &T,
    ) -> Self {
        if value == *default {
            return self;
        }
        self.with(key, value)
    }

    /// The same with a key, if there is a value.
    pub fn with_some(self, key: &str, value: Option<impl Into<KeyValue>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// The same with a key whose value is a list, unless that is empty.
    pub fn with_list(self, key: &str, items: Vec<KeyValue>) -> Self {
        if items.is_empty() {
            return self;
        }
        self.with(key, KeyValue::List(items))
    }
}

/// The value of a key.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum KeyValue {
    /// A text, or a template of HCL.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A fractional number.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// An array.
    List(Vec<KeyValue>),
    /// A table.
    Table(Vec<(String, KeyValue)>),
}

impl KeyValue {
    /// A table with its keys.
    #[must_use]
    pub fn table<const N: usize>(keys: [(&str, Self); N]) -> Self {
        Self::Table(keys.map(|(key, value)| (key.to_owned(), value)).into())
    }

    /// An array of texts.
    pub fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        Self::List(texts.into_iter().map(Self::from).collect())
    }

    /// What a module says, if it says it in so many words.
    pub(crate) fn of_value(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => match whole(*number) {
                Some(number) => Self::Integer(number.into()),
                None => Self::Float(*number),
            },
            Value::Text(text) => Self::Text(escaped(text)),
            Value::List(items) => {
                let items: Option<_> = items.iter().map(Self::of_value).collect();
                Self::List(items?)
            }
            Value::Object(members) => {
                let members = members.iter();
                let members =
                    members.map(|(key, value)| Some((key.clone(), Self::of_value(value)?)));
                Self::Table(members.collect::<Option<_>>()?)
            }
            Value::Expression(_) => return None,
        })
    }

    /// A text or an expression as a template.
    pub(crate) fn template(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(Self::Text(escaped(text))),
            Value::Expression(text) => Some(Self::Text(format!("${{{text}}}"))),
            _ => None,
        }
    }
}

impl From<&str> for KeyValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<bool> for KeyValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u32> for KeyValue {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}
