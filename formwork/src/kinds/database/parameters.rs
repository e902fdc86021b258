//! `parameters`: what an engine is told otherwise than by default, each value checked.
//!
//! `parameters.txt` has a line for each parameter that `postgres --describe-config` of PostgreSQL 15 tells
//! of: its name, whether a change waits for a restart, its type, and for a number the least and the largest
//! value. `parameters_mysql.txt` has the same of MySQL 8 (its reference manual, "Server System Variables" and those of
//! its storage engine), of those that RDS has in its groups. The type `rds` stands for those that
//! RDS sets itself.

use super::engine::Protocol;
use super::manifest::Engine;
use super::version::EngineVersion;
use crate::problem::{Code, Problem, closest};

const POSTGRES: &str = include_str!("parameters.txt");
const MYSQL: &str = include_str!("parameters_mysql.txt");

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
    /// A name with its value; the version is none if it could not be read.
    pub(super) fn parse(
        name: &str,
        value: &str,
        engine: Engine,
        version: Option<&EngineVersion>,
    ) -> Result<Self, Fault> {
        let tls = Tls::of(engine);
        if name == tls.name {
            tls.refuse(value, version)?;
        }
        let protocol = engine.protocol();
        let known = known(protocol, name);
        match &known {
            Some(known) => known
                .takes
                .check(protocol, name, value)
                .map_err(Fault::Value)?,
            None => unknown(protocol, name).map_err(Fault::Name)?,
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

/// The parameter that refuses connections without TLS. It stands in a group only where that is not the default: RDS
/// does not list a parameter that has its default, and each plan would set it again.
pub(super) struct Tls {
    pub(super) name: &'static str,
    /// The value that refuses them.
    pub(super) on: &'static str,
    /// The version from which on it is the default, if there is one.
    from: Option<&'static str>,
}

impl Tls {
    pub(super) fn of(engine: Engine) -> Self {
        let (name, on, from) = match engine {
            Engine::Postgres => ("rds.force_ssl", "1", Some("15")),
            Engine::AuroraPostgres => ("rds.force_ssl", "1", Some("17")),
            Engine::Mysql => ("require_secure_transport", "1", None),
            Engine::AuroraMysql => ("require_secure_transport", "ON", Some("8.4")),
        };
        Self { name, on, from }
    }

    /// What a comment in the group says of it.
    pub(super) fn comment(&self, engine: Engine) -> String {
        let who = if engine.is_aurora() { "Aurora" } else { "RDS" };
        match self.from {
            Some(from) => format!(
                "Refuses connections without TLS, as {who} does by itself from version {from} on."
            ),
            None => "Refuses connections without TLS.".to_owned(),
        }
    }

    /// Nobody else may set it.
    fn refuse(&self, value: &str, version: Option<&EngineVersion>) -> Result<(), Fault> {
        let Self { name, on, from } = self;
        let is_default = version.is_some_and(EngineVersion::forces_tls);
        let is_on = ["1", "ON"].contains(&value);
        match (version, from) {
            (Some(version), Some(from)) if is_on && is_default => {
                let title = version.engine().title();
                let message = format!("`{name}` is {on} by default from {title} {from} on");
                Err(Fault::Name(invalid(message).help(
                    "take it out: RDS does not list what has its default, so each plan would set it again",
                )))
            }
            _ if is_on => Err(Fault::Name(
                invalid(format!("formwork sets `{name}` to {on} already"))
                    .help("take it out: each parameter stands in a group once"),
            )),
            _ => Err(Fault::Value(
                invalid(format!("`{name} = {value}` would let in who has no TLS"))
                    .help("take it out: RDS refuses connections without TLS then"),
            )),
        }
    }
}

fn lines(protocol: Protocol) -> std::str::Lines<'static> {
    match protocol {
        Protocol::Postgres => POSTGRES.lines(),
        Protocol::Mysql => MYSQL.lines(),
    }
}

fn known(protocol: Protocol, name: &str) -> Option<Known> {
    lines(protocol).find_map(|line| {
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
fn unknown(protocol: Protocol, name: &str) -> Result<(), Problem> {
    let title = protocol.title();
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c);
    if name.is_empty() || !name.chars().all(is_allowed) {
        let such_as = match protocol {
            Protocol::Postgres => "work_mem",
            Protocol::Mysql => "max_connections",
        };
        let message = format!("`{name}` is not the name of a parameter of {title}");
        return Err(invalid(message).help(format!(
            "use lower-case letters, digits and underscores, such as `{such_as}`"
        )));
    }
    if name.contains('.') {
        return Ok(());
    }
    let names = lines(protocol).filter_map(|line| line.split(' ').next());
    match closest(name, names) {
        Some(nearest) => Err(invalid(format!("{title} has no parameter `{name}`"))
            .help(format!("did you mean `{nearest}`?"))),
        None => Ok(()),
    }
}

impl Takes {
    fn check(&self, protocol: Protocol, name: &str, value: &str) -> Result<(), Problem> {
        match self {
            // RDS computes a value that depends on the class: `{DBInstanceClassMemory/16384}`.
            Self::Number { .. } if value.contains('{') => Ok(()),
            Self::Number {
                least,
                most,
                is_whole,
            } => {
                let is_written_so = !is_whole || is_integer(value);
                let number = value.parse::<f64>().ok();
                let number = number.filter(|number| number.is_finite());
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
                let title = protocol.title();
                Err(invalid(format!(
                    "`{name}` is `{value}`, {title} takes {kind} from {least} {end}"
                ))
                .help("write the number in the unit of the parameter, without it: `\"500\"`, not `\"500ms\"`"))
            }
            Self::Switch if ["0", "1"].contains(&value) => Ok(()),
            // Parameters of MySQL differ in how they are turned on.
            Self::Switch if protocol == Protocol::Mysql && ["ON", "OFF"].contains(&value) => Ok(()),
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

/// Numbers of MySQL go beyond those of 64 bits with a sign.
fn is_integer(text: &str) -> bool {
    text.parse::<i128>().is_ok()
}

fn invalid(message: String) -> Problem {
    Problem::new(Code::InvalidParameter, message)
}

#[cfg(test)]
mod tests {
    use super::{MYSQL, POSTGRES, Parameter};
    use crate::kinds::database::manifest::Engine;
    use crate::kinds::database::version::EngineVersion;

    #[test]
    fn the_parameters_are_in_order_and_can_be_read() {
        let [postgres, mysql] = [POSTGRES, MYSQL].map(|text| text.lines().collect::<Vec<_>>());
        assert!(postgres.is_sorted() && postgres.len() > 250);
        assert!(mysql.is_sorted() && mysql.len() > 200);
        for line in postgres.into_iter().chain(mysql) {
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
        let version = EngineVersion::parse(Engine::Postgres, "17").unwrap();
        let parse = |name, value| Parameter::parse(name, value, Engine::Postgres, Some(&version));
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

    #[test]
    fn values_are_those_that_mysql_takes() {
        let parse = |engine, name, value| Parameter::parse(name, value, engine, None);
        for (name, value, waits) in [
            ("max_connections", "{DBInstanceClassMemory/12582880}", false),
            ("innodb_buffer_pool_size", "18446744073709551615", false),
            ("long_query_time", "0.5", false),
            ("slow_query_log", "1", false),
            ("event_scheduler", "ON", false),
            ("innodb_read_io_threads", "8", true),
            ("sql_mode", "STRICT_TRANS_TABLES", false),
            ("aurora_parallel_query", "ON", true),
        ] {
            let parameter = parse(Engine::AuroraMysql, name, value);
            assert!(parameter.is_ok_and(|it| it.waits == waits), "{name}");
        }
        for (name, value) in [
            ("long_query_time", "500ms"),
            ("max_connection", "100"),
            ("slow_query_log", "yes"),
            ("port", "3307"),
            ("datadir", "/tmp"),
            ("require_secure_transport", "ON"),
            ("require_secure_transport", "OFF"),
        ] {
            assert!(
                parse(Engine::Mysql, name, value).is_err(),
                "{name} = {value}"
            );
        }
    }
}
