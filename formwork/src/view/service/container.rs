//! The environment variables of the container.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::hcl::{Expr, Literal};
use crate::stack::{BucketFact, DatabaseFact, Grant, LogicalId, Service};

/// One environment variable.
#[derive(Debug, Serialize)]
pub(crate) struct Variable {
    name: Literal,
    value: Expr,
}

/// The variables of `environment` and those that the grants hand over, by name, which is the
/// order in which ECS returns them.
pub(crate) fn environment(service: &Service) -> Vec<Variable> {
    let own = service
        .environment
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), Literal::new(value).into()));
    let granted = service
        .grants
        .iter()
        .flat_map(|(target, grant)| of_grant(target, grant));
    let by_name: BTreeMap<String, Expr> = own.chain(granted).collect();
    by_name
        .into_iter()
        .map(|(name, value)| Variable {
            name: Literal::new(name),
            value,
        })
        .collect()
}

fn of_grant(target: &LogicalId, grant: &Grant) -> Vec<(String, Expr)> {
    match grant {
        Grant::Bucket(_) => BucketFact::ALL
            .iter()
            .map(|fact| (fact.variable(target), bucket_fact(target, *fact)))
            .collect(),
        Grant::Database(_) => DatabaseFact::ALL
            .iter()
            .map(|fact| (fact.variable(target), database_fact(target, *fact)))
            .collect(),
    }
}

fn bucket_fact(bucket: &LogicalId, fact: BucketFact) -> Expr {
    Expr::new(match fact {
        BucketFact::Name => format!("aws_s3_bucket.{bucket}.bucket"),
    })
}

fn database_fact(database: &LogicalId, fact: DatabaseFact) -> Expr {
    Expr::new(match fact {
        DatabaseFact::Host => format!("aws_db_instance.{database}.address"),
        DatabaseFact::Port => format!("tostring(aws_db_instance.{database}.port)"),
        DatabaseFact::Name => format!("aws_db_instance.{database}.db_name"),
        DatabaseFact::SecretArn => secret_arn(database).to_string(),
    })
}

/// The secret that RDS keeps the password in.
pub(crate) fn secret_arn(database: &LogicalId) -> Expr {
    Expr::new(format!(
        "aws_db_instance.{database}.master_user_secret[0].secret_arn"
    ))
}
