//! The statements of a service's two roles: exact actions on exact resources.

use std::collections::BTreeSet;

use serde::Serialize;

use super::container::secret_arn;
use crate::hcl::{Expr, Literal};
use crate::stack::{BucketOperation, DatabaseOperation, Grant, LogicalId, Service, Stack};

/// One statement of an IAM policy.
#[derive(Debug, Serialize)]
pub(crate) struct Statement {
    /// What the statement is for, or which grant it comes from. Not its `Sid`, which may hold
    /// letters and digits only and so would give `a_1` and `a1` the same one.
    comment: String,
    actions: Expr,
    resource: Expr,
    #[serde(skip)]
    plain: PlainStatement,
}

/// A statement as the README shows it.
#[derive(Debug)]
struct PlainStatement {
    actions: Vec<&'static str>,
    resource: String,
}

impl Statement {
    fn new(
        comment: String,
        actions: impl IntoIterator<Item = &'static str>,
        resource: Expr,
        title: String,
    ) -> Self {
        let actions: Vec<&'static str> = actions.into_iter().collect();
        Self {
            comment,
            actions: Expr::list(actions.iter().map(Literal::new)),
            resource,
            plain: PlainStatement {
                actions,
                resource: title,
            },
        }
    }

    /// The actions, for the README.
    pub(crate) fn action_names(&self) -> &[&'static str] {
        &self.plain.actions
    }

    /// What they apply to, for the README.
    pub(crate) fn resource_title(&self) -> &str {
        &self.plain.resource
    }
}

/// What ECS needs to start the task: its image, if that lies in ECR, and its logs. (Amazon ECS
/// developer guide, "Amazon ECS task execution IAM role".)
pub(crate) fn execution_statements(
    stack: &Stack,
    id: &LogicalId,
    service: &Service,
) -> Vec<Statement> {
    let mut statements = Vec::new();
    if let Some(repository) = service.image.ecr() {
        let arn = repository.arn(stack.region.partition());
        statements.push(Statement::new(
            "The image.".to_owned(),
            [
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer",
            ],
            Literal::new(&arn).into(),
            format!("`{arn}`"),
        ));
        statements.push(Statement::new(
            "The registry's token: AWS knows no narrower resource for it.".to_owned(),
            ["ecr:GetAuthorizationToken"],
            Literal::new("*").into(),
            "`*`, the only resource that AWS accepts for it".to_owned(),
        ));
    }
    statements.push(Statement::new(
        "The logs.".to_owned(),
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        Expr::new(format!(
            "\"${{aws_cloudwatch_log_group.{id}_tasks.arn}}:*\""
        )),
        format!("log group of `{id}`"),
    ));
    statements
}

/// What `grants` allow the code of the service to do.
pub(crate) fn task_statements(service: &Service) -> Vec<Statement> {
    // By the names in AWS, so that the policy of a renamed entry stays the same text.
    let mut grants: Vec<_> = service.grants.iter().collect();
    grants.sort_by_key(|(target, _)| target.in_aws());
    grants
        .into_iter()
        .flat_map(|(target, grant)| match grant {
            Grant::Bucket(operations) => bucket_statements(target, operations),
            Grant::Database(operations) => vec![database_statement(target, operations)],
        })
        .collect()
}

fn bucket_statements(bucket: &LogicalId, operations: &BTreeSet<BucketOperation>) -> Vec<Statement> {
    let actions = |on_bucket: bool| -> BTreeSet<&'static str> {
        operations
            .iter()
            .filter(|operation| operation.is_on_bucket() == on_bucket)
            .flat_map(|operation| operation.actions())
            .copied()
            .collect()
    };
    let arn = format!("aws_s3_bucket.{bucket}.arn");
    let on_objects = (
        actions(false),
        format!("\"${{{arn}}}/*\""),
        format!("objects of bucket `{bucket}`"),
    );
    let on_bucket = (actions(true), arn, format!("bucket `{bucket}`"));
    [on_objects, on_bucket]
        .into_iter()
        .filter(|(actions, ..)| !actions.is_empty())
        .map(|(actions, resource, title)| {
            Statement::new(grant_of(bucket), actions, Expr::new(resource), title)
        })
        .collect()
}

fn database_statement(database: &LogicalId, operations: &BTreeSet<DatabaseOperation>) -> Statement {
    let actions: BTreeSet<&'static str> = operations
        .iter()
        .flat_map(|operation| operation.actions())
        .copied()
        .collect();
    Statement::new(
        grant_of(database),
        actions,
        secret_arn(database),
        format!("secret of database `{database}`"),
    )
}

/// The key of a grant, as the comment of its statements.
fn grant_of(target: &LogicalId) -> String {
    format!("grants.{target}")
}
