//! The statements of a service's two roles: exact actions on exact resources.

use std::collections::BTreeSet;

use serde::Serialize;

use super::container::secret_arn;
use crate::hcl::{Expr, Literal};
use crate::stack::{BucketOperation, DatabaseOperation, Grant, LogicalId, Service, Stack};

/// One statement of an IAM policy.
#[derive(Debug, Serialize)]
pub(crate) struct Statement {
    sid: Literal,
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
        sid: String,
        actions: impl IntoIterator<Item = &'static str>,
        resource: Expr,
        title: String,
    ) -> Self {
        let actions: Vec<&'static str> = actions.into_iter().collect();
        Self {
            sid: Literal::new(sid),
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
            "PullImage".to_owned(),
            [
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer",
            ],
            Literal::new(&arn).into(),
            format!("`{arn}`"),
        ));
        // This action knows no resource: AWS accepts only `*`.
        statements.push(Statement::new(
            "GetRegistryToken".to_owned(),
            ["ecr:GetAuthorizationToken"],
            Literal::new("*").into(),
            "`*`, the only resource that AWS accepts for it".to_owned(),
        ));
    }
    statements.push(Statement::new(
        "WriteLogs".to_owned(),
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
    service
        .grants
        .iter()
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
        "Objects",
        format!("\"${{{arn}}}/*\""),
        format!("objects of bucket `{bucket}`"),
    );
    let on_bucket = (actions(true), "Bucket", arn, format!("bucket `{bucket}`"));
    [on_objects, on_bucket]
        .into_iter()
        .filter(|(actions, ..)| !actions.is_empty())
        .map(|(actions, what, resource, title)| {
            Statement::new(sid(bucket, what), actions, Expr::new(resource), title)
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
        sid(database, "Secret"),
        actions,
        secret_arn(database),
        format!("secret of database `{database}`"),
    )
}

/// `UploadsObjects`: a statement's id has letters and digits only.
fn sid(target: &LogicalId, what: &str) -> String {
    let words = target.as_str().split('_').chain([what]);
    words
        .map(|word| word[..1].to_ascii_uppercase() + &word[1..])
        .collect()
}
