//! The statements of a container's two roles: exact actions on exact resources.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Container, Grant};
use crate::hcl::{Expr, Literal};
use crate::names::LogicalId;
use crate::stack::Stack;

/// One statement of an IAM policy.
#[derive(Debug, Clone, Serialize)]
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
#[derive(Debug, Clone)]
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
    container: &Container,
) -> Vec<Statement> {
    let mut statements = Vec::new();
    if let Some(repository) = container.image.ecr() {
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

/// What `grants` allow the code to do.
pub(crate) fn task_statements(stack: &Stack, container: &Container) -> Vec<Statement> {
    let grants = container.grants_in_aws().into_iter();
    grants
        .flat_map(|(target, grant)| of_grant(stack, target, grant))
        .collect()
}

/// One statement for each resource that the granted operations act on.
fn of_grant(stack: &Stack, target: &LogicalId, grant: &Grant) -> Vec<Statement> {
    let resources = grant.kind.resources(&stack.target(grant.kind, target));
    let statement = |resource: crate::kind::Resource| {
        let actions = actions_on(grant, resource.name);
        let comment = format!("grants.{target}");
        let statement = || Statement::new(comment, actions.clone(), resource.arn, resource.title);
        (!actions.is_empty()).then(statement)
    };
    resources.into_iter().filter_map(statement).collect()
}

/// The actions that a grant allows on a resource of its target.
pub(super) fn actions_on(grant: &Grant, resource: &str) -> BTreeSet<&'static str> {
    let permissions = grant
        .operations()
        .flat_map(|operation| operation.permissions);
    permissions
        .filter(|permission| permission.on == resource)
        .flat_map(|permission| permission.actions)
        .copied()
        .collect()
}
