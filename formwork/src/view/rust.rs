//! `stack.rs`: what the code of one service is compiled against.

use serde::Serialize;

use super::{Optional, Present, present_if};
use crate::hcl::Word;
use crate::rust::{constant_name, field_name, pascal, type_name};
use crate::stack::{
    self, BucketFact, BucketOperation, Contract, DatabaseFact, DatabaseOperation, Grant, LogicalId,
    Source, Stack,
};

/// What `stack.rs.hbs` sees. Texts are Rust: names are identifiers, and the rest is of types that
/// admit no character with a meaning in a string or a comment.
#[derive(Debug, Serialize)]
pub(crate) struct Rust {
    service: Word,
    port: u16,
    /// Quoted, with the space or the line break before it.
    health_path: String,
    fingerprint: String,
    variables: Vec<Variable>,
    buckets: Vec<Bucket>,
    databases: Vec<Database>,
    /// What the handles of buckets share, where there is a bucket.
    of_buckets: Optional<OfBuckets>,
    /// What the handles of databases share, where there is a database.
    of_databases: Optional<Present>,
}

#[derive(Debug, Serialize)]
struct OfBuckets {
    operations: Vec<Operation>,
}

/// A variable of the container and the field that holds it.
#[derive(Debug, Serialize)]
struct Variable {
    name: String,
    /// The constant that holds its name.
    constant: String,
    field: String,
    /// Its type in Rust, with the space or the line break before it.
    kind: String,
    /// The call that reads it, with the line break before it if there is one.
    read: String,
    /// The key of `stack.toml` that it comes from.
    origin: String,
}

/// A bucket, as this service sees it.
#[derive(Debug, Serialize)]
struct Bucket {
    id: Word,
    method: String,
    type_name: String,
    /// The field of the environment with its name, if there is a grant.
    named: Optional<Field>,
    nameless: Optional<Present>,
    granted: Vec<Operation>,
    refused: Vec<Refusal>,
}

/// A database, as this service sees it.
#[derive(Debug, Serialize)]
struct Database {
    id: Word,
    /// Its name in PostgreSQL.
    aws_id: Word,
    method: String,
    type_name: String,
    granted: Optional<Connection>,
    refused: Optional<Refusal>,
}

#[derive(Debug, Serialize)]
struct Field {
    field: String,
}

/// The fields of the environment that a connection is made from.
#[derive(Debug, Serialize)]
struct Connection {
    host: String,
    port: String,
    name: String,
    secret_arn: String,
    /// `port` of the database in `stack.toml`.
    number: u16,
}

/// An operation as a method and as a type.
#[derive(Debug, Serialize)]
struct Operation {
    method: &'static str,
    marker: String,
    actions: String,
}

/// An operation that `grants` does not list, and what to write there to have it.
#[derive(Debug, Serialize)]
struct Refusal {
    method: &'static str,
    marker: String,
    /// The trait that nothing implements, by which the compiler refuses it.
    trait_name: String,
    /// The entry of `grants` with the operation added.
    grant: String,
}

impl Rust {
    pub(crate) fn new(stack: &Stack, contract: &Contract<'_>) -> Self {
        let Contract {
            id,
            service,
            variables,
        } = contract;
        let grant_on = |target: &LogicalId| service.grants.get(target);
        let buckets = stack
            .buckets
            .keys()
            .map(|target| Bucket::new(target, grant_on(target)));
        let databases = stack
            .databases
            .iter()
            .map(|(target, database)| Database::new(target, database, grant_on(target)));
        let operations = || {
            BucketOperation::ALL
                .iter()
                .map(|operation| Operation::new(*operation))
                .collect()
        };
        Self {
            service: (*id).into(),
            port: service.port,
            health_path: health_path(&format!("\"{}\"", service.health_check.path)),
            fingerprint: contract.fingerprint(stack),
            variables: variables
                .iter()
                .map(|variable| Variable::new(id, variable))
                .collect(),
            buckets: buckets.collect(),
            databases: databases.collect(),
            of_buckets: (!stack.buckets.is_empty())
                .then(|| OfBuckets {
                    operations: operations(),
                })
                .into_iter()
                .collect(),
            of_databases: present_if(!stack.databases.is_empty()),
        }
    }
}

impl Variable {
    fn new(service: &LogicalId, variable: &stack::Variable<'_>) -> Self {
        let (kind, read) = match variable.source {
            Source::Database(_, DatabaseFact::Port) => ("u16", "port"),
            Source::Fingerprint => ("Option<String>", "optional"),
            Source::Own(_) | Source::Bucket(..) | Source::Database(..) => ("String", "text"),
        };
        let origin = match variable.source {
            Source::Own(_) => format!("`environment` of `[service.{service}]`"),
            Source::Bucket(target, _) | Source::Database(target, _) => {
                format!("`grants.{target}` of `[service.{service}]`")
            }
            Source::Fingerprint => {
                "`FINGERPRINT` of the contract that the infrastructure was made from".to_owned()
            }
        };
        let field = field_name(&variable.name);
        Self {
            constant: constant_name(&field),
            read: read_call(&field, &format!(".{read}(\"{}\")", variable.name)),
            name: variable.name.clone(),
            kind: field_type(&field, kind),
            field,
            origin,
        }
    }
}

impl Bucket {
    fn new(id: &LogicalId, grant: Option<&Grant>) -> Self {
        let has = |operation: &BucketOperation| matches!(grant, Some(Grant::Bucket(granted)) if granted.contains(operation));
        let (granted, refused): (Vec<BucketOperation>, Vec<BucketOperation>) = BucketOperation::ALL
            .iter()
            .partition(|operation| has(operation));
        let names: Vec<&str> = granted.iter().map(|operation| operation.name()).collect();
        let fact = BucketFact::Name.variable(id);
        Self {
            id: id.into(),
            type_name: type_name(id, "Bucket"),
            method: field_name(id.as_str()),
            named: grant
                .map(|_| Field {
                    field: field_name(&fact),
                })
                .into_iter()
                .collect(),
            nameless: present_if(grant.is_none()),
            granted: granted.into_iter().map(Operation::new).collect(),
            refused: refused
                .into_iter()
                .map(|operation| Refusal::new(id, operation.name(), &names))
                .collect(),
        }
    }
}

impl Database {
    fn new(id: &LogicalId, database: &stack::Database, grant: Option<&Grant>) -> Self {
        let connect = DatabaseOperation::Connect;
        let is_granted =
            matches!(grant, Some(Grant::Database(granted)) if granted.contains(&connect));
        let field = |fact: DatabaseFact| field_name(&fact.variable(id));
        let connection = || Connection {
            host: field(DatabaseFact::Host),
            port: field(DatabaseFact::Port),
            name: field(DatabaseFact::Name),
            secret_arn: field(DatabaseFact::SecretArn),
            number: database.port,
        };
        Self {
            id: id.into(),
            aws_id: Word::in_aws(id),
            method: field_name(id.as_str()),
            type_name: type_name(id, "Database"),
            granted: is_granted.then(connection).into_iter().collect(),
            refused: (!is_granted)
                .then(|| Refusal::new(id, connect.name(), &[]))
                .into_iter()
                .collect(),
        }
    }
}

impl Operation {
    fn new(operation: BucketOperation) -> Self {
        let actions = operation
            .actions()
            .iter()
            .map(|action| format!("`{action}`"));
        Self {
            method: operation.name(),
            marker: pascal(operation.name()),
            actions: actions.collect::<Vec<_>>().join(", "),
        }
    }
}

impl Refusal {
    fn new(target: &LogicalId, operation: &'static str, granted: &[&str]) -> Self {
        let wanted = granted
            .iter()
            .chain([&operation])
            .map(|word| format!("\\\"{word}\\\""));
        Self {
            method: operation,
            marker: pascal(operation),
            trait_name: format!("Grants{}", type_name(target, &pascal(operation))),
            grant: format!("{target} = [{}]", wanted.collect::<Vec<_>>().join(", ")),
        }
    }
}

/// The longest line that rustfmt makes. What does not fit even behind a line break, it leaves.
const MAX_WIDTH: usize = 100;

/// The value of `HEALTH_PATH`, on a line of its own where rustfmt puts it there.
fn health_path(literal: &str) -> String {
    let fits = |before: &str| before.len() + literal.len() + ";".len() <= MAX_WIDTH;
    if !fits("pub const HEALTH_PATH: &str = ") && fits("    ") {
        return format!("\n    {literal}");
    }
    format!(" {literal}")
}

/// The type of a field, on a line of its own where rustfmt puts it there.
fn field_type(field: &str, kind: &str) -> String {
    let line = format!("    pub(crate) {field}: {kind},");
    if line.len() > MAX_WIDTH {
        return format!("\n        {kind}");
    }
    format!(" {kind}")
}

/// The call behind `variables`, on a line of its own where rustfmt puts it there.
fn read_call(field: &str, call: &str) -> String {
    let line = format!("            {field}: variables{call},");
    if line.len() > MAX_WIDTH {
        return format!("\n                {call}");
    }
    call.to_owned()
}
