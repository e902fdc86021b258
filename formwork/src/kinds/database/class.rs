//! The instance classes that RDS offers for PostgreSQL, in at least one region (Amazon RDS user
//! guide, "Supported DB engines for DB instance classes"). Generations of which RDS makes no new
//! instances, such as `db.t2` and `db.m4`, are not among them.

use std::fmt;

use crate::problem::{Code, Problem, closest, list};

/// An instance class: `db.` family `.` size.
#[derive(Debug, Clone)]
pub(crate) struct InstanceClass(String);

impl InstanceClass {
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let (family, size) = match text.split_once('.') {
            Some(("db", rest)) => rest.split_once('.').unwrap_or((rest, "")),
            _ => return Err(Self::without_prefix(text)),
        };
        match sizes(family) {
            Some(sizes) if sizes.contains(&size) => Ok(Self(text.to_owned())),
            Some(sizes) => Err(Self::invalid(text).help(format!(
                "a size of `db.{family}` is one of: {}",
                list(sizes.iter().copied())
            ))),
            None => Err(Self::invalid(text).help(Self::family_help(family, size))),
        }
    }

    fn family_help(family: &str, size: &str) -> String {
        let offered = |family: &&str| sizes(family).is_some_and(|s| s.contains(&size));
        match closest(family, families().filter(offered)) {
            Some(nearest) => format!("did you mean `db.{nearest}.{size}`?"),
            None => format!("use a family of: {}", list(families())),
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
        let family = parts.next().and_then(sizes);
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

/// Families that share their sizes.
struct Group {
    families: &'static [&'static str],
    sizes: &'static [&'static str],
}

const GROUPS: &[Group] = &[
    Group {
        families: &["t3", "t4g"],
        sizes: &["micro", "small", "medium", "large", "xlarge", "2xlarge"],
    },
    Group {
        families: &["m6g", "m6gd", "m7g", "r6g", "r6gd", "r7g", "x2g"],
        sizes: &[
            "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge",
        ],
    },
    Group {
        families: &["m5", "m5d", "r5", "r5b", "r5d"],
        sizes: &[
            "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge",
        ],
    },
    Group {
        families: &[
            "m6i", "m6id", "m6idn", "m6in", "r6i", "r6id", "r6idn", "r6in",
        ],
        sizes: &[
            "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge",
            "32xlarge",
        ],
    },
    Group {
        families: &[
            "m7i", "m8a", "m8g", "m8gd", "m9g", "r7i", "r8a", "r8g", "r8gd",
        ],
        sizes: &[
            "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge",
            "48xlarge",
        ],
    },
    Group {
        families: &["x2idn"],
        sizes: &["16xlarge", "24xlarge", "32xlarge"],
    },
    Group {
        families: &["x2iedn"],
        sizes: &[
            "xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge", "24xlarge", "32xlarge",
        ],
    },
];

/// The sizes of a family, or nothing if RDS does not offer it.
fn sizes(family: &str) -> Option<&'static [&'static str]> {
    GROUPS
        .iter()
        .find(|group| group.families.contains(&family))
        .map(|group| group.sizes)
}

fn families() -> impl Iterator<Item = &'static str> + Clone {
    GROUPS.iter().flat_map(|group| group.families).copied()
}

#[cfg(test)]
mod tests {
    use super::InstanceClass;

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
