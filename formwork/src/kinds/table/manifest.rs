//! The keys of `[table.NAME]`.

use serde::Deserialize;

use crate::kind::KeyFact;
use crate::manifest::{Entries, Field, Names};

/// `[table.NAME]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Keys {
    /// The attribute by which an item is found. Default: `{ name = "id", type = "string" }`.
    pub(crate) partition_key: Option<Field<KeyAttribute>>,
    /// The attribute that tells items with one partition key apart, and orders them.
    pub(crate) sort_key: Option<Field<KeyAttribute>>,
    /// **Contract.** The attribute with the time at which an item expires, in seconds since 1970. DynamoDB deletes
    /// the item within a few days after that.
    pub(crate) ttl: Option<Field<String>>,
    /// **Contract.** What the table's stream contains of a changed item. With the grant `stream`, code can read it
    /// for 24 hours. Default: none, there is no stream.
    pub(crate) stream: Option<Field<Images>>,
    /// Other keys by which queries find items: global secondary indexes, by name.
    pub(crate) index: Entries<Index>,
    /// The name or the ARN of a table that exists, which the other keys describe. The stack then makes none, and
    /// grants work on the existing one. Default: none, a new one.
    pub(crate) existing: Option<Field<String>>,
    /// **Contract.** Its former name, as for a service.
    pub(crate) renamed_from: Option<Names>,
}

/// `partition_key = { name = "id", type = "string" }`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct KeyAttribute {
    /// **Contract.** The name of the attribute.
    pub(crate) name: Option<Field<String>>,
    /// **Contract.** The type of its values.
    pub(crate) r#type: Field<Type>,
}

impl Default for KeyAttribute {
    fn default() -> Self {
        Self {
            name: None,
            r#type: Type::String.into(),
        }
    }
}

/// The types that an attribute of a key can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum Type {
    /// A text.
    String,
    /// A number.
    Number,
    /// Bytes.
    Binary,
}

impl Type {
    pub(super) const ALL: [Self; 3] = [Self::String, Self::Number, Self::Binary];

    /// The word of `type`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Binary => "binary",
        }
    }

    /// The letter that DynamoDB has for it.
    pub(super) fn letter(self) -> &'static str {
        match self {
            Self::String => "S",
            Self::Number => "N",
            Self::Binary => "B",
        }
    }
}

/// What a record of a stream has of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum Images {
    /// Its keys.
    Keys,
    /// The item as it is now.
    New,
    /// The item as it was before.
    Old,
    /// Both.
    NewAndOld,
}

impl Images {
    pub(super) const ALL: [Self; 4] = [Self::Keys, Self::New, Self::Old, Self::NewAndOld];

    /// The word of `stream`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::New => "new",
            Self::Old => "old",
            Self::NewAndOld => "new_and_old",
        }
    }

    /// The word that DynamoDB has for it.
    pub(super) fn view_type(self) -> &'static str {
        match self {
            Self::Keys => "KEYS_ONLY",
            Self::New => "NEW_IMAGE",
            Self::Old => "OLD_IMAGE",
            Self::NewAndOld => "NEW_AND_OLD_IMAGES",
        }
    }
}

/// `[table.NAME.index.NAME]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Index {
    /// The attribute by which items are found. Default: the partition key of the table.
    pub(crate) partition_key: Option<Field<KeyAttribute>>,
    /// The attribute that orders items with one partition key.
    pub(crate) sort_key: Option<Field<KeyAttribute>>,
    /// **Contract.** The attributes that a query of the index returns beside the keys: fewer attributes cost less.
    /// Default: all of the item.
    pub(crate) attributes: Option<Field<Vec<Field<String>>>>,
}

const OF_INDEX: &[(&str, &str)] = &[("index.*.partition_key.name", r#""owner""#)];

/// What the types do not say of the keys.
pub(super) const KEYS: &[KeyFact] = &[
    KeyFact::new("partition_key.name", r#""cart""#).required(),
    KeyFact::new("partition_key.type", r#""number""#).with(&[("partition_key.name", r#""cart""#)]),
    KeyFact::new("sort_key.name", r#""at""#).required(),
    KeyFact::new("sort_key.type", r#""number""#).with(&[("sort_key.name", r#""at""#)]),
    KeyFact::new("ttl", r#""expires""#),
    KeyFact::new("stream", r#""new_and_old""#),
    KeyFact::new("index.*.partition_key.name", r#""owner""#).required(),
    KeyFact::new("index.*.partition_key.type", r#""number""#).with(OF_INDEX),
    KeyFact::new("index.*.sort_key.name", r#""at""#)
        .required()
        .with(OF_INDEX),
    KeyFact::new("index.*.sort_key.type", r#""number""#).with(&[
        ("index.*.partition_key.name", r#""owner""#),
        ("index.*.sort_key.name", r#""at""#),
    ]),
    KeyFact::new("index.*.attributes", r#"["total"]"#).with(OF_INDEX),
    KeyFact::new("existing", r#""carts-of-others""#),
    KeyFact::new("renamed_from", r#""baskets""#),
];
