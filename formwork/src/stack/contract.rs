//! The contract of one service: what its code and its infrastructure must agree on.

use std::fmt::Write as _;

use super::hash::fnv1a;
use super::{BucketFact, DatabaseFact, Grant, LogicalId, Service, Stack};

/// What both sides of one service are made from: the container definition and `stack.rs`.
#[derive(Debug)]
pub(crate) struct Contract<'a> {
    pub(crate) id: &'a LogicalId,
    pub(crate) service: &'a Service,
    /// By name, which is the order in which ECS returns them.
    pub(crate) variables: Vec<Variable<'a>>,
}

/// An environment variable of the container.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Variable<'a> {
    pub(crate) name: String,
    pub(crate) source: Source<'a>,
}

/// Where the value of a variable comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source<'a> {
    /// `environment` in `stack.toml`.
    Own(&'a str),
    /// A grant on a bucket.
    Bucket(&'a LogicalId, BucketFact),
    /// A grant on a database.
    Database(&'a LogicalId, DatabaseFact),
    /// [`Contract::fingerprint`].
    Fingerprint,
}

/// The variable that tells the code which contract its infrastructure was made from.
pub(crate) const FINGERPRINT_VARIABLE: &str = "FORMWORK_FINGERPRINT";

impl<'a> Contract<'a> {
    pub(crate) fn new(id: &'a LogicalId, service: &'a Service) -> Self {
        let own = service.environment.iter().map(|(name, value)| Variable {
            name: name.as_str().to_owned(),
            source: Source::Own(value),
        });
        let fingerprint = Variable {
            name: FINGERPRINT_VARIABLE.to_owned(),
            source: Source::Fingerprint,
        };
        let granted = service
            .grants
            .iter()
            .flat_map(|(target, grant)| of_grant(target, grant));
        let mut variables: Vec<_> = own.chain([fingerprint]).chain(granted).collect();
        variables.sort_unstable();
        Self {
            id,
            service,
            variables,
        }
    }

    /// A hash of all that the code relies on: 16 hexadecimal digits.
    ///
    /// Values of `environment`, sizes and numbers of tasks are not part of it: they may differ
    /// from one environment to the next, and the code runs in all of them.
    pub(crate) fn fingerprint(&self, stack: &Stack) -> String {
        format!("{:016x}", fnv1a(&self.canonical(stack)))
    }

    /// One line per fact, in a fixed order.
    fn canonical(&self, stack: &Stack) -> String {
        let Self {
            id,
            service,
            variables,
        } = self;
        // By the names in AWS: a renamed entry is still the same.
        let mut text = format!(
            "service {} {} {}\n",
            id.in_aws(),
            service.port,
            service.health_check.path
        );
        // Writing to a String cannot fail.
        for variable in variables {
            let _ = writeln!(text, "variable {}", variable.name);
        }
        let mut grants: Vec<_> = service.grants.iter().collect();
        grants.sort_by_key(|(target, _)| target.in_aws());
        for (target, grant) in grants {
            let name = target.in_aws();
            let _ = writeln!(text, "grant {name} {}", grant.operation_names().join(" "));
            if let Some(database) = stack.databases.get(target) {
                let _ = writeln!(
                    text,
                    "database {name} postgres {} {}",
                    database.engine_version, database.port
                );
            }
            if let Some(bucket) = stack.buckets.get(target) {
                let _ = writeln!(text, "bucket {name} versioning {}", bucket.versioning);
                for expire in &bucket.expire {
                    let _ = writeln!(text, "expire {name} {} {:?}", expire.days, expire.prefix);
                }
            }
        }
        text
    }
}

fn of_grant<'a>(target: &'a LogicalId, grant: &Grant) -> Vec<Variable<'a>> {
    match grant {
        Grant::Bucket(_) => BucketFact::ALL
            .iter()
            .map(|fact| Variable {
                name: fact.variable(target),
                source: Source::Bucket(target, *fact),
            })
            .collect(),
        Grant::Database(_) => DatabaseFact::ALL
            .iter()
            .map(|fact| Variable {
                name: fact.variable(target),
                source: Source::Database(target, *fact),
            })
            .collect(),
    }
}
