//! IAM policies wherever they stand: as JSON, as `aws_iam_policy_document`, or by name.

use crate::hcl::module::{Block, Module, Value};

/// One statement that allows something.
#[derive(Debug)]
pub(super) struct Allowed<'a> {
    pub(super) block: &'a Block,
    /// The argument of the block that holds the policy.
    argument: &'a str,
    /// Where it stands among the statements of a policy that is JSON.
    index: Option<usize>,
    pub(super) actions: Vec<&'a str>,
    pub(super) resources: Vec<&'a str>,
    /// Whether it names anybody, without a condition.
    pub(super) is_open: bool,
    /// Whether it is of a role's trust policy or of a resource's own.
    pub(super) has_principal: bool,
}

impl Allowed<'_> {
    /// The path to `Action` or `Resource` of the statement, as far as there is one.
    pub(super) fn path_to(&self, member: &str) -> String {
        match self.index {
            Some(index) => format!("{}.Statement.{index}.{member}", self.argument),
            None => self.argument.to_owned(),
        }
    }
}

/// Arguments that hold a policy.
const ARGUMENTS: &[&str] = &[
    "policy",
    "assume_role_policy",
    "inline_policy.policy",
    "access_policies",
    "resource_policy",
];

/// Every statement of the module that allows something.
pub(super) fn allowed(module: &Module) -> Vec<Allowed<'_>> {
    module
        .blocks()
        .flat_map(|block| of_block(module, block))
        .collect()
}

/// The services that the policy of a bucket allows something.
pub(super) fn services_of<'a>(
    module: &'a Module,
    bucket: &'a Block,
) -> impl Iterator<Item = &'a str> {
    let policies = module.companions("aws_s3_bucket_policy", "bucket", bucket);
    let statements = policies.filter_map(|block| {
        let policy = module.resolve(block.value("policy")?);
        policy.get("Statement")
    });
    let services = statements.flat_map(Value::items).filter_map(|statement| {
        let is_allowed = statement.get("Effect").and_then(Value::text) == Some("Allow");
        statement.get("Principal.Service").filter(|_| is_allowed)
    });
    services.flat_map(|services| texts(Some(services)))
}

fn of_block<'a>(module: &'a Module, block: &'a Block) -> Vec<Allowed<'a>> {
    if block.data_kind() == Some("aws_iam_policy_document") {
        return block
            .children("statement")
            .filter_map(|s| of_document(block, s))
            .collect();
    }
    let policies = ARGUMENTS.iter().filter_map(|argument| {
        let value = module.resolve(block.value(argument)?);
        Some((*argument, value.get("Statement")?))
    });
    policies
        .flat_map(|(argument, statements)| {
            let statements = statements.items().iter();
            let statements = statements.enumerate();
            statements
                .filter_map(move |(index, statement)| of_json(block, argument, index, statement))
        })
        .collect()
}

fn of_json<'a>(
    block: &'a Block,
    argument: &'a str,
    index: usize,
    statement: &'a Value,
) -> Option<Allowed<'a>> {
    (statement.get("Effect")?.text()? == "Allow").then(|| {
        let principal = statement.get("Principal");
        let is_anybody = principal.is_some_and(|principal| {
            let aws = principal.get("AWS").unwrap_or(principal);
            texts(Some(aws)).contains(&"*")
        });
        Allowed {
            block,
            argument,
            index: Some(index),
            actions: texts(statement.get("Action")),
            resources: texts(statement.get("Resource")),
            is_open: is_anybody && statement.get("Condition").is_none(),
            has_principal: principal.is_some(),
        }
    })
}

fn of_document<'a>(block: &'a Block, statement: &'a Block) -> Option<Allowed<'a>> {
    (statement.text("effect").unwrap_or("Allow") == "Allow").then(|| {
        let mut principals = statement.children("principals").peekable();
        let has_principal = principals.peek().is_some();
        let is_anybody = principals.any(|who| texts(who.value("identifiers")).contains(&"*"));
        Allowed {
            block,
            argument: "statement",
            index: None,
            actions: texts(statement.value("actions")),
            resources: texts(statement.value("resources")),
            is_open: is_anybody && statement.children("condition").next().is_none(),
            has_principal,
        }
    })
}

/// The literal texts of a list or of a single value.
pub(super) fn texts(value: Option<&Value>) -> Vec<&str> {
    value
        .map_or(&[][..], Value::items)
        .iter()
        .filter_map(Value::text)
        .collect()
}
