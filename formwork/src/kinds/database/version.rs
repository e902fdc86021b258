//! Versions of the engines on RDS.

use std::fmt;

use super::engine::Protocol;
use super::manifest::Engine;
use crate::problem::{Code, Problem};

/// `15`, or `15.4` to stay on one minor version; of MySQL `8.4`, or `8.4.5`.
#[derive(Debug, Clone)]
pub(crate) struct EngineVersion {
    text: String,
    engine: Engine,
    /// `15` or `8.4`.
    major: String,
}

/// The major versions of PostgreSQL that RDS creates (Amazon RDS user guide, "Release calendar for RDS for
/// PostgreSQL"; Amazon Aurora user guide, "Release calendar for Aurora PostgreSQL").
const POSTGRES: std::ops::RangeInclusive<u32> = 13..=18;

/// PostgreSQL releases a minor version each quarter of the five years that it maintains a major
/// one, and few beyond (PostgreSQL, "Versioning Policy"); RDS offers none before the first.
const POSTGRES_MINORS: std::ops::RangeInclusive<u32> = 1..=25;

/// Those of MySQL (Amazon RDS user guide, "MySQL on Amazon RDS versions"; Amazon Aurora user guide, "Comparing Aurora
/// MySQL version 3 and Aurora MySQL version 8.4").
const MYSQL: &[&str] = &["8.0", "8.4"];

impl EngineVersion {
    pub(crate) fn parse(engine: Engine, text: &str) -> Result<Self, Problem> {
        let major = match engine.protocol() {
            Protocol::Postgres => postgres(text),
            Protocol::Mysql => mysql(engine, text),
        };
        match major {
            Some(major) => Ok(Self {
                text: text.to_owned(),
                engine,
                major,
            }),
            None => Err(not_offered(engine, text)),
        }
    }

    /// Whether RDS refuses connections without TLS unless told otherwise (Amazon RDS user guide, "Requiring an SSL
    /// connection to a PostgreSQL DB instance" and "Requiring SSL/TLS for all connections to a MySQL DB instance on
    /// Amazon RDS"; Amazon Aurora user guide, "Securing Aurora PostgreSQL data with SSL/TLS" and "Comparing Aurora
    /// MySQL version 3 and Aurora MySQL version 8.4").
    ///
    /// Where it does, the parameter must not be set: RDS does not list a parameter that has its default, so each
    /// plan would set it again.
    pub(crate) fn forces_tls(&self) -> bool {
        let is_from = |first: u32| self.major.parse().is_ok_and(|major: u32| major >= first);
        match self.engine {
            Engine::Postgres => is_from(15),
            Engine::AuroraPostgres => is_from(17),
            Engine::Mysql => false,
            Engine::AuroraMysql => self.major != "8.0",
        }
    }

    pub(crate) fn engine(&self) -> Engine {
        self.engine
    }

    /// The family of its parameter groups.
    pub(crate) fn family(&self) -> String {
        format!("{}{}", self.engine.in_aws(), self.major)
    }
}

/// The major version in `15` or `15.4`.
fn postgres(text: &str) -> Option<String> {
    let major = match text.split_once('.') {
        Some((major, minor)) => number(minor)
            .filter(|minor| POSTGRES_MINORS.contains(minor))
            .and(number(major)),
        None => number(text),
    };
    let major = major.filter(|major| POSTGRES.contains(major))?;
    Some(major.to_string())
}

/// The major version in `8.4` or `8.4.5`; Aurora calls a minor one `8.0.mysql_aurora.3.10.1`.
fn mysql(engine: Engine, text: &str) -> Option<String> {
    let major = MYSQL.iter().find(|major| text.starts_with(**major))?;
    let is_so = match text[major.len()..].strip_prefix('.') {
        None => text.len() == major.len(),
        Some(minor) if engine.is_aurora() => {
            let of_aurora = minor.strip_prefix("mysql_aurora.");
            of_aurora.is_some_and(|minor| minor.split('.').count() == 3 && is_dotted(minor))
        }
        Some(minor) => number(minor).is_some_and(|minor| (1..=99).contains(&minor)),
    };
    is_so.then(|| (*major).to_owned())
}

/// Digits between points.
fn is_dotted(text: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.split('.').all(is_digits)
}

fn number(part: &str) -> Option<u32> {
    let is_number = part.bytes().all(|b| b.is_ascii_digit()) && !part.starts_with('0');
    is_number.then(|| part.parse().ok()).flatten()
}

fn not_offered(engine: Engine, text: &str) -> Problem {
    let message = match engine {
        Engine::Postgres | Engine::Mysql => {
            format!(
                "`{text}` is not a version of {} that RDS offers",
                engine.title()
            )
        }
        Engine::AuroraPostgres | Engine::AuroraMysql => {
            format!("`{text}` is not a version of {}", engine.title())
        }
    };
    let help = match engine.protocol() {
        Protocol::Postgres => {
            "write a major version from 13 to 18, such as `15`; minor versions then follow by themselves"
        }
        Protocol::Mysql => {
            "write the major version `8.4` or `8.0`; minor versions then follow by themselves"
        }
    };
    Problem::new(Code::InvalidEngineVersion, message).help(help)
}

impl fmt::Display for EngineVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::EngineVersion;
    use crate::kinds::database::manifest::Engine;

    #[test]
    fn versions_are_major_or_major_and_minor() {
        for (engine, valid, family) in [
            (Engine::Postgres, "15", "postgres15"),
            (Engine::Postgres, "17.4", "postgres17"),
            (Engine::Postgres, "13.10", "postgres13"),
            (Engine::AuroraPostgres, "16.6", "aurora-postgresql16"),
            (Engine::Mysql, "8.4", "mysql8.4"),
            (Engine::Mysql, "8.0.42", "mysql8.0"),
            (Engine::AuroraMysql, "8.0", "aurora-mysql8.0"),
            (
                Engine::AuroraMysql,
                "8.0.mysql_aurora.3.10.1",
                "aurora-mysql8.0",
            ),
            (
                Engine::AuroraMysql,
                "8.4.mysql_aurora.8.4.7",
                "aurora-mysql8.4",
            ),
        ] {
            let version = EngineVersion::parse(engine, valid).unwrap();
            assert_eq!(
                (version.to_string().as_str(), version.family().as_str()),
                (valid, family)
            );
        }
        for invalid in [
            "", "9", "99", "15.", "15.0", "15.99", "15.x", "v15", "015", "15.4.1", "15.*", "8.4",
        ] {
            assert!(
                EngineVersion::parse(Engine::Postgres, invalid).is_err(),
                "{invalid}"
            );
        }
        for invalid in [
            "", "8", "8.", "8.1", "5.7", "8.4.", "8.4.0", "8.40", "8.4.x", "17",
        ] {
            assert!(
                EngineVersion::parse(Engine::Mysql, invalid).is_err(),
                "{invalid}"
            );
        }
        for invalid in ["8.0.42", "8.0.mysql_aurora", "8.0.mysql_aurora.3.x.1", "3"] {
            assert!(
                EngineVersion::parse(Engine::AuroraMysql, invalid).is_err(),
                "{invalid}"
            );
        }
    }

    #[test]
    fn tls_is_a_parameter_where_it_is_not_the_default() {
        for (engine, version, forces) in [
            (Engine::Postgres, "14", false),
            (Engine::Postgres, "15.4", true),
            (Engine::AuroraPostgres, "16", false),
            (Engine::AuroraPostgres, "17", true),
            (Engine::Mysql, "8.4", false),
            (Engine::AuroraMysql, "8.0", false),
            (Engine::AuroraMysql, "8.4", true),
        ] {
            let parsed = EngineVersion::parse(engine, version).unwrap();
            assert_eq!(parsed.forces_tls(), forces, "{engine:?} {version}");
        }
    }
}
