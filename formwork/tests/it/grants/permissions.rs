//! IAM allows what `grants` says, the documentation says what IAM allows, and the task API needs no
//! more.

use std::collections::BTreeSet;

use hcl_edit::expr::Expression;

use crate::common::synth;
use crate::hcl::{encoded, value};
use crate::rustc::workspace;
use crate::syntax::calls_of;

use super::*;

#[test]
fn the_documented_actions_are_the_ones_that_each_operation_allows() {
    let documented = documented_grants();
    let mut rendered = BTreeMap::new();
    for kind in KINDS {
        for operation in operations(kind) {
            let statements = statements(kind, &[operation.as_str()]);
            let key = (kind.name.to_owned(), operation.clone());
            rendered.insert(key, statements);
        }
    }
    for (name, words) in TOGETHER {
        let kind = KINDS.iter().find(|kind| kind.name == *name);
        let kind = kind.expect("the kind is known");
        let mut beside = statements(kind, words);
        for statement in words.iter().flat_map(|word| statements(kind, &[word])) {
            let same = beside.iter_mut().find(|other| other.on == statement.on);
            let same = same.expect("each allows on its own what both allow");
            same.actions
                .retain(|action| !statement.actions.contains(action));
        }
        rendered.insert(((*name).to_owned(), words.join("` and `")), beside);
    }
    assert_eq!(documented, rendered);
}

/// What several operations allow together, and none of them alone: kinds and their words.
const TOGETHER: &[(&str, &[&str])] = &[("table", &["write", "delete"])];

#[test]
fn several_operations_allow_what_each_allows_and_nothing_else() {
    let documented = documented_grants();
    let all = ["read", "write", "delete", "list"];
    let bucket = &KINDS[0];
    for chosen in 1..(1 << all.len()) {
        let operations: Vec<&str> = (0..all.len())
            .filter(|index| chosen & (1 << index) != 0)
            .map(|index| all[index])
            .collect();
        let mut expected: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for operation in &operations {
            let key = ("bucket".to_owned(), (*operation).to_owned());
            for Statement { actions, on } in documented[&key].clone() {
                expected.entry(on).or_default().extend(actions);
            }
        }
        let allowed: BTreeMap<String, BTreeSet<String>> = statements(bucket, &operations)
            .into_iter()
            .map(|statement| (statement.on, statement.actions))
            .collect();
        assert_eq!(allowed, expected, "{operations:?}");
    }
}

/// What each call of the SDK needs: "Permissions" of its page in the Amazon S3 API Reference, and in
/// those of AWS Secrets Manager, of Parameter Store, of Amazon SQS, of Amazon
/// SNS, of Amazon DynamoDB, of Amazon CloudFront and of Amazon ECS. A transaction needs what its items need, and a task that
/// is started with the tags of its definition the permission to set tags.
const NEEDS: &[(&str, &str)] = &[
    ("AbortMultipartUpload", "s3:AbortMultipartUpload"),
    ("CompleteMultipartUpload", "s3:PutObject"),
    ("CreateMultipartUpload", "s3:PutObject"),
    ("DeleteObject", "s3:DeleteObject"),
    ("DeleteObjects", "s3:DeleteObject"),
    ("GetObject", "s3:GetObject"),
    ("GetSecretValue", "secretsmanager:GetSecretValue"),
    ("HeadBucket", "s3:ListBucket"),
    ("HeadObject", "s3:GetObject"),
    ("ListObjects", "s3:ListBucket"),
    ("ListObjectsV2", "s3:ListBucket"),
    ("PutObject", "s3:PutObject"),
    ("UploadPart", "s3:PutObject"),
    ("GetParameter", "ssm:GetParameter"),
    ("PutParameter", "ssm:PutParameter"),
    ("PutSecretValue", "secretsmanager:PutSecretValue"),
    ("CancelMessageMoveTask", "sqs:CancelMessageMoveTask"),
    ("ChangeMessageVisibility", "sqs:ChangeMessageVisibility"),
    (
        "ChangeMessageVisibilityBatch",
        "sqs:ChangeMessageVisibility",
    ),
    ("DeleteMessage", "sqs:DeleteMessage"),
    ("DeleteMessageBatch", "sqs:DeleteMessage"),
    ("GetQueueAttributes", "sqs:GetQueueAttributes"),
    ("ListMessageMoveTasks", "sqs:ListMessageMoveTasks"),
    ("PurgeQueue", "sqs:PurgeQueue"),
    ("ReceiveMessage", "sqs:ReceiveMessage"),
    ("SendMessage", "sqs:SendMessage"),
    ("SendMessageBatch", "sqs:SendMessage"),
    // Moves messages under the permissions of whoever asks for it.
    ("StartMessageMoveTask", "sqs:StartMessageMoveTask"),
    ("StartMessageMoveTask", "sqs:DeleteMessage"),
    ("StartMessageMoveTask", "sqs:GetQueueAttributes"),
    ("StartMessageMoveTask", "sqs:ReceiveMessage"),
    ("StartMessageMoveTask", "sqs:SendMessage"),
    ("CreateInvalidation", "cloudfront:CreateInvalidation"),
    ("GetInvalidation", "cloudfront:GetInvalidation"),
    ("Publish", "sns:Publish"),
    ("PublishBatch", "sns:Publish"),
    ("BatchGetItem", "dynamodb:BatchGetItem"),
    ("BatchWriteItem", "dynamodb:BatchWriteItem"),
    ("ConditionCheck", "dynamodb:ConditionCheckItem"),
    ("Delete", "dynamodb:DeleteItem"),
    ("DeleteItem", "dynamodb:DeleteItem"),
    ("DescribeStream", "dynamodb:DescribeStream"),
    ("GetItem", "dynamodb:GetItem"),
    ("GetRecords", "dynamodb:GetRecords"),
    ("GetShardIterator", "dynamodb:GetShardIterator"),
    ("Put", "dynamodb:PutItem"),
    ("PutItem", "dynamodb:PutItem"),
    ("Query", "dynamodb:Query"),
    ("Scan", "dynamodb:Scan"),
    ("TransactGetItems", "dynamodb:GetItem"),
    ("Update", "dynamodb:UpdateItem"),
    ("UpdateItem", "dynamodb:UpdateItem"),
    ("DescribeTasks", "ecs:DescribeTasks"),
    ("RunTask", "ecs:RunTask"),
    ("RunTask", "ecs:TagResource"),
    ("RunTask", "iam:PassRole"),
    ("StopTask", "ecs:StopTask"),
];

/// No call lacks its action, and no action is there that no call needs.
#[test]
fn an_operation_has_the_actions_that_its_calls_need() {
    let mut documented = documented_calls();
    for kind in KINDS {
        for operation in operations(kind) {
            let key = (kind.name.to_owned(), operation.clone());
            let calls = documented.remove(&key).unwrap_or_default();
            let allowed: BTreeSet<String> = statements(kind, &[operation.as_str()])
                .into_iter()
                .flat_map(|statement| statement.actions)
                .collect();
            let lacks_none = |call: &str| {
                let mut needs = NEEDS.iter().filter(|(other, _)| *other == call);
                needs.all(|(_, action)| allowed.contains(*action))
            };
            let possible: BTreeSet<String> = NEEDS
                .iter()
                .filter(|(call, _)| lacks_none(call))
                .map(|(call, _)| (*call).to_owned())
                .collect();
            assert_eq!(calls, possible, "calls of `{operation}`");
            let needed: BTreeSet<String> = NEEDS
                .iter()
                .filter(|(call, _)| calls.contains(*call))
                .map(|(_, action)| (*action).to_owned())
                .collect();
            // S3 asks KMS itself, on behalf of who reads or writes.
            let mut allowed = allowed;
            allowed.retain(|action| !action.starts_with("kms:"));
            // No call of the SDK: a login is signed and sent to the cache or the database.
            allowed.remove("elasticache:Connect");
            allowed.remove("rds-db:connect");
            assert_eq!(needed, allowed, "actions of `{operation}`");
        }
    }
    for (name, words) in TOGETHER {
        documented.remove(&((*name).to_owned(), words.join("` and `")));
    }
    assert!(documented.is_empty(), "no operation has {documented:?}");
}

/// The task API asks AWS for nothing else than what some operation allows.
#[test]
fn the_service_makes_calls_that_an_operation_allows() {
    let mut allowed: BTreeSet<String> = documented_calls().into_values().flatten().collect();
    // By `read` and `write` together.
    allowed.insert("CopyObject".to_owned());
    let mut made = BTreeSet::new();
    sdk_calls(&workspace().join("src"), &mut made);
    for known in ["GetSecretValue", "HeadObject", "PutObject"] {
        assert!(made.contains(known), "`{known}` is not among {made:?}");
    }
    let others: Vec<&String> = made.difference(&allowed).collect();
    assert!(others.is_empty(), "no operation allows {others:?}");
}

/// The calls in the sources below a directory: each method of a `client` that takes no arguments
/// starts one.
fn sdk_calls(directory: &Path, made: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(directory).expect("the sources are there") {
        let path = entry.expect("they can be listed").path();
        if path.is_dir() {
            sdk_calls(&path, made);
            continue;
        }
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let started = calls_of("client", &read(&path))
            .into_iter()
            .filter(|call| call.arguments == 0);
        let methods = started.map(|call| call.method.split('_').map(pascal).collect());
        // These are no calls of AWS: the last two are asked of PostgreSQL's client.
        let others = ["Clone", "IsClosed", "Transaction"];
        made.extend(methods.filter(|name: &String| !others.contains(&name.as_str())));
    }
}

/// The code tells the actions of an operation where it is called.
#[test]
fn a_method_documents_the_actions_of_its_grant() {
    let all = granted(&stack_rs(&manifest(), "api"));
    let documented = documented_grants();
    for kind in KINDS {
        for operation in operations(kind) {
            let method = all.iter().find(|granted| {
                (&*granted.target, &granted.operation) == (kind.with_grant, &operation)
            });
            let documentation = &method.expect("the operation is granted").documentation;
            let statements = documented[&(kind.name.to_owned(), operation)].iter();
            let actions: BTreeSet<String> = statements
                .flat_map(|statement| statement.actions.clone())
                .collect();
            assert_eq!(quoted(documentation), actions, "{documentation}");
        }
    }
}

/// Actions and what they apply to, in the words of the documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Statement {
    actions: BTreeSet<String>,
    on: String,
}

/// The task role's statements in a stack with these operations on one target alone.
fn statements(kind: &Kind, operations: &[&str]) -> Vec<Statement> {
    let files = synth(&format!(
        "[stack]\nname = \"shop\"\n[service.api]\nimage = \"nginx:1.29\"\n\
         grants = {{ target = {operations:?} }}\n[{}.target]\n{}\n",
        kind.table, kind.keys
    ));
    // A call needs no permission of IAM, so there is no policy.
    if !files["service_api.tf"].contains("\"aws_iam_role_policy\" \"api_task\"") {
        return Vec::new();
    }
    let policy = encoded(
        &files["service_api.tf"],
        ["aws_iam_role_policy", "api_task"],
        "policy",
    );
    let policy = policy.as_object().expect("a policy is an object");
    let statements = value(policy, "Statement").as_array().expect("a list");
    statements.iter().map(statement).collect()
}

/// A statement of a policy in the words of the documentation.
fn statement(statement: &Expression) -> Statement {
    let statement = statement.as_object().expect("a statement is an object");
    assert_eq!(value(statement, "Effect").as_str(), Some("Allow"));
    let actions = value(statement, "Action").as_array().expect("a list");
    let actions = actions
        .iter()
        .map(|action| action.as_str().expect("an action is a text"));
    let resource = value(statement, "Resource").to_string();
    Statement {
        actions: actions.map(str::to_owned).collect(),
        on: match resource.trim() {
            "\"${aws_s3_bucket.target.arn}/*\"" => "its objects",
            "aws_s3_bucket.target.arn" => "the bucket",
            text if text.starts_with("\"arn:aws:kms:") => "its key",
            "aws_db_instance.target.master_user_secret[0].secret_arn"
            | "aws_rds_cluster.target.master_user_secret[0].secret_arn" => "its secret",
            "\"arn:aws:rds-db:us-east-1:${aws_vpc.main.owner_id}:dbuser:${aws_rds_cluster.target.cluster_resource_id}/api\"" => {
                "its user of the database"
            }
            "aws_secretsmanager_secret.target.arn" => "the secret",
            "aws_ssm_parameter.target.arn" => "the parameter",
            "aws_sqs_queue.target.arn" => "the queue",
            "aws_sqs_queue.target_dead.arn" => "its dead letters",
            "aws_sns_topic.target.arn" => "the topic",
            "aws_cloudfront_distribution.target.arn" => "the distribution",
            "aws_elasticache_replication_group.target.arn" => "the cache",
            "aws_elasticache_user.target_from_api.arn" => "its user",
            "aws_dynamodb_table.target.arn" => "the table",
            "\"${aws_dynamodb_table.target.arn}/index/*\"" => "its indexes",
            "aws_dynamodb_table.target.stream_arn" => "its stream",
            "\"${aws_ecs_task_definition.target.arn_without_revision}:*\"" => "its definition",
            "[aws_iam_role.target_execution.arn, aws_iam_role.target_task.arn]" => "its two roles",
            text if text.ends_with(":task/${aws_ecs_cluster.main.name}/*\"") => {
                "tasks of the cluster"
            }
            other => panic!("a grant on {other}"),
        }
        .to_owned(),
    }
}

/// The table of grants in `docs/stack-toml.md`, by kind and operation: a row for each statement.
fn documented_grants() -> BTreeMap<(String, String), Vec<Statement>> {
    let docs = read(&workspace().join("docs/stack-toml.md"));
    let mut documented: BTreeMap<(String, String), Vec<Statement>> = BTreeMap::new();
    for line in docs.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let ["", kind, operation, actions, on, _variables, _groups, ..] = cells.as_slice()
            && KINDS.iter().any(|known| known.name == *kind)
        {
            let key = ((*kind).to_owned(), operation.trim_matches('`').to_owned());
            let statement = Statement {
                actions: quoted(actions),
                on: (*on).to_owned(),
            };
            let of_operation = documented.entry(key).or_default();
            if statement.actions.is_empty() {
                continue;
            }
            let is_new = of_operation.iter().all(|other| other.on != statement.on);
            assert!(is_new, "`{operation}` stands there twice");
            of_operation.push(statement);
        }
    }
    documented
}

/// The table of SDK calls in `docs/stack-toml.md`, by kind and operation.
fn documented_calls() -> BTreeMap<(String, String), BTreeSet<String>> {
    let docs = read(&workspace().join("docs/stack-toml.md"));
    let (_, table) = docs
        .split_once("| Target | Operation | Calls |\n|---|---|---|\n")
        .expect("the table is there");
    let rows = table.lines().map_while(|line| between(line, "| ", " |"));
    rows.filter_map(|row| row.split_once(" | "))
        .filter_map(|(kind, row)| Some((kind, row.split_once(" | ")?)))
        .map(|(kind, (operation, calls))| {
            let operation = operation.trim_matches('`').to_owned();
            ((kind.to_owned(), operation), quoted(calls))
        })
        .collect()
}

/// What stands between backticks.
fn quoted(text: &str) -> BTreeSet<String> {
    let words = text.split('`').skip(1).step_by(2);
    words.map(str::to_owned).collect()
}

/// The first letter as a capital.
fn pascal(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_ascii_uppercase() + rest
}
