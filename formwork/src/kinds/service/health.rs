//! The path of a health check, and the answers that are good ones.

use std::fmt;

use super::protocol::Protocol;
use crate::problem::{Code, Problem};

/// The path of the health check: what the load balancer asks for and what the code answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HealthPath(String);

impl HealthPath {
    /// A path that is the same text in HTTP, in HCL and as a route in code, so neither query nor escapes
    /// nor parameters, nor `..`, which clients and servers resolve. Elastic Load Balancing allows 1024 characters.
    /// Of gRPC it is a method.
    pub(crate) fn parse(text: &str, protocol: Protocol) -> Result<Self, Problem> {
        match protocol {
            Protocol::Http1 | Protocol::Http2 => Self::parse_path(text),
            Protocol::Grpc => Self::parse_method(text),
        }
    }

    /// A service with its package, and a method of it.
    fn parse_method(text: &str) -> Result<Self, Problem> {
        let is_name = |name: &str| {
            let mut parts = name.split('.');
            let is_part = |part: &str| {
                let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
                !part.is_empty() && part.bytes().all(is_word)
            };
            parts.all(is_part)
        };
        let names = text.strip_prefix('/').and_then(|rest| rest.split_once('/'));
        if text.len() <= 1024
            && names.is_some_and(|(service, method)| is_name(service) && is_name(method))
        {
            return Ok(Self(text.to_owned()));
        }
        let message = format!("`{text}` is not a method of gRPC");
        Err(Problem::new(Code::HealthCheck, message).help(
            "write `/package.Service/Method`, or leave it out for `/grpc.health.v1.Health/Check`",
        ))
    }

    fn parse_path(text: &str) -> Result<Self, Problem> {
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

/// The status codes of a good answer. (Elastic Load Balancing API, `Matcher`: numbers and ranges from 200 to 499,
/// of gRPC from 0 to 99.)
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SuccessCodes(String);

impl SuccessCodes {
    pub(crate) fn parse(text: &str, protocol: Protocol) -> Result<Self, Problem> {
        let range = match protocol {
            Protocol::Http1 | Protocol::Http2 => 200..=499,
            Protocol::Grpc => 0..=99,
        };
        let code = |text: &str| {
            let number: Option<u16> = text.parse().ok();
            // Neither a sign nor a zero in front.
            let number = number.filter(|number| number.to_string() == text);
            number.filter(|number| range.contains(number))
        };
        let item = |text: &str| match text.split_once('-') {
            Some((from, to)) => code(from).zip(code(to)).is_some_and(|(from, to)| from < to),
            None => code(text).is_some(),
        };
        if text.split(',').all(item) {
            return Ok(Self(text.to_owned()));
        }
        let message = format!("`{text}` are not status codes of a good answer");
        Err(Problem::new(Code::HealthCheck, message).help(match protocol {
            Protocol::Http1 | Protocol::Http2 => {
                "write numbers from 200 to 499 or ranges of them, such as `200,302` or `200-299`"
            }
            Protocol::Grpc => {
                "write status codes of gRPC, numbers from 0 to 99 or ranges of them, such as `0` or `0,12`"
            }
        }))
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
    use crate::kinds::service::protocol::Protocol::{Grpc, Http1};

    #[test]
    fn good_answers_are_numbers_and_ranges() {
        for valid in ["200", "200,302", "200-299", "200-299,404"] {
            assert!(SuccessCodes::parse(valid, Http1).is_ok(), "{valid}");
        }
        for invalid in [
            "", "2xx", "200, 302", "100", "200-", "299-200", "500", "0200",
        ] {
            assert!(SuccessCodes::parse(invalid, Http1).is_err(), "{invalid}");
        }
        for valid in ["0", "0,12", "0-99"] {
            assert!(SuccessCodes::parse(valid, Grpc).is_ok(), "{valid}");
        }
        for invalid in ["", "OK", "200", "00", "+0", "0-100"] {
            assert!(SuccessCodes::parse(invalid, Grpc).is_err(), "{invalid}");
        }
    }

    #[test]
    fn health_checks_of_grpc_are_methods() {
        for valid in ["/grpc.health.v1.Health/Check", "/Greeter/SayHello"] {
            assert!(HealthPath::parse(valid, Grpc).is_ok(), "{valid}");
        }
        for invalid in ["/health", "/", "a.B/C", "/a.B/", "/a..B/C", "/a.B/C/D"] {
            assert!(HealthPath::parse(invalid, Grpc).is_err(), "{invalid}");
        }
    }

    #[test]
    fn health_paths_are_plain() {
        assert!(HealthPath::parse("/", Http1).is_ok());
        assert!(HealthPath::parse("/a/health-check.txt", Http1).is_ok());
        for invalid in [
            "", "health", "/a?b", "/a b", "/<id>", "/a//b", "/%20", "/ü", "/..", "/./a",
        ] {
            assert!(HealthPath::parse(invalid, Http1).is_err(), "{invalid}");
        }
    }
}
