//! The compiler allows the calls that `grants` allows, and says in our words which grant another
//! call needs. IAM allows the same (`permissions`).
//!
//! `tests/grants/*.stderr` are the messages as `rustc` prints them, but for line numbers of
//! `stack.rs`.

#[cfg(unix)]
mod environment;
mod permissions;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::common::{files_in, read, synth};
use crate::documented::between;
use crate::golden::{golden, goldens};
use crate::rustc::{Crate, code, stack_rs, stderr};
use crate::syntax::{Granted, call, granted};

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
        ("read-database-granted-in-part", "cms", "read"),
        ("connect-database-granted-in-part", "invoices", "connect"),
        ("query-not-granted", "wages", "query"),
        ("own-not-granted", "wages", "own"),
        ("receive-granted-in-part", "mails", "receive"),
        ("send-not-granted", "ticks", "send"),
        ("redrive-not-granted", "ticks", "redrive"),
        ("read-secret-not-granted", "paypal", "read"),
        ("write-table-granted-in-part", "sessions", "write"),
        ("stream-not-granted", "visits", "stream"),
        ("publish-not-granted", "alerts", "publish"),
        ("connect-cache-not-granted", "hits", "connect"),
        ("call-not-granted", "audit", "call"),
        ("run-not-granted", "rebuild", "run"),
        ("invalidate-not-granted", "docs", "invalidate"),
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
    assert_eq!(all.len(), 42, "{all:?}");
    let calls: String = all.iter().map(Granted::call).collect();
    let deny = ["--deny=warnings".to_owned()];
    let output = Crate::new(&rust, &code(&calls)).check("rustc", &deny);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
}

/// Code for one engine, and the handle of a database that has another.
#[test]
fn code_for_another_engine_does_not_compile() {
    let rust = stack_rs(&manifest(), "api");
    let calling = |database: &str, operation: &str, connection: &str| {
        let calls = format!(
            "    fn pool(connection: &crate::stack::{connection}) -> (&str, u16) {{\n        \
             (&connection.host, connection.port)\n    }}\n    \
             let _ = pool(environment.{database}().{operation}());\n"
        );
        Crate::new(&rust, &code(&calls)).check("rustc", &[])
    };
    for (database, operation, connection) in [
        ("orders", "connect", "Connection"),
        ("books", "connect", "Connection"),
        ("books", "read", "Connection"),
        ("cms", "connect", "MySqlConnection"),
        ("accounts", "connect", "IamConnection"),
        ("accounts", "query", "IamConnection"),
        ("accounts", "read", "IamConnection"),
        ("accounts", "own", "Connection"),
        ("invoices", "query", "MySqlIamConnection"),
    ] {
        let output = calling(database, operation, connection);
        assert!(output.status.success(), "{}", stderr(&output));
    }
    let output = calling("cms", "connect", "Connection");
    let said = stderr(&output);
    let ours = "expected `&Connection`, found `&MySqlConnection`";
    assert!(said.contains(ours), "{said}");
}

/// The manifest of the case whose service is granted raw resources.
fn raw_manifest() -> String {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"));
    read(&directory.join("tests/cases/raw_grants/stack.toml"))
}

#[test]
fn a_raw_resource_has_the_handle_of_an_entry() {
    let rust = stack_rs(&raw_manifest(), "web");
    let calls = "    let _ = environment.old().read().bucket();
    let _ = environment.old().list();
    let _ = environment.pictures().write();
    let _ = environment.carts().read().table();
    let _ = environment.carts().stream().stream_arn();
    let _ = environment.news().publish().into_group(\"a\").topic_arn();
    let ledger = environment.ledger();
    let connection = ledger.connect();
    let _ = (&connection.host, connection.port, &connection.secret_arn);
    let _ = (&environment.old_bucket, environment.ledger_port);
    let parcels = environment.parcels();
    let _: crate::stack::queue::Granted<'_, _, crate::stack::queue::Fifo> = parcels.send();
    let _ = parcels.receive();
    let _: u16 = crate::stack::ParcelsQueue::VISIBILITY_TIMEOUT_SECONDS;
    let stripe = environment.stripe();
    let _: crate::stack::secret::Granted<'_, _, crate::stack::secret::SecretsManager> = stripe.read();
";
    let deny = ["--deny=warnings".to_owned()];
    let output = Crate::new(&rust, &code(calls)).check("rustc", &deny);
    assert!(output.status.success(), "{}", stderr(&output));

    let output = Crate::new(&rust, &code(&call("old", "delete"))).check("rustc", &[]);
    let said = stderr(&output);
    for ours in [
        "error[E0277]: `delete` on bucket `old` is not granted to service `web`\n",
        "write: \"aws_s3_bucket.old\" = [\"read\", \"list\", \"delete\"]\n",
    ] {
        assert!(said.contains(ours), "`{ours}` is not in\n{said}");
    }
}

#[test]
fn a_raw_resource_is_granted_what_an_entry_is() {
    let raw = "[service.web]\nimage = 'nginx:1'\ngrants = { 'aws_s3_bucket.old' = ['read', 'list'] }\n\
               [resource.aws_s3_bucket.old]\nbucket = 'old'\n";
    let entry =
        "[service.web]\nimage = 'nginx:1'\ngrants = { old = ['read', 'list'] }\n[bucket.old]\n";
    let service = |text: &str| {
        let files = synth(&format!("stack.name = 'shop'\n{text}"));
        let lines = files["service_web.tf"].lines();
        let lines = lines.filter(|line| !line.contains("FINGERPRINT"));
        lines.collect::<Vec<_>>().join("\n")
    };
    let expected = service(entry).replace("# grants.old", "# grants.\"aws_s3_bucket.old\"");
    assert_eq!(service(raw), expected);
}

#[test]
fn a_grant_that_no_code_uses_is_a_warning() {
    let rust = stack_rs(&manifest(), "api");
    let all = granted(&rust);
    let mut messages = BTreeMap::new();
    for (target, type_name) in [
        ("pictures", "PicturesBucket"),
        ("orders", "OrdersDatabase"),
        ("jobs", "JobsQueue"),
        ("carts", "CartsTable"),
        ("news", "NewsTopic"),
        ("billing", "BillingService"),
        ("migrate", "MigrateTask"),
    ] {
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
            let of_kind = if target == "carts" { "-table" } else { "" };
            let file = message_file(&format!("{operation}{of_kind}-not-used"));
            messages.insert(file, without_lines(&said));
        }
    }
    goldens(&messages, &message_files("-used"));
}

/// What a handle does not have for its entry: the call, and what the compiler says of it.
#[test]
fn a_handle_gives_what_its_entry_needs_and_nothing_else() {
    let rust = stack_rs(&manifest(), "api");
    for (calling, said) in [
        // A FIFO queue takes no message without a group.
        (
            "mails().send().queue_url()",
            "a message of a FIFO queue needs a group",
        ),
        (
            "changes().publish().topic_arn()",
            "a message of a FIFO topic needs a group",
        ),
        // A standard queue has no groups.
        (
            "jobs().send().into_group(\"a\")",
            "no method named `into_group`",
        ),
        // Dead letters are for who may move them.
        (
            "jobs().receive().dead_queue_url()",
            "no method named `dead_queue_url`",
        ),
        // Where the stream is, is told to who may read it.
        (
            "carts().read().stream_arn()",
            "no method named `stream_arn`",
        ),
        // Each store has a client of its own.
        ("stripe().read().parameter()", "no method named `parameter`"),
        ("maps().read().secret_arn()", "no method named `secret_arn`"),
    ] {
        let calling = code(&format!("    let _ = environment.{calling};\n"));
        let output = Crate::new(&rust, &calling).check("rustc", &[]);
        assert!(!output.status.success(), "{calling} compiles");
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    }
}

/// What a service may be granted operations on.
struct Kind {
    /// What the documentation calls it.
    name: &'static str,
    table: &'static str,
    /// The keys of an entry.
    keys: &'static str,
    /// The words between an operation and its target in a message.
    preposition: &'static str,
    /// Targets of `tests/grants/stack.toml` of this kind: one with all grants, one without.
    with_grant: &'static str,
    without_grant: &'static str,
}

const KINDS: &[Kind] = &[
    Kind {
        name: "bucket",
        table: "bucket",
        keys: "",
        preposition: "on bucket",
        with_grant: "pictures",
        without_grant: "archive",
    },
    Kind {
        name: "database",
        table: "database",
        keys: "engine = \"aurora_postgres\"",
        preposition: "to database",
        with_grant: "books",
        without_grant: "ledger",
    },
    Kind {
        name: "database with users",
        table: "database",
        keys: "engine = \"aurora_postgres\"\nlogin = \"iam\"",
        preposition: "to database",
        with_grant: "accounts",
        without_grant: "wages",
    },
    Kind {
        name: "secret",
        table: "secret",
        keys: "",
        preposition: "on secret",
        with_grant: "stripe",
        without_grant: "paypal",
    },
    Kind {
        name: "secret in Parameter Store",
        table: "secret",
        keys: "store = \"parameter_store\"",
        preposition: "on secret",
        with_grant: "maps",
        without_grant: "search",
    },
    Kind {
        name: "queue",
        table: "queue",
        keys: "",
        preposition: "on queue",
        with_grant: "jobs",
        without_grant: "ticks",
    },
    Kind {
        name: "table",
        table: "table",
        keys: "stream = \"new\"\nindex.by_owner.partition_key.name = \"owner\"",
        preposition: "on table",
        with_grant: "carts",
        without_grant: "visits",
    },
    Kind {
        name: "bucket with a key",
        table: "bucket",
        keys: "kms_key = \"arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab\"",
        preposition: "on bucket",
        with_grant: "letters",
        without_grant: "drafts",
    },
    Kind {
        name: "cache",
        table: "cache",
        keys: "",
        preposition: "to cache",
        with_grant: "views",
        without_grant: "hits",
    },
    Kind {
        name: "topic",
        table: "topic",
        keys: "",
        preposition: "on topic",
        with_grant: "news",
        without_grant: "alerts",
    },
    Kind {
        name: "service",
        table: "service",
        keys: "image = \"nginx:1.29\"\npublic = false",
        preposition: "on service",
        with_grant: "billing",
        without_grant: "audit",
    },
    Kind {
        name: "task",
        table: "task",
        keys: "image = \"nginx:1.29\"",
        preposition: "on task",
        with_grant: "migrate",
        without_grant: "rebuild",
    },
    Kind {
        name: "site",
        table: "site",
        keys: "bucket = \"pages\"\n[bucket.pages]",
        preposition: "on site",
        with_grant: "www",
        without_grant: "docs",
    },
];

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

/// The three parts that the compiler takes from `stack.rs`.
fn in_our_words(target: &str, operation: &str) -> [String; 3] {
    let (kind, grant) = match target {
        "ledger" => ("to database", "[\"connect\"]".to_owned()),
        "archive" => ("on bucket", format!("[\"{operation}\"]")),
        "imports" => ("on bucket", format!("[\"write\", \"{operation}\"]")),
        "exports" => ("on bucket", format!("[\"read\", \"{operation}\"]")),
        "mails" => ("on queue", format!("[\"send\", \"{operation}\"]")),
        "ticks" => ("on queue", format!("[\"{operation}\"]")),
        "sessions" => ("on table", format!("[\"read\", \"{operation}\"]")),
        "visits" => ("on table", format!("[\"{operation}\"]")),
        "hits" => ("to cache", "[\"connect\"]".to_owned()),
        "wages" => ("to database", format!("[\"{operation}\"]")),
        "invoices" => ("to database", format!("[\"query\", \"{operation}\"]")),
        "cms" => ("to database", format!("[\"connect\", \"{operation}\"]")),
        "alerts" => ("on topic", format!("[\"{operation}\"]")),
        "audit" => ("on service", format!("[\"{operation}\"]")),
        "rebuild" => ("on task", format!("[\"{operation}\"]")),
        "docs" => ("on site", format!("[\"{operation}\"]")),
        "paypal" => ("on secret", format!("[\"{operation}\"]")),
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
