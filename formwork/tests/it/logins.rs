//! The statements that make the users of a database, as goldens. `devstack/tests/logins.rs` runs them on servers.

use std::collections::BTreeMap;
use std::path::Path;

use crate::golden::goldens;
use crate::rustc::stack_rs;

/// A statement a line.
fn statements(engine: &str) -> String {
    let manifest = format!(
        "stack.name = 'shop'\n\
         service.api = {{ image = 'web:1', grants = {{ orders = ['connect'] }} }}\n\
         job.nightly = {{ image = 'web:1', schedule = 'rate(1 day)', grants = {{ orders = ['query'] }} }}\n\
         task.migrate = {{ image = 'web:1', grants = {{ orders = ['own'] }} }}\n\
         database.orders = {{ engine = '{engine}', login = 'iam' }}\n"
    );
    let rust = stack_rs(&manifest, "migrate");
    let (_, tail) = rust
        .split_once("const LOGINS: &'static [&'static str] = &[\n")
        .expect("who owns the database has them");
    let (lines, _) = tail.split_once("    ];").expect("they end");
    let literals = lines.lines().map(|line| line.trim().trim_end_matches(','));
    literals
        .map(|literal| {
            let text: syn::LitStr = syn::parse_str(literal).expect("each is a text");
            text.value() + "\n"
        })
        .collect()
}

#[test]
fn each_container_gets_a_user_with_the_rights_of_its_grant() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/logins");
    let files = ["postgres", "mysql"].map(|engine| directory.join(format!("{engine}.sql")));
    let expected = BTreeMap::from([
        (files[0].clone(), statements("postgres")),
        (files[1].clone(), statements("mysql")),
    ]);
    goldens(&expected, &files);
    assert_eq!(statements("postgres"), statements("aurora_postgres"));
    assert_eq!(statements("mysql"), statements("aurora_mysql"));
}
