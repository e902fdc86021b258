//! Names that become part of addresses, AWS names and tags.

use std::cmp::Ordering;
use std::fmt;

use crate::hcl::{Plain, Word};
use crate::problem::{Code, Problem};

/// The key of an entry, which is the logical id of its Terraform resources: the `api` of
/// `[service.api]`. A renamed entry keeps the name that AWS knows it by.
#[derive(Debug, Clone)]
pub struct LogicalId {
    id: String,
    /// The name in AWS, if it is another.
    in_aws: Option<String>,
}

/// Two ids are the same by their place in the stack alone: an entry that was renamed is looked up
/// by whoever knows only its key.
impl PartialEq for LogicalId {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for LogicalId {}

impl PartialOrd for LogicalId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for LogicalId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id.cmp(&other.id)
    }
}

impl LogicalId {
    /// With the longest stack name and a hyphen this makes 63 characters, the longest identifier of
    /// an RDS instance (Amazon RDS API, `CreateDBInstance`).
    const MAX: usize = 30;

    /// Names of what every stack has, beside the entries of `stack.toml`.
    const RESERVED: &[&str] = &[
        "access_logs",
        "endpoints",
        "internet",
        "internet_ipv6",
        "load_balancer",
        "load_balancer_ipv6",
        "main",
        "aws",
        "dynamodb",
        "formwork_db",
        "s3",
    ];

    /// First words of names whose environment variables AWS or formwork would take for its own.
    const RESERVED_PREFIXES: &[&str] = &["aws", "ecs", "formwork"];

    /// Accepts `[a-z][a-z0-9]*(_[a-z0-9]+)*`, which is an HCL identifier, a PostgreSQL name and,
    /// with hyphens for underscores, a part of any AWS name.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let invalid = |why: &str, help: &str| {
            Err(Problem::new(Code::InvalidName, format!("the name `{text}` {why}")).help(help))
        };
        if !is_separated_word(text, '_') {
            let help = "use lower-case letters, digits and single underscores, starting with a letter, such as `task_db`";
            return invalid(
                "is not a lower-case word",
                &respelled(text, '_').unwrap_or(help.to_owned()),
            );
        }
        if text.len() > Self::MAX {
            let message = format!("the name `{text}` has {} characters", text.len());
            return Err(Problem::new(Code::NameTooLong, message)
                .help(format!("use at most {} characters", Self::MAX)));
        }
        if Self::RESERVED.contains(&text) {
            return invalid(
                "is reserved",
                "use another name: formwork's own resources have this one",
            );
        }
        if text
            .split('_')
            .next()
            .is_some_and(|first| Self::RESERVED_PREFIXES.contains(&first))
        {
            return invalid(
                "starts with a reserved word",
                "start with another word: environment variables of that prefix belong to AWS or to formwork",
            );
        }
        if text.split('_').any(|part| part == "to" || part == "from") {
            return invalid(
                "contains the word `to` or `from`",
                "leave the word out: it joins two names in the addresses of security-group rules",
            );
        }
        Ok(Self {
            id: text.to_owned(),
            in_aws: None,
        })
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.id
    }

    /// The same id of something that AWS knows as `former`.
    pub(crate) fn known_as(self, former: &Self) -> Self {
        Self {
            in_aws: Some(former.id.clone()),
            ..self
        }
    }

    /// The name that AWS and the environment of containers know it by.
    #[must_use]
    pub fn in_aws(&self) -> &str {
        self.in_aws.as_ref().unwrap_or(&self.id)
    }

    /// The name in AWS with hyphens, as most of its names want it.
    #[must_use]
    pub fn kebab(&self) -> String {
        self.in_aws().replace('_', "-")
    }

    /// The name in AWS in capitals, as environment variables want it.
    #[must_use]
    pub fn screaming(&self) -> String {
        self.in_aws().to_ascii_uppercase()
    }
}

impl Plain for LogicalId {}

impl Word {
    /// The name by which AWS knows an entry.
    pub(crate) fn in_aws(id: &LogicalId) -> Self {
        Self::joined(&[&id.in_aws()], '_')
    }
}

impl fmt::Display for LogicalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}

/// The stack's name: the tag `Project` and the start of every AWS name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackName(String);

impl StackName {
    /// The longest name of an Application Load Balancer (Elastic Load Balancing API,
    /// `CreateLoadBalancer`): the shortest limit that the bare name has to meet.
    const MAX: usize = 32;

    /// Starts of names that AWS keeps for itself, and who does: security groups and buckets are named after
    /// the stack, a hyphen, and more (Amazon EC2 API, `CreateSecurityGroup`; Amazon S3 user guide, "General purpose bucket
    /// naming rules").
    const RESERVED_PREFIXES: &[(&str, &str)] = &[
        ("sg-", "Amazon EC2"),
        ("sthree-", "Amazon S3"),
        ("amzn-s3-demo-", "Amazon S3"),
    ];

    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        if !is_separated_word(text, '-') {
            let help = "use lower-case letters, digits and single hyphens, starting with a letter, such as `task-api`";
            return Err(Problem::new(
                Code::InvalidName,
                format!("the stack name `{text}` is not a lower-case word"),
            )
            .help(respelled(text, '-').unwrap_or(help.to_owned())));
        }
        if text.len() > Self::MAX {
            let message = format!(
                "the stack name `{text}` has {} characters, the load balancer's name allows 32",
                text.len()
            );
            return Err(Problem::new(Code::NameTooLong, message).help("use at most 32 characters"));
        }
        if let Some((prefix, by)) = Self::reserved_prefix(text) {
            let message = format!(
                "the stack name `{text}` makes names that start with `{prefix}`, which {by} reserves"
            );
            return Err(Problem::new(Code::InvalidName, message).help("start with another word"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The start of the names in AWS of an environment of this stack.
    pub(crate) fn in_environment(&self, environment: &str) -> Result<Self, Problem> {
        let joined = format!("{self}-{environment}");
        let Some(excess) = joined.len().checked_sub(Self::MAX).filter(|it| *it > 0) else {
            return Ok(Self(joined));
        };
        let message = format!(
            "`{joined}`, the name of the load balancer, has {} characters of at most {}",
            joined.len(),
            Self::MAX
        );
        let noun = if excess == 1 {
            "character"
        } else {
            "characters"
        };
        let help = format!("shorten one of the two, or both, by {excess} {noun} in all");
        Err(Problem::new(Code::NameTooLong, message).help(help))
    }

    fn reserved_prefix(text: &str) -> Option<(&'static str, &'static str)> {
        // The load balancer has the bare name (Elastic Load Balancing API, `CreateLoadBalancer`).
        if text.starts_with("internal-") {
            return Some(("internal-", "Elastic Load Balancing"));
        }
        let longer = format!("{text}-");
        let mut prefixes = Self::RESERVED_PREFIXES.iter().copied();
        prefixes.find(|(prefix, _)| longer.starts_with(prefix))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Plain for StackName {}

impl fmt::Display for StackName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The environment's name: the tag `Environment`, and whether to be careful.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EnvironmentName(String);

impl EnvironmentName {
    const MAX: usize = 32;

    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        if is_separated_word(text, '-') && text.len() <= Self::MAX {
            return Ok(Self(text.to_owned()));
        }
        Err(Problem::new(
            Code::InvalidName,
            format!("the environment name `{text}` is not a short lower-case word"),
        )
        .help("use at most 32 lower-case letters, digits and single hyphens, such as `staging`"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the name says that real users depend on this environment.
    pub(crate) fn is_production(&self) -> bool {
        self.0.split('-').any(|word| {
            matches!(
                word.trim_end_matches(|c: char| c.is_ascii_digit()),
                "prod" | "production" | "prd" | "live"
            )
        })
    }
}

impl fmt::Display for EnvironmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Help for a name that is right but for capitals and separators.
fn respelled(text: &str, separator: char) -> Option<String> {
    let respelled = text
        .to_lowercase()
        .replace(['-', '_', ' ', '.'], &separator.to_string());
    is_separated_word(&respelled, separator).then(|| format!("write `{respelled}`"))
}

/// Lower-case letters and digits in words joined by single `separator`s, a letter first.
pub(crate) fn is_separated_word(text: &str, separator: char) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.split(separator).all(|word| {
            !word.is_empty()
                && word
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::{EnvironmentName, LogicalId, StackName};

    #[test]
    fn logical_ids_are_lower_case_words() {
        for valid in ["api", "task_db", "a1", "tower"] {
            assert_eq!(LogicalId::parse(valid).unwrap().as_str(), valid);
        }
        for invalid in [
            "",
            "Api",
            "1a",
            "a__b",
            "_a",
            "a_",
            "a-b",
            "../../x",
            "api_to_db",
            "from_x",
            "main",
            "aws",
            "formwork_db",
            "ü",
        ] {
            assert!(LogicalId::parse(invalid).is_err(), "{invalid}");
        }
    }

    #[test]
    fn stack_names_fit_a_load_balancer() {
        assert!(StackName::parse(&"a".repeat(32)).is_ok());
        assert!(StackName::parse(&"a".repeat(33)).is_err());
        assert!(StackName::parse("internals").is_ok());
    }

    #[test]
    fn stack_names_leave_the_prefixes_of_aws_alone() {
        for reserved in ["internal-x", "sg", "sg-tasks", "sthree-x", "amzn-s3-demo"] {
            assert!(StackName::parse(reserved).is_err(), "{reserved}");
        }
        for free in ["internal", "sgx", "amzn-s3", "sthreex"] {
            assert!(StackName::parse(free).is_ok(), "{free}");
        }
    }

    #[test]
    fn production_is_known_by_its_name() {
        for production in ["production", "prod", "prod-eu", "eu-prod1", "live", "prd"] {
            assert!(
                EnvironmentName::parse(production).unwrap().is_production(),
                "{production}"
            );
        }
        for other in [
            "development",
            "staging",
            "reproduction",
            "product-demo",
            "delivery",
        ] {
            assert!(
                !EnvironmentName::parse(other).unwrap().is_production(),
                "{other}"
            );
        }
    }
}
