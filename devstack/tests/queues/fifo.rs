//! FIFO queues: order within a group, one consumer of a group at a time, no duplicates.

use aws_sdk_sqs::operation::send_message::SendMessageOutput;
use aws_sdk_sqs::types::{Message, MessageSystemAttributeName as System, QueueAttributeName};

use crate::{Sqs, bodies, code, handle, message, system};

#[tokio::test]
async fn a_group_comes_in_order_and_as_a_whole() {
    let sqs = Sqs::start().await;
    let url = sqs.fifo("jobs.fifo").await;
    for (group, body) in [
        ("a", "a1"),
        ("b", "b1"),
        ("a", "a2"),
        ("b", "b2"),
        ("a", "a3"),
    ] {
        sqs.send_in(&url, group, body).await;
    }
    // As many of one group as there are, then of the next.
    let received = sqs.receive_up_to(4, &url).await;
    assert_eq!(bodies(&received), ["a1", "a2", "a3", "b1"]);
    let numbers: Vec<_> = received
        .iter()
        .map(|message| system(message, &System::SequenceNumber).unwrap())
        .collect();
    assert!(numbers[..3].is_sorted(), "{numbers:?}");
    assert!(
        numbers.iter().all(|number| number.len() == 20),
        "{numbers:?}"
    );
    let of = |name| system(&received[3], &name);
    assert_eq!(of(System::MessageGroupId), Some("b"));
}

#[tokio::test]
async fn a_group_waits_while_one_of_its_messages_is_in_flight() {
    let sqs = Sqs::start().await;
    let url = sqs.fifo("jobs.fifo").await;
    for (group, body) in [("a", "a1"), ("a", "a2"), ("b", "b1")] {
        sqs.send_in(&url, group, body).await;
    }
    let first = sqs.receive_up_to(1, &url).await;
    assert_eq!(bodies(&first), ["a1"]);
    // Another group goes on.
    assert_eq!(bodies(&sqs.receive(&url).await), ["b1"]);
    assert!(sqs.receive(&url).await.is_empty());
    // Also for what comes later.
    sqs.send_in(&url, "a", "a3").await;
    assert!(sqs.receive(&url).await.is_empty());
    assert_eq!(sqs.counts(&url).await, (2, 2, 0));
    sqs.delete(&url, &first[0]).await;
    assert_eq!(bodies(&sqs.receive(&url).await), ["a2", "a3"]);
}

#[tokio::test]
async fn what_was_not_deleted_comes_again_before_the_rest() {
    let sqs = Sqs::start().await;
    let url = sqs.fifo("jobs.fifo").await;
    for body in ["1", "2", "3"] {
        sqs.send_in(&url, "a", body).await;
    }
    let received = sqs.receive_up_to(2, &url).await;
    assert_eq!(bodies(&received), ["1", "2"]);
    // The first is given back; the second still keeps the group.
    sqs.hide(&url, &received[0], 0).await;
    assert!(sqs.receive(&url).await.is_empty());
    sqs.delete(&url, &received[1]).await;
    let again = sqs.receive_up_to(1, &url).await;
    assert_eq!(bodies(&again), ["1"]);
    sqs.advance(30);
    assert_eq!(bodies(&sqs.receive(&url).await), ["1", "3"]);
}

#[tokio::test]
async fn a_receipt_ends_with_its_time_out() {
    let sqs = Sqs::start().await;
    let url = sqs.fifo("jobs.fifo").await;
    sqs.send_in(&url, "a", "1").await;
    let late = sqs.receive(&url).await.remove(0);
    sqs.advance(30);
    let delete = |handle: &str| {
        let delete = sqs.client.delete_message().queue_url(&url);
        delete.receipt_handle(handle).send()
    };
    let refused = delete(handle(&late)).await;
    assert_eq!(code(refused), "InvalidParameterValue");
    let again = sqs.receive(&url).await.remove(0);
    assert!(message(delete(handle(&late)).await).contains("expired"));
    delete(handle(&again)).await.unwrap();
    // Whoever deletes again succeeds.
    delete(handle(&again)).await.unwrap();
}

#[tokio::test]
async fn a_group_and_an_id_are_needed() {
    let sqs = Sqs::start().await;
    let without = sqs.queue("plain.fifo", &[(QueueAttributeName::FifoQueue, "true")]);
    let without = without.await;
    let send = |group: Option<&str>, id: Option<&str>| {
        let send = sqs
            .client
            .send_message()
            .queue_url(&without)
            .message_body("x");
        let send = send.set_message_group_id(group.map(str::to_owned));
        send.set_message_deduplication_id(id.map(str::to_owned))
            .send()
    };
    assert_eq!(code(send(None, Some("1")).await), "MissingParameter");
    assert_eq!(code(send(Some("a"), None).await), "InvalidParameterValue");
    let (most, many) = ("x".repeat(128), "x".repeat(129));
    for id in ["", "with blank", "ä", &many] {
        assert_eq!(
            code(send(Some(id), Some("1")).await),
            "InvalidParameterValue",
            "{id}"
        );
        assert_eq!(
            code(send(Some("a"), Some(id)).await),
            "InvalidParameterValue",
            "{id}"
        );
    }
    let punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    send(Some(punctuation), Some(&most)).await.unwrap();

    let standard = sqs.queue("jobs", &[]).await;
    let send = sqs
        .client
        .send_message()
        .queue_url(&standard)
        .message_body("x");
    let refused = send.message_deduplication_id("1").send().await;
    assert_eq!(code(refused), "InvalidParameterValue");
}

fn same(a: &SendMessageOutput, b: &SendMessageOutput) -> bool {
    a.message_id() == b.message_id() && a.sequence_number() == b.sequence_number()
}

#[tokio::test]
async fn a_duplicate_within_five_minutes_is_taken_and_not_delivered() {
    let sqs = Sqs::start().await;
    let url = sqs.fifo("jobs.fifo").await;
    let send = |body: &str, id: &str| {
        let send = sqs.client.send_message().queue_url(&url).message_body(body);
        let send = send.message_group_id("a").message_deduplication_id(id);
        async { send.send().await.unwrap() }
    };
    let original = send("x", "1").await;
    assert!(original.sequence_number().is_some());
    // Whatever its body, and although the first was received and deleted.
    let message = sqs.receive(&url).await.remove(0);
    assert_eq!(system(&message, &System::MessageDeduplicationId), Some("1"));
    sqs.delete(&url, &message).await;
    sqs.advance(298);
    assert!(same(&send("y", "1").await, &original));
    assert!(sqs.queues.bodies("jobs.fifo").is_empty());
    // The duplicate did not make the time longer.
    sqs.advance(2);
    assert!(!same(&send("z", "1").await, &original));
    assert_eq!(sqs.queues.bodies("jobs.fifo"), ["z"]);
}

#[tokio::test]
async fn equal_bodies_are_duplicates_where_the_content_decides() {
    let sqs = Sqs::start().await;
    let url = sqs.fifo("jobs.fifo").await;
    let first = sqs.send_in(&url, "a", "hello").await;
    assert!(same(&sqs.send_in(&url, "b", "hello").await, &first));
    assert!(!same(&sqs.send_in(&url, "a", "hello!").await, &first));
    let received = sqs.receive(&url).await;
    assert_eq!(bodies(&received), ["hello", "hello!"]);
    // The SHA-256 of "hello".
    let id = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    assert_eq!(
        system(&received[0], &System::MessageDeduplicationId),
        Some(id)
    );
    // An id that is given says more than the body, and may be that of a body.
    let send = |body: &str, id: &str| {
        let send = sqs.client.send_message().queue_url(&url).message_body(body);
        let send = send.message_group_id("a").message_deduplication_id(id);
        async { send.send().await.unwrap() }
    };
    assert!(!same(&send("hello", "own").await, &first));
    assert!(same(&send("other", id).await, &first));
}

#[tokio::test]
async fn ids_can_count_within_a_group() {
    let sqs = Sqs::start().await;
    let url = sqs.fifo("jobs.fifo").await;
    let scope = QueueAttributeName::DeduplicationScope;
    sqs.set(&url, scope, "messageGroup").await;
    let first = sqs.send_in(&url, "a", "x").await;
    assert!(!same(&sqs.send_in(&url, "b", "x").await, &first));
    assert!(same(&sqs.send_in(&url, "a", "x").await, &first));
}

#[tokio::test]
async fn the_delay_is_that_of_the_queue_also_for_what_is_in_it() {
    let sqs = Sqs::start().await;
    let url = sqs.fifo("jobs.fifo").await;
    let send = |seconds| {
        let send = sqs
            .client
            .send_message()
            .queue_url(&url)
            .message_body("own");
        send.message_group_id("a").delay_seconds(seconds).send()
    };
    assert_eq!(code(send(1).await), "InvalidParameterValue");
    send(0).await.unwrap();
    sqs.send_in(&url, "a", "next").await;
    let delay = QueueAttributeName::DelaySeconds;
    sqs.set(&url, delay.clone(), "60").await;
    assert_eq!(sqs.counts(&url).await, (0, 0, 2));
    sqs.advance(30);
    // It would be delayed for longer than the others of its group.
    sqs.send_in(&url, "a", "late").await;
    sqs.advance(30);
    assert_eq!(bodies(&sqs.receive(&url).await), ["own", "next"]);
    sqs.set(&url, delay, "0").await;
    assert_eq!(sqs.counts(&url).await, (1, 2, 0));
}

#[tokio::test]
async fn who_lost_an_answer_gets_it_again_until_somebody_changes_something() {
    let sqs = Sqs::start().await;
    let url = sqs.fifo("jobs.fifo").await;
    for (group, body) in [("a", "a1"), ("a", "a2"), ("b", "b1")] {
        sqs.send_in(&url, group, body).await;
    }
    let try_as = |attempt: &str| {
        let receive = sqs.client.receive_message().queue_url(&url);
        let receive = receive.max_number_of_messages(2);
        let receive = receive.receive_request_attempt_id(attempt).send();
        async { receive.await.unwrap().messages.unwrap_or_default() }
    };
    let handles = |messages: &[Message]| -> Vec<String> {
        messages.iter().map(|m| handle(m).to_owned()).collect()
    };
    let first = try_as("1").await;
    assert_eq!(bodies(&first), ["a1", "a2"]);
    sqs.advance(20);
    let again = try_as("1").await;
    assert_eq!(handles(&again), handles(&first));
    // They are hidden for as long again.
    sqs.advance(20);
    assert_eq!(handles(&try_as("1").await), handles(&first));
    assert_eq!(bodies(&try_as("2").await), ["b1"]);
    sqs.hide(&url, &first[0], 100).await;
    assert!(try_as("1").await.is_empty());
    sqs.advance(31);
    assert_eq!(bodies(&try_as("2").await), ["b1"]);

    let standard = sqs.queue("jobs", &[]).await;
    let receive = sqs.client.receive_message().queue_url(&standard);
    let refused = receive.receive_request_attempt_id("1").send().await;
    assert_eq!(code(refused), "InvalidParameterValue");
}
