//! A PostgreSQL database on RDS.

use std::fmt;

use crate::problem::{Code, Problem, closest, list};

mod class;

/// One RDS instance and the database in it.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    pub(crate) engine_version: EngineVersion,
    pub(crate) instance_class: InstanceClass,
    pub(crate) storage_gib: u32,
    pub(crate) multi_az: bool,
    pub(crate) backup_retention_days: u32,
    pub(crate) port: u16,
}

/// `15`, or `15.4` to stay on one minor version.
#[derive(Debug, Clone)]
pub(crate) struct EngineVersion {
    text: String,
    major: u32,
}

impl EngineVersion {
    /// The major versions of PostgreSQL that RDS creates (Amazon RDS user guide, "Release
    /// calendar for RDS for PostgreSQL").
    const MAJORS: std::ops::RangeInclusive<u32> = 13..=18;

    /// PostgreSQL releases a minor version each quarter of the five years that it maintains a major
    /// one, and few beyond (PostgreSQL, "Versioning Policy"); RDS offers none before the first.
    const MINORS: std::ops::RangeInclusive<u32> = 1..=25;

    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let number = |part: &str| {
            let is_number = part.bytes().all(|b| b.is_ascii_digit()) && !part.starts_with('0');
            is_number.then(|| part.parse::<u32>().ok()).flatten()
        };
        let major = match text.split_once('.') {
            Some((major, minor)) => number(minor)
                .filter(|minor| Self::MINORS.contains(minor))
                .and(number(major)),
            None => number(text),
        };
        major
            .filter(|major| Self::MAJORS.contains(major))
            .map(|major| Self { text: text.to_owned(), major })
            .ok_or_else(|| {
                let message = format!("`{text}` is not a version of PostgreSQL that RDS offers");
                Problem::new(Code::InvalidEngineVersion, message)
                    .help("write a major version from 13 to 18, such as `15`; minor versions then follow by themselves")
            })
    }

    /// Whether RDS refuses connections without TLS unless told otherwise (Amazon RDS user guide,
    /// "Requiring an SSL connection to a PostgreSQL DB instance").
    ///
    /// Where it does, `rds.force_ssl` must not be set: RDS does not list a parameter that has its
    /// default, so each plan would set it again.
    pub(crate) fn forces_tls(&self) -> bool {
        self.major >= 15
    }

    /// The family of its parameter groups.
    pub(crate) fn family(&self) -> String {
        format!("postgres{}", self.major)
    }
}

impl fmt::Display for EngineVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// An instance class: `db.` family `.` size.
#[derive(Debug, Clone)]
pub(crate) struct InstanceClass(String);

impl InstanceClass {
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let (family, size) = match text.split_once('.') {
            Some(("db", rest)) => rest.split_once('.').unwrap_or((rest, "")),
            _ => return Err(Self::without_prefix(text)),
        };
        match class::sizes(family) {
            Some(sizes) if sizes.contains(&size) => Ok(Self(text.to_owned())),
            Some(sizes) => Err(Self::invalid(text).help(format!(
                "a size of `db.{family}` is one of: {}",
                list(sizes.iter().copied())
            ))),
            None => Err(Self::invalid(text).help(Self::family_help(family, size))),
        }
    }

    fn family_help(family: &str, size: &str) -> String {
        let offered = |family: &&str| class::sizes(family).is_some_and(|s| s.contains(&size));
        match closest(family, class::families().filter(offered)) {
            Some(nearest) => format!("did you mean `db.{nearest}.{size}`?"),
            None => format!("use a family of: {}", list(class::families())),
        }
    }

    fn invalid(text: &str) -> Problem {
        let message = format!("`{text}` is not an instance class of RDS for PostgreSQL");
        Problem::new(Code::InvalidInstanceClass, message)
    }

    fn without_prefix(text: &str) -> Problem {
        let with_prefix = format!("db.{text}");
        let help = if Self::parse_prefixed(&with_prefix) {
            format!("write `{with_prefix}`")
        } else {
            "write `db.`, a family, a point and a size, such as `db.t3.micro` or `db.m7g.large`"
                .to_owned()
        };
        Self::invalid(text).help(help)
    }

    fn parse_prefixed(text: &str) -> bool {
        let mut parts = text.splitn(3, '.').skip(1);
        let family = parts.next().and_then(class::sizes);
        family
            .zip(parts.next())
            .is_some_and(|(sizes, size)| sizes.contains(&size))
    }
}

impl fmt::Display for InstanceClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{EngineVersion, InstanceClass};

    #[test]
    fn versions_are_major_or_major_and_minor() {
        for (valid, family) in [
            ("15", "postgres15"),
            ("17.4", "postgres17"),
            ("13.10", "postgres13"),
        ] {
            let version = EngineVersion::parse(valid).unwrap();
            assert_eq!(
                (version.to_string().as_str(), version.family().as_str()),
                (valid, family)
            );
        }
        for invalid in [
            "", "9", "99", "15.", "15.0", "15.99", "15.x", "v15", "015", "15.4.1", "15.*",
        ] {
            assert!(EngineVersion::parse(invalid).is_err(), "{invalid}");
        }
    }

    #[test]
    fn instance_classes_have_a_family_and_a_size() {
        for valid in [
            "db.t3.micro",
            "db.m7g.large",
            "db.r6gd.16xlarge",
            "db.x2iedn.32xlarge",
        ] {
            assert!(InstanceClass::parse(valid).is_ok(), "{valid}");
        }
        for invalid in [
            "t3.micro",
            "db.t3",
            "db.t3.huge",
            "db.micro.t3",
            "db.t3.micro ",
            "db.t9.micro",
            "db.t2.micro",
            "db.m7g.micro",
            "db..micro",
            "db.serverless",
        ] {
            assert!(InstanceClass::parse(invalid).is_err(), "{invalid}");
        }
    }
}
