//! The keys of `[bucket.NAME]`.

use serde::Deserialize;

use super::cors::MAX_AGE;
use super::entry::{DAYS, NONCURRENT_DAYS};
use crate::kind::KeyFact;
use crate::manifest::{Field, Names, Plain, Text};

/// `[bucket.NAME]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Keys {
    /// **Contract.** Whether S3 keeps the old versions of objects that are overwritten or deleted.
    pub(crate) versioning: Field<bool>,
    /// How long a versioned bucket keeps old versions of objects; 0 keeps them for ever.
    pub(crate) noncurrent_days: Field<u32>,
    /// Objects that are deleted by themselves.
    pub(crate) expire: Vec<Field<Expire>>,
    /// Objects that move to cheaper storage by themselves.
    pub(crate) transition: Vec<Field<Transition>>,
    /// Which pages of others may ask the bucket, from a browser.
    pub(crate) cors: Vec<Field<Cors>>,
    /// The ARN of a KMS key that encrypts the objects. A grant on the bucket allows the use of the key. Default:
    /// keys of S3.
    pub(crate) kms_key: Option<Field<Text>>,
    /// Queues that are told of changes.
    pub(crate) events: Vec<Field<Event>>,
    /// The name of a bucket that exists. The stack then makes none, and grants work on the existing one. Default:
    /// none, a new one.
    pub(crate) existing: Option<Field<String>>,
    /// **Contract.** Its former name, as for a service.
    pub(crate) renamed_from: Option<Names>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            versioning: true.into(),
            noncurrent_days: 90.into(),
            expire: Vec::new(),
            transition: Vec::new(),
            cors: Vec::new(),
            kms_key: None,
            events: Vec::new(),
            existing: None,
            renamed_from: None,
        }
    }
}

/// One entry of `expire = [{ prefix = "archived/", days = 90 }]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Expire {
    /// **Contract.** Start of the keys that expire, without a slash in front.
    pub(crate) prefix: Option<Field<Plain>>,
    /// **Contract.** Age at which an object is deleted. In a versioned bucket its old version goes a day later.
    pub(crate) days: Option<Field<u32>>,
}

/// One entry of `transition = [{ prefix = "archived/", days = 30, class = "infrequent_access" }]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Transition {
    /// **Contract.** Start of the keys that move, without a slash in front.
    pub(crate) prefix: Option<Field<Plain>>,
    /// **Contract.** Age at which an object moves.
    pub(crate) days: Option<Field<u32>>,
    /// **Contract.** The class that it moves to. An object in `glacier` or `deep_archive` must be restored before
    /// it can be read.
    pub(crate) class: Option<Field<Class>>,
}

/// Storage classes of S3, by what an object may do next: it moves in this order alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
pub(crate) enum Class {
    /// Cheaper to keep, dearer to read, in several zones.
    InfrequentAccess,
    /// S3 moves each object by how often it is read.
    Intelligent,
    /// Kept in one zone.
    OneZone,
    /// An archive that is read at once.
    GlacierInstant,
    /// An archive that is read after minutes to hours.
    Glacier,
    /// An archive that is read after hours to days.
    DeepArchive,
}

/// One entry of `cors = [{ origins = ["https://acme.example"], methods = ["GET", "PUT"] }]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Cors {
    /// Where the pages come from: `https://` and a host, perhaps with one `*` in it.
    pub(crate) origins: Option<Field<Vec<Field<String>>>>,
    /// The methods that they may use: `GET`, `PUT`, `POST`, `DELETE` and `HEAD`.
    pub(crate) methods: Option<Field<Vec<Field<String>>>>,
    /// The headers that they may send beside the usual ones.
    pub(crate) headers: Field<Vec<Field<String>>>,
    /// The headers of an answer that they may read; an upload in parts needs `ETag`.
    pub(crate) expose_headers: Field<Vec<Field<String>>>,
    /// How long a browser remembers the answer.
    pub(crate) max_age_seconds: Field<u32>,
}

impl Default for Cors {
    fn default() -> Self {
        Self {
            origins: None,
            methods: None,
            headers: Field::default(),
            expose_headers: Field::default(),
            max_age_seconds: 3000.into(),
        }
    }
}

/// One entry of `events = [{ queue = "jobs", on = ["created"], prefix = "in/" }]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[cfg_attr(
    any(test, feature = "schema"),
    derive(serde::Serialize, schemars::JsonSchema)
)]
#[cfg_attr(any(test, feature = "schema"), schemars(deny_unknown_fields))]
pub(crate) struct Event {
    /// The queue, by its name: one of `[queue.NAME]` without `fifo`.
    pub(crate) queue: Option<Field<String>>,
    /// The changes that S3 sends: `created`, `removed`, `restored`, `expired`, `transitioned` or `tagged`.
    pub(crate) on: Option<Field<Vec<Field<String>>>>,
    /// Start of the keys whose changes S3 sends. Default: all.
    pub(crate) prefix: Option<Field<Plain>>,
    /// End of the keys whose changes S3 sends. Default: all.
    pub(crate) suffix: Option<Field<Plain>>,
}

const EXPIRE: &[(&str, &str)] = &[
    ("expire.[].prefix", r#""archived/""#),
    ("expire.[].days", "90"),
];

const TRANSITION: &[(&str, &str)] = &[
    ("transition.[].prefix", r#""archived/""#),
    ("transition.[].days", "60"),
    ("transition.[].class", r#""infrequent_access""#),
];

const CORS: &[(&str, &str)] = &[
    ("cors.[].origins", r#"["https://acme.example"]"#),
    ("cors.[].methods", r#"["GET", "PUT"]"#),
];

const EVENT: &[(&str, &str)] = &[
    ("events.[].queue", r#""thumbnails""#),
    ("events.[].on", r#"["created"]"#),
];

/// What the types do not say of the keys.
pub(super) const KEYS: &[KeyFact] = &[
    KeyFact::new("versioning", "false"),
    KeyFact::new("noncurrent_days", "30").within(&NONCURRENT_DAYS),
    KeyFact::new("expire.[].prefix", r#""archived/""#)
        .required()
        .like("^[^/]")
        .with(EXPIRE),
    KeyFact::new("expire.[].days", "90")
        .required()
        .within(&DAYS)
        .with(EXPIRE),
    KeyFact::new("transition.[].prefix", r#""archived/""#)
        .required()
        .like("^[^/]")
        .with(TRANSITION),
    KeyFact::new("transition.[].days", "60")
        .required()
        .within(&DAYS)
        .with(TRANSITION),
    KeyFact::new("transition.[].class", r#""infrequent_access""#)
        .required()
        .with(TRANSITION),
    KeyFact::new("cors.[].origins", r#"["https://acme.example"]"#)
        .required()
        .with(CORS),
    KeyFact::new("cors.[].methods", r#"["GET", "PUT"]"#)
        .required()
        .with(CORS),
    KeyFact::new("cors.[].headers", r#"["*"]"#).with(CORS),
    KeyFact::new("cors.[].expose_headers", r#"["ETag"]"#).with(CORS),
    KeyFact::new("cors.[].max_age_seconds", "600")
        .within(&MAX_AGE)
        .with(CORS),
    KeyFact::new(
        "kms_key",
        r#""arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab""#,
    )
    .like(r"^(arn:aws[a-z-]*:kms:|\$\{)"),
    KeyFact::new("events.[].queue", r#""thumbnails""#)
        .required()
        .with(EVENT),
    KeyFact::new("events.[].on", r#"["created"]"#)
        .required()
        .with(EVENT),
    KeyFact::new("events.[].prefix", r#""in/""#).with(EVENT),
    KeyFact::new("events.[].suffix", r#"".jpg""#).with(EVENT),
    KeyFact::new("existing", r#""acme-uploads""#),
    KeyFact::new("renamed_from", r#"["images", "pictures"]"#),
];
