//! What a container is told by variables, and what the code says where they are missing or malformed.

use super::*;

/// What the container of `tests/grants/stack.toml` is told.
const ENVIRONMENT: [(&str, &str); 50] = [
    ("ACCOUNTS_HOST", "accounts.example"),
    ("ACCOUNTS_NAME", "accounts"),
    ("ACCOUNTS_PORT", "5432"),
    ("ACCOUNTS_READ_HOST", "accounts-ro.example"),
    ("ACCOUNTS_SECRET_ARN", "arn:accounts"),
    ("ACCOUNTS_USER", "api"),
    ("BOOKS_HOST", "books.example"),
    ("BOOKS_NAME", "books"),
    ("BOOKS_PORT", "5432"),
    ("BOOKS_READ_HOST", "books-ro.example"),
    ("BOOKS_SECRET_ARN", "arn:books"),
    ("CMS_HOST", "cms.example"),
    ("CMS_NAME", "cms"),
    ("CMS_PORT", "3306"),
    ("CMS_SECRET_ARN", "arn:cms"),
    ("INVOICES_HOST", "invoices.example"),
    ("INVOICES_NAME", "invoices"),
    ("INVOICES_PORT", "3306"),
    ("INVOICES_USER", "api"),
    ("ORDERS_HOST", "orders.example"),
    ("ORDERS_NAME", "orders"),
    ("ORDERS_PORT", "5432"),
    ("ORDERS_SECRET_ARN", "arn:hidden"),
    ("PICTURES_BUCKET", "pictures-1"),
    ("IMPORTS_BUCKET", "imports-1"),
    ("EXPORTS_BUCKET", "exports-1"),
    ("CARTS_STREAM_ARN", "arn:carts"),
    ("CARTS_TABLE", "shop-carts"),
    ("SESSIONS_TABLE", "shop-sessions"),
    ("CHANGES_TOPIC_ARN", "arn:changes"),
    ("NEWS_TOPIC_ARN", "arn:news"),
    ("LETTERS_BUCKET", "letters-1"),
    ("VIEWS_CACHE", "Shop-sessions"),
    ("VIEWS_HOST", "views.example"),
    ("VIEWS_PORT", "6379"),
    ("VIEWS_READER_HOST", "views-ro.example"),
    ("VIEWS_USER", "shop-sessions-web"),
    ("WWW_DISTRIBUTION_ID", "E0123456789ABC"),
    ("JOBS_DEAD_QUEUE_ARN", "arn:jobs-dead"),
    ("JOBS_DEAD_QUEUE_URL", "https://sqs.example/jobs-dead"),
    ("JOBS_QUEUE_URL", "https://sqs.example/jobs"),
    ("MAILS_QUEUE_URL", "https://sqs.example/mails.fifo"),
    ("MAPS_PARAMETER", "/maps"),
    ("STRIPE_SECRET_ARN", "arn:stripe"),
    ("BILLING_URL", "http://billing:80"),
    ("MIGRATE_CLUSTER", "shop"),
    ("MIGRATE_SECURITY_GROUPS", "sg-1"),
    ("MIGRATE_SUBNETS", "subnet-1,subnet-2"),
    ("MIGRATE_TASK_DEFINITION", "shop-migrate"),
    ("RUST_LOG", ""),
];

#[test]
fn every_variable_that_is_missing_or_malformed_is_named_at_once() {
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
        &ENVIRONMENT.map(|(name, _)| (name, "None".to_owned())),
    ];
    let mut program = String::from(PROGRAM);
    for fault in faults {
        program.push_str("    try_lookup(|name| match name {\n");
        for (name, given) in *fault {
            writeln!(program, "        {name:?} => {given},").unwrap();
        }
        for (name, value) in ENVIRONMENT {
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
            let books = environment.books();
            assert_eq!(books.connect().host, "books.example");
            assert_eq!((books.read().host.as_str(), books.read().port), ("books-ro.example", 5432));
            assert_eq!(environment.cms().connect().port, 3306);
            let jobs = environment.jobs();
            assert_eq!(jobs.send().queue_url(), "https://sqs.example/jobs");
            assert_eq!(jobs.redrive().queue_url(), "https://sqs.example/jobs");
            assert_eq!(jobs.redrive().dead_queue_url(), "https://sqs.example/jobs-dead");
            assert_eq!(jobs.redrive().dead_queue_arn(), "arn:jobs-dead");
            assert_eq!(stack::JobsQueue::VISIBILITY_TIMEOUT_SECONDS, 30);
            let mails = environment.mails();
            let to = mails.send().into_group("customer-1");
            assert_eq!(to.queue_url(), "https://sqs.example/mails.fifo");
            assert_eq!(to.message_group_id(), "customer-1");
            let carts = environment.carts();
            assert_eq!(carts.write().table(), "shop-carts");
            assert_eq!(carts.stream().stream_arn(), "arn:carts");
            assert_eq!(stack::CartsTable::PARTITION_KEY, "id");
            assert_eq!(stack::CartsTable::SORT_KEY, "at");
            assert_eq!(stack::CartsTable::TTL, "expires");
            let by_owner = stack::CartsTable::BY_OWNER;
            assert_eq!((by_owner.name, by_owner.partition_key), ("by-owner", "owner"));
            assert_eq!(by_owner.sort_key, Some("at"));
            try_login(environment.views().connect());
            let accounts = environment.accounts();
            assert_eq!(accounts.own().secret_arn, "arn:accounts");
            assert_eq!(accounts.own().host, "accounts.example");
            assert_eq!(accounts.query(), accounts.connect());
            try_database_login(accounts.connect(), accounts.read());
            assert_eq!(environment.invoices().query().user, "api");
            assert_eq!(environment.news().publish().topic_arn(), "arn:news");
            let changes = environment.changes();
            let to = changes.publish().into_group("order-1");
            assert_eq!((to.topic_arn(), to.message_group_id()), ("arn:changes", "order-1"));
            assert_eq!(environment.stripe().read().secret_arn(), "arn:stripe");
            assert_eq!(environment.maps().write().parameter(), "/maps");
            assert_eq!(stack::MapsSecret::PLACEHOLDER, "not set yet");
            assert_eq!(environment.billing().call().url(), "http://billing:80");
            let migrate = environment.migrate();
            let run = migrate.run();
            assert_eq!((run.cluster(), run.task_definition()), ("shop", "shop-migrate"));
            assert_eq!((run.subnets(), run.security_groups()), ("subnet-1,subnet-2", "sg-1"));
            println!("all is there\n");
        }
        Err(error) => {
            let debug = format!("{error:?}");
            assert!(!debug.contains("hidden"), "{debug}");
            println!("{error}\n");
        }
    }
}

/// The tokens are those that botocore 1.44.5 signs by `SigV4QueryAuth`, in the region and at the time here.
fn try_login(cache: &stack::cache::Connection) {
    use std::time::{Duration, UNIX_EPOCH};
    assert_eq!((cache.host.as_str(), cache.port), ("views.example", 6379));
    assert_eq!(cache.reader_host, "views-ro.example");
    let now = UNIX_EPOCH + Duration::from_secs(1_795_817_109);
    let login = |session_token| {
        let proof = stack::cache::Proof::Role {
            access_key_id: "AKIDEXAMPLE",
            secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            session_token,
        };
        cache.login(proof, now)
    };
    let head = "shop-sessions/?Action=connect&User=shop-sessions-web&X-Amz-Algorithm=AWS4-HMAC-SHA256\
                &X-Amz-Credential=AKIDEXAMPLE%2F20261127%2Fus-east-1%2Felasticache%2Faws4_request\
                &X-Amz-Date=20261127T220509Z&X-Amz-Expires=900";
    let of_user = login(None);
    let expected = format!(
        "{head}&X-Amz-SignedHeaders=host&X-Amz-Signature=60cf44d8706d25d948fbeb0f4c46b297fad829f9a46358ae8ee72f3fed86a2d2"
    );
    assert_eq!(of_user.password, expected);
    assert_eq!(of_user.lasts, Duration::from_secs(900));
    assert!(!format!("{of_user:?}").contains("Signature"));
    let of_role = login(Some("FwoGZXIvYXdzEBYaDK+/=="));
    let expected = format!(
        "{head}&X-Amz-Security-Token=FwoGZXIvYXdzEBYaDK%2B%2F%3D%3D&X-Amz-SignedHeaders=host\
         &X-Amz-Signature=2538e2ebd16ce671bd79267500161f793dbaea95d3afc18ef11b3a0e31a7cea1"
    );
    assert_eq!(of_role.password, expected);
    let local = cache.login(stack::cache::Proof::Password("hidden"), now);
    assert_eq!((local.user.as_str(), local.password.as_str()), ("shop-sessions-web", "hidden"));
    assert!(!format!("{local:?}{:?}", stack::cache::Proof::Password("hidden")).contains("hidden"));
}

/// The tokens are those that `generate_db_auth_token` of botocore 1.43.11 makes at the time here.
fn try_database_login(writer: &stack::IamConnection, reader: &stack::IamConnection) {
    use stack::iam_login::Proof;
    use std::time::{Duration, UNIX_EPOCH};
    let now = UNIX_EPOCH + Duration::from_secs(1_795_817_109);
    let login = |connection: &stack::IamConnection, session_token| {
        let proof = Proof::Role {
            access_key_id: "AKIDEXAMPLE",
            secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            session_token,
        };
        connection.login(proof, now)
    };
    let expected = |host: &str, session: &str, signature: &str| {
        format!(
            "{host}:5432/?Action=connect&DBUser=api&X-Amz-Algorithm=AWS4-HMAC-SHA256\
             &X-Amz-Credential=AKIDEXAMPLE%2F20261127%2Fus-east-1%2Frds-db%2Faws4_request\
             &X-Amz-Date=20261127T220509Z&X-Amz-Expires=900{session}&X-Amz-SignedHeaders=host\
             &X-Amz-Signature={signature}"
        )
    };
    let of_user = login(writer, None);
    let signature = "3311f32539ed3795b45b7ed660cad83acee75e86088eeee5d63b7ddd2feb8120";
    assert_eq!(of_user.password, expected("accounts.example", "", signature));
    assert_eq!((of_user.user.as_str(), of_user.lasts), ("api", Duration::from_secs(900)));
    let of_role = login(writer, Some("FwoGZXIvYXdzEBYaDK+/=="));
    let session = "&X-Amz-Security-Token=FwoGZXIvYXdzEBYaDK%2B%2F%3D%3D";
    let signature = "6fe6f822f3328691011c96b070e97ba39de37cd4f1e132e55dbc95dce23c71e9";
    assert_eq!(of_role.password, expected("accounts.example", session, signature));
    let of_reader = login(reader, None);
    let signature = "05f4e2ffe27e9b64260a69eaf2de33dafdecbd03e4f707a0ba93275b26194ada";
    assert_eq!(of_reader.password, expected("accounts-ro.example", "", signature));
    let local = writer.login(Proof::Password("hidden"), now);
    assert_eq!((local.user.as_str(), local.password.as_str()), ("api", "hidden"));
}

fn try_lookup(lookup: impl Fn(&str) -> Option<std::ffi::OsString>) {
    report(stack::Environment::from_lookup(lookup));
}

fn try_process() {
    report(stack::Environment::from_env());
}

fn main() {
"#;
