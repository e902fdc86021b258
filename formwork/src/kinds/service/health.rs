//! The path of a health check.

use std::fmt;

use crate::problem::{Code, Problem};

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

#[cfg(test)]
mod tests {
    use super::HealthPath;

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
}
