//! One crate implements several containers: a module each, and handles that they share.

use formwork::{Build, Failure, SourceFile, Stack, synth_rust_of};

use crate::common::{read, write};
use crate::rustc::{Crate, stderr};

const STACK: &str = r#"
stack.name = "shop"
[service.api]
image = "shop:1.0"
grants = { jobs = ["send"], uploads = ["read"] }
[worker.mailer]
image = "shop:1.0"
grants = { jobs = ["receive"], uploads = ["read", "delete"] }
[task.migrate]
image = "shop:1.0"
[queue.jobs]
[bucket.uploads]
"#;

/// Code of both: one function takes the handles of either.
const CODE: &str = r#"
use stack::{api, mailer};

fn picture(granted: stack::Granted<'_, stack::Read>) -> String {
    granted.bucket().to_owned()
}

/// What the crate does.
pub fn all() -> Result<(), Box<dyn std::error::Error>> {
    let environment = api::Environment::from_env()?;
    picture(environment.uploads().read());
    environment.jobs().send().queue_url();
    let environment = mailer::Environment::from_env()?;
    picture(environment.uploads().read());
    environment.uploads().delete().bucket();
    environment.jobs().receive().queue_url();
    assert!(api::FINGERPRINT != mailer::FINGERPRINT && api::PORT == 8000);
    assert!((api::SERVICE, mailer::WORKER) == ("api", "mailer"));
    Ok(())
}
"#;

#[test]
fn a_module_for_each_is_compiled_with_handles_that_they_share() {
    let stack = Stack::from_source(&SourceFile::new("stack.toml", STACK));
    let stack = stack.unwrap_or_else(|report| panic!("{report}"));
    let files = synth_rust_of(&stack, &["api", "mailer"]).unwrap_or_else(|bug| panic!("{bug}"));
    let files = files.expect("both are there");
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["stack_api.rs", "stack_mailer.rs", "stack.rs"]);
    let (root, included) = files.split_last().expect("there are files");
    let compiled = Crate::new(&root.text, CODE);
    for file in included {
        write(&compiled.path().join(&file.name), &file.text);
    }
    let output = compiled.check("rustc", &["--deny=warnings".to_owned()]);
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn a_build_writes_the_modules_or_says_which_entry_is_not_there() {
    let directory = tempfile::TempDir::new().expect("a temporary directory can be made");
    let path = |name: &str| directory.path().join(name);
    write(&path("stack.toml"), STACK);
    std::fs::create_dir(path("out")).expect("it can be made");
    let build = |names: &[&str]| {
        Build::of(names.iter().copied())
            .manifest(path("stack.toml"))
            .hcl_out(path("hcl-out"))
            .run(&path("out"))
    };
    build(&["api", "mailer", "api"]).expect("it is valid");
    let names = read(&path("out").join(formwork::CONTAINERS));
    let names: Vec<&str> = names.lines().skip(1).collect();
    assert_eq!(names, ["api", "mailer"]);
    let root = read(&path("out/stack.rs"));
    assert_eq!(root.matches("\npub mod ").count(), 2, "{root}");
    assert!(read(&path("out/stack_mailer.rs")).contains("WORKER"));

    let failure = build(&["api", "mailr"]).expect_err("there is none");
    let said = failure.to_string();
    assert!(
        said.contains("`mailr`") && said.contains("`mailer`"),
        "{said}"
    );

    let named_so = STACK.replace("worker.mailer", "worker.queue");
    write(&path("stack.toml"), &named_so);
    let failure = build(&["api", "queue"]).expect_err("two modules have one name");
    assert!(matches!(failure, Failure::TakenModule { .. }), "{failure}");
}

#[test]
fn a_stack_tells_what_each_container_is_told_of_which_entry() {
    let stack = Stack::from_source(&SourceFile::new("stack.toml", STACK));
    let stack = stack.unwrap_or_else(|report| panic!("{report}"));
    let containers = stack.containers().unwrap_or_else(|bug| panic!("{bug}"));
    let told = containers.iter();
    let told: Vec<_> = told
        .map(|it| (it.table, it.name.as_str(), it.port))
        .collect();
    let expected = [
        ("service", "api", Some(8000)),
        ("worker", "mailer", None),
        ("task", "migrate", None),
    ];
    assert_eq!(told, expected);

    let api = formwork::testing::module_of(STACK);
    let api = api.resource("aws_ecs_task_definition.api");
    let told = containers[0].variables.iter();
    for variable in told.clone() {
        // As the task definition has it.
        let names = api.values("container_definitions.environment.name");
        let at = names
            .iter()
            .position(|it| it.as_text() == Some(&variable.name));
        let values = api.values("container_definitions.environment.value");
        assert_eq!(values[at.expect("it is set")], variable.value);
    }
    let tells: Vec<String> = told
        .map(|it| format!("{} {:?}", it.name, it.tells))
        .collect();
    assert_eq!(
        tells,
        [
            "FORMWORK_FINGERPRINT Fingerprint",
            "JOBS_QUEUE_URL Fact { table: \"queue\", target: \"jobs\", \
             address: \"aws_sqs_queue.jobs\", fact: \"QUEUE_URL\" }",
            "UPLOADS_BUCKET Fact { table: \"bucket\", target: \"uploads\", \
             address: \"aws_s3_bucket.uploads\", fact: \"BUCKET\" }",
        ]
    );
}
