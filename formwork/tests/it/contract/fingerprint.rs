//! The fingerprint is the same on both sides, and depends on the contract alone.

use super::*;

#[test]
fn the_container_has_the_fingerprint_that_the_code_has() {
    for (name, manifest) in manifests() {
        let files = synth(&manifest);
        for service in services(&files) {
            assert_eq!(
                handed_fingerprint(&files, &service),
                fingerprint(&stack_rs(&manifest, &service)),
                "service `{service}` of {name}"
            );
        }
    }
}

/// Another hash or another order of its facts would make every deployment warn.
#[test]
fn the_fingerprint_of_a_contract_never_changes() {
    let manifest =
        read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/grants/stack.toml"));
    assert_eq!(fingerprint(&stack_rs(&manifest, "web")), "b517617529beaa4d");
    assert_eq!(
        fingerprint(&stack_rs(&manifest, "worker")),
        "d6c024d73518f8cf"
    );
}

#[test]
fn order_and_comments_of_the_manifest_change_neither_side() {
    let mut tables: Vec<String> = committed()
        .split("\n[")
        .skip(1)
        .map(|table| format!("[{table}\n# a comment\n"))
        .collect();
    tables.reverse();
    let shuffled = tables.concat().replace(
        r#"taskdb = ["connect"], uploads = ["read", "write", "delete"]"#,
        r#"uploads = ["delete", "read", "write"], taskdb = ["connect"]"#,
    );
    assert_ne!(shuffled, committed());
    assert_eq!(stack_rs(&shuffled, "api"), stack_rs(&committed(), "api"));
    assert_eq!(synth(&shuffled), synth(&committed()));
}

/// Who makes the users of a database is built and run again where they change; nobody else is.
#[test]
fn who_makes_users_relies_on_their_rights() {
    let with = |web: &str| {
        format!(
            "stack.name = 'shop'\n\
             service.web = {{ image = 'web:1', grants = {{ orders = ['{web}'] }} }}\n\
             worker.mailer = {{ image = 'web:1', grants = {{ orders = ['query'] }} }}\n\
             task.migrate = {{ image = 'web:1', grants = {{ orders = ['own'] }} }}\n\
             database.orders.login = 'iam'\n"
        )
    };
    let (before, after) = (with("connect"), with("query"));
    let changes = |id| {
        let [before, after] = [&before, &after].map(|manifest| stack_rs(manifest, id));
        (fingerprint(&before) != fingerprint(&after), before != after)
    };
    assert_eq!(changes("migrate"), (true, true));
    assert_eq!(changes("web"), (true, true));
    assert_eq!(changes("mailer"), (false, false));
    let migrate = stack_rs(&before, "migrate");
    assert!(migrate.contains("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES"));
    assert!(!stack_rs(&before, "web").contains("LOGINS"));
}

#[test]
fn what_is_not_granted_adds_a_handle_and_leaves_the_fingerprint() {
    let more = committed() + "\n[bucket.pictures]\n\n[database.ledger]\n";
    let (before, after) = (stack_rs(&committed(), "api"), stack_rs(&more, "api"));
    assert!(after.contains("PicturesBucket") && after.contains("LedgerDatabase"));
    assert_eq!(granted(&before), granted(&after));
    assert_eq!(fingerprint(&before), fingerprint(&after));

    let changed = more.replace("[database.ledger]", "[database.ledger]\nport = 5433");
    assert_eq!(stack_rs(&changed, "api"), after);
}
