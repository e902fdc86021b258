//! The compiler allows the calls that `grants` allows, and says in our words which grant another
//! call needs. IAM allows the same.
//!
//! `tests/grants/*.stderr` are the messages as `rustc` prints them, but for line numbers of
//! `stack.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::common::{files_in, read, synth};
use crate::documented::between;
use crate::golden::{golden, goldens};
use crate::rustc::{Crate, code, stack_rs, stderr, workspace};
use crate::syntax::{Granted, call, calls_of, granted};

#[test]
fn a_call_without_its_grant_is_refused_in_our_words() {
    let rust = stack_rs(&manifest(), "api");
    let mut messages = BTreeMap::new();
    for (name, target, operation) in [
        // Granted in part: other operations are.
        ("read-granted-in-part", "imports", "read"),
        ("write-granted-in-part", "exports", "write"),
        ("delete-granted-in-part", "imports", "delete"),
        ("list-granted-in-part", "exports", "list"),
        // Not granted at all.
        ("read-not-granted", "archive", "read"),
        ("write-not-granted", "archive", "write"),
        ("delete-not-granted", "archive", "delete"),
        ("list-not-granted", "archive", "list"),
        ("connect-not-granted", "ledger", "connect"),
    ] {
        let calling = code(&call(target, operation));
        let output = Crate::new(&rust, &calling).check("rustc", &[]);
        assert!(!output.status.success(), "{name} compiles");
        let said = stderr(&output);
        for ours in in_our_words(target, operation) {
            assert!(said.contains(&ours), "{name}: `{ours}` is not in\n{said}");
        }
        assert_eq!(said.matches("\nerror").count(), 1, "{said}");
        messages.insert(message_file(name), without_lines(&said));
    }
    goldens(&messages, &message_files("-granted"));
}

#[test]
fn each_operation_that_is_refused_has_its_message() {
    let rust = stack_rs(&manifest(), "api");
    for kind in KINDS {
        for operation in operations(kind) {
            let message = format!(
                "message = \"`{operation}` {} `{}` is not granted to service `api`\",",
                kind.preposition, kind.without_grant
            );
            assert!(rust.contains(&message), "{message}");
        }
    }
}

#[test]
fn a_call_with_its_grant_compiles() {
    let rust = stack_rs(&manifest(), "api");
    let all = granted(&rust);
    assert_eq!(all.len(), 7, "{all:?}");
    let calls: String = all.iter().map(Granted::call).collect();
    let deny = ["--deny=warnings".to_owned()];
    let output = Crate::new(&rust, &code(&calls)).check("rustc", &deny);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_grant_that_no_code_uses_is_a_warning() {
    let rust = stack_rs(&manifest(), "api");
    let all = granted(&rust);
    let mut messages = BTreeMap::new();
    for (target, type_name) in [("pictures", "PicturesBucket"), ("orders", "OrdersDatabase")] {
        for unused in all.iter().filter(|granted| granted.target == target) {
            let calls: String = all
                .iter()
                .filter(|granted| *granted != unused)
                .map(Granted::call)
                .collect();
            let output = Crate::new(&rust, &code(&calls)).check("rustc", &[]);
            assert!(output.status.success(), "{}", stderr(&output));
            let said = stderr(&output);
            let operation = &unused.operation;
            for part in [
                format!("warning: method `{operation}` is never used"),
                format!("impl {type_name} {{"),
                format!("pub(crate) fn {operation}("),
                "warning: 1 warning emitted".to_owned(),
            ] {
                assert!(said.contains(&part), "`{part}` is not in\n{said}");
            }
            let file = message_file(&format!("{operation}-not-used"));
            messages.insert(file, without_lines(&said));
        }
    }
    goldens(&messages, &message_files("-used"));
}

#[cfg(unix)]
#[test]
fn every_variable_that_is_missing_or_malformed_is_named_at_once() {
    let environment = [
        ("ORDERS_HOST", "orders.example"),
        ("ORDERS_NAME", "orders"),
        ("ORDERS_PORT", "5432"),
        ("ORDERS_SECRET_ARN", "arn:hidden"),
        ("PICTURES_BUCKET", "pictures-1"),
        ("IMPORTS_BUCKET", "imports-1"),
        ("EXPORTS_BUCKET", "exports-1"),
        ("RUST_LOG", ""),
    ];
    let text = |value: &str| format!("Some({value:?}.into())");
    // The name of a variable, and what the lookup gives for it instead.
    let faults: &[&[(&str, String)]] = &[
        &[],
        &[("ORDERS_PORT", text("hidden"))],
        &[("ORDERS_PORT", text("65536"))],
        &[("ORDERS_PORT", "None".to_owned())],
        &[("ORDERS_PORT", "Some(not_utf8())".to_owned())],
        &[("PICTURES_BUCKET", "Some(not_utf8())".to_owned())],
        &[
            ("RUST_LOG", "None".to_owned()),
            ("ORDERS_SECRET_ARN", "None".to_owned()),
            ("ORDERS_PORT", text("-1hidden")),
            ("EXPORTS_BUCKET", "Some(not_utf8())".to_owned()),
        ],
        &[("FORMWORK_FINGERPRINT", text("hidden"))],
        &environment.map(|(name, _)| (name, "None".to_owned())),
    ];
    let mut program = String::from(PROGRAM);
    for fault in faults {
        program.push_str("    try_lookup(|name| match name {\n");
        for (name, given) in *fault {
            writeln!(program, "        {name:?} => {given},").unwrap();
        }
        for (name, value) in environment {
            if !fault.iter().any(|(faulty, _)| *faulty == name) {
                writeln!(program, "        {name:?} => {},", text(value)).unwrap();
            }
        }
        program.push_str("        _ => None,\n    });\n");
    }
    program.push_str("    try_process();\n}\n");

    let output = Crate::new(&stack_rs(&manifest(), "api"), &program).run();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{printed}{}", stderr(&output));
    assert!(
        !printed.contains("hidden"),
        "a value is printed:\n{printed}"
    );
    golden(&directory().join("environment.stdout"), &printed);
}

/// `main` without its end: tries lookups and prints what comes of them.
#[cfg(unix)]
const PROGRAM: &str = r#"
fn not_utf8() -> std::ffi::OsString {
    std::os::unix::ffi::OsStringExt::from_vec(b"hidden\xff".to_vec())
}

fn report(environment: Result<stack::Environment, stack::EnvironmentError>) {
    match environment {
        Ok(environment) => {
            assert_eq!(environment.orders_port, 5432);
            assert_eq!(environment.pictures().read().bucket(), "pictures-1");
            assert_eq!(environment.orders().connect().host, "orders.example");
            println!("all is there\n");
        }
        Err(error) => {
            let debug = format!("{error:?}");
            assert!(!debug.contains("hidden"), "{debug}");
            println!("{error}\n");
        }
    }
}

fn try_lookup(lookup: impl Fn(&str) -> Option<std::ffi::OsString>) {
    report(stack::Environment::from_lookup(lookup));
}

fn try_process() {
    report(stack::Environment::from_env());
}

fn main() {
"#;

/// What a service may be granted operations on.
struct Kind {
    name: &'static str,
    /// The words between an operation and its target in a message.
    preposition: &'static str,
    /// Targets of `tests/grants/stack.toml` of this kind: one with all grants, one without.
    with_grant: &'static str,
    without_grant: &'static str,
}

const KINDS: &[Kind] = &[
    Kind {
        name: "bucket",
        preposition: "on bucket",
        with_grant: "pictures",
        without_grant: "archive",
    },
    Kind {
        name: "database",
        preposition: "to database",
        with_grant: "orders",
        without_grant: "ledger",
    },
];

#[test]
fn the_documented_actions_are_the_ones_that_each_operation_allows() {
    let documented = documented_grants();
    let mut rendered = BTreeMap::new();
    for kind in KINDS {
        for operation in operations(kind) {
            let statements = statements(kind, &[operation.as_str()]);
            let [statement] = statements.as_slice() else {
                panic!("`{operation}` has {} statements", statements.len());
            };
            let key = (kind.name.to_owned(), operation.clone());
            rendered.insert(key, statement.clone());
        }
    }
    assert_eq!(documented, rendered);
}

#[test]
fn several_operations_allow_what_each_allows_and_nothing_else() {
    let documented = documented_grants();
    let all = ["read", "write", "delete", "list"];
    let bucket = &KINDS[0];
    for chosen in 1..(1 << all.len()) {
        let operations: Vec<&str> = (0..all.len())
            .filter(|index| chosen & (1 << index) != 0)
            .map(|index| all[index])
            .collect();
        let mut expected: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for operation in &operations {
            let key = ("bucket".to_owned(), (*operation).to_owned());
            let Statement { actions, on } = documented[&key].clone();
            expected.entry(on).or_default().extend(actions);
        }
        let allowed: BTreeMap<String, BTreeSet<String>> = statements(bucket, &operations)
            .into_iter()
            .map(|statement| (statement.on, statement.actions))
            .collect();
        assert_eq!(allowed, expected, "{operations:?}");
    }
}

/// What each call of the SDK needs: "Permissions" of its page in the Amazon S3 API Reference and in
/// the AWS Secrets Manager API Reference.
const NEEDS: &[(&str, &str)] = &[
    ("AbortMultipartUpload", "s3:AbortMultipartUpload"),
    ("CompleteMultipartUpload", "s3:PutObject"),
    ("CreateMultipartUpload", "s3:PutObject"),
    ("DeleteObject", "s3:DeleteObject"),
    ("DeleteObjects", "s3:DeleteObject"),
    ("GetObject", "s3:GetObject"),
    ("GetSecretValue", "secretsmanager:GetSecretValue"),
    ("HeadBucket", "s3:ListBucket"),
    ("HeadObject", "s3:GetObject"),
    ("ListObjects", "s3:ListBucket"),
    ("ListObjectsV2", "s3:ListBucket"),
    ("PutObject", "s3:PutObject"),
    ("UploadPart", "s3:PutObject"),
];

/// No call lacks its action, and no action is there that no call needs.
#[test]
fn an_operation_has_the_actions_that_its_calls_need() {
    let mut documented = documented_calls();
    for kind in KINDS {
        for operation in operations(kind) {
            let calls = documented.remove(&operation).unwrap_or_default();
            let allowed: BTreeSet<String> = statements(kind, &[operation.as_str()])
                .into_iter()
                .flat_map(|statement| statement.actions)
                .collect();
            let possible: BTreeSet<String> = NEEDS
                .iter()
                .filter(|(_, action)| allowed.contains(*action))
                .map(|(call, _)| (*call).to_owned())
                .collect();
            assert_eq!(calls, possible, "calls of `{operation}`");
            let needed: BTreeSet<String> = NEEDS
                .iter()
                .filter(|(call, _)| calls.contains(*call))
                .map(|(_, action)| (*action).to_owned())
                .collect();
            assert_eq!(needed, allowed, "actions of `{operation}`");
        }
    }
    assert!(documented.is_empty(), "no operation has {documented:?}");
}

/// The task API asks AWS for nothing else than what some operation allows.
#[test]
fn the_service_makes_calls_that_an_operation_allows() {
    let mut allowed: BTreeSet<String> = documented_calls().into_values().flatten().collect();
    // By `read` and `write` together.
    allowed.insert("CopyObject".to_owned());
    let mut made = BTreeSet::new();
    sdk_calls(&workspace().join("src"), &mut made);
    for known in ["GetSecretValue", "HeadObject", "PutObject"] {
        assert!(made.contains(known), "`{known}` is not among {made:?}");
    }
    let others: Vec<&String> = made.difference(&allowed).collect();
    assert!(others.is_empty(), "no operation allows {others:?}");
}

/// The calls in the sources below a directory: each method of a `client` that takes no arguments
/// starts one.
fn sdk_calls(directory: &Path, made: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(directory).expect("the sources are there") {
        let path = entry.expect("they can be listed").path();
        if path.is_dir() {
            sdk_calls(&path, made);
            continue;
        }
        let started = calls_of("client", &read(&path))
            .into_iter()
            .filter(|call| call.arguments == 0);
        let methods = started.map(|call| call.method.split('_').map(pascal).collect());
        // These are no calls of AWS: the last two are asked of PostgreSQL's client.
        let others = ["Clone", "IsClosed", "Transaction"];
        made.extend(methods.filter(|name: &String| !others.contains(&name.as_str())));
    }
}

/// The code tells the actions of an operation where it is called.
#[test]
fn a_method_documents_the_actions_of_its_grant() {
    let all = granted(&stack_rs(&manifest(), "api"));
    let documented = documented_grants();
    for kind in KINDS {
        for operation in operations(kind) {
            let method = all.iter().find(|granted| {
                (&*granted.target, &granted.operation) == (kind.with_grant, &operation)
            });
            let documentation = &method.expect("the operation is granted").documentation;
            let Statement { actions, .. } = &documented[&(kind.name.to_owned(), operation)];
            assert_eq!(&quoted(documentation), actions, "{documentation}");
        }
    }
}

/// Actions and what they apply to, in the words of the documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Statement {
    actions: BTreeSet<String>,
    on: String,
}

/// The operations of a kind: those that a target without a grant refuses.
fn operations(kind: &Kind) -> Vec<String> {
    let rust = stack_rs(&manifest(), "api");
    let end = format!(
        "` {} `{}` is not granted to service `api`\",",
        kind.preposition, kind.without_grant
    );
    let names = rust
        .lines()
        .filter_map(|line| between(line, "    message = \"`", &end));
    let operations: Vec<String> = names.map(str::to_owned).collect();
    assert!(!operations.is_empty(), "no operation on a {}", kind.name);
    operations
}

/// The task role's statements in a stack with these operations on one target alone.
fn statements(kind: &Kind, operations: &[&str]) -> Vec<Statement> {
    let files = synth(&format!(
        "[stack]\nname = \"shop\"\n[service.api]\nimage = \"nginx:1.29\"\n\
         grants = {{ target = {operations:?} }}\n[{}.target]\n",
        kind.name
    ));
    let (_, policy) = files["service_api.tf"]
        .split_once("resource \"aws_iam_role_policy\" \"api_task\" {\n")
        .expect("the task role has a policy");
    let (policy, _) = policy.split_once("\n}\n").expect("the policy ends");
    let value = |key: &str| {
        let lines = policy.lines().map(str::trim);
        let start = format!("{key} ");
        lines
            .filter_map(|line| line.strip_prefix(&start)?.trim_start().strip_prefix("= "))
            .collect::<Vec<_>>()
    };
    assert!(value("Effect").iter().all(|effect| *effect == "\"Allow\""));
    let (actions, resources) = (value("Action"), value("Resource"));
    assert_eq!(actions.len(), resources.len(), "{policy}");
    let statement = |(actions, resource): (&str, &str)| Statement {
        actions: actions
            .trim_matches(['[', ']'])
            .split(", ")
            .map(|action| action.trim_matches('"').to_owned())
            .collect(),
        on: match resource {
            "\"${aws_s3_bucket.target.arn}/*\"" => "its objects",
            "aws_s3_bucket.target.arn" => "the bucket",
            "aws_db_instance.target.master_user_secret[0].secret_arn" => "its secret",
            other => panic!("a grant on {other}"),
        }
        .to_owned(),
    };
    actions.into_iter().zip(resources).map(statement).collect()
}

/// The table of grants in `docs/stack-toml.md`, by kind and operation.
fn documented_grants() -> BTreeMap<(String, String), Statement> {
    let docs = read(&workspace().join("docs/stack-toml.md"));
    let mut documented = BTreeMap::new();
    for line in docs.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let ["", kind, operation, actions, on, ..] = cells.as_slice()
            && KINDS.iter().any(|known| known.name == *kind)
        {
            let key = ((*kind).to_owned(), operation.trim_matches('`').to_owned());
            let statement = Statement {
                actions: quoted(actions),
                on: (*on).to_owned(),
            };
            let twice = documented.insert(key, statement);
            assert!(twice.is_none(), "`{operation}` stands there twice");
        }
    }
    documented
}

/// The table of SDK calls in `docs/stack-toml.md`, by operation.
fn documented_calls() -> BTreeMap<String, BTreeSet<String>> {
    let docs = read(&workspace().join("docs/stack-toml.md"));
    let (_, table) = docs
        .split_once("| Operation | Calls |\n|---|---|\n")
        .expect("the table is there");
    let rows = table.lines().map_while(|line| between(line, "| ", " |"));
    rows.filter_map(|row| row.split_once(" | "))
        .map(|(operation, calls)| (operation.trim_matches('`').to_owned(), quoted(calls)))
        .collect()
}

/// What stands between backticks.
fn quoted(text: &str) -> BTreeSet<String> {
    let words = text.split('`').skip(1).step_by(2);
    words.map(str::to_owned).collect()
}

/// The first letter as a capital.
fn pascal(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_ascii_uppercase() + rest
}

/// The three parts that the compiler takes from `stack.rs`.
fn in_our_words(target: &str, operation: &str) -> [String; 3] {
    let (kind, grant) = match target {
        "ledger" => ("to database", "[\"connect\"]".to_owned()),
        "archive" => ("on bucket", format!("[\"{operation}\"]")),
        "imports" => ("on bucket", format!("[\"write\", \"{operation}\"]")),
        "exports" => ("on bucket", format!("[\"read\", \"{operation}\"]")),
        other => panic!("all is granted on `{other}`"),
    };
    [
        format!("error[E0277]: `{operation}` {kind} `{target}` is not granted to service `api`\n"),
        format!("{} not granted\n", "^".repeat(operation.len())),
        format!("= note: in `grants` of [service.api] in stack.toml, write: {target} = {grant}\n"),
    ]
}

/// The manifest of these tests.
#[track_caller]
fn manifest() -> String {
    read(&directory().join("stack.toml"))
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/grants")
}

fn message_file(name: &str) -> PathBuf {
    directory().join(format!("{name}.stderr"))
}

/// The files of messages that have this in their name.
fn message_files(part: &str) -> Vec<PathBuf> {
    let names = files_in(&directory()).into_keys();
    names
        .filter(|name| name.contains(part))
        .map(|name| directory().join(name))
        .collect()
}

/// A message of `rustc` without the numbers of lines and the width of their column, which change
/// with everything above.
fn without_lines(said: &str) -> String {
    let mut plain = String::new();
    for line in said.lines() {
        let line = line.trim_end();
        let body = line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
        if let Some(place) = body.strip_prefix("--> ") {
            let file = place.split(':').next().unwrap_or(place);
            let _ = writeln!(plain, "  --> {file}");
        } else if body.starts_with(['|', '=']) {
            let _ = writeln!(plain, "   {body}");
        } else {
            let _ = writeln!(plain, "{line}");
        }
    }
    plain
}
