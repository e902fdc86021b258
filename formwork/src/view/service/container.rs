//! The environment variables of the container.

use serde::Serialize;

use crate::hcl::{Expr, Literal};
use crate::stack::{BucketFact, Contract, DatabaseFact, LogicalId, Source, Stack};

/// One environment variable.
#[derive(Debug, Serialize)]
pub(crate) struct Variable {
    name: Literal,
    value: Expr,
}

/// The variables of the contract.
pub(crate) fn environment(stack: &Stack, contract: &Contract<'_>) -> Vec<Variable> {
    contract
        .variables
        .iter()
        .map(|variable| Variable {
            name: Literal::new(&variable.name),
            value: match variable.source {
                Source::Own(value) => Literal::new(value).into(),
                Source::Bucket(target, fact) => bucket_fact(target, fact),
                Source::Database(target, fact) => database_fact(target, fact),
                Source::Fingerprint => Literal::new(contract.fingerprint(stack)).into(),
            },
        })
        .collect()
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
