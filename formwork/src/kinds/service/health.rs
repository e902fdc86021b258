//! The path of a health check, and the answers that are good ones.

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

/// The status codes of a good answer. (Elastic Load Balancing API, `Matcher`: numbers and ranges from 200 to 499.)
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SuccessCodes(String);

impl SuccessCodes {
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let code = |text: &str| {
            let is_plain = text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit());
            let number: Option<u16> = text.parse().ok().filter(|_| is_plain);
            number.filter(|number| (200..=499).contains(number))
        };
        let item = |text: &str| match text.split_once('-') {
            Some((from, to)) => code(from).zip(code(to)).is_some_and(|(from, to)| from < to),
            None => code(text).is_some(),
        };
        if text.split(',').all(item) {
            return Ok(Self(text.to_owned()));
        }
        let message = format!("`{text}` are not status codes of a good answer");
        Err(Problem::new(Code::HealthCheck, message).help(
            "write numbers from 200 to 499 or ranges of them, such as `200,302` or `200-299`",
        ))
    }
}

impl fmt::Display for SuccessCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{HealthPath, SuccessCodes};

    #[test]
    fn good_answers_are_numbers_and_ranges() {
        for valid in ["200", "200,302", "200-299", "200-299,404"] {
            assert!(SuccessCodes::parse(valid).is_ok(), "{valid}");
        }
        for invalid in [
            "", "2xx", "200, 302", "100", "200-", "299-200", "500", "0200",
        ] {
            assert!(SuccessCodes::parse(invalid).is_err(), "{invalid}");
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
}
