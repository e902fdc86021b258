//! Made of docs/kinds.md by `UPDATE=1 cargo test -p formwork`.

use formwork::hcl::{Expr, Literal, Word};
use formwork::kind::{
    Code, Fact, Field, File, KeyFact, Kind, Kinds, Limits, Operation, Permission, Problem,
    Resource, Site, Target, Template, Validation,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize)]
#[serde(default)]
pub struct Keys {
    /// What may read and write it.
    purpose: Option<Field<String>>,
    /// How long a record can be read.
    retention_hours: Field<u32>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            purpose: None,
            retention_hours: 24.into(),
        }
    }
}

/// Amazon Kinesis Data Streams API, `IncreaseStreamRetentionPeriod`.
const RETENTION: Limits = Limits::new("retention_hours", 24..=8760, "Kinesis");

/// What the type does not say of the keys, with an example that is not the default.
const KEYS: &[KeyFact] = &[
    KeyFact::new("purpose", r#""clicks""#).required(),
    KeyFact::new("retention_hours", "48").within(&RETENTION),
];

#[derive(Debug, Clone)]
pub struct Stream {
    purpose: Literal,
    retention_hours: u32,
}

const EMPTY_PURPOSE: Code = Code::new(
    "stream-empty-purpose",
    "### What it means

A stream says nothing about its purpose.

### Why

Who finds it in a year should know whether it is still needed.

### Example

`purpose = \"\"`

### How to fix

`purpose = \"clicks\"`
",
);

fn purpose(text: &str) -> Result<Literal, Problem> {
    if text.is_empty() {
        return Err(Problem::new(EMPTY_PURPOSE, "the purpose is empty").help("write a few words"));
    }
    Ok(Literal::new(text))
}

fn stream(keys: &Keys, at: &mut Validation<'_>) -> Option<Stream> {
    let written = at.require("purpose", keys.purpose.as_ref(), "purpose = \"clicks\"");
    let purpose = written.and_then(|field| at.text(field, "what it is for", purpose));
    let retention_hours = at.number(&keys.retention_hours, &RETENTION);
    Some(Stream {
        purpose: purpose?,
        retention_hours: retention_hours?,
    })
}

const TEMPLATE: Template = Template::new(
    "stream.tf",
    r#"
resource "aws_kinesis_stream" "{{id}}" {
  name             = "{{name}}"
  retention_period = {{retention_hours}}
  encryption_type  = "KMS"
  kms_key_id       = "alias/aws/kinesis"

  stream_mode_details {
    stream_mode = "ON_DEMAND"
  }

  tags = {
    Purpose = {{purpose}}
  }
}
"#,
);

#[derive(Serialize)]
struct View {
    id: Word,
    name: Word,
    purpose: Literal,
    retention_hours: u32,
}

fn file(stream: &Stream, site: &Site<'_>) -> File {
    let id = site.id();
    let view = View {
        id: id.into(),
        name: site.name(),
        purpose: stream.purpose.clone(),
        retention_hours: stream.retention_hours,
    };
    File::new(format!("stream_{id}.tf"), &TEMPLATE, &view)
}

const OPERATIONS: &[Operation] = &[
    Operation::new("put")
        .allows(&[Permission::new(
            "stream",
            &["kinesis:PutRecord", "kinesis:PutRecords"],
        )])
        .calls(&["PutRecord", "PutRecords"]),
    Operation::new("read")
        .allows(&[Permission::new(
            "stream",
            &[
                "kinesis:GetRecords",
                "kinesis:GetShardIterator",
                "kinesis:ListShards",
            ],
        )])
        .calls(&["GetRecords", "GetShardIterator", "ListShards"]),
];

const FACTS: &[Fact] = &[Fact::text("STREAM", "the name of the stream", |target| {
    format!("{}.name", target.address())
})];

fn resources(target: &Target<'_>) -> Vec<Resource> {
    let (id, stack) = (target.id(), target.stack());
    vec![Resource::new(
        "stream",
        Expr::new(format!("{}.arn", target.address())),
        format!("stream `{id}`"),
        target.arn_of("kinesis", format!("stream/{stack}-{}", id.kebab())),
    )]
}

use formwork::kind::{Found, Proposal, Recognition};

const RECOGNITION: Recognition = Recognition::new(&["aws_kinesis_stream"], propose)
    .with_twins(&[("aws_kinesis_stream", ["id", "arn"])])
    .with_defaults(&[("aws_kinesis_stream", "retention_period", "24")]);

fn propose(stream: &Found<'_>) -> Result<Option<Proposal>, String> {
    let stack = stream.stack("name", '-', "")?;
    let purpose = stream
        .text("tags.Purpose")
        .ok_or("it has no tag `Purpose`")?;
    let hours = stream.number("retention_period").unwrap_or(24);
    let entry = Proposal::in_stack(stack).with("purpose", purpose);
    Ok(Some(entry.with_unless("retention_hours", hours, &24)))
}

pub struct Streams;

impl Kind for Streams {
    const TABLE: &'static str = "stream";
    const ABOUT: &'static str = "Streams of records, by name.";
    const RESOURCE: &'static str = "aws_kinesis_stream";
    const EXAMPLE: &'static str = "[stream.clicks]\npurpose = \"clicks\"";

    type Manifest = Keys;
    type Entry = Stream;

    fn keys() -> &'static [&'static [KeyFact]] {
        &[KEYS]
    }

    fn codes() -> &'static [Code] {
        &[EMPTY_PURPOSE]
    }

    fn validate(keys: &Keys, at: &mut Validation<'_>) -> Option<Stream> {
        stream(keys, at)
    }

    fn files(stream: &Stream, site: &Site<'_>) -> Vec<File> {
        vec![file(stream, site)]
    }

    fn summary(stream: &Stream) -> String {
        format!(
            "Kinesis, on demand, encrypted, kept for {} hours",
            stream.retention_hours
        )
    }

    fn stands_alone() -> bool {
        true
    }

    fn recognition() -> Option<&'static Recognition> {
        Some(&RECOGNITION)
    }

    fn operations() -> &'static [Operation] {
        OPERATIONS
    }

    fn resources(target: &Target<'_>) -> Vec<Resource> {
        resources(target)
    }

    fn facts() -> &'static [Fact] {
        FACTS
    }
}

#[test]
fn an_entry_becomes_a_stream() {
    use formwork::{SourceFile, Stack, testing};

    let kinds = Kinds::default().with::<Streams>();
    let with = |stream: &str| {
        let text = format!(
            "stack.name = 'shop'\n\
         service.api = {{ image = 'api:1', grants = {{ clicks = ['put'] }} }}\n\
         [stream.clicks]\n{stream}"
        );
        Stack::with_kinds(&SourceFile::new("stack.toml", text), &kinds)
    };

    let stack = with("purpose = 'clicks'").unwrap_or_else(|report| panic!("{report}"));
    let module = testing::module_of_stack(&stack);
    module
        .resource("aws_kinesis_stream.clicks")
        .has("retention_period", 24);

    // Every mistake at once, each with its place.
    let report = with("purpose = ''\nretention_hours = 1\nshards = 2").unwrap_err();
    let headlines: Vec<String> = report.headlines().collect();
    assert_eq!(
        headlines,
        [
            "stack.toml:4:11: the purpose is empty",
            "stack.toml:5:19: `retention_hours` is 1, Kinesis takes 24 to 8760",
            "stack.toml:6:1: unknown key `shards`",
        ]
    );
}
