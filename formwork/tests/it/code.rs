//! What `build.rs` adds to a stack is written and checked as what stands in `stack.toml` is, and a
//! mistake names the line of Rust.

use std::collections::BTreeMap;

use formwork::kind::Kinds;
use formwork::{Build, Code, Report, SourceFile, Stack, SynthError, Value, synth, synth_rust};
use tempfile::TempDir;

const MANIFEST: &str = "stack.name = 'shop'\nservice.web.image = 'web:1'\ndatabase.orders = {}\n\
    [resource.aws_sqs_queue.mails]\ndelay_seconds = 1\n";

#[track_caller]
fn stack() -> Stack {
    Stack::from_source(&SourceFile::new("stack.toml", MANIFEST)).expect("it is valid")
}

#[track_caller]
fn file(stack: &Stack, name: &str) -> String {
    let files = synth(stack).unwrap_or_else(|error| panic!("{error}"));
    let found = files.into_iter().find(|file| file.name == name);
    found.expect("the file is there").text
}

#[track_caller]
fn refused(stack: &Stack) -> Report {
    match synth(stack) {
        Err(SynthError::Problems(report)) => report,
        Err(bug) => panic!("{bug}"),
        Ok(_) => panic!("accepted, but it should be refused"),
    }
}

/// One problem, at a line of this file.
#[track_caller]
fn refused_at(stack: &Stack, code: Code, line: u32) -> String {
    let report = refused(stack);
    let codes: Vec<Code> = report
        .problems()
        .iter()
        .map(formwork::Problem::code)
        .collect();
    assert_eq!(codes, [code], "{report}");
    let headline = report.headlines().next().unwrap_or_default();
    let place = format!("{}:{line}:", file!());
    assert!(headline.starts_with(&place), "{headline} is not at {place}");
    report.to_string()
}

/// What they become.
const RESOURCES: &str = r#"# Generated from stack.toml by formwork; edit that file.

resource "aws_dynamodb_table" "sessions" {
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  name         = "sessions"

  attribute {
    name = "id"
    type = "S"
  }

  attribute {
    name = "user"
    type = "S"
  }

  global_secondary_index {
    hash_key        = "user"
    name            = "user"
    projection_type = "KEYS_ONLY"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }
}

resource "aws_sqs_queue" "fast" {
  delay_seconds = 0

  tags = {
    Team = "ops"
  }

  depends_on = [aws_sqs_queue.mails]
}
"#;

#[test]
fn blocks_are_written_by_the_schema() {
    let mut stack = stack();
    for (name, seconds) in [("slow", 900), ("fast", 0)] {
        stack
            .resource("aws_sqs_queue", name)
            .set("delay_seconds", seconds)
            .set("tags", Value::table([("Team", "ops")]))
            .set("depends_on", ["aws_sqs_queue.mails"]);
    }
    stack
        .resource("aws_dynamodb_table", "sessions")
        .set("name", "sessions")
        .set("billing_mode", "PAY_PER_REQUEST")
        .set("hash_key", String::from("id"))
        .block("attribute", |attribute| {
            attribute.set("name", "id").set("type", "S");
        })
        .block("attribute", |attribute| {
            attribute.set("name", "user").set("type", "S");
        })
        .block("global_secondary_index", |index| {
            index
                .set("name", "user")
                .set("hash_key", "user")
                .set("projection_type", "KEYS_ONLY");
        })
        .set("point_in_time_recovery", Value::table([("enabled", true)]))
        .set(
            "server_side_encryption",
            BTreeMap::from([("enabled", true)]),
        );
    let text = file(&stack, "resources.tf");
    assert!(text.starts_with(RESOURCES), "{text}");
}

#[test]
fn every_kind_of_block_can_be_added() {
    let mut stack = stack();
    stack
        .variable("days")
        .set("type", "number")
        .set("default", 7);
    stack.local("weights", vec![0.5, 2.0]);
    stack
        .data("aws_iam_policy_document", "mails")
        .block("statement", |statement| {
            statement
                .set("actions", ["sqs:SendMessage"])
                .set("resources", ["${aws_sqs_queue.mails.arn}"]);
        });
    stack.module("queue").set("source", "./queue");
    stack
        .output("days")
        .set("value", "${var.days * local.weights[0]}");
    stack
        .change("aws_db_instance", "orders")
        .set("multi_az", false)
        .remove("copy_tags_to_snapshot");
    for (name, part) in [
        ("variables.tf", "default = 7"),
        ("locals.tf", "weights = [0.5, 2]"),
        ("data.tf", "resources = [aws_sqs_queue.mails.arn]"),
        ("modules.tf", "source = \"./queue\""),
        ("outputs.tf", "value = var.days * local.weights[0]"),
        ("database_orders.tf", "multi_az               = false"),
    ] {
        let text = file(&stack, name);
        assert!(text.contains(part), "{name}: {part}\n{text}");
    }
}

#[test]
fn the_order_of_calls_means_nothing() {
    let (mut first, mut second) = (stack(), stack());
    for name in ["a", "b", "c"] {
        first.resource("aws_sqs_queue", name);
    }
    for name in ["c", "a", "b"] {
        second.resource("aws_sqs_queue", name);
    }
    assert_eq!(file(&first, "resources.tf"), file(&second, "resources.tf"));
}

#[test]
fn a_mistake_names_its_line() {
    let mut wrong = stack();
    let queue = wrong.resource("aws_sqs_queue", "jobs");
    let line = line!() + 1;
    queue.set("delay_second", 5);
    let report = refused_at(&wrong, Code::UnknownArgument, line);
    assert_eq!(
        report,
        format!(
            "error[unknown-argument]: there is no argument `delay_second` here\n\
             --> {}:{line}:11\n = note: not an argument of this block\n \
             = help: did you mean `delay_seconds`?\n \
             = note: docs/diagnostics.md of formwork explains `unknown-argument`\n\n\
             1 problem in {}; nothing was written\n",
            file!(),
            file!()
        )
    );

    let mut wrong = stack();
    let line = line!() + 1;
    wrong.resource("aws_sqs_queues", "jobs");
    refused_at(&wrong, Code::UnknownResourceType, line);

    let mut wrong = stack();
    let line = line!() + 1;
    wrong.resource("aws_sqs_queue", "the jobs");
    refused_at(&wrong, Code::InvalidName, line);

    let mut wrong = stack();
    let queue = wrong.resource("aws_sqs_queue", "jobs");
    let line = line!() + 1;
    queue.set("name", "${");
    refused_at(&wrong, Code::InvalidExpression, line);

    let mut wrong = stack();
    let line = line!() + 1;
    wrong.local("x", f64::NAN);
    refused_at(&wrong, Code::InvalidExpression, line);
}

#[test]
fn an_override_in_code_is_held_to_the_same_rules() {
    let mut wrong = stack();
    let change = wrong.change("aws_lb_target_group", "web");
    let line = line!() + 1;
    change.set("port", 9000);
    let report = refused_at(&wrong, Code::ContractOverride, line);
    assert!(
        report.contains("change `service.web.port` instead"),
        "{report}"
    );

    let mut wrong = stack();
    let change = wrong.change("aws_lb", "main");
    let line = line!() + 1;
    change.remove("idle_timeout");
    refused_at(&wrong, Code::IdleOverride, line);

    let mut wrong = stack();
    let line = line!() + 1;
    wrong.change("aws_lb", "other").set("idle_timeout", 5);
    refused_at(&wrong, Code::UnknownAddress, line);

    let mut wrong = stack();
    let line = line!() + 1;
    wrong.change("aws_lb", "main");
    refused_at(&wrong, Code::IdleOverride, line);
}

#[test]
fn a_block_of_both_names_both_places() {
    let mut twice = stack();
    let line = line!() + 1;
    twice.resource("aws_sqs_queue", "mails");
    let report = refused_at(&twice, Code::DuplicateAddress, line);
    assert!(
        report.contains("[resource.aws_sqs_queue.mails]"),
        "{report}"
    );
    assert!(report.contains("first declared here"), "{report}");
}

/// What Terraform accepts and formwork cannot judge is told by the build.
#[test]
fn another_provider_is_passed_on_with_a_warning() {
    let directory = TempDir::new().expect("a directory can be made");
    let manifest = directory.path().join("stack.toml");
    let provider = "[terraform.required_providers]\nrandom = { source = 'hashicorp/random', version = '~> 3.6' }\n\
        [resource.random_pet.name]\nlength = 2\nkeepers = { queue = '${aws_sqs_queue.mails.name}' }\n\
        [[resource.random_pet.name.block]]\nof = 'unknown'\n";
    #[expect(clippy::disallowed_methods, reason = "no one else reads it meanwhile")]
    std::fs::write(&manifest, format!("{MANIFEST}{provider}")).expect("it can be written");
    let script = Build::of_service("web")
        .manifest(&manifest)
        .hcl_out(directory.path().join("hcl-out"));
    let line = std::cell::Cell::new(0);
    let result = script.run_with(directory.path(), |stack| {
        line.set(line!() + 1);
        let _ = stack.resource("random_id", "more").set("byte_length", 4);
    });
    let built = result.unwrap_or_else(|failure| panic!("{failure}"));
    let warnings: Vec<&str> = built.warnings().collect();
    let [in_manifest, in_code] = warnings.as_slice() else {
        panic!("{warnings:?}");
    };
    assert!(
        in_manifest.contains("stack.toml:8:11: `random_pet` is of another provider, and is not checked (unchecked-provider)"),
        "{in_manifest}"
    );
    assert!(
        in_code.starts_with(&format!("{}:{}:", file!(), line.get())),
        "{in_code}"
    );

    let read = |name| {
        let path = directory.path().join("hcl-out").join(name);
        std::fs::read_to_string(path).expect("it was written")
    };
    let expected = r#"resource "random_pet" "name" {
  length = 2

  keepers = {
    queue = aws_sqs_queue.mails.name
  }

  block {
    of = "unknown"
  }
}
"#;
    let resources = read("resources.tf");
    assert!(resources.contains(expected), "{resources}");
    let terraform = read("terraform.tf");
    let expected =
        "    random = {\n      source  = \"hashicorp/random\"\n      version = \"~> 3.6\"\n    }\n";
    assert!(terraform.contains(expected), "{terraform}");
}

#[test]
fn names_with_hyphens_are_written_as_they_are() {
    let text = format!(
        "{MANIFEST}[terraform.required_providers]\nmy-cloud = {{ source = 'acme/my-cloud' }}\n\
         [locals]\na-b = 1\n"
    );
    let stack = Stack::from_source(&SourceFile::new("stack.toml", text)).expect("it is valid");
    let terraform = file(&stack, "terraform.tf");
    assert!(terraform.contains("\n    my-cloud = {\n"), "{terraform}");
    assert!(file(&stack, "locals.tf").contains("  a-b = 1\n"));
}

#[test]
fn a_local_value_of_formwork_is_not_declared_again() {
    let mut twice = stack();
    let line = line!() + 1;
    twice.local("ecs_tasks_trust_policy", "x");
    refused_at(&twice, Code::DuplicateAddress, line);
}

/// A grant on what `build.rs` adds.
const GRANTED: &str = "stack.name = 'shop'\n[service.web]\nimage = 'web:1'\n\
    grants = { 'aws_sqs_queue.jobs' = ['send'] }\n";

#[track_caller]
fn with(manifest: &str, add: impl FnMut(&mut Stack)) -> Result<Stack, Report> {
    let source = SourceFile::new("stack.toml", manifest);
    Stack::with_additions(&source, &Kinds::default(), add)
}

#[test]
fn what_the_build_script_adds_can_be_granted() {
    let added = with(GRANTED, |stack| {
        let _ = stack
            .resource("aws_sqs_queue", "jobs")
            .set("name", "jobs.fifo")
            .set("fifo_queue", true);
        let _ = stack.resource("aws_sqs_queue", "more");
    });
    let written = format!(
        "{GRANTED}[resource.aws_sqs_queue.jobs]\nname = 'jobs.fifo'\nfifo_queue = true\n\
         [resource.aws_sqs_queue.more]\n"
    );
    let written = Stack::from_source(&SourceFile::new("stack.toml", written));
    let [added, written] = [added, written].map(|stack| stack.expect("it is valid"));
    let files = |stack| synth(stack).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(files(&added), files(&written));
    let rust = |stack| {
        synth_rust(stack, "web")
            .expect("no bug")
            .expect("a service")
    };
    assert_eq!(rust(&added), rust(&written));
}

#[test]
fn a_grant_on_what_nobody_adds_is_refused_once() {
    let report = with(GRANTED, |stack| {
        let _ = stack.resource("aws_sqs_queue", "job").set("name", "job");
    });
    let report = report.expect_err("there is no such queue");
    let headlines: Vec<String> = report.headlines().collect();
    assert_eq!(
        headlines,
        ["stack.toml:4:12: neither this file nor build.rs declares `aws_sqs_queue.jobs`"]
    );
    assert!(
        report
            .to_string()
            .contains("did you mean `\"aws_sqs_queue.job\"`?"),
        "{report}"
    );
}

#[test]
fn a_grant_on_what_is_added_several_times_names_the_line_of_rust() {
    let line = line!() + 3;
    let report = with(GRANTED, |stack| {
        let jobs = stack.resource("aws_sqs_queue", "jobs");
        let _ = jobs.set("count", 2);
    });
    let report = report.expect_err("which of them?").to_string();
    assert!(
        report.contains("`aws_sqs_queue.jobs` has `count`"),
        "{report}"
    );
    assert!(report.contains(&format!("code.rs:{line}:")), "{report}");
}

#[test]
fn a_former_name_of_what_is_added_moves_it() {
    let stack = with(MANIFEST, |stack| {
        let jobs = stack.resource("aws_sqs_queue", "jobs");
        let _ = jobs.set("name", "jobs").set("renamed_from", "tasks");
    });
    let moved = file(&stack.expect("it is valid"), "refactoring.tf");
    assert!(
        moved.contains("  from = aws_sqs_queue.tasks\n  to   = aws_sqs_queue.jobs\n"),
        "{moved}"
    );
}
