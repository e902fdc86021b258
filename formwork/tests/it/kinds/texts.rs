//! Texts of another crate's kind that are templates: what is wrong with one is told where it stands in
//! stack.toml, wherever the kind has put it.

use formwork::hcl::{Expr, Word};
use formwork::kind::{
    Fact, Field, File, Kind, Kinds, Site, Table, Target, Template, Text, Validation,
};
use formwork::{SourceFile, Stack, SynthError, synth};
use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Keys {
    policy: Option<Field<Text>>,
    tags: Table<Field<Text>>,
    url: Option<Field<Text>>,
}

#[derive(Debug, Clone)]
struct Entry {
    policy: Option<Expr>,
    tags: Vec<Expr>,
    url: Expr,
}

struct Parcel;

impl Kind for Parcel {
    const TABLE: &str = "parcel";
    const ABOUT: &str = "Parcels.";
    const RESOURCE: &str = "aws_sqs_queue";
    const EXAMPLE: &str = "[parcel.box]";

    type Manifest = Keys;
    type Entry = Entry;

    fn validate(keys: &Keys, _at: &mut Validation<'_>) -> Option<Entry> {
        let expr = |text: &Field<Text>| text.get().expr();
        let tags = keys.tags.iter();
        Some(Entry {
            policy: keys.policy.as_ref().map(expr),
            tags: tags.map(|(_, text)| expr(text)).collect(),
            url: keys.url.as_ref().map_or_else(|| Expr::new("\"\""), expr),
        })
    }

    fn files(entry: &Entry, site: &Site<'_>) -> Vec<File> {
        const FILE: Template = Template::new(
            "parcel.tf",
            "\nresource \"aws_sqs_queue\" \"{{id}}\" {\n{{#each policy}}  policy = {{this}}\n{{/each}}\
             {{#each tags}}  tags = { a = {{this}} }\n{{/each}}}\n",
        );
        let view = View {
            id: site.id().into(),
            policy: entry.policy.iter().cloned().collect(),
            tags: entry.tags.clone(),
        };
        vec![File::new(format!("parcel_{}.tf", site.id()), &FILE, &view)]
    }

    fn summary(_entry: &Entry) -> String {
        "SQS".to_owned()
    }

    fn facts() -> &'static [Fact] {
        const { &[Fact::text("URL", "the URL", url)] }
    }
}

fn url(target: &Target<'_>) -> String {
    let entry = target.entry::<Entry>();
    entry.map_or_else(|| "\"\"".to_owned(), |entry| entry.url.to_string())
}

#[derive(Serialize)]
struct View {
    id: Word,
    policy: Vec<Expr>,
    tags: Vec<Expr>,
}

/// The headlines of what is wrong with an entry of these keys.
#[track_caller]
fn refused(keys: &str) -> Vec<String> {
    let manifest =
        format!("stack.name = 'shop'\nservice.web.image = 'web:1'\n[parcel.box]\n{keys}\n");
    let kinds = Kinds::default().with::<Parcel>();
    let stack = Stack::with_kinds(&SourceFile::new("stack.toml", manifest), &kinds);
    let report = match stack.map(|stack| synth(&stack)) {
        Err(report) | Ok(Err(SynthError::Problems(report))) => report,
        Ok(Err(bug)) => panic!("{bug}"),
        Ok(Ok(files)) => panic!("accepted, but it should be refused: {files:?}"),
    };
    report.headlines().collect()
}

#[test]
fn a_reference_to_nothing() {
    assert_eq!(
        refused("policy = 'a ${aws_sqs_queue.nobody.arn}'"),
        ["stack.toml:4:10: `aws_sqs_queue.nobody` is not declared"]
    );
}

#[test]
fn an_attribute_that_nothing_has_inside_of_an_object() {
    assert_eq!(
        refused("tags = { a = 'x' }\npolicy = '${aws_vpc.main.idd}'"),
        ["stack.toml:5:10: there is no attribute `idd` (in `aws_vpc.main`)"]
    );
    assert_eq!(
        refused("tags.a = '${aws_vpc.main.idd}'"),
        ["stack.toml:4:10: there is no attribute `idd` (in `aws_vpc.main`)"]
    );
}

#[test]
fn a_circle() {
    assert_eq!(
        refused("policy = '${aws_sqs_queue.box.arn}'"),
        ["stack.toml:4:10: `aws_sqs_queue.box` refers to itself"]
    );
}

#[test]
fn a_text_in_a_fact() {
    assert_eq!(
        refused("url = 'https://${local.host}'"),
        ["stack.toml:4:7: `local.host` is not declared"]
    );
}

#[test]
fn a_text_that_is_no_template() {
    let found = refused("policy = '${'");
    let [only] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert!(
        only.starts_with("stack.toml:4:10: `${` is no expression of HCL"),
        "{only}"
    );
}

#[test]
fn what_holds_is_written() {
    let manifest = "stack.name = 'shop'\nservice.web.image = 'web:1'\n[parcel.box]\n\
        policy = '${aws_vpc.main.id}'\ntags.a = '$${x} ${aws_vpc.main.id}'\n";
    let kinds = Kinds::default().with::<Parcel>();
    let stack = Stack::with_kinds(&SourceFile::new("stack.toml", manifest), &kinds);
    let files = synth(&stack.expect("it is valid")).unwrap_or_else(|error| panic!("{error}"));
    let mut files = files.into_iter();
    let file = files
        .find(|file| file.name == "parcel_box.tf")
        .expect("it is made");
    assert!(
        file.text.contains("policy = aws_vpc.main.id\n"),
        "{}",
        file.text
    );
    assert!(
        file.text.contains("a = \"$${x} ${aws_vpc.main.id}\""),
        "{}",
        file.text
    );
}
