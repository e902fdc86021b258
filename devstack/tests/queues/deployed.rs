//! The queues of a stack, made on this machine.

use aws_sdk_sqs::types::QueueAttributeName as Name;
use formwork::testing::{Module, module_of, module_of_hcl};

use crate::{Sqs, bodies};

/// Written by formwork, of a `stack.toml`.
fn stack() -> Module {
    module_of(
        r#"
        stack.name = "shop"
        service.web.image = "web:1"

        [resource.aws_sqs_queue.jobs]
        name = "shop-jobs"
        visibility_timeout_seconds = 45
        message_retention_seconds = 86400
        receive_wait_time_seconds = 20
        delay_seconds = 5
        max_message_size = 2048
        redrive_policy = '${jsonencode({ deadLetterTargetArn = aws_sqs_queue.jobs_dead.arn, maxReceiveCount = 5 })}'

        [resource.aws_sqs_queue.jobs_dead]
        name = "shop-jobs-dead"
        message_retention_seconds = 1209600

        [resource.aws_sqs_queue.orders]
        name = "shop-orders.fifo"
        fifo_queue = true
        content_based_deduplication = true
        deduplication_scope = "messageGroup"
        fifo_throughput_limit = "perMessageGroupId"
        "#,
    )
}

#[tokio::test]
async fn the_queues_of_a_stack_have_its_attributes() {
    let sqs = Sqs::start().await;
    sqs.queues.deploy(&stack()).unwrap();
    let url = |name| {
        sqs.queues
            .resolve(&format!("aws_sqs_queue.{name}.url"))
            .unwrap()
    };
    let dead = "arn:aws:sqs:us-east-1:123456789012:shop-jobs-dead";
    let redrive = format!(r#"{{"deadLetterTargetArn":"{dead}","maxReceiveCount":5}}"#);
    let expected = [
        ("jobs", Name::VisibilityTimeout, "45"),
        ("jobs", Name::MessageRetentionPeriod, "86400"),
        ("jobs", Name::ReceiveMessageWaitTimeSeconds, "20"),
        ("jobs", Name::DelaySeconds, "5"),
        ("jobs", Name::MaximumMessageSize, "2048"),
        ("jobs", Name::RedrivePolicy, redrive.as_str()),
        ("jobs_dead", Name::MessageRetentionPeriod, "1209600"),
        ("jobs_dead", Name::VisibilityTimeout, "30"),
        ("orders", Name::FifoQueue, "true"),
        ("orders", Name::ContentBasedDeduplication, "true"),
        ("orders", Name::DeduplicationScope, "messageGroup"),
        ("orders", Name::FifoThroughputLimit, "perMessageGroupId"),
    ];
    for (queue, name, value) in expected {
        let got = sqs.attribute(&url(queue), name.clone()).await;
        assert_eq!(got.as_deref(), Some(value), "{queue} {name:?}");
    }
}

#[tokio::test]
async fn references_to_them_have_the_values_of_this_machine() {
    let sqs = Sqs::start().await;
    sqs.queues.deploy(&stack()).unwrap();
    let resolve = |reference: &str| sqs.queues.resolve(reference);
    let url = format!("{}/123456789012/shop-jobs", sqs.queues.endpoint_url());
    assert_eq!(resolve("aws_sqs_queue.jobs.url"), Some(url.clone()));
    assert_eq!(resolve("aws_sqs_queue.jobs.id"), Some(url.clone()));
    assert_eq!(resolve("\"${aws_sqs_queue.jobs.url}\""), Some(url.clone()));
    let arn = "arn:aws:sqs:us-east-1:123456789012:shop-jobs";
    assert_eq!(resolve("aws_sqs_queue.jobs.arn").as_deref(), Some(arn));
    assert_eq!(
        resolve("aws_sqs_queue.jobs.name").as_deref(),
        Some("shop-jobs")
    );
    for unknown in [
        "aws_sqs_queue.none.url",
        "aws_sqs_queue.jobs.policy",
        "var.x",
        "",
    ] {
        assert_eq!(resolve(unknown), None, "{unknown}");
    }
    // It is where the queue answers.
    let found = sqs
        .client
        .get_queue_url()
        .queue_name("shop-jobs")
        .send()
        .await;
    assert_eq!(found.unwrap().queue_url(), Some(url.as_str()));
}

#[tokio::test]
async fn what_is_there_stays_when_the_stack_is_deployed_again() {
    let sqs = Sqs::start().await;
    sqs.queues.deploy(&stack()).unwrap();
    let url = sqs.queues.resolve("aws_sqs_queue.jobs_dead.url").unwrap();
    sqs.send(&url, "kept").await;
    sqs.queues.deploy(&stack()).unwrap();
    assert_eq!(bodies(&sqs.receive(&url).await), ["kept"]);
}

#[tokio::test]
async fn policies_may_stand_beside_their_queues_and_values_in_variables() {
    let hcl = r#"
variable "timeout" {
  default = 7
}

resource "aws_sqs_queue" "jobs" {
  name_prefix                = "shop-"
  visibility_timeout_seconds = var.timeout
  fifo_queue                 = false
}

resource "aws_sqs_queue" "dead" {
}

resource "aws_sqs_queue_redrive_policy" "jobs" {
  queue_url      = aws_sqs_queue.jobs.id
  redrive_policy = "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:123456789012:dead\",\"maxReceiveCount\":3}"
}

resource "aws_sqs_queue_redrive_allow_policy" "dead" {
  queue_url            = aws_sqs_queue.dead.id
  redrive_allow_policy = jsonencode({ redrivePermission = "byQueue", sourceQueueArns = [aws_sqs_queue.jobs.arn] })
}
"#;
    let sqs = Sqs::start().await;
    let module = module_of_hcl([("main.tf", hcl)]).unwrap();
    sqs.queues.deploy(&module).unwrap();
    let jobs = sqs.queues.resolve("aws_sqs_queue.jobs.url").unwrap();
    let dead = sqs.queues.resolve("aws_sqs_queue.dead.url").unwrap();
    assert!(jobs.ends_with("/shop-jobs"), "{jobs}");
    let timeout = sqs.attribute(&jobs, Name::VisibilityTimeout).await;
    assert_eq!(timeout.as_deref(), Some("7"));
    let redrive = sqs.attribute(&jobs, Name::RedrivePolicy).await.unwrap();
    assert!(redrive.contains(":dead\""), "{redrive}");
    let allow = sqs
        .attribute(&dead, Name::RedriveAllowPolicy)
        .await
        .unwrap();
    assert!(allow.contains(":shop-jobs\""), "{allow}");
}

#[tokio::test]
async fn what_aws_would_refuse_is_an_error_that_names_the_queue() {
    let sqs = Sqs::start().await;
    let deploy = |queue: &str| {
        let hcl = format!("resource \"aws_sqs_queue\" \"jobs\" {{\n{queue}\n}}\n");
        let module = module_of_hcl([("main.tf", hcl.as_str())]).unwrap();
        sqs.queues.deploy(&module).unwrap_err().to_string()
    };
    let error = deploy("name = \"no blanks\"");
    assert!(error.contains("aws_sqs_queue.jobs"), "{error}");
    let error = deploy("delay_seconds = 901");
    assert!(error.contains("DelaySeconds"), "{error}");
    let error = deploy("delay_seconds = local.delay");
    assert!(
        error.contains("`delay_seconds`") && error.contains("local.delay"),
        "{error}"
    );
    assert!(error.contains("help: "), "{error}");
}
