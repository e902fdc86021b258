//! `parameters`: what PostgreSQL is told otherwise than by default, each value checked.
//!
//! `parameters.txt` has a line for each parameter that `postgres --describe-config` of PostgreSQL 15 tells
//! of: its name, whether a change waits for a restart, its type, and for a number the least and the largest
//! value. The type `rds` stands for those that RDS sets itself.

use super::version::EngineVersion;
use crate::problem::{Code, Problem, closest};

const KNOWN: &str = include_str!("parameters.txt");

/// A parameter of a group, as RDS takes it.
#[derive(Debug, Clone)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) value: String,
    /// Whether it holds after the next restart.
    pub(super) waits: bool,
}

/// What is known of a parameter.
struct Known {
    restarts: bool,
    takes: Takes,
}

enum Takes {
    Number {
        least: f64,
        most: f64,
        is_whole: bool,
    },
    Switch,
    /// A text, or a word of which PostgreSQL knows some.
    Text,
    /// Nothing: RDS sets it.
    Nothing,
}

impl Parameter {
    /// A name with its value.
    pub(super) fn parse(
        name: &str,
        value: &str,
        version: Option<&EngineVersion>,
    ) -> Result<Self, Fault> {
        if name == FORCE_SSL {
            force_ssl(value, version)?;
        }
        let known = known(name);
        match &known {
            Some(known) => known.takes.check(name, value).map_err(Fault::Value)?,
            None => unknown(name).map_err(Fault::Name)?,
        }
        // Of one that is not known, RDS takes this whether a change needs a restart or not.
        let waits = known.is_none_or(|known| known.restarts);
        Ok(Self {
            name: name.to_owned(),
            value: value.to_owned(),
            waits,
        })
    }
}

/// Which of both is wrong.
pub(super) enum Fault {
    Name(Problem),
    Value(Problem),
}

/// Refuses connections without TLS. RDS does so by itself from version 15 on, and does not list a parameter
/// that has its default: each plan would set it again.
const FORCE_SSL: &str = "rds.force_ssl";

fn force_ssl(value: &str, version: Option<&EngineVersion>) -> Result<(), Fault> {
    let is_default = version.is_some_and(EngineVersion::forces_tls);
    match value {
        "1" if is_default => {
            let message = format!("`{FORCE_SSL}` is 1 by default from PostgreSQL 15 on");
            Err(Fault::Name(invalid(message).help(
                "take it out: RDS does not list what has its default, so each plan would set it again",
            )))
        }
        "1" => Err(Fault::Name(
            invalid(format!("formwork sets `{FORCE_SSL}` to 1 already"))
                .help("take it out: each parameter stands in a group once"),
        )),
        _ => Err(Fault::Value(
            invalid(format!(
                "`{FORCE_SSL} = {value}` would let in who has no TLS"
            ))
            .help("take it out: RDS refuses connections without TLS then"),
        )),
    }
}

fn known(name: &str) -> Option<Known> {
    KNOWN.lines().find_map(|line| {
        let mut words = line.strip_prefix(name)?.strip_prefix(' ')?.split(' ');
        let restarts = words.next() == Some("restart");
        let of_type = words.next();
        let mut limit = || words.next().and_then(|word| word.parse().ok());
        let takes = match of_type {
            Some(number @ ("integer" | "real")) => Takes::Number {
                least: limit().unwrap_or(f64::MIN),
                most: limit().unwrap_or(f64::MAX),
                is_whole: number == "integer",
            },
            Some("switch") => Takes::Switch,
            Some("rds") => Takes::Nothing,
            _ => Takes::Text,
        };
        Some(Known { restarts, takes })
    })
}

/// One of a later version or of an extension is left to AWS, unless it looks like one that is known.
fn unknown(name: &str) -> Result<(), Problem> {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c);
    if name.is_empty() || !name.chars().all(is_allowed) {
        return Err(invalid(format!(
            "`{name}` is not the name of a parameter of PostgreSQL"
        ))
        .help("use lower-case letters, digits and underscores, such as `work_mem`"));
    }
    if name.contains('.') {
        return Ok(());
    }
    let names = KNOWN.lines().filter_map(|line| line.split(' ').next());
    match closest(name, names) {
        Some(nearest) => Err(invalid(format!("PostgreSQL has no parameter `{name}`"))
            .help(format!("did you mean `{nearest}`?"))),
        None => Ok(()),
    }
}

impl Takes {
    fn check(&self, name: &str, value: &str) -> Result<(), Problem> {
        match self {
            // RDS computes a value that depends on the class: `{DBInstanceClassMemory/16384}`.
            Self::Number { .. } if value.contains('{') => Ok(()),
            Self::Number {
                least,
                most,
                is_whole,
            } => {
                let is_written_so = !is_whole || value.parse::<i64>().is_ok();
                let number = value
                    .parse::<f64>()
                    .ok()
                    .filter(|number| number.is_finite());
                if is_written_so && number.is_some_and(|number| (*least..=*most).contains(&number))
                {
                    return Ok(());
                }
                let kind = if *is_whole {
                    "whole numbers"
                } else {
                    "numbers"
                };
                let end = if *most < 1.0e18 {
                    format!("to {most}")
                } else {
                    "on".to_owned()
                };
                Err(invalid(format!(
                    "`{name}` is `{value}`, PostgreSQL takes {kind} from {least} {end}"
                ))
                .help("write the number in the unit of the parameter, without it: `\"500\"`, not `\"500ms\"`"))
            }
            Self::Switch if ["0", "1"].contains(&value) => Ok(()),
            Self::Switch => Err(
                invalid(format!("`{name}` is `{value}`, RDS takes 0 or 1")).help(format!(
                    "write `{name} = \"1\"` to turn it on, `\"0\"` to turn it off"
                )),
            ),
            Self::Text => Ok(()),
            Self::Nothing => {
                let help = match name {
                    "port" => "take it out, and write `port` of the database",
                    _ => "take it out: RDS refuses a change of it",
                };
                Err(invalid(format!("RDS sets `{name}` itself")).help(help))
            }
        }
    }
}

fn invalid(message: String) -> Problem {
    Problem::new(Code::InvalidParameter, message)
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, Parameter};
    use crate::kinds::database::version::EngineVersion;

    #[test]
    fn the_parameters_are_in_order_and_can_be_read() {
        let lines: Vec<&str> = KNOWN.lines().collect();
        assert!(lines.is_sorted() && lines.len() > 250);
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            let is_number = ["integer", "real"].contains(&words[2]);
            assert_eq!(words.len(), if is_number { 5 } else { 3 }, "{line}");
            assert!(
                words[3..].iter().all(|word| word.parse::<f64>().is_ok()),
                "{line}"
            );
        }
    }

    #[test]
    fn values_are_those_that_postgresql_takes() {
        let version = EngineVersion::parse("17").unwrap();
        let parse = |name, value| Parameter::parse(name, value, Some(&version));
        for (name, value, waits) in [
            ("log_min_duration_statement", "500", false),
            ("log_min_duration_statement", "-1", false),
            ("max_connections", "200", true),
            (
                "max_connections",
                "LEAST({DBInstanceClassMemory/9531392},500)",
                true,
            ),
            ("random_page_cost", "1.1", false),
            (
                "shared_preload_libraries",
                "pg_stat_statements,pgaudit",
                true,
            ),
            ("autovacuum", "1", false),
            ("timezone", "UTC", false),
            ("auto_explain.log_min_duration", "500", true),
        ] {
            let parameter = parse(name, value);
            assert!(parameter.is_ok_and(|it| it.waits == waits), "{name}");
        }
        for (name, value) in [
            ("log_min_duration_statement", "500ms"),
            ("log_min_duration_statement", "0.5"),
            ("log_min_duration_statement", "-2"),
            ("random_page_cost", "cheap"),
            ("autovacuum", "on"),
            ("work_men", "4096"),
            ("Work_Mem", "4096"),
            ("port", "5433"),
            ("rds.force_ssl", "1"),
            ("rds.force_ssl", "0"),
        ] {
            assert!(parse(name, value).is_err(), "{name} = {value}");
        }
    }
}
