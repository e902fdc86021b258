//! A PostgreSQL database on RDS.

use std::fmt;

use crate::problem::{Code, Problem};

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

    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let is_number = |part: &str| {
            !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit())
        };
        let major = match text.split_once('.') {
            Some((major, minor)) => is_number(minor).then_some(major),
            None => Some(text),
        };
        major
            .filter(|major| is_number(major) && !major.starts_with('0'))
            .and_then(|major| major.parse().ok())
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
    /// The sizes of RDS (Amazon RDS user guide, "DB instance classes").
    const SIZES: &[&str] = &[
        "micro", "small", "medium", "large", "xlarge", "2xlarge", "4xlarge", "6xlarge", "8xlarge",
        "10xlarge", "12xlarge", "16xlarge", "24xlarge", "32xlarge", "48xlarge",
    ];

    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        if Self::has_form(text) {
            return Ok(Self(text.to_owned()));
        }
        let with_prefix = format!("db.{text}");
        let help = if Self::has_form(&with_prefix) {
            format!("write `{with_prefix}`")
        } else {
            "write `db.`, a family, a point and a size, such as `db.t3.micro` or `db.m7g.large`"
                .to_owned()
        };
        Err(Problem::new(
            Code::InvalidInstanceClass,
            format!("`{text}` is not an instance class of RDS"),
        )
        .help(help))
    }

    fn has_form(text: &str) -> bool {
        let mut parts = text.split('.');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("db"), Some(family), Some(size), None) => {
                let letters = family.bytes().take_while(u8::is_ascii_lowercase).count();
                (1..=2).contains(&letters)
                    && family
                        .as_bytes()
                        .get(letters)
                        .is_some_and(u8::is_ascii_digit)
                    && family
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
                    && Self::SIZES.contains(&size)
            }
            _ => false,
        }
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
        for invalid in ["", "9", "99", "15.", "15.x", "v15", "015", "15.4.1", "15.*"] {
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
            "db..micro",
            "db.serverless",
        ] {
            assert!(InstanceClass::parse(invalid).is_err(), "{invalid}");
        }
    }
}
