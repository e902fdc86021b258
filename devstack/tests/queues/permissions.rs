//! What the task role may do, by the Terraform that the build writes.

use std::io::Write;

use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use devstack::Role;
use formwork::testing::module_of_hcl;
use tempfile::TempDir;

use crate::{Sqs, bodies, handle};

const QUEUES: &str = r#"
resource "aws_sqs_queue" "jobs" {
  name = "shop-jobs"
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.jobs_dead.arn
    maxReceiveCount     = 1
  })
}

resource "aws_sqs_queue" "jobs_dead" {
  name = "shop-jobs-dead"
}

resource "aws_sqs_queue" "mails" {
  name = "shop-mails"
}
"#;

/// An SQS with these queues, whose caller has the statements.
async fn role(statements: &str) -> (Sqs, TempDir, [String; 3]) {
    let directory = tempfile::tempdir().unwrap();
    let text = format!(
        "resource \"aws_iam_role_policy\" \"api_task\" {{\n  policy = jsonencode({{\n    \
         Statement = [{statements}]\n  }})\n}}\n"
    );
    for (name, text) in [("queues.tf", QUEUES), ("service_api.tf", &text)] {
        let mut file = std::fs::File::create(directory.path().join(name)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }
    let sqs = Sqs::start_as(Role::Task(directory.path().to_owned())).await;
    sqs.queues
        .deploy(&module_of_hcl([("queues.tf", QUEUES)]).unwrap())
        .unwrap();
    let url = |name| {
        sqs.queues
            .resolve(&format!("aws_sqs_queue.{name}.url"))
            .unwrap()
    };
    let urls = ["jobs", "jobs_dead", "mails"].map(url);
    (sqs, directory, urls)
}

fn allow(actions: &str, resource: &str) -> String {
    format!(r#"{{ Effect = "Allow", Action = {actions}, Resource = {resource} }},"#)
}

fn allowed<T, E: ProvideErrorMetadata>(result: &Result<T, SdkError<E>>) -> bool {
    match result {
        Ok(_) => true,
        Err(error) => error.code() != Some("AccessDenied"),
    }
}

#[tokio::test]
async fn a_sender_sends_to_its_queue_and_does_nothing_else() {
    let send = allow(r#"["sqs:SendMessage"]"#, "aws_sqs_queue.jobs.arn");
    let (sqs, _directory, [jobs, dead, mails]) = role(&send).await;
    let send = |url: &str| {
        sqs.client
            .send_message()
            .queue_url(url)
            .message_body("x")
            .send()
    };
    assert!(send(&jobs).await.is_ok());
    let batch = sqs
        .client
        .send_message_batch()
        .queue_url(&jobs)
        .send()
        .await;
    assert!(allowed(&batch));
    for url in [&dead, &mails, &mails.replace("mails", "unknown")] {
        let error = send(url).await.unwrap_err();
        assert_eq!(error.raw_response().unwrap().status().as_u16(), 403);
        let message = error.message().unwrap();
        assert!(message.contains("sqs:SendMessage"), "{message}");
        assert!(
            message.contains("arn:aws:sqs:us-east-1:123456789012:"),
            "{message}"
        );
    }
    assert_eq!(sqs.queues.bodies("shop-jobs"), ["x"]);
}

#[tokio::test]
async fn what_is_not_granted_is_refused_whatever_it_is() {
    let send = allow(r#"["sqs:SendMessage"]"#, "\"*\"");
    let (sqs, _directory, [jobs, ..]) = role(&send).await;
    let client = &sqs.client;
    assert!(!allowed(
        &client.receive_message().queue_url(&jobs).send().await
    ));
    assert!(!allowed(
        &client.delete_message().queue_url(&jobs).send().await
    ));
    assert!(!allowed(
        &client.delete_message_batch().queue_url(&jobs).send().await
    ));
    let change = client.change_message_visibility().queue_url(&jobs);
    assert!(!allowed(&change.send().await));
    let change = client.change_message_visibility_batch().queue_url(&jobs);
    assert!(!allowed(&change.send().await));
    assert!(!allowed(
        &client.get_queue_attributes().queue_url(&jobs).send().await
    ));
    assert!(!allowed(
        &client.set_queue_attributes().queue_url(&jobs).send().await
    ));
    assert!(!allowed(
        &client.purge_queue().queue_url(&jobs).send().await
    ));
    assert!(!allowed(
        &client.delete_queue().queue_url(&jobs).send().await
    ));
    assert!(!allowed(
        &client.create_queue().queue_name("new").send().await
    ));
    assert!(!allowed(
        &client.get_queue_url().queue_name("shop-jobs").send().await
    ));
    assert!(!allowed(&client.list_queues().send().await));
}

#[tokio::test]
async fn a_receiver_receives_hides_and_deletes() {
    let actions = r#"["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"]"#;
    // As formwork writes it, and as a policy may have it.
    for resource in [
        "aws_sqs_queue.jobs.arn",
        "[\"${aws_sqs_queue.jobs.arn}\"]",
        "\"arn:aws:sqs:*:123456789012:shop-j*s\"",
        "\"*\"",
    ] {
        let send = allow("\"sqs:SendMessage\"", "\"*\"");
        let statements = format!("{}{send}", allow(actions, resource));
        let (sqs, _directory, [jobs, ..]) = role(&statements).await;
        sqs.send(&jobs, "x").await;
        let received = sqs.receive(&jobs).await;
        assert_eq!(bodies(&received), ["x"], "{resource}");
        sqs.hide(&jobs, &received[0], 10).await;
        let delete = sqs.client.delete_message().queue_url(&jobs);
        delete
            .receipt_handle(handle(&received[0]))
            .send()
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_redrive_needs_the_queue_of_dead_letters_and_the_source() {
    let of_dead = r#"["sqs:StartMessageMoveTask", "sqs:CancelMessageMoveTask",
        "sqs:ListMessageMoveTasks", "sqs:ReceiveMessage", "sqs:DeleteMessage",
        "sqs:GetQueueAttributes"]"#;
    let of_dead = allow(of_dead, "aws_sqs_queue.jobs_dead.arn");
    let send = allow("\"sqs:SendMessage\"", "aws_sqs_queue.jobs.arn");
    for (statements, may_start) in [(format!("{of_dead}{send}"), true), (of_dead, false)] {
        let (sqs, _directory, _) = role(&statements).await;
        let arn = |name| {
            sqs.queues
                .resolve(&format!("aws_sqs_queue.{name}.arn"))
                .unwrap()
        };
        let start = || {
            sqs.client
                .start_message_move_task()
                .source_arn(arn("jobs_dead"))
        };
        assert_eq!(allowed(&start().send().await), may_start);
        // What goes elsewhere needs a grant there.
        let mails = start().destination_arn(arn("mails")).send().await;
        assert!(!allowed(&mails));
        let list = sqs
            .client
            .list_message_move_tasks()
            .source_arn(arn("jobs_dead"));
        assert!(allowed(&list.send().await));
        let other = sqs
            .client
            .list_message_move_tasks()
            .source_arn(arn("mails"));
        assert!(!allowed(&other.send().await));
        // The source stands in a handle; what names none is nobody's.
        let cancel = sqs.client.cancel_message_move_task().task_handle("unknown");
        assert!(!allowed(&cancel.send().await));
    }
}

#[tokio::test]
async fn a_task_is_cancelled_by_who_may() {
    let actions = r#"["sqs:StartMessageMoveTask", "sqs:CancelMessageMoveTask",
        "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]"#;
    let statements = allow(actions, "aws_sqs_queue.jobs_dead.arn");
    let send = allow("\"sqs:SendMessage\"", "\"*\"");
    let (sqs, _directory, [_, dead, _]) = role(&format!("{statements}{send}")).await;
    sqs.send(&dead, "x").await;
    let arn = sqs.queues.resolve("aws_sqs_queue.jobs_dead.arn").unwrap();
    let start = sqs.client.start_message_move_task().source_arn(arn);
    let start = start.max_number_of_messages_per_second(1).send().await;
    let handle = start.unwrap().task_handle.unwrap();
    let cancel = sqs.client.cancel_message_move_task().task_handle(handle);
    cancel.send().await.unwrap();
}

#[tokio::test]
async fn the_api_of_this_workspace_is_granted_no_queue() {
    let sqs = Sqs::start_as(Role::of_workspace()).await;
    assert!(!allowed(&sqs.client.list_queues().send().await));
}
