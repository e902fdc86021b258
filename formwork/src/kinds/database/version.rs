//! Versions of PostgreSQL on RDS.

use std::fmt;

use crate::problem::{Code, Problem};

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

#[cfg(test)]
mod tests {
    use super::EngineVersion;

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
}
