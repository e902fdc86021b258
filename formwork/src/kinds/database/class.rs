//! The instance classes that RDS offers for PostgreSQL and MySQL, and for Aurora, in at least one region (Amazon RDS
//! user guide and Amazon Aurora user guide, "Supported DB engines for DB instance classes"). Generations of which RDS
//! makes no new instances, such as `db.t2` and `db.m4`, are not among them.

use std::fmt;

use super::manifest::Engine;
use crate::problem::{Code, Problem, closest, list};

/// An instance class: `db.` family `.` size.
#[derive(Debug, Clone)]
pub(crate) struct InstanceClass(String);

/// The class of Aurora whose capacity follows the load.
pub(super) const SERVERLESS: &str = "db.serverless";

impl InstanceClass {
    pub(crate) fn parse(engine: Engine, text: &str) -> Result<Self, Problem> {
        let offers = Offers(groups(engine));
        if text == SERVERLESS {
            return serverless(engine);
        }
        let (family, size) = match text.split_once('.') {
            Some(("db", rest)) => rest.split_once('.').unwrap_or((rest, "")),
            _ => return Err(offers.without_prefix(engine, text)),
        };
        match offers.sizes(family) {
            Some(sizes) if sizes.contains(&size) => Ok(Self(text.to_owned())),
            Some(sizes) => Err(invalid(engine, text).help(format!(
                "a size of `db.{family}` is one of: {}",
                list(sizes.iter().copied())
            ))),
            None => Err(invalid(engine, text).help(offers.family_help(family, size))),
        }
    }

    /// Whether its capacity follows the load.
    pub(super) fn is_serverless(&self) -> bool {
        self.0 == SERVERLESS
    }
}

fn serverless(engine: Engine) -> Result<InstanceClass, Problem> {
    if engine.is_aurora() {
        return Ok(InstanceClass(SERVERLESS.to_owned()));
    }
    Err(invalid(engine, SERVERLESS).help(format!(
        "it is one of Aurora: write `engine = \"{}\"`",
        engine.of_aurora().word()
    )))
}

fn invalid(engine: Engine, text: &str) -> Problem {
    let title = engine.title();
    let message = if engine.is_aurora() {
        format!("`{text}` is not an instance class of {title}")
    } else {
        format!("`{text}` is not an instance class of RDS for {title}")
    };
    Problem::new(Code::InvalidInstanceClass, message)
}

/// The classes of an engine.
struct Offers(&'static [Group]);

impl Offers {
    /// The sizes of a family, or nothing if RDS does not offer it.
    fn sizes(&self, family: &str) -> Option<&'static [&'static str]> {
        let mut groups = self.0.iter();
        let group = groups.find(|group| group.families.contains(&family))?;
        Some(group.sizes)
    }

    fn families(&self) -> impl Iterator<Item = &'static str> + Clone + use<> {
        self.0.iter().flat_map(|group| group.families).copied()
    }

    fn family_help(&self, family: &str, size: &str) -> String {
        let offered = |family: &&str| self.sizes(family).is_some_and(|s| s.contains(&size));
        match closest(family, self.families().filter(offered)) {
            Some(nearest) => format!("did you mean `db.{nearest}.{size}`?"),
            None => format!("use a family of: {}", list(self.families())),
        }
    }

    fn without_prefix(&self, engine: Engine, text: &str) -> Problem {
        let family_and_size = text.split_once('.');
        let is_class = family_and_size.is_some_and(|(family, size)| {
            self.sizes(family)
                .is_some_and(|sizes| sizes.contains(&size))
        });
        let help = if is_class {
            format!("write `db.{text}`")
        } else if engine.is_aurora() {
            format!(
                "write `{SERVERLESS}`, or `db.`, a family, a point and a size, such as `db.r7g.large`"
            )
        } else {
            "write `db.`, a family, a point and a size, such as `db.t3.micro` or `db.m7g.large`"
                .to_owned()
        };
        invalid(engine, text).help(help)
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

/// Amazon Aurora user guide, "Supported DB engines for DB instance classes". `db.serverless` is in none of them.
const AURORA: &[Group] = &[
    Group {
        families: &["t3", "t4g"],
        sizes: &["medium", "large"],
    },
    Group {
        families: &["r6g", "r7g", "x2g"],
        sizes: &[
            "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge",
        ],
    },
    Group {
        families: &["r5"],
        sizes: &[
            "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge",
        ],
    },
    Group {
        families: &["r6i"],
        sizes: &[
            "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge",
            "32xlarge",
        ],
    },
    Group {
        families: &["r7i", "r8g"],
        sizes: &[
            "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge",
            "48xlarge",
        ],
    },
];

fn groups(engine: Engine) -> &'static [Group] {
    if engine.is_aurora() { AURORA } else { GROUPS }
}

#[cfg(test)]
mod tests {
    use super::InstanceClass;
    use crate::kinds::database::manifest::Engine;

    #[test]
    fn instance_classes_have_a_family_and_a_size() {
        for valid in [
            "db.t3.micro",
            "db.m7g.large",
            "db.r6gd.16xlarge",
            "db.x2iedn.32xlarge",
        ] {
            assert!(
                InstanceClass::parse(Engine::Postgres, valid).is_ok(),
                "{valid}"
            );
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
            assert!(
                InstanceClass::parse(Engine::Mysql, invalid).is_err(),
                "{invalid}"
            );
        }
    }

    #[test]
    fn aurora_has_classes_of_its_own() {
        for valid in ["db.serverless", "db.t4g.medium", "db.r8g.48xlarge"] {
            assert!(
                InstanceClass::parse(Engine::AuroraMysql, valid).is_ok(),
                "{valid}"
            );
        }
        for invalid in [
            "serverless",
            "db.t4g.micro",
            "db.m7g.large",
            "db.r6g.24xlarge",
        ] {
            assert!(
                InstanceClass::parse(Engine::AuroraPostgres, invalid).is_err(),
                "{invalid}"
            );
        }
    }
}
