//! Dead letters: messages that were received too often.

use aws_sdk_sqs::types::{MessageSystemAttributeName as System, QueueAttributeName};

use crate::{Sqs, bodies, code, message, receives, system};

/// A queue whose messages are dead after two receives, and the queue where they go.
async fn pair(sqs: &Sqs, suffix: &str, attributes: &[(QueueAttributeName, &str)]) -> [String; 2] {
    let dead = sqs.queue(&format!("dead{suffix}"), attributes).await;
    let policy = policy(&sqs.arn(&dead).await, "2");
    let jobs = sqs.queue(&format!("jobs{suffix}"), attributes).await;
    sqs.set(&jobs, QueueAttributeName::RedrivePolicy, &policy)
        .await;
    [jobs, dead]
}

fn policy(arn: &str, receives: &str) -> String {
    format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":{receives}}}"#)
}

#[tokio::test]
async fn a_message_that_was_received_too_often_goes_where_dead_letters_go() {
    let sqs = Sqs::start().await;
    let [jobs, dead] = pair(&sqs, "", &[]).await;
    let id = sqs.send(&jobs, "x").await.message_id;
    for count in ["1", "2"] {
        let received = sqs.receive(&jobs).await;
        assert_eq!(receives(&received[0]), count);
        assert_eq!(sqs.counts(&dead).await, (0, 0, 0));
        sqs.advance(30);
    }
    // Another message comes through in the same receive.
    sqs.send(&jobs, "y").await;
    assert_eq!(bodies(&sqs.receive(&jobs).await), ["y"]);
    assert_eq!(sqs.counts(&jobs).await, (0, 1, 0));

    let letter = sqs.receive(&dead).await.remove(0);
    assert_eq!(letter.body(), Some("x"));
    assert_eq!(letter.message_id, id);
    // Across all queues.
    assert_eq!(receives(&letter), "3");
    let source = system(&letter, &System::DeadLetterQueueSourceArn);
    assert_eq!(source, Some("arn:aws:sqs:us-east-1:123456789012:jobs"));
}

#[tokio::test]
async fn the_age_of_a_dead_letter_counts_from_when_it_was_sent() {
    let sqs = Sqs::start().await;
    let retention = (QueueAttributeName::MessageRetentionPeriod, "100");
    let [jobs, dead] = pair(&sqs, "", std::slice::from_ref(&retention)).await;
    sqs.send(&jobs, "x").await;
    for _ in 0..3 {
        sqs.receive(&jobs).await;
        sqs.advance(30);
    }
    assert_eq!(sqs.counts(&dead).await, (1, 0, 0));
    sqs.advance(10);
    assert_eq!(sqs.counts(&dead).await, (0, 0, 0));

    // In FIFO queues from when it died.
    let fifo = [
        retention,
        (QueueAttributeName::FifoQueue, "true"),
        (QueueAttributeName::ContentBasedDeduplication, "true"),
    ];
    let [jobs, dead] = pair(&sqs, ".fifo", &fifo).await;
    sqs.send_in(&jobs, "a", "x").await;
    for _ in 0..3 {
        sqs.receive(&jobs).await;
        sqs.advance(30);
    }
    sqs.advance(60);
    assert_eq!(sqs.counts(&dead).await, (1, 0, 0));
    sqs.advance(10);
    assert_eq!(sqs.counts(&dead).await, (0, 0, 0));
}

#[tokio::test]
async fn a_dead_letter_lets_its_group_go_on() {
    let sqs = Sqs::start().await;
    let fifo = [
        (QueueAttributeName::FifoQueue, "true"),
        (QueueAttributeName::ContentBasedDeduplication, "true"),
    ];
    let [jobs, dead] = pair(&sqs, ".fifo", &fifo).await;
    let first = sqs.send_in(&jobs, "a", "1").await;
    sqs.send_in(&jobs, "a", "2").await;
    for _ in 0..2 {
        assert_eq!(bodies(&sqs.receive_up_to(1, &jobs).await), ["1"]);
        sqs.advance(30);
    }
    assert_eq!(bodies(&sqs.receive(&jobs).await), ["2"]);
    let letter = sqs.receive(&dead).await.remove(0);
    assert_eq!(letter.body(), Some("1"));
    assert_eq!(system(&letter, &System::MessageGroupId), Some("a"));
    // Another message may have had its deduplication id.
    let id = system(&letter, &System::MessageDeduplicationId);
    assert_eq!(id, first.message_id());
}

#[tokio::test]
async fn without_the_queue_of_dead_letters_a_message_stays() {
    let sqs = Sqs::start().await;
    let [jobs, dead] = pair(&sqs, "", &[]).await;
    sqs.client
        .delete_queue()
        .queue_url(&dead)
        .send()
        .await
        .unwrap();
    sqs.send(&jobs, "x").await;
    for count in ["1", "2", "3", "4"] {
        assert_eq!(receives(&sqs.receive(&jobs).await[0]), count);
        sqs.advance(30);
    }
}

#[tokio::test]
async fn a_policy_names_a_queue_of_the_same_type_and_a_count() {
    let sqs = Sqs::start().await;
    let [jobs, dead] = [sqs.queue("jobs", &[]).await, sqs.queue("dead", &[]).await];
    let arn = sqs.arn(&dead).await;
    let name = QueueAttributeName::RedrivePolicy;
    // A count may be a text; what one gets is as AWS writes it.
    sqs.set(&jobs, name.clone(), &policy(&arn, " \"1000\" "))
        .await;
    let got = sqs.attribute(&jobs, name.clone()).await;
    assert_eq!(got, Some(policy(&arn, "1000")));
    let sources = sqs.client.list_dead_letter_source_queues().queue_url(&dead);
    let sources = sources.send().await.unwrap();
    assert_eq!(sources.queue_urls(), std::slice::from_ref(&jobs));

    let fifo = sqs.arn(&sqs.fifo("dead.fifo").await).await;
    let refused = [
        policy("arn:aws:sqs:us-east-1:123456789012:nobody", "1"),
        policy("dead", "1"),
        policy(&fifo, "1"),
        policy(&arn, "0"),
        policy(&arn, "1001"),
        policy(&arn, "\"many\""),
        format!(r#"{{"deadLetterTargetArn":"{arn}"}}"#),
        r#"{"maxReceiveCount":1}"#.to_owned(),
        "[]".to_owned(),
        "none".to_owned(),
    ];
    for text in refused {
        let set = sqs.client.set_queue_attributes().queue_url(&jobs);
        let refused = set.attributes(name.clone(), &text).send().await;
        assert_eq!(code(refused), "InvalidParameterValue", "{text}");
        let create = sqs.client.create_queue().queue_name("new");
        let refused = create.attributes(name.clone(), &text).send().await;
        assert_eq!(code(refused), "InvalidParameterValue", "{text}");
    }
    sqs.set(&jobs, name.clone(), "").await;
    assert_eq!(sqs.attribute(&jobs, name).await, None);
}

#[tokio::test]
async fn a_queue_says_whose_dead_letters_it_takes() {
    let sqs = Sqs::start().await;
    let [jobs, dead] = [sqs.queue("jobs", &[]).await, sqs.queue("dead", &[]).await];
    let (allow, redrive) = (
        QueueAttributeName::RedriveAllowPolicy,
        QueueAttributeName::RedrivePolicy,
    );
    let policy = policy(&sqs.arn(&dead).await, "1");
    let set = || {
        let set = sqs.client.set_queue_attributes().queue_url(&jobs);
        set.attributes(redrive.clone(), &policy).send()
    };
    let by_queue =
        |arn: &str| format!(r#"{{"redrivePermission":"byQueue","sourceQueueArns":["{arn}"]}}"#);
    let others = by_queue("arn:aws:sqs:us-east-1:123456789012:others");
    for text in [r#"{"redrivePermission":"denyAll"}"#, &others] {
        sqs.set(&dead, allow.clone(), text).await;
        assert_eq!(
            sqs.attribute(&dead, allow.clone()).await.as_deref(),
            Some(text)
        );
        assert!(message(set().await).contains("not allowed"), "{text}");
    }
    let ours = by_queue(&sqs.arn(&jobs).await);
    for text in [r#"{"redrivePermission":"allowAll"}"#, &ours, ""] {
        sqs.set(&dead, allow.clone(), text).await;
        set().await.unwrap();
    }
    for text in [
        r#"{"redrivePermission":"some"}"#,
        r#"{"redrivePermission":"byQueue"}"#,
        "x",
    ] {
        let set = sqs.client.set_queue_attributes().queue_url(&dead);
        let refused = set.attributes(allow.clone(), text).send().await;
        assert_eq!(code(refused), "InvalidParameterValue", "{text}");
    }
}
