//! Tasks that move dead letters back.

use aws_sdk_sqs::operation::start_message_move_task::builders::StartMessageMoveTaskFluentBuilder;
use aws_sdk_sqs::types::{
    ListMessageMoveTasksResultEntry, MessageSystemAttributeName as System, QueueAttributeName,
};

use crate::{Sqs, bodies, code, receives, system};

/// Two queues with one queue of dead letters, in which there are some of each.
struct Dead {
    sqs: Sqs,
    jobs: String,
    mails: String,
    letters: String,
    arn: String,
}

impl Dead {
    async fn letters(bodies: &[&str]) -> Self {
        let sqs = Sqs::start().await;
        let dead = sqs.queue("dead", &[]).await;
        let arn = sqs.arn(&dead).await;
        let policy = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":1}}"#);
        let redrive = [(QueueAttributeName::RedrivePolicy, policy.as_str())];
        let [jobs, mails] = [
            sqs.queue("jobs", &redrive).await,
            sqs.queue("mails", &redrive).await,
        ];
        for body in bodies {
            let of_mails = body.starts_with("mail");
            let url = if of_mails { &mails } else { &jobs };
            sqs.send(url, body).await;
            sqs.receive(url).await;
            sqs.advance(30);
            assert!(sqs.receive(url).await.is_empty());
        }
        Self {
            sqs,
            jobs,
            mails,
            letters: dead,
            arn,
        }
    }

    fn start(&self) -> StartMessageMoveTaskFluentBuilder {
        let start = self.sqs.client.start_message_move_task();
        start.source_arn(&self.arn)
    }

    async fn tasks(&self, most: i32) -> Vec<ListMessageMoveTasksResultEntry> {
        let list = self.sqs.client.list_message_move_tasks();
        let list = list.source_arn(&self.arn).max_results(most);
        list.send().await.unwrap().results.unwrap()
    }

    async fn visible(&self) -> [u32; 3] {
        let visible = async |url| self.sqs.counts(url).await.0;
        [
            visible(&self.jobs).await,
            visible(&self.mails).await,
            visible(&self.letters).await,
        ]
    }
}

#[tokio::test]
async fn dead_letters_go_back_to_where_each_came_from() {
    let dead = Dead::letters(&["job 1", "mail 1", "job 2"]).await;
    assert_eq!(dead.visible().await, [0, 0, 3]);
    let started = dead.start().send().await.unwrap();
    assert!(started.task_handle().is_some());
    assert_eq!(dead.visible().await, [2, 1, 0]);

    let [task] = &dead.tasks(10).await[..] else {
        panic!("one task");
    };
    assert_eq!(task.status(), Some("COMPLETED"));
    assert_eq!(task.source_arn(), Some(dead.arn.as_str()));
    assert_eq!(task.destination_arn(), None);
    assert_eq!(task.max_number_of_messages_per_second(), None);
    assert_eq!(task.approximate_number_of_messages_moved(), 3);
    assert_eq!(task.approximate_number_of_messages_to_move(), Some(3));
    assert_eq!(task.failure_reason(), None);
    // Only a running task can be cancelled.
    assert_eq!(task.task_handle(), None);
    assert!(task.started_timestamp() > 1_700_000_000_000);

    // They are new messages.
    let received = dead.sqs.receive(&dead.jobs).await;
    assert_eq!(bodies(&received), ["job 1", "job 2"]);
    assert_eq!(receives(&received[0]), "1");
    assert_eq!(
        system(&received[0], &System::DeadLetterQueueSourceArn),
        None
    );
}

#[tokio::test]
async fn they_can_go_to_another_queue() {
    let dead = Dead::letters(&["job", "mail"]).await;
    let arn = dead.sqs.arn(&dead.mails).await;
    dead.start().destination_arn(&arn).send().await.unwrap();
    assert_eq!(dead.visible().await, [0, 2, 0]);
    let tasks = dead.tasks(1).await;
    assert_eq!(tasks[0].destination_arn(), Some(arn.as_str()));
}

#[tokio::test]
async fn a_task_can_be_slow_and_be_cancelled() {
    let dead = Dead::letters(&["1", "2", "3", "4", "5"]).await;
    let start = || dead.start().max_number_of_messages_per_second(1).send();
    let handle = start().await.unwrap().task_handle.unwrap();
    assert_eq!(dead.visible().await, [0, 0, 5]);
    assert_eq!(code(start().await), "InvalidParameterValue");
    dead.sqs.advance(2);
    assert_eq!(dead.visible().await, [2, 0, 3]);
    let tasks = dead.tasks(10).await;
    assert_eq!(tasks[0].status(), Some("RUNNING"));
    assert_eq!(tasks[0].task_handle(), Some(handle.as_str()));
    assert_eq!(tasks[0].max_number_of_messages_per_second(), Some(1));
    assert_eq!(tasks[0].approximate_number_of_messages_moved(), 2);
    assert_eq!(tasks[0].approximate_number_of_messages_to_move(), Some(5));

    let cancel = |handle: &str| {
        let cancel = dead.sqs.client.cancel_message_move_task();
        cancel.task_handle(handle).send()
    };
    let cancelled = cancel(&handle).await.unwrap();
    assert_eq!(cancelled.approximate_number_of_messages_moved(), 2);
    dead.sqs.advance(10);
    assert_eq!(dead.visible().await, [2, 0, 3]);
    let again = cancel(&handle).await.unwrap_err().into_service_error();
    assert!(again.is_unsupported_operation(), "{again:?}");
    let unknown = cancel("unknown").await.unwrap_err().into_service_error();
    assert!(unknown.is_resource_not_found_exception(), "{unknown:?}");

    // The last task is the first of the list.
    start().await.unwrap();
    dead.sqs.advance(10);
    assert_eq!(dead.visible().await, [5, 0, 0]);
    let tasks = dead.tasks(10).await;
    let status: Vec<_> = tasks.iter().map(|task| task.status().unwrap()).collect();
    assert_eq!(status, ["COMPLETED", "CANCELLED"]);
    assert_eq!(dead.tasks(1).await.len(), 1);
}

#[tokio::test]
async fn what_no_queue_has_lost_cannot_go_back() {
    let dead = Dead::letters(&[]).await;
    dead.sqs.send(&dead.letters, "sent here").await;
    dead.start().send().await.unwrap();
    let tasks = dead.tasks(1).await;
    assert_eq!(tasks[0].status(), Some("FAILED"));
    let reason = tasks[0].failure_reason();
    assert_eq!(reason, Some("CouldNotDetermineMessageSource"));
    assert_eq!(dead.visible().await, [0, 0, 1]);
}

#[tokio::test]
async fn a_task_moves_from_a_queue_of_dead_letters_to_one_like_it() {
    let dead = Dead::letters(&["x"]).await;
    let sqs = &dead.sqs;
    let start = |source: &str, destination: &str| {
        let start = sqs.client.start_message_move_task().source_arn(source);
        start.destination_arn(destination).send()
    };
    let jobs = sqs.arn(&dead.jobs).await;
    let unknown = "arn:aws:sqs:us-east-1:123456789012:unknown";
    for (source, destination) in [(unknown, jobs.as_str()), (&dead.arn, unknown)] {
        let error = start(source, destination).await.unwrap_err();
        assert!(error.into_service_error().is_resource_not_found_exception());
    }
    let fifo = sqs.arn(&sqs.fifo("jobs.fifo").await).await;
    for (source, destination) in [
        (&jobs, &dead.arn),
        (&dead.arn, &dead.arn),
        (&dead.arn, &fifo),
    ] {
        let refused = start(source, destination).await;
        assert_eq!(
            code(refused),
            "InvalidParameterValue",
            "{source} {destination}"
        );
    }
    for rate in [0, 501] {
        let refused = dead.start().max_number_of_messages_per_second(rate).send();
        assert_eq!(code(refused.await), "InvalidParameterValue");
    }
    let list = sqs.client.list_message_move_tasks().source_arn(&dead.arn);
    let refused = list.max_results(11).send().await;
    assert_eq!(code(refused), "InvalidParameterValue");
    assert!(dead.tasks(10).await.is_empty());
}
