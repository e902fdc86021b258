//! A container whose name is no user of a database gets no user there.

use super::granted;
use crate::kind::{ContainerAt, Scope};
use crate::kinds::database::engine::Protocol;
use crate::kinds::database::manifest::{Keys, Login};
use crate::kinds::database::operations::OWN;
use crate::manifest::Key;
use crate::problem::{Code, Problem};

/// Users that RDS has already, beside the master user.
const OF_RDS: &[&str] = &["rdsadmin", "rdsproxyadmin", "rdsrepladmin", "rdstopmgr"];

/// Words that stand for no role (PostgreSQL documentation, "CREATE ROLE" and "GRANT").
const WORDS_OF_POSTGRES: &[&str] = &["none", "public"];

pub(super) fn check_names_of_users(scope: &Scope<'_>) -> Vec<Problem> {
    let of_container = |container: ContainerAt<'_>| {
        let grants = container.keys.grants.iter();
        let lets_in = grants.filter(|(_, words)| words.get().iter().any(|word| word.get() != OWN));
        lets_in
            .filter_map(|(target, _)| {
                let (key, keys) = granted(scope, target)?;
                check(scope, container.key, target, key, keys)
            })
            .collect::<Vec<_>>()
    };
    scope.containers().flat_map(of_container).collect()
}

fn check(
    scope: &Scope<'_>,
    container: &Key,
    target: &Key,
    key: &Key,
    keys: &Keys,
) -> Option<Problem> {
    if *keys.login.get() == Login::Secret {
        return None;
    }
    let user = scope.id(container.get())?.in_aws();
    let protocol = keys.engine.get().protocol();
    let title = protocol.title();
    let why = taken(protocol, user)?;
    let message = format!(
        "`{user}` cannot be a user of database `{}`: {title} {why}",
        key.get()
    );
    Some(
        Problem::new(Code::InvalidName, message)
            .at(container.span(), "becomes the name of the user")
            .at(target.span(), "lets it in")
            .help(format!(
                "use another name for the container, such as `app_{user}`, without `renamed_from`"
            )),
    )
}

fn taken(protocol: Protocol, user: &str) -> Option<&'static str> {
    if user == protocol.user() || OF_RDS.contains(&user) {
        return Some("has it already");
    }
    match protocol {
        Protocol::Postgres if WORDS_OF_POSTGRES.contains(&user) => Some("has it as a word"),
        Protocol::Postgres if user.starts_with("pg_") => Some("keeps names with `pg_` for itself"),
        _ if user.starts_with("rds_") => Some("of RDS keeps names with `rds_` for itself"),
        _ => None,
    }
}
