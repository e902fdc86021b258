//! Kinds of another crate, of which this test is one: what such a kind gets wrong is a problem that
//! names its crate, never a panic and never a bug of formwork.

use std::marker::PhantomData;
use std::path::Path;

use formwork::hcl::{Expr, Word};
use formwork::kind::{
    Code, Fact, File, Kind, Kinds, Listens, Operation, Output, Permission, Problem, Resource, Site,
    Target, Template, Validation,
};
use formwork::{Report, SourceFile, Stack, SynthError, synth};
use serde::{Deserialize, Serialize};

use crate::common::read;
use crate::documented::fenced;
use crate::golden::golden;
use crate::rustc::{Crate, stack_rs_of};

mod faults;
mod keys;
mod texts;
#[allow(unreachable_pub, reason = "it is what a crate of its own would have")]
mod tutorial;

/// What the page builds is a program: it compiles here, and its test runs.
#[test]
fn the_tutorial_is_a_program() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = read(&directory.join("../docs/kinds.md"));
    let blocks = fenced(&page, "rust").join("\n");
    let program =
        format!("//! Made of docs/kinds.md by `UPDATE=1 cargo test -p formwork`.\n\n{blocks}");
    golden(&directory.join("tests/it/kinds/tutorial.rs"), &program);
}

/// A kind that a test breaks in one respect.
trait Small: Send + Sync + 'static {
    const TABLE: &'static str = "post";
    const NOUN: &'static str = Self::TABLE;
    const RESOURCE: &'static str = "aws_sqs_queue";
    const EXAMPLE: &'static str = "[post.mails]";
    const TEMPLATE: &'static Template = &QUEUE;

    fn operations() -> &'static [Operation] {
        const { &[Operation::new("send").allows(SENDING)] }
    }

    fn resources(target: &Target<'_>) -> Vec<Resource> {
        let arn = Expr::new(format!("{}.arn", target.address()));
        let longest = target.arn_of("sqs", "x".repeat(80));
        vec![Resource::new("queue", arn, "queue", longest)]
    }

    fn facts() -> &'static [Fact] {
        const {
            &[Fact::text("URL", "the URL of the queue", |target| {
                format!("{}.url", target.address())
            })]
        }
    }

    fn outputs() -> &'static [Output] {
        &[]
    }

    fn codes() -> &'static [Code] {
        &[]
    }

    fn validate(_keys: &Keys, _at: &mut Validation<'_>) -> Option<()> {
        Some(())
    }

    fn listens() -> Option<Listens> {
        None
    }

    fn summary() -> String {
        "SQS".to_owned()
    }

    fn files(site: &Site<'_>) -> Vec<File> {
        vec![file::<Self>(
            format!("{}_{}.tf", Self::TABLE, site.id()),
            site,
        )]
    }
}

const SENDING: &[Permission] = &[Permission::new("queue", &["sqs:SendMessage"])];

const QUEUE: Template = Template::new(
    "queue.tf",
    "\nresource \"aws_sqs_queue\" \"{{id}}\" {\n  name = \"{{name}}\"\n}\n",
);

#[derive(Serialize)]
struct View {
    id: Word,
    name: Word,
}

fn file<S: Small + ?Sized>(name: String, site: &Site<'_>) -> File {
    let view = View {
        id: site.id().into(),
        name: site.name(),
    };
    File::new(name, S::TEMPLATE, &view)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Keys {}

/// The kind of a [`Small`].
struct Of<S>(PhantomData<fn() -> S>);

impl<S: Small> Kind for Of<S> {
    const TABLE: &'static str = S::TABLE;
    const NOUN: &'static str = S::NOUN;
    const ABOUT: &'static str = "Queues of mails.";
    const RESOURCE: &'static str = S::RESOURCE;
    const EXAMPLE: &'static str = S::EXAMPLE;

    type Manifest = Keys;
    type Entry = ();

    fn codes() -> &'static [Code] {
        S::codes()
    }

    fn validate(keys: &Keys, at: &mut Validation<'_>) -> Option<()> {
        S::validate(keys, at)
    }

    fn files(_entry: &(), site: &Site<'_>) -> Vec<File> {
        S::files(site)
    }

    fn summary(_entry: &()) -> String {
        S::summary()
    }

    fn operations() -> &'static [Operation] {
        S::operations()
    }

    fn resources(target: &Target<'_>) -> Vec<Resource> {
        S::resources(target)
    }

    fn facts() -> &'static [Fact] {
        S::facts()
    }

    fn outputs() -> &'static [Output] {
        S::outputs()
    }

    fn listens(_entry: &()) -> Option<Listens> {
        S::listens()
    }
}

/// The files of a stack with two entries, one of which the service may send to; or what is wrong.
fn synthesized(kinds: &Kinds, table: &str) -> Result<Vec<String>, Report> {
    let manifest = format!(
        "stack.name = 'shop'\n{table}.mails = {{}}\n{table}.letters = {{}}\n\
         service.web = {{ image = 'web:1', grants = {{ mails = ['send'] }} }}\n"
    );
    let stack = Stack::with_kinds(&SourceFile::new("stack.toml", &manifest), kinds)?;
    match synth(&stack) {
        Ok(files) => Ok(files.into_iter().map(|file| file.name).collect()),
        Err(SynthError::Problems(report)) => Err(report),
        Err(bug) => panic!("{bug}"),
    }
}

/// A kind with nothing wrong, beside which each of the others differs in one respect.
struct Sound;
impl Small for Sound {}

#[test]
fn a_sound_kind_is_accepted() {
    let kinds = Kinds::default().with::<Of<Sound>>();
    let files = synthesized(&kinds, "post").unwrap_or_else(|report| panic!("{report}"));
    assert!(files.contains(&"post_mails.tf".to_owned()), "{files:?}");
}

/// Two kinds may have templates of one name.
struct Twin;

impl Small for Twin {
    const TABLE: &'static str = "parcel";
    const EXAMPLE: &'static str = "[parcel.boxes]";
    const TEMPLATE: &'static Template = &Template::new(
        "queue.tf",
        "\nresource \"aws_sqs_queue\" \"{{id}}\" {\n  name       = \"{{name}}.fifo\"\n  fifo_queue = true\n}\n",
    );
}

#[test]
fn templates_of_one_name_are_told_apart_by_their_kinds() {
    let kinds = Kinds::default().with::<Of<Sound>>().with::<Of<Twin>>();
    let manifest =
        "stack.name = 'shop'\npost.mails = {}\nparcel.boxes = {}\nservice.web.image = 'web:1'\n";
    let source = SourceFile::new("stack.toml", manifest);
    let stack = Stack::with_kinds(&source, &kinds).unwrap_or_else(|report| panic!("{report}"));
    let module = formwork::testing::module_of_stack(&stack);
    module
        .resource("aws_sqs_queue.boxes")
        .has("fifo_queue", true);
    module.resource("aws_sqs_queue.mails").lacks("fifo_queue");
}

/// Names that Rust would not take as they are.
struct Odd;

impl Small for Odd {
    const NOUN: &'static str = "mail queue";

    fn operations() -> &'static [Operation] {
        const {
            &[
                Operation::new("send_raw").allows(SENDING),
                Operation::new("r2").allows(SENDING),
            ]
        }
    }

    fn facts() -> &'static [Fact] {
        const {
            &[
                Fact::text("TYPE", "the type", |_| "\"fifo\"".to_owned()),
                Fact::text("SELF", "itself", |target| {
                    format!("{}.id", target.address())
                }),
                Fact::port("PORT", "its port", |_| "\"25\"".to_owned()),
            ]
        }
    }
}

#[test]
fn handles_of_another_kind_compile() {
    let kinds = Kinds::default().with::<Of<Odd>>();
    let manifest = "stack.name = 'shop'\npost.mails = {}\npost.letters = {}\n\
        service.web = { image = 'web:1', grants = { mails = ['send_raw'] } }\n";
    let stack = Stack::with_kinds(&SourceFile::new("stack.toml", manifest), &kinds);
    let stack = stack.unwrap_or_else(|report| panic!("{report}"));
    assert!(synth(&stack).is_ok());
    let stack_rs = stack_rs_of(&stack, "web");
    let granted = "/// Uses what is granted.\npub fn granted() -> bool {\n    \
        let environment = stack::Environment::from_env().expect(\"it is there\");\n    \
        let mails: stack::MailsMailQueue = environment.mails();\n    \
        let _ = environment.letters();\n    \
        let raw = mails.send_raw();\n    \
        raw.port() == 25 && raw.r#type() == raw.self_()\n}\n";
    let checked = Crate::new(&stack_rs, granted).check("rustc", &[]);
    assert!(
        checked.status.success(),
        "{}",
        String::from_utf8_lossy(&checked.stderr)
    );

    let refused = granted.replace("send_raw", "r2");
    let checked = Crate::new(&stack_rs, &refused).check("rustc", &[]);
    let said = String::from_utf8_lossy(&checked.stderr);
    assert!(
        !checked.status.success() && said.contains("is not granted"),
        "{said}"
    );
}

/// A mistake with a code of the kind's own: the report says what the code means.
struct Strict;

const NO_MAIL: Code = Code::new(
    "no-mail",
    "### What it means\n\nNobody writes\nletters any more.\n\n### Why\n\nSo it is.\n",
);

impl Small for Strict {
    fn codes() -> &'static [Code] {
        &[NO_MAIL]
    }

    fn validate(_keys: &Keys, at: &mut Validation<'_>) -> Option<()> {
        let place = at.key().span();
        let problem = Problem::new(NO_MAIL, format!("`{}` is no mail", at.key().get()));
        at.problem(problem.at(place, "this one").help("write a letter"));
        None
    }
}

#[test]
fn a_code_of_another_crate_explains_itself() {
    let kinds = Kinds::default().with::<Of<Strict>>();
    assert!(kinds.codes().contains(&NO_MAIL));
    let report = synthesized(&kinds, "post").expect_err("nothing is mail");
    let codes: Vec<&str> = report
        .problems()
        .iter()
        .map(|it| it.code().name())
        .collect();
    assert_eq!(codes, ["no-mail", "no-mail"]);
    let text = report.to_string();
    assert!(
        text.contains("error[no-mail]: `mails` is no mail"),
        "{text}"
    );
    assert!(
        text.contains("note: Nobody writes letters any more."),
        "{text}"
    );
    assert!(!text.contains("docs/diagnostics.md"), "{text}");
}

#[test]
fn an_import_asks_kinds_of_other_crates() {
    let root = tempfile::TempDir::new().unwrap();
    let module = "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n\
        resource \"aws_kinesis_stream\" \"clicks\" {\n  name = \"shop-clicks\"\n  encryption_type = \"KMS\"\n  kms_key_id = \"alias/aws/kinesis\"\n\
        stream_mode_details {\n    stream_mode = \"ON_DEMAND\"\n  }\n  tags = { Purpose = \"clicks\" }\n}\n";
    crate::common::write(&root.path().join("main.tf"), module);
    let kinds = formwork::kind::Kinds::default().with::<tutorial::Streams>();
    let imported = formwork::import::Import::new(root.path())
        .kinds(kinds)
        .run()
        .unwrap();
    let expected = "\n[stream.clicks]\npurpose = \"clicks\"\n";
    assert!(
        imported.manifest.ends_with(expected),
        "{}",
        imported.manifest
    );
    assert_eq!((imported.entries, imported.blocks), (1, 0));
    assert!(imported.remarks.is_empty(), "{:?}", imported.remarks);
}
