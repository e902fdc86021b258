//! A service: one container on Fargate behind the load balancer.

use std::collections::BTreeMap;
use std::fmt;

use super::{Grant, Image, LogicalId, Rules};
use crate::problem::{Code, Problem};

/// One ECS service.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    pub(crate) image: Image,
    pub(crate) port: u16,
    pub(crate) size: TaskSize,
    /// Which requests it takes; `None` for the one that takes what no other does.
    pub(crate) rules: Option<Rules>,
    pub(crate) health_check: HealthCheck,
    pub(crate) scaling: Scaling,
    /// `None`: whom the image names.
    pub(crate) user: Option<ContainerUser>,
    pub(crate) deregistration_delay_seconds: u32,
    pub(crate) stop_timeout_seconds: u32,
    pub(crate) environment: BTreeMap<VariableName, String>,
    pub(crate) grants: BTreeMap<LogicalId, Grant>,
}

/// How the load balancer finds out that a task works.
#[derive(Debug, Clone)]
pub(crate) struct HealthCheck {
    pub(crate) path: HealthPath,
    pub(crate) interval_seconds: u32,
    pub(crate) timeout_seconds: u32,
    pub(crate) healthy_threshold: u32,
    pub(crate) unhealthy_threshold: u32,
    pub(crate) grace_period_seconds: u32,
}

/// How many tasks run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scaling {
    pub(crate) min: u32,
    pub(crate) max: u32,
    pub(crate) cpu_percent: u32,
}

/// CPU and memory of one Fargate task, a pair that AWS offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TaskSize {
    cpu_units: u32,
    memory_mib: u32,
}

impl TaskSize {
    /// The CPU sizes of Fargate; 1024 units are one vCPU.
    pub(crate) const CPU_UNITS: &[u32] = &[256, 512, 1024, 2048, 4096, 8192, 16384];

    /// Pairs `cpu_units` with `memory_mib` as Fargate offers them (Amazon ECS developer guide,
    /// "Task CPU and memory").
    pub(crate) fn new(cpu_units: u32, memory_mib: u32) -> Result<Self, Problem> {
        let offered = Self::memory_offered_at(cpu_units);
        if offered.is_empty() {
            let message = format!("Fargate has no task of {cpu_units} CPU units");
            return Err(Problem::new(Code::TaskSize, message)
                .help(format!("use one of: {}", numbers(Self::CPU_UNITS))));
        }
        if !offered.contains(&memory_mib) {
            let message =
                format!("Fargate does not offer {memory_mib} MiB at {cpu_units} CPU units");
            return Err(Problem::new(Code::TaskSize, message).help(memory_help(&offered)));
        }
        Ok(Self {
            cpu_units,
            memory_mib,
        })
    }

    fn memory_offered_at(cpu_units: u32) -> Vec<u32> {
        let every = |first: u32, last: u32, step: u32| {
            (first..=last)
                .step_by(step as usize)
                .map(|gib| gib * 1024)
                .collect()
        };
        match cpu_units {
            256 => vec![512, 1024, 2048],
            512 => every(1, 4, 1),
            1024 => every(2, 8, 1),
            2048 => every(4, 16, 1),
            4096 => every(8, 30, 1),
            8192 => every(16, 60, 4),
            16384 => every(32, 120, 8),
            _ => Vec::new(),
        }
    }

    pub(crate) fn cpu_units(self) -> u32 {
        self.cpu_units
    }

    pub(crate) fn memory_mib(self) -> u32 {
        self.memory_mib
    }
}

fn memory_help(offered: &[u32]) -> String {
    match offered {
        [first, second, .., last] if offered.len() > 4 => {
            format!("use {first} to {last} in steps of {}", second - first)
        }
        _ => format!("use one of: {}", numbers(offered)),
    }
}

fn numbers(values: &[u32]) -> String {
    values
        .iter()
        .map(u32::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The path of the health check: what the load balancer asks for and what the code answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HealthPath(String);

impl HealthPath {
    /// A path that is the same text in HTTP, in HCL and as a route in code, so neither query nor escapes
    /// nor parameters, nor `..`, which clients and servers resolve. Elastic Load Balancing allows 1024 characters.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"/-._~".contains(&b);
        if text.starts_with('/')
            && text.len() <= 1024
            && text.bytes().all(is_plain)
            && !text.contains("//")
            && !text.split('/').any(|segment| matches!(segment, "." | ".."))
        {
            return Ok(Self(text.to_owned()));
        }
        Err(
            Problem::new(Code::HealthCheck, format!("`{text}` is not a plain path")).help(
                "start with `/` and use at most 1024 letters, digits, `-`, `.`, `_`, `~`, such as `/health`",
            ),
        )
    }
}

impl fmt::Display for HealthPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who runs a container: a user and perhaps a group, each by name or number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ContainerUser(String);

impl ContainerUser {
    /// The forms of the Amazon ECS API, `ContainerDefinition`: `user`. Names are those that useradd
    /// of Debian takes, numbers those of Linux.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let is_valid = match text.split_once(':') {
            Some((user, group)) => is_account(user) && is_account(group),
            None => is_account(text),
        };
        if is_valid {
            return Ok(Self(text.to_owned()));
        }
        let message = format!("`{text}` is not a user, or a user and a group");
        Err(Problem::new(Code::InvalidName, message)
            .help("write numbers or names with a colon between them, such as `65532:65532`"))
    }
}

impl fmt::Display for ContainerUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a text names a user or a group, or is the number of one.
fn is_account(text: &str) -> bool {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse::<u32>().is_ok();
    }
    let starts_well = text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b);
    starts_well && text.len() <= 32 && text.bytes().all(is_plain)
}

/// The name of an environment variable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct VariableName(String);

impl VariableName {
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !starts_well || !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return Err(Problem::new(
                Code::InvalidVariable,
                format!("`{text}` is not a name of an environment variable"),
            )
            .help("use letters, digits and underscores, not starting with a digit"));
        }
        if text.starts_with("AWS_") || text.starts_with("ECS_") {
            return Err(Problem::new(
                Code::InvalidVariable,
                format!("`{text}` is set by Amazon ECS or read by the AWS SDK"),
            )
            .help("use a name that starts neither with `AWS_` nor with `ECS_`"));
        }
        Ok(Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{ContainerUser, HealthPath, TaskSize, VariableName};

    #[test]
    fn memory_is_offered_per_cpu() {
        for (cpu, memory) in [
            (256, 512),
            (256, 2048),
            (512, 4096),
            (1024, 8192),
            (8192, 61440),
            (16384, 122_880),
        ] {
            assert!(TaskSize::new(cpu, memory).is_ok(), "{cpu} {memory}");
        }
        for (cpu, memory, help) in [
            (256, 700, "use one of: 512, 1024, 2048"),
            (
                300,
                512,
                "use one of: 256, 512, 1024, 2048, 4096, 8192, 16384",
            ),
            (2048, 2048, "use 4096 to 16384 in steps of 1024"),
            (8192, 17408, "use 16384 to 61440 in steps of 4096"),
        ] {
            assert_eq!(
                TaskSize::new(cpu, memory).unwrap_err().help_text(),
                Some(help)
            );
        }
    }

    #[test]
    fn health_paths_are_plain() {
        assert!(HealthPath::parse("/").is_ok());
        assert!(HealthPath::parse("/a/health-check.txt").is_ok());
        for invalid in [
            "", "health", "/a?b", "/a b", "/<id>", "/a//b", "/%20", "/ü", "/..", "/./a",
        ] {
            assert!(HealthPath::parse(invalid).is_err(), "{invalid}");
        }
    }

    #[test]
    fn users_are_names_or_numbers() {
        for valid in [
            "65532",
            "65532:65532",
            "app",
            "app:_www-data",
            "1000:app",
            "0",
        ] {
            assert!(ContainerUser::parse(valid).is_ok(), "{valid}");
        }
        for invalid in [
            "",
            ":",
            "app:",
            ":app",
            "a b",
            "App",
            "1a",
            "-a",
            "1:2:3",
            "4294967296",
            "ü",
        ] {
            assert!(ContainerUser::parse(invalid).is_err(), "{invalid}");
        }
    }

    #[test]
    fn variables_leave_aws_its_own() {
        assert!(VariableName::parse("RUST_LOG").is_ok());
        for invalid in [
            "",
            "1A",
            "A-B",
            "AWS_REGION",
            "ECS_CONTAINER_METADATA_URI_V4",
            "Ü",
        ] {
            assert!(VariableName::parse(invalid).is_err(), "{invalid}");
        }
    }
}
