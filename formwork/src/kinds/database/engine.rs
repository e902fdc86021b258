//! Engines: what a database runs on, and what differs from one to the next.

use std::collections::BTreeMap;

use super::manifest::Engine;

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

    /// The type in `stack.rs` of what `connect` and `read` give: code for the other protocol does not compile with it.
    pub(super) fn connection(self) -> &'static str {
        match self {
            Self::Postgres => "Connection",
            Self::Mysql => "MySqlConnection",
        }
    }
}

/// What the templates of the handle see: the type of a connection, and whether there are readers.
pub(super) fn lists(protocol: Protocol, has_readers: bool) -> BTreeMap<&'static str, Vec<String>> {
    let connection = protocol.connection().to_owned();
    let read = has_readers.then(|| connection.clone());
    BTreeMap::from([
        ("connection", vec![connection]),
        ("read", read.into_iter().collect()),
    ])
}
