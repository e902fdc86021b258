//! The assertions of `formwork::testing`, and what they say when they fail.

use std::panic::{AssertUnwindSafe, catch_unwind};

use formwork::Value;
use formwork::testing::{Argument, Module, module, module_of, module_of_hcl, module_with};

const MANIFEST: &str = "stack.name = 'shop'\nservice.web.image = 'web:1'\n\
    service.web.grants = { orders = ['connect'] }\ndatabase.orders.multi_az = true\n\
    [resource.aws_sqs_queue.jobs]\nname = 'jobs'\ndelay_seconds = 5\n";

#[track_caller]
fn stack() -> Module {
    module_of(MANIFEST)
}

/// What an assertion that must fail says.
#[track_caller]
fn message(failing: impl FnOnce(&Module)) -> String {
    let module = stack();
    let panic = catch_unwind(AssertUnwindSafe(|| failing(&module))).expect_err("it should fail");
    *panic.downcast::<String>().expect("it fails with a text")
}

#[test]
fn what_holds_is_accepted() {
    let module = stack();
    module
        .resource("aws_db_instance.orders")
        .has("multi_az", true)
        .has("port", 5432)
        .has(
            "vpc_security_group_ids",
            ["${aws_security_group.orders_database.id}"],
        )
        .lacks("password");
    module
        .resource("aws_lb_target_group.web")
        .has("health_check.path", "/health")
        .lacks("lambda_multi_value_headers_enabled");
    // Through lists and what `jsonencode` takes.
    module
        .resource("aws_ecs_task_definition.web")
        .has("container_definitions.portMappings.containerPort", 8000)
        .has("container_definitions.environment.name", "ORDERS_HOST");
    module
        .resource("aws_iam_role_policy.web_task")
        .has("policy.Statement.Action", ["secretsmanager:GetSecretValue"]);
    module
        .resource("aws_security_group.web_tasks")
        .has("tags", Value::table([("Name", "shop-web-tasks")]));
    module.block("variable.web_image").has("default", "web:1");
    module.lacks("aws_instance.bastion");
    assert_eq!(module.count("aws_sqs_queue"), 1);
}

#[test]
fn values_are_plain_and_references_stay_as_they_are() {
    let module = stack();
    let task = module.resource("aws_ecs_task_definition.web");
    let ports = task.values("container_definitions.portMappings.containerPort");
    assert_eq!(ports, [Argument::Number(8000.0)]);
    let [environment] = &task.values("container_definitions.environment")[..] else {
        panic!("one list");
    };
    let variable = |name| {
        let mut items = environment.items().iter();
        items.find(|item| item.get("name").and_then(Argument::as_text) == Some(name))
    };
    let host = variable("ORDERS_HOST").and_then(|variable| variable.get("value"));
    let reference = Argument::Expression("aws_db_instance.orders.address".to_owned());
    assert_eq!(host, Some(&reference));
    assert!(task.values("nothing.of_this").is_empty());
    assert!(module.get("aws_instance.bastion").is_none());
}

#[test]
fn files_that_somebody_wrote_are_a_module_too() {
    let text = "resource \"aws_sqs_queue\" \"jobs\" {\n  fifo_queue = true\n}\n";
    let module = module_of_hcl([("queues.tf", text), ("none.tf", "")]).expect("it is HCL");
    let queues: Vec<_> = module.resources("aws_sqs_queue").collect();
    assert_eq!(queues.len(), 1);
    assert_eq!(queues[0].address(), "aws_sqs_queue.jobs");
    assert_eq!(queues[0].values("fifo_queue"), [Argument::Bool(true)]);

    let nested = "resource \"aws_dynamodb_table\" \"carts\" {\n  attribute {\n    name = \"a\"\n  }\n\n  \
                  attribute {\n    name = \"b\"\n  }\n}\n";
    let module = module_of_hcl([("table.tf", nested)]).expect("it is HCL");
    let attributes = module
        .resource("aws_dynamodb_table.carts")
        .nested("attribute");
    let names: Vec<_> = attributes.iter().flat_map(|it| it.values("name")).collect();
    assert_eq!(
        names,
        ["a", "b"].map(|name| Argument::Text(name.to_owned()))
    );

    let broken = module_of_hcl([("queues.tf", "resource {")]).expect_err("it is none");
    assert!(broken.headline().contains("queues.tf"), "{broken}");
}

#[test]
fn a_failure_shows_the_block() {
    let expected = "`aws_sqs_queue.jobs` has another `delay_seconds`, expected 6\n\n\
        # hcl-out/resources.tf\n\
        resource \"aws_sqs_queue\" \"jobs\" {\n  delay_seconds = 5\n  name          = \"jobs\"\n}\n";
    let failed = message(|module| {
        module
            .resource("aws_sqs_queue.jobs")
            .has("delay_seconds", 6);
    });
    assert_eq!(failed, expected);
    let failed = message(|module| {
        module
            .resource("aws_sqs_queue.jobs")
            .has("fifo_queue", true);
    });
    assert!(
        failed.starts_with("`aws_sqs_queue.jobs` has no `fifo_queue`, expected true\n"),
        "{failed}"
    );
    let failed = message(|module| {
        module.resource("aws_sqs_queue.jobs").lacks("name");
    });
    assert!(
        failed.starts_with("`aws_sqs_queue.jobs` has `name`\n"),
        "{failed}"
    );
    let failed = message(|module| module.lacks("aws_sqs_queue.jobs"));
    assert!(
        failed.starts_with("the stack has `aws_sqs_queue.jobs`\n"),
        "{failed}"
    );
}

#[test]
fn an_address_that_is_not_there_is_answered_with_the_nearest() {
    let failed = message(|module| {
        let _ = module.resource("aws_sqs_queue.job");
    });
    assert_eq!(
        failed,
        "the stack has no `aws_sqs_queue.job`; did you mean `aws_sqs_queue.jobs`?"
    );
}

#[test]
fn a_manifest_on_disk_is_read_and_added_to() {
    let directory = tempfile::TempDir::new().unwrap();
    let path = directory.path().join("stack.toml");
    #[expect(clippy::disallowed_methods, reason = "no one else reads it meanwhile")]
    std::fs::write(&path, MANIFEST).unwrap();
    module(&path).lacks("aws_sqs_queue.more");
    let more = module_with(&path, |stack| {
        stack.resource("aws_sqs_queue", "more").set("name", "more");
    });
    more.resource("aws_sqs_queue.more").has("name", "more");
}
