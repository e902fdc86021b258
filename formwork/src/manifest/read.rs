//! A serde deserializer over parsed TOML that knows spans and keeps its errors apart.
//!
//! `toml`'s own deserializer stops at the first error and words it for a programmer. This one
//! records unknown keys and goes on, and hands over what was expected as data, so that the
//! report can say what to type.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use serde::de::{self, Deserialize, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use toml::Spanned;
use toml::de::DeValue;

use super::overlays::{Range, range_of};
use super::{Document, ENV, Field, Manifest, Places, ReadTable, Tables, TemplateAt, is_template};
use crate::hcl::parts_of;
use crate::problem::{Code, Problem};
use crate::source::Span;

mod any;
mod error;
mod field;
mod parts;
mod unknown;

pub(crate) use error::ReadError;
use parts::{Inner, Items, Keys, Shorthand, SpanThenValue, Table, Twice, UnitVariant};
use unknown::Words;

/// The name by which [`Field`] asks this deserializer for a value together with its span.
const FIELD: &str = "formwork::Field";

/// The name by which a [`Tree`](crate::tree::Tree) asks for a value of any type together with its span.
const TREE: &str = "formwork::Tree";

/// The name by which a [`Text`](super::Text) asks for a string that may be a template.
pub(super) const TEXT: &str = "formwork::Text";

/// The name by which a [`Plain`](super::Plain) asks for a string that refers to nothing.
pub(super) const PLAIN: &str = "formwork::Plain";

/// The name by which [`Flat`](super::Flat) asks for one table twice.
pub(super) const FLAT: &str = "formwork::Flat";

/// The name by which a [`Toggle`](super::Toggle) asks for a table, or for whether there is one.
pub(super) const TOGGLE: &str = "formwork::Toggle";

/// The struct whose keys are the sections of the file, beside the tables of the kinds.
const ROOT: &str = "Manifest";

/// The struct whose keys are those of `[alarms]`, beside the thresholds of the kinds, and its section.
const ALARMS: (&str, &str) = ("Alarms", "alarms");

/// The section that the tables of the kinds follow, where messages list what there is.
const BEFORE_KINDS: &str = "domain";

/// Structs that may be written as a single text, and the fields that the text is. A field without a name can be
/// written in no other way.
const SHORTHANDS: &[(&str, &str)] = &[
    ("LintSetting", "level"),
    ("ImageKeys", ""),
    ("Mount", "path"),
];

/// The field that a text is which stands for a struct.
fn shorthand(of_struct: &str) -> Option<&'static str> {
    let mut shorthands = SHORTHANDS.iter();
    let (_, field) = shorthands.find(|(name, _)| *name == of_struct)?;
    Some(field)
}

/// Parses the text of a manifest that may have some tables of kinds, and reads it without its overlays.
pub(crate) fn parse(
    text: &str,
    kinds: &[&'static dyn ReadTable],
) -> (Option<Manifest>, Vec<Problem>) {
    let (document, mut problems) = Document::parse(text);
    let Some(document) = document else {
        return (None, problems);
    };
    let (manifest, found) = read(document.base(), kinds);
    problems.extend(found);
    (manifest, problems)
}

/// Reads tables that may be those of some kinds.
///
/// A faulty entry is read as if it were absent, so the manifest is there even if problems are.
pub(crate) fn read(
    tables: &Tables<'_>,
    kinds: &[&'static dyn ReadTable],
) -> (Option<Manifest>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut reading = Reading {
        kinds: kinds.iter().map(|table| table.table()).collect(),
        words: kinds.iter().map(|table| Words::of(*table)).collect(),
        alarm_keys: kinds.iter().flat_map(|table| table.alarm_keys()).collect(),
        taken_away: tables.taken_away.clone(),
        ..Reading::default()
    };
    loop {
        reading.unknown_keys.take();
        reading.templates.take();
        match read_once(&tables.root, &reading, kinds) {
            Ok(manifest) => {
                problems.append(&mut reading.unknown_keys.take());
                let read = Manifest {
                    unread: reading.unread.take(),
                    templates: reading.templates.take(),
                    taken_away: reading.taken,
                    places: Places::of_root(&tables.root),
                    ..manifest
                };
                return (Some(read), problems);
            }
            Err(error) => {
                let span = error.span.clone().unwrap_or(0..0);
                let path = reading.path.take();
                let range = (span.start, span.end);
                let is_new = reading.skipped.insert(range);
                if error.is_optional && tables.taken_away.contains(&range) {
                    reading.taken.insert(path, span);
                } else {
                    problems.push(problem(error, &path, tables, range));
                    reading.unread.borrow_mut().insert(path);
                }
                if !is_new {
                    return (None, problems);
                }
            }
        }
    }
}

/// What is said of a value that could not be read. If it is the `false` of an overlay, that was to take
/// something away.
fn problem(error: ReadError, path: &[String], tables: &Tables<'_>, range: Range) -> Problem {
    let what = path.join(".");
    let span = range.0..range.1;
    if error.is_of_type() && tables.above_nothing.contains(&range) {
        let message = format!("there is no `{what}` to take away");
        return Problem::new(Code::IdleOverlay, message)
            .at(span, "takes nothing away")
            .help("leave it out, or name what the rest of the file has");
    }
    if error.is_of_type() && tables.taken_away.contains(&range) {
        return Problem::new(Code::WrongType, format!("`{what}` cannot be taken away"))
            .at(span, "not a value")
            .help("leave it out, or write the value that it has in this environment");
    }
    error.into_problem(path.last().map_or("stack.toml", String::as_str))
}

/// Reads the sections, then the table of each kind.
fn read_once(
    root: &Spanned<DeValue<'_>>,
    reading: &Reading,
    tables: &[&'static dyn ReadTable],
) -> Result<Manifest, ReadError> {
    let root = Value {
        node: root,
        reading,
        part: Part::Whole,
        takes_templates: false,
    };
    let mut manifest = Manifest::deserialize(root)?;
    for table in tables {
        let name = table.table();
        reading.path.borrow_mut().push(name.to_owned());
        manifest.tables.insert(name, table.read(root.below(name))?);
        reading.path.borrow_mut().pop();
    }
    let section = root.below(ALARMS.1);
    for key in &reading.alarm_keys {
        let written = section.and_then(|section| section.below(key));
        let Some(written) = written else { continue };
        let path = [ALARMS.1, key].map(str::to_owned);
        reading.path.borrow_mut().extend(path);
        let number = Field::deserialize(written)?;
        manifest.alarms.thresholds.insert(key, number);
        reading.path.borrow_mut().clear();
    }
    Ok(manifest)
}

pub(super) fn syntax_problem(error: &toml::de::Error) -> Problem {
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    Problem::new(Code::Syntax, format!("this is not TOML: {message}"))
        .at(error.span().unwrap_or(0..0), "here")
}

/// What one pass over the document shares.
#[derive(Debug, Default)]
struct Reading {
    /// The names of the tables of kinds.
    kinds: Vec<&'static str>,
    /// The keys that they add to `[alarms]`.
    alarm_keys: Vec<&'static str>,
    /// What other tools say for them.
    words: Vec<Words>,
    /// Where the values stand that an earlier pass found faulty.
    skipped: BTreeSet<Range>,
    /// Where an overlay takes something away, if it may be absent.
    taken_away: BTreeSet<Range>,
    /// The paths of what an overlay took away, and where it says so.
    taken: BTreeMap<Vec<String>, Span>,
    unknown_keys: RefCell<Vec<Problem>>,
    /// The keys from the root to the value that is being read.
    path: RefCell<Vec<String>>,
    /// The values that are templates.
    templates: RefCell<Vec<TemplateAt>>,
    /// The paths of the values that could not be read.
    unread: RefCell<BTreeSet<Vec<String>>>,
}

impl Reading {
    /// Whether a key or a value was found faulty.
    fn skips<T>(&self, part: &Spanned<T>) -> bool {
        self.skipped.contains(&range_of(part))
    }
}

/// A value of the document, to be deserialized.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'a> {
    node: &'a Spanned<DeValue<'a>>,
    reading: &'a Reading,
    part: Part<'a>,
    /// Whether strings and keys are templates, and so may hold `${`.
    takes_templates: bool,
}

/// Which keys of a table a struct takes.
#[derive(Debug, Clone, Copy)]
enum Part<'a> {
    /// All: others are unknown.
    Whole,
    /// Its own. The next struct takes others, and is handed these.
    First(&'a Cell<&'static [&'static str]>),
    /// Those that the first one left.
    Rest(&'a Cell<&'static [&'static str]>),
}

impl<'a> Value<'a> {
    fn of(self, value: &'a Spanned<DeValue<'a>>) -> Self {
        Self {
            node: value,
            reading: self.reading,
            part: Part::Whole,
            takes_templates: false,
        }
    }

    /// The value of a key, unless it was found faulty.
    fn below(self, key: &str) -> Option<Self> {
        let DeValue::Table(table) = self.node.get_ref() else {
            return None;
        };
        let (_, value) = table.get_key_value(key)?;
        (!self.reading.skips(value)).then(|| self.of(value))
    }

    /// The keys that a struct takes, and those that are known where it is read.
    fn keys_of(self, name: &str, fields: &'static [&'static str]) -> Keys {
        let mut known = fields.to_vec();
        known.retain(|field| !field.is_empty());
        match self.part {
            Part::Whole if name == ROOT => {
                let position = fields.iter().position(|field| *field == BEFORE_KINDS);
                let after = position.map_or(0, |position| position + 1);
                known.splice(after..after, self.reading.kinds.iter().copied());
                known.push(ENV);
            }
            Part::Whole if name == ALARMS.0 => {
                known.splice(..0, self.reading.alarm_keys.iter().copied());
            }
            Part::Whole => {}
            Part::First(cell) => cell.set(fields),
            Part::Rest(cell) => known.splice(..0, cell.get().iter().copied()).for_each(drop),
        }
        Keys {
            taken: fields,
            known,
            tells_unknown: !matches!(self.part, Part::First(_)),
        }
    }

    /// The same value, whose strings are templates.
    fn with_templates(self) -> Self {
        Self {
            takes_templates: true,
            ..self
        }
    }

    /// Notes where a template stands.
    fn record_template(self) {
        if let DeValue::String(text) = self.node.get_ref()
            && is_template(text)
        {
            self.reading.templates.borrow_mut().push(TemplateAt {
                path: self.reading.path.borrow().clone(),
                span: self.node.span(),
                text: text.to_string(),
            });
        }
    }

    /// Refuses a template where formwork itself reads the string.
    fn refuse_template(self) -> Result<(), ReadError> {
        match self.node.get_ref() {
            DeValue::String(text) if !self.takes_templates && is_template(text) => {
                Err(ReadError::template(text).or_at(self.node.span()))
            }
            _ => Ok(()),
        }
    }

    /// Refuses a template that is more than a text.
    fn refuse_computed(self) -> Result<(), ReadError> {
        match self.node.get_ref() {
            DeValue::String(text) if parts_of(text).is_ok_and(|parts| parts.plain().is_some()) => {
                Ok(())
            }
            DeValue::String(text) => Err(ReadError::computed(text).or_at(self.node.span())),
            _ => Ok(()),
        }
    }

    /// A table, or whether it is there.
    fn toggle<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.refuse_template()?;
        match self.node.get_ref() {
            DeValue::Boolean(is_there) => visitor.visit_bool(*is_there),
            DeValue::Table(_) => visitor.visit_newtype_struct(self),
            _ => Err(de::Error::invalid_type(self.unexpected(), &visitor)),
        }
        .map_err(|error: ReadError| error.or_at(self.node.span()))
    }

    /// What was found where something else was expected.
    fn unexpected(self) -> Unexpected<'a> {
        match self.node.get_ref() {
            DeValue::String(text) => Unexpected::Str(text),
            DeValue::Integer(_) => Unexpected::Other("a whole number"),
            DeValue::Float(_) => Unexpected::Other("a fractional number"),
            DeValue::Boolean(value) => Unexpected::Bool(*value),
            DeValue::Datetime(_) => Unexpected::Other("a date"),
            DeValue::Array(_) => Unexpected::Seq,
            DeValue::Table(_) => Unexpected::Map,
        }
    }
}

impl<'de> de::Deserializer<'de> for Value<'_> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.refuse_template()?;
        let result = match self.node.get_ref() {
            DeValue::String(text) => visitor.visit_str(text),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => visitor.visit_i64(number),
                    Err(_) => Err(de::Error::invalid_type(self.unexpected(), &visitor)),
                }
            }
            DeValue::Float(_) | DeValue::Datetime(_) => {
                Err(de::Error::invalid_type(self.unexpected(), &visitor))
            }
            DeValue::Boolean(value) => visitor.visit_bool(*value),
            DeValue::Array(array) => visitor.visit_seq(Items {
                of: self,
                array,
                next: 0,
            }),
            DeValue::Table(table) => visitor.visit_map(Table::new(self, table, None)),
        };
        result.map_err(|error: ReadError| error.or_at(self.node.span()))
    }

    /// A fraction, where the type of a key takes one.
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let DeValue::Float(number) = self.node.get_ref() else {
            return self.deserialize_any(visitor);
        };
        let read = match number.as_str().parse::<f64>() {
            Ok(number) if number.is_finite() => visitor.visit_f64(number),
            _ => Err(de::Error::invalid_type(self.unexpected(), &visitor)),
        };
        read.map_err(|error: ReadError| error.or_at(self.node.span()))
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let read = visitor.visit_some(self);
        read.map_err(|error: ReadError| error.optional_at(&self.node.span()))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let value = match name {
            FLAT => {
                let access = Twice {
                    value: self,
                    taken: Cell::new(&[]),
                    step: 0,
                };
                return visitor.visit_seq(access);
            }
            TOGGLE => return self.toggle(visitor),
            FIELD => Some(Inner::Value(self)),
            TREE if self.reading.taken_away.contains(&range_of(self.node)) => {
                return Err(ReadError::taken_away().or_at(self.node.span()));
            }
            TREE => Some(Inner::Any(self.with_templates())),
            PLAIN => {
                self.refuse_computed()?;
                return visitor.visit_newtype_struct(self.with_templates());
            }
            TEXT => {
                self.record_template();
                return visitor.visit_newtype_struct(self.with_templates());
            }
            _ => None,
        };
        if let Some(value) = value {
            return visitor.visit_seq(SpanThenValue {
                span: self.node.span(),
                value,
                step: 0,
            });
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let shorthand = shorthand(name);
        if shorthand.is_none() {
            self.refuse_template()?;
        }
        match (self.node.get_ref(), shorthand) {
            (DeValue::Table(table), _) => {
                let keys = self.keys_of(name, fields);
                visitor.visit_map(Table::new(self, table, Some(keys)))
            }
            (DeValue::String(_), Some(field)) => visitor.visit_map(Shorthand::new(field, self)),
            _ => Err(de::Error::invalid_type(self.unexpected(), &visitor)),
        }
        .map_err(|error: ReadError| error.or_at(self.node.span()))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.refuse_template()?;
        match self.node.get_ref() {
            DeValue::String(text) => visitor.visit_enum(UnitVariant(text)),
            _ => Err(de::Error::invalid_type(self.unexpected(), &"a string")),
        }
        .map_err(|error: ReadError| error.or_at(self.node.span()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}
