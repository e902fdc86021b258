//! What the files of an instance of RDS and of a cluster of Aurora have alike.

use serde::Serialize;

use super::engine::Protocol;
use super::entry::Entry;
use super::manifest::Engine;
use super::parameters::{Parameter, Tls};
use crate::hcl::{Expr, Literal, Word};
use crate::kind::{LogKey, Optional, Present, Site, log_key, present_if};
use crate::written::Written;

/// What the templates of both see.
#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an argument of the resource"
)]
pub(super) struct Database {
    id: Word,
    /// What AWS knows it by, and the engine.
    aws_id: Word,
    name: Word,
    vpc_id: Expr,
    subnet_ids: Expr,
    /// What has its logs at RDS.
    what: &'static str,
    engine: &'static str,
    engine_version: String,
    family: String,
    user: &'static str,
    port: u16,
    instance_class: String,
    maintenance_window: Optional<String>,
    backup_window: Optional<String>,
    backup_retention_days: u32,
    kms_key: Optional<Expr>,
    snapshot: Optional<Literal>,
    logs: Vec<Log>,
    exports: Expr,
    log_retention_days: u32,
    /// There in production only, and with it what measures the database there.
    log_key: Optional<LogKey>,
    /// There where somebody logs in with IAM: containers, and in production people.
    iam: Optional<Iam>,
    deletion_protection: bool,
    skip_final_snapshot: bool,
    final_snapshot: Optional<Present>,
    /// Whether a change interrupts at once or waits for the maintenance window.
    apply_immediately: bool,
    allow_major_upgrade: bool,
}

/// Logins with IAM.
#[derive(Debug, Serialize)]
struct Iam {
    /// Who logs in, and what must be done for it.
    comment: Vec<String>,
}

/// A log that goes to CloudWatch.
#[derive(Debug, Serialize)]
struct Log {
    name: &'static str,
}

/// A parameter of a group.
#[derive(Debug, Serialize)]
pub(super) struct ParameterView {
    /// Why formwork sets it.
    comment: Optional<String>,
    name: String,
    value: Literal,
    /// Whether it holds after the next restart.
    waits: Optional<Present>,
}

impl Database {
    pub(super) fn new(entry: &Entry, site: &Site<'_>) -> Self {
        let (stack, id, engine) = (site.stack, site.id(), entry.engine);
        let is_production = site.is_production();
        let logs = engine.logs();
        Self {
            id: id.into(),
            aws_id: Word::in_aws(id),
            name: site.name(),
            vpc_id: site.vpc_id(),
            subnet_ids: site.private_subnet_ids(),
            what: if engine.is_aurora() {
                "cluster"
            } else {
                "instance"
            },
            engine: engine.in_aws(),
            engine_version: entry.engine_version.to_string(),
            family: entry.engine_version.family(),
            user: engine.protocol().user(),
            port: entry.port,
            instance_class: entry.instance_class.to_string(),
            maintenance_window: texts(entry.maintenance_window.as_ref()),
            backup_window: texts(entry.backup_window.as_ref()),
            backup_retention_days: entry.backup_retention_days,
            kms_key: entry.kms_key.iter().map(Written::as_string).collect(),
            snapshot: entry.snapshot.iter().map(Literal::new).collect(),
            logs: logs.iter().map(|name| Log { name }).collect(),
            exports: Expr::list(logs.iter().map(Literal::new)),
            log_retention_days: stack.log_retention_days,
            log_key: log_key(stack),
            iam: iam(entry, site),
            deletion_protection: is_production,
            skip_final_snapshot: !is_production,
            final_snapshot: present_if(is_production),
            apply_immediately: !is_production,
            allow_major_upgrade: entry.allow_major_upgrade.unwrap_or(!is_production),
        }
    }
}

fn texts(text: Option<&impl ToString>) -> Optional<String> {
    text.map(ToString::to_string).into_iter().collect()
}

fn iam(entry: &Entry, site: &Site<'_>) -> Optional<Iam> {
    let of_people = match entry.engine.protocol() {
        Protocol::Postgres => [
            "Lets people log in with their AWS identity instead of the managed password; a role of",
            "PostgreSQL must be granted `rds_iam` for it.",
        ],
        Protocol::Mysql => [
            "Lets people log in with their AWS identity instead of the managed password; a user of",
            "MySQL must be identified with `AWSAuthenticationPlugin` for it.",
        ],
    };
    let of_people = of_people.map(str::to_owned).to_vec();
    let comment = if entry.has_logins() {
        let id = site.id();
        Some(vec![format!(
            "[database.{id}] login: each container is a user of its own and logs in with a token."
        )])
    } else {
        site.is_production().then_some(of_people)
    };
    let comment = comment.into_iter();
    comment.map(|comment| Iam { comment }).collect()
}

impl From<&Parameter> for ParameterView {
    fn from(parameter: &Parameter) -> Self {
        Self {
            comment: Vec::new(),
            name: parameter.name.clone(),
            value: Literal::new(&parameter.value),
            waits: present_if(parameter.waits),
        }
    }
}

fn set(name: &str, value: &str, comment: Option<String>) -> ParameterView {
    ParameterView {
        comment: comment.into_iter().collect(),
        name: name.to_owned(),
        value: Literal::new(value),
        waits: Vec::new(),
    }
}

/// Those that log slow statements, unless the user sets them.
pub(super) fn slow_statements(entry: &Entry) -> Vec<ParameterView> {
    const MILLISECONDS: &str =
        "Statements that take longer than this many milliseconds go to the log.";
    const SECONDS: &str = "Statements that take longer than this many seconds go to the log.";
    const TO_CLOUDWATCH: &str = "CloudWatch gets what is in files, not in tables.";
    let all: &[(&str, &str, Option<&str>)] = match entry.engine {
        Engine::Postgres | Engine::AuroraPostgres => {
            &[("log_min_duration_statement", "1000", Some(MILLISECONDS))]
        }
        Engine::Mysql => &[
            ("long_query_time", "1", Some(SECONDS)),
            ("slow_query_log", "1", None),
            ("log_output", "FILE", Some(TO_CLOUDWATCH)),
        ],
        // Aurora writes files by itself.
        Engine::AuroraMysql => &[
            ("long_query_time", "1", Some(SECONDS)),
            ("slow_query_log", "1", None),
        ],
    };
    let unset = all.iter().filter(|(name, ..)| !sets(entry, name));
    unset
        .map(|(name, value, comment)| set(name, value, comment.map(str::to_owned)))
        .collect()
}

/// The one that keeps the values of statements out of the log, unless the user sets it. In which of its groups
/// Aurora has it nobody says.
pub(super) fn no_values(entry: &Entry) -> Optional<ParameterView> {
    const NAME: &str = "log_parameter_max_length";
    const WHY: &str = "The values of their parameters do not: they may be what nobody is to read.";
    let is_needed = entry.engine == Engine::Postgres && !sets(entry, NAME);
    let parameter = is_needed.then(|| set(NAME, "0", Some(WHY.to_owned())));
    parameter.into_iter().collect()
}

/// Whether the user sets a parameter.
fn sets(entry: &Entry, name: &str) -> bool {
    let mut parameters = entry.parameters.iter();
    parameters.any(|parameter| parameter.name == name)
}

/// The one that refuses connections without TLS, where it is not the default.
pub(super) fn force_tls(entry: &Entry) -> Optional<ParameterView> {
    let tls = Tls::of(entry.engine);
    let is_needed = !entry.engine_version.forces_tls();
    let parameter = is_needed.then(|| set(tls.name, tls.on, Some(tls.comment(entry.engine))));
    parameter.into_iter().collect()
}
