//! Engines: what a database runs on, and what differs from one to the next.

use std::collections::BTreeMap;

use super::manifest::Engine;
use super::operations::{CONNECT, OWN, QUERY, READ};

/// How code speaks to a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Postgres,
    Mysql,
}

impl Engine {
    /// As `stack.toml` has it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::AuroraPostgres => "aurora_postgres",
            Self::Mysql => "mysql",
            Self::AuroraMysql => "aurora_mysql",
        }
    }

    /// As RDS has it.
    pub(super) fn in_aws(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::AuroraPostgres => "aurora-postgresql",
            Self::Mysql => "mysql",
            Self::AuroraMysql => "aurora-mysql",
        }
    }

    /// What messages call it.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::AuroraPostgres => "Aurora PostgreSQL",
            Self::Mysql => "MySQL",
            Self::AuroraMysql => "Aurora MySQL",
        }
    }

    /// Whether it is a cluster of Aurora, and no instance of RDS.
    pub(super) fn is_aurora(self) -> bool {
        matches!(self, Self::AuroraPostgres | Self::AuroraMysql)
    }

    pub(super) fn protocol(self) -> Protocol {
        match self {
            Self::Postgres | Self::AuroraPostgres => Protocol::Postgres,
            Self::Mysql | Self::AuroraMysql => Protocol::Mysql,
        }
    }

    /// The engine of Aurora that speaks the same protocol.
    pub(super) fn of_aurora(self) -> Self {
        match self.protocol() {
            Protocol::Postgres => Self::AuroraPostgres,
            Protocol::Mysql => Self::AuroraMysql,
        }
    }

    /// The logs that go to CloudWatch, by their names there.
    pub(super) fn logs(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["postgresql", "upgrade"],
            Self::AuroraPostgres => &["postgresql"],
            Self::Mysql | Self::AuroraMysql => &["error", "slowquery"],
        }
    }
}

impl Protocol {
    /// As the contract has it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }

    /// What messages call it.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
        }
    }

    /// The port that it has by default, at RDS too.
    pub(super) fn port(self) -> u16 {
        match self {
            Self::Postgres => 5432,
            Self::Mysql => 3306,
        }
    }

    /// The master user. RDS refuses `admin` for PostgreSQL, and MySQL has it by custom.
    pub(super) fn user(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mysql => "admin",
        }
    }

    /// The version that a new database has.
    pub(super) fn version(self) -> &'static str {
        match self {
            Self::Postgres => "17",
            Self::Mysql => "8.4",
        }
    }

    /// The type in `stack.rs` of where a database is and who logs in: code for the other protocol does not compile with
    /// it.
    pub(super) fn connection(self) -> &'static str {
        match self {
            Self::Postgres => "Connection",
            Self::Mysql => "MySqlConnection",
        }
    }

    /// The same for a user without a password.
    pub(super) fn iam_connection(self) -> &'static str {
        match self {
            Self::Postgres => "IamConnection",
            Self::Mysql => "MySqlIamConnection",
        }
    }
}

/// What the templates of the handle see of a database that has one login for all, and perhaps readers. Fields are names
/// with their types; what stands by the word of an operation is the type that it gives, or nothing if there is no such
/// operation.
pub(super) fn lists(protocol: Protocol, has_readers: bool) -> BTreeMap<&'static str, Vec<String>> {
    let connection = protocol.connection();
    let reads = has_readers.then(|| field(READ, connection));
    let mut lists = types([CONNECT, READ], connection);
    let others = [
        QUERY,
        OWN,
        "user",
        "user_read",
        "user_type",
        "region",
        "logins",
    ];
    lists.extend(others.map(|it| (it, Vec::new())));
    lists.extend([
        ("secret", vec![field(CONNECT, connection)]),
        ("secret_read", reads.into_iter().collect()),
        ("secret_type", vec![connection.to_owned()]),
    ]);
    lists
}

/// The same of a database with a user for each container. What its makers have of the master user has a type of its own.
pub(super) fn lists_of_users(
    protocol: Protocol,
    has_readers: bool,
    region: &str,
) -> BTreeMap<&'static str, Vec<String>> {
    let (connection, of_user) = (protocol.connection(), protocol.iam_connection());
    let reads = has_readers.then(|| field(READ, of_user));
    let mut lists = types([CONNECT, READ, QUERY], of_user);
    lists.extend(types([OWN], connection));
    lists.extend([
        ("secret", vec![field(OWN, connection)]),
        ("secret_read", Vec::new()),
        ("secret_type", vec![connection.to_owned()]),
        (
            "user",
            [CONNECT, QUERY].map(|word| field(word, of_user)).to_vec(),
        ),
        ("user_read", reads.into_iter().collect()),
        ("user_type", vec![of_user.to_owned()]),
        ("region", vec![region.to_owned()]),
        ("logins", Vec::new()),
    ]);
    lists
}

fn field(word: &str, of_type: &str) -> String {
    format!("{word}: {of_type}")
}

fn types<const COUNT: usize>(
    words: [&'static str; COUNT],
    of_type: &str,
) -> BTreeMap<&'static str, Vec<String>> {
    let types = words.map(|word| (word, vec![of_type.to_owned()]));
    BTreeMap::from(types)
}
