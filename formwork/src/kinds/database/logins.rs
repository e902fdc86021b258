//! The users of a database, one for each container that is let in, and the statements that make them.

use super::engine::Protocol;
use super::entry::Entry;
use super::operations::{CONNECT, OWN, QUERY, READ};
use crate::kind::Target;

/// A user, who has the name of the container in AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct User<'a> {
    pub(super) name: &'a str,
    /// Whether it writes rows, and does not only read them.
    writes: bool,
}

/// The users of a database, by name: none where all log in as the master user.
pub(super) fn users<'a>(target: &Target<'a>) -> Vec<User<'a>> {
    if !target.entry().is_some_and(Entry::has_logins) {
        return Vec::new();
    }
    let mut users: Vec<User<'_>> = target
        .grants()
        .filter_map(|(container, grant)| {
            let words = grant.words();
            let is_let_in = [CONNECT, QUERY, READ].iter().any(|it| words.contains(it));
            is_let_in.then(|| User {
                name: container.id.in_aws(),
                writes: words.contains(&CONNECT),
            })
        })
        .collect();
    users.sort_unstable();
    users
}

/// The containers that have the login of the master user.
pub(super) fn owners(target: &Target<'_>) -> Vec<String> {
    let owners = target
        .grants()
        .filter(|(_, grant)| grant.words().contains(&OWN));
    owners.map(|(container, _)| container.title()).collect()
}

/// Whether the owner of the target makes the users.
pub(super) fn makes_users(target: &Target<'_>) -> bool {
    let mut grants = target.grants();
    grants.any(|(container, grant)| {
        target.owner() == Some(container.id) && grant.words().contains(&OWN)
    })
}

/// What the code of whoever makes the users relies on, a line for each.
pub(super) fn contract(target: &Target<'_>) -> Vec<String> {
    if !makes_users(target) {
        return Vec::new();
    }
    let users = users(target).into_iter();
    users
        .map(|user| {
            let rights = if user.writes { CONNECT } else { QUERY };
            format!("user {} {rights}", user.name)
        })
        .collect()
}

/// What makes the users with their rights, in this order, as the master user. It may run again.
pub(super) fn statements(protocol: Protocol, target: &Target<'_>) -> Vec<String> {
    let (database, users) = (target.id().in_aws(), users(target));
    let each = |user| match protocol {
        Protocol::Postgres => postgres(database, user),
        Protocol::Mysql => mysql(database, user),
    };
    // Before version 15 everybody may make tables.
    let closes = "REVOKE CREATE ON SCHEMA public FROM PUBLIC".to_owned();
    let closes = (protocol == Protocol::Postgres).then_some(closes);
    closes
        .into_iter()
        .chain(users.into_iter().flat_map(each))
        .collect()
}

/// The rights hold on tables that are there, and on those that the master user makes later.
fn postgres(database: &str, User { name, writes }: User<'_>) -> Vec<String> {
    const DEFAULT: &str = "ALTER DEFAULT PRIVILEGES IN SCHEMA public";
    const WRITE: &str = "INSERT, UPDATE, DELETE";
    let (on_tables, on_sequences) = if writes {
        ("SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT")
    } else {
        ("SELECT", "SELECT")
    };
    let mut statements = vec![
        format!(
            "DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') \
             THEN CREATE ROLE \"{name}\" LOGIN; END IF; END$$"
        ),
        // PostgreSQL that is none of RDS has no such role.
        format!(
            "DO $$BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_iam') \
             THEN GRANT rds_iam TO \"{name}\"; END IF; END$$"
        ),
        format!("GRANT CONNECT ON DATABASE \"{database}\" TO \"{name}\""),
        format!("GRANT USAGE ON SCHEMA public TO \"{name}\""),
        format!("GRANT {on_tables} ON ALL TABLES IN SCHEMA public TO \"{name}\""),
        format!("GRANT {on_sequences} ON ALL SEQUENCES IN SCHEMA public TO \"{name}\""),
        format!("{DEFAULT} GRANT {on_tables} ON TABLES TO \"{name}\""),
        format!("{DEFAULT} GRANT {on_sequences} ON SEQUENCES TO \"{name}\""),
    ];
    if !writes {
        // It may have had `connect`.
        statements.extend([
            format!("REVOKE {WRITE} ON ALL TABLES IN SCHEMA public FROM \"{name}\""),
            format!("REVOKE USAGE ON ALL SEQUENCES IN SCHEMA public FROM \"{name}\""),
            format!("{DEFAULT} REVOKE {WRITE} ON TABLES FROM \"{name}\""),
            format!("{DEFAULT} REVOKE USAGE ON SEQUENCES FROM \"{name}\""),
        ]);
    }
    statements
}

/// A right on a database holds on tables that are made later too.
fn mysql(database: &str, User { name, writes }: User<'_>) -> Vec<String> {
    let rights = if writes {
        "SELECT, INSERT, UPDATE, DELETE"
    } else {
        "SELECT"
    };
    let mut statements = vec![
        format!(
            "CREATE USER IF NOT EXISTS '{name}'@'%' IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS'"
        ),
        format!("GRANT {rights} ON `{database}`.* TO '{name}'@'%'"),
    ];
    if !writes {
        statements.push(format!(
            "REVOKE INSERT, UPDATE, DELETE ON `{database}`.* FROM '{name}'@'%'"
        ));
    }
    statements
}

/// The statements as an array of Rust.
pub(super) fn array(statements: &[String]) -> String {
    if statements.is_empty() {
        return "&[]".to_owned();
    }
    let lines = statements.iter();
    let lines: Vec<String> = lines.map(|line| format!("        {line:?},\n")).collect();
    format!("&[\n{}    ]", lines.concat())
}
