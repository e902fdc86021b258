//! The statements of a container's two roles: exact actions on exact resources.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Serialize;

use super::{Allow, Container, Grant, Injected, Runs};
use crate::hcl::{Expr, Literal};
use crate::kind::Condition;
use crate::markdown::markdown;
use crate::names::LogicalId;
use crate::stack::Stack;
use crate::written::Written;

/// One statement of an IAM policy.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Statement {
    /// What the statement is for, or which grant it comes from. Not its `Sid`, which may hold
    /// letters and digits only and so would give `a_1` and `a1` the same one.
    comment: String,
    actions: Expr,
    resource: Expr,
    conditions: Vec<Operator>,
    #[serde(skip)]
    plain: PlainStatement,
}

/// The conditions of one operator.
#[derive(Debug, Clone, Serialize)]
struct Operator {
    operator: Expr,
    keys: Vec<ConditionKey>,
}

#[derive(Debug, Clone, Serialize)]
struct ConditionKey {
    key: Expr,
    values: Expr,
}

/// A statement as the README shows it.
#[derive(Debug, Clone)]
struct PlainStatement {
    actions: Vec<String>,
    resource: String,
}

impl Statement {
    fn new(
        comment: String,
        actions: impl IntoIterator<Item = impl Into<String>>,
        resource: Expr,
        title: String,
    ) -> Self {
        let actions: Vec<String> = actions.into_iter().map(Into::into).collect();
        Self {
            comment,
            actions: Expr::list(actions.iter().map(Literal::new)),
            resource,
            conditions: Vec::new(),
            plain: PlainStatement {
                actions,
                resource: title,
            },
        }
    }

    /// A statement of the user's own.
    fn of_allow(allow: &Allow) -> Self {
        let comment = match &allow.reason {
            Some(reason) => format!("allow: {reason}"),
            None => "allow".to_owned(),
        };
        let resources = one_or_list(&allow.resources);
        let actions = allow.actions.iter().map(String::as_str);
        let mut statement = Self::new(comment, actions, resources, title(allow));
        statement.conditions = allow
            .conditions
            .iter()
            .map(|(operator, keys)| Operator {
                operator: Expr::key(operator),
                keys: keys.iter().map(ConditionKey::new).collect(),
            })
            .collect();
        statement
    }

    /// The actions, for the README.
    pub(crate) fn action_names(&self) -> impl Iterator<Item = &str> {
        self.plain.actions.iter().map(String::as_str)
    }

    /// What they apply to, for the README.
    pub(crate) fn resource_title(&self) -> &str {
        &self.plain.resource
    }
}

impl Operator {
    /// One key with one value.
    fn of(condition: &Condition) -> Self {
        Self {
            operator: Expr::key(condition.operator),
            keys: vec![ConditionKey {
                key: Expr::key(condition.key),
                values: Expr::new(condition.value.as_ref()),
            }],
        }
    }
}

impl ConditionKey {
    fn new((key, values): (&String, &Vec<Written>)) -> Self {
        Self {
            key: Expr::key(key),
            values: one_or_list(values),
        }
    }
}

/// IAM returns a list of one value as that value.
fn one_or_list(values: &[Written]) -> Expr {
    match values {
        [only] => only.as_string(),
        several => Expr::list(several.iter().map(Written::as_string)),
    }
}

/// What an entry of `allow` applies to, in Markdown.
fn title(allow: &Allow) -> String {
    let resources = allow.resources.iter();
    let resources: Vec<String> = resources.map(|to| markdown(to.text())).collect();
    let mut title = resources.join(", ");
    let operators = allow.conditions.iter();
    let keys = operators.flat_map(|(operator, keys)| {
        let keys = keys.iter();
        keys.map(move |(key, values)| {
            let values: Vec<&str> = values.iter().map(Written::text).collect();
            markdown(&format!("{key} {operator} {}", values.join(" or ")))
        })
    });
    let conditions: Vec<String> = keys.collect();
    if !conditions.is_empty() {
        title.push_str(", if ");
        title.push_str(&conditions.join(" and "));
    }
    if let Some(reason) = &allow.reason {
        title.push_str(": ");
        title.push_str(&markdown(reason));
    }
    title
}

/// What ECS needs to start the task: its image, if that lies in ECR, and its logs. (Amazon ECS
/// developer guide, "Amazon ECS task execution IAM role".)
pub(crate) fn execution_statements(
    stack: &Stack,
    id: &LogicalId,
    container: &Container,
) -> Vec<Statement> {
    let mut statements = images(stack, container);
    if !statements.is_empty() {
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
    let injected = container.injected();
    statements.extend(injected.flat_map(|injected| of_injected(stack, injected)));
    statements
}

/// One statement for each repository of ECR that an image of the task lies in, those of the stack first.
fn images(stack: &Stack, container: &Container) -> Vec<Statement> {
    let helpers = container.helpers.iter();
    let of_helpers = helpers.filter_map(|helper| {
        let comment = format!("The image of `{}`.", helper.id);
        Some((comment, helper.image.as_ref()?))
    });
    let own = ("The image.".to_owned(), &container.image);
    let mut images: Vec<(String, &Runs)> = [own].into_iter().chain(of_helpers).collect();
    images.sort_by_key(|(_, image)| image.stored().is_none());
    let mut seen = BTreeSet::new();
    let statements = images.into_iter().filter_map(|(comment, image)| {
        let (arn, title) = pulled_from(stack, image)?;
        let is_new = seen.insert(arn.to_string());
        is_new.then(|| pull(comment, arn, title))
    });
    statements.collect()
}

/// The ARN of the repository of ECR that an image lies in, if it does, and what the README calls that.
fn pulled_from(stack: &Stack, image: &Runs) -> Option<(Expr, String)> {
    match image {
        Runs::Stored(stored) => stored.pulled_from(stack),
        Runs::Image(image) => {
            let arn = image.ecr()?.arn(stack.region.partition());
            Some((Literal::new(&arn).into(), format!("`{arn}`")))
        }
    }
}

/// What a pull from a repository of ECR needs.
fn pull(comment: String, arn: Expr, title: String) -> Statement {
    let actions = [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
    ];
    Statement::new(comment, actions, arn, title)
}

/// What ECS needs to hand a secret to a container.
fn of_injected(stack: &Stack, injected: &Injected) -> Vec<Statement> {
    let Some(injection) = injected.kind.injection() else {
        return Vec::new();
    };
    let resources = injected
        .kind
        .resources(&stack.target(injected.kind, &injected.id));
    let statement = |resource: crate::kind::Resource| {
        let permissions = injection.permissions.iter();
        let actions = permissions.filter(|permission| permission.on == resource.name);
        let actions: Vec<&str> = actions
            .flat_map(|permission| permission.actions)
            .copied()
            .collect();
        let comment = format!("secrets: `{}`, when a task starts.", injected.id);
        let statement = || Statement::new(comment, actions.clone(), resource.arn, resource.title);
        (!actions.is_empty()).then(statement)
    };
    resources.into_iter().filter_map(statement).collect()
}

/// What `grants` and `allow` let the code do.
pub(crate) fn task_statements(
    stack: &Stack,
    id: &LogicalId,
    container: &Container,
) -> Vec<Statement> {
    let grants = container.grants_in_aws().into_iter();
    let granted = grants.flat_map(|(target, grant)| of_grant(stack, id, target, grant));
    let exec = container.exec.then(exec_statements).into_iter().flatten();
    let protection = container.protects.then(|| protection(stack));
    let allowed = container.allow.iter().map(Statement::of_allow);
    let own = granted.chain(protection).chain(exec);
    own.chain(allowed).collect()
}

/// In the cluster of the stack.
pub(crate) const IN_CLUSTER: Condition = Condition {
    operator: "ArnEquals",
    key: "ecs:cluster",
    value: Cow::Borrowed("aws_ecs_cluster.main.arn"),
};

/// What keeps ECS from ending a task that works on something. (Amazon ECS developer guide, "Amazon ECS task
/// scale-in protection".)
fn protection(stack: &Stack) -> Statement {
    let (partition, region) = (stack.region.partition(), &stack.region);
    let account = stack.network.names().account_id;
    let mut statement = Statement::new(
        "Its own tasks: while one works on something, nobody ends it.".to_owned(),
        ["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"],
        Expr::new(format!(
            "\"arn:{partition}:ecs:{region}:${{{account}}}:task/${{aws_ecs_cluster.main.name}}/*\""
        )),
        "tasks of the cluster".to_owned(),
    );
    statement.conditions = vec![Operator::of(&IN_CLUSTER)];
    statement
}

/// What the agent of ECS Exec does in the name of a task: it opens channels, and writes down what people
/// type. (Amazon ECS developer guide, "Amazon ECS task IAM role", "ECS Exec permissions".)
fn exec_statements() -> [Statement; 3] {
    let only_all = "`*`, the only resource that AWS accepts for it";
    [
        Statement::new(
            "exec: AWS knows no narrower resource for it.".to_owned(),
            [
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel",
            ],
            Literal::new("*").into(),
            only_all.to_owned(),
        ),
        Statement::new(
            "exec: the agent looks for the log group among all.".to_owned(),
            ["logs:DescribeLogGroups"],
            Literal::new("*").into(),
            only_all.to_owned(),
        ),
        Statement::new(
            "exec: what people type.".to_owned(),
            [
                "logs:CreateLogStream",
                "logs:DescribeLogStreams",
                "logs:PutLogEvents",
            ],
            Expr::new("\"${aws_cloudwatch_log_group.exec.arn}:*\""),
            "log group of `exec`".to_owned(),
        ),
    ]
}

/// One statement for each resource that the granted operations act on.
fn of_grant(stack: &Stack, owner: &LogicalId, target: &LogicalId, grant: &Grant) -> Vec<Statement> {
    let of_target = stack.target(grant.kind, target).granted_to(owner);
    let resources = grant.kind.resources(&of_target);
    let statement = |resource: crate::kind::Resource| {
        let actions = actions_on(grant, resource.name);
        let comment = format!("{}.{}", grant.written_in(), grant.key(target));
        let condition = grant.kind.condition(&of_target, resource.name);
        let statement = || Statement {
            conditions: condition.as_ref().map(Operator::of).into_iter().collect(),
            ..Statement::new(comment, actions.clone(), resource.arn, resource.title)
        };
        (!actions.is_empty()).then(statement)
    };
    resources.into_iter().filter_map(statement).collect()
}

/// The actions that a grant allows on a resource of its target.
pub(super) fn actions_on(grant: &Grant, resource: &str) -> BTreeSet<&'static str> {
    let each = grant
        .operations()
        .flat_map(|operation| operation.permissions);
    let together = grant.together().flat_map(|together| together.permissions);
    each.chain(together)
        .filter(|permission| permission.on == resource)
        .flat_map(|permission| permission.actions)
        .copied()
        .collect()
}
