//! The handle that a kind gets without templates of its own: each operation gives its facts.

use formwork::hcl::Expr;
use formwork::kind::{
    Fact, File, Kind, Kinds, Operation, Permission, Resource, Site, Target, Validation,
};
use formwork::{SourceFile, Stack};
use serde::Deserialize;

use crate::rustc::{Crate, code, stderr};

/// A kind with two operations, one of which brings more facts.
#[derive(Debug)]
struct Mailbox;

#[derive(Debug, Default, Deserialize)]
struct Keys {}

const SEND: &str = "send";
const RETURN: &str = "give_back";

impl Kind for Mailbox {
    const TABLE: &str = "mailbox";
    const ABOUT: &str = "Mailboxes.";
    const RESOURCE: &str = "aws_sqs_queue";
    const EXAMPLE: &str = "[mailbox.letters]";

    type Manifest = Keys;
    type Entry = ();

    fn validate(_: &Keys, _: &mut Validation<'_>) -> Option<()> {
        Some(())
    }

    fn files((): &(), _: &Site<'_>) -> Vec<File> {
        Vec::new()
    }

    fn summary((): &()) -> String {
        "a mailbox".to_owned()
    }

    fn operations() -> &'static [Operation] {
        const SENDING: &[Permission] = &[Permission::new("mailbox", &["sqs:SendMessage"])];
        const OPERATIONS: &[Operation] = &[
            Operation::new(SEND).allows(SENDING),
            Operation::new(RETURN).allows(SENDING),
        ];
        OPERATIONS
    }

    fn resources(target: &Target<'_>) -> Vec<Resource> {
        let longest = target.arn_of("sqs", "mailbox");
        let arn = Expr::new("aws_vpc.main.arn");
        vec![Resource::new("mailbox", arn, "mailbox", longest)]
    }

    fn facts() -> &'static [Fact] {
        const FACTS: &[Fact] = &[
            Fact::text("ADDRESS", "where it is", |_| "\"1\"".to_owned()),
            Fact::text("SENDER", "who sends", |_| "\"1\"".to_owned()),
            Fact::port("SENDER_PORT", "where that is", |_| "\"1\"".to_owned()),
        ];
        FACTS
    }

    fn brings(operation: &Operation, fact: &Fact) -> bool {
        operation.word == RETURN || fact.name == "ADDRESS"
    }
}

fn stack_rs() -> String {
    let manifest = "[stack]\nname = \"shop\"\n[service.api]\nimage = \"api:1\"\n\
        grants = { letters = [\"send\", \"give_back\"], cards = [\"send\"] }\n\
        [mailbox.letters]\n[mailbox.cards]\n[mailbox.bills]\n";
    let source = SourceFile::new("stack.toml", manifest);
    let stack = Stack::with_kinds(&source, &Kinds::default().with::<Mailbox>());
    let stack = stack.unwrap_or_else(|report| panic!("{report}"));
    let rust = formwork::synth_rust(&stack, "api").expect("no bug");
    rust.expect("the service is there").text
}

#[test]
fn an_operation_gives_the_facts_that_it_brings() {
    let rust = stack_rs();
    let calls = "
    let (letters, cards) = (environment.letters(), environment.cards());
    let _: (&str, &str) = (letters.send().address(), cards.send().address());
    let back = letters.give_back();
    let _: (&str, &str, u16) = (back.address(), back.sender(), back.sender_port());
";
    let deny = ["--deny=warnings".to_owned()];
    let output = Crate::new(&rust, &code(calls)).check("rustc", &deny);
    assert!(output.status.success(), "{}", stderr(&output));
    // Whoever may only send is told nothing else, by no variable either.
    assert!(rust.contains("LETTERS_SENDER_PORT"), "{rust}");
    assert!(!rust.contains("CARDS_SENDER"), "{rust}");
}

#[test]
fn an_operation_gives_no_fact_that_another_brings() {
    let rust = stack_rs();
    for call in ["letters().send().sender()", "cards().send().sender_port()"] {
        let calling = code(&format!("    let _ = environment.{call};\n"));
        let output = Crate::new(&rust, &calling).check("rustc", &[]);
        let said = stderr(&output);
        assert!(said.contains("no method named `sender"), "{call}: {said}");
    }
}
