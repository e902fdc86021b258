//! Batches: each entry succeeds or fails by itself.

use aws_sdk_sqs::types::{
    ChangeMessageVisibilityBatchRequestEntry as Change, DeleteMessageBatchRequestEntry as Delete,
    SendMessageBatchRequestEntry as Send, SendMessageBatchResultEntry,
};

use crate::{Sqs, bodies, code, handle};

fn entry(id: &str, body: &str) -> Send {
    let entry = Send::builder().id(id).message_body(body);
    entry.build().unwrap()
}

fn deletion(id: &str, handle: &str) -> Delete {
    let entry = Delete::builder().id(id).receipt_handle(handle);
    entry.build().unwrap()
}

fn change(id: &str, handle: &str, seconds: i32) -> Change {
    let entry = Change::builder().id(id).receipt_handle(handle);
    entry.visibility_timeout(seconds).build().unwrap()
}

#[tokio::test]
async fn messages_are_sent_hidden_and_deleted_together() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let send = sqs.client.send_message_batch().queue_url(&url);
    let late = Send::builder()
        .id("late")
        .message_body("late")
        .delay_seconds(60);
    let entries = vec![
        entry("a", "derp"),
        entry("b", "bad \0"),
        late.build().unwrap(),
    ];
    let answer = send.set_entries(Some(entries)).send().await.unwrap();
    let ids: Vec<_> = answer
        .successful()
        .iter()
        .map(SendMessageBatchResultEntry::id)
        .collect();
    assert_eq!(ids, ["a", "late"]);
    let digest = "58fd9edd83341c29f1aebba81c31e257";
    assert_eq!(answer.successful()[0].md5_of_message_body(), digest);
    let [failed] = answer.failed() else {
        panic!("{answer:?}");
    };
    assert_eq!(failed.id(), "b");
    assert_eq!(failed.code(), "InvalidMessageContents");
    assert!(failed.sender_fault());
    assert_eq!(sqs.counts(&url).await, (1, 0, 1));

    let message = sqs.receive(&url).await.remove(0);
    assert_eq!(
        message.message_id(),
        Some(answer.successful()[0].message_id())
    );
    let hide = sqs.client.change_message_visibility_batch().queue_url(&url);
    let entries = vec![
        change("back", handle(&message), 0),
        change("x", "made-up", 0),
    ];
    let hidden = hide.set_entries(Some(entries)).send().await.unwrap();
    assert_eq!(hidden.successful()[0].id(), "back");
    assert_eq!(hidden.failed()[0].id(), "x");
    assert_eq!(hidden.failed()[0].code(), "ReceiptHandleIsInvalid");

    let message = sqs.receive(&url).await.remove(0);
    let delete = sqs.client.delete_message_batch().queue_url(&url);
    let entries = vec![deletion("gone", handle(&message)), deletion("x", "made-up")];
    let deleted = delete.set_entries(Some(entries)).send().await.unwrap();
    assert_eq!(deleted.successful()[0].id(), "gone");
    assert_eq!(deleted.failed()[0].code(), "ReceiptHandleIsInvalid");
    assert_eq!(sqs.counts(&url).await, (0, 0, 1));
}

#[tokio::test]
async fn a_fifo_queue_keeps_the_order_of_a_batch() {
    let sqs = Sqs::start().await;
    let url = sqs.fifo("jobs.fifo").await;
    let entries = (0..10).map(|n| {
        let entry = Send::builder()
            .id(format!("e{n}"))
            .message_body(n.to_string());
        entry.message_group_id("a").build().unwrap()
    });
    let send = sqs.client.send_message_batch().queue_url(&url);
    let answer = send
        .set_entries(Some(entries.collect()))
        .send()
        .await
        .unwrap();
    let numbers = answer.successful().iter();
    let numbers: Vec<_> = numbers.map(|e| e.sequence_number().unwrap()).collect();
    assert_eq!(numbers.len(), 10);
    assert!(numbers.is_sorted(), "{numbers:?}");
    let expected: Vec<_> = (0..10).map(|n| n.to_string()).collect();
    assert_eq!(bodies(&sqs.receive(&url).await), expected);
}

/// What each of the three operations says of ids that its entries have.
async fn refused(sqs: &Sqs, url: &str, ids: &[&str]) -> [String; 3] {
    let send = sqs.client.send_message_batch().queue_url(url);
    let sends = ids.iter().map(|id| entry(id, "x")).collect();
    let delete = sqs.client.delete_message_batch().queue_url(url);
    let deletions = ids.iter().map(|id| deletion(id, "x")).collect();
    let hide = sqs.client.change_message_visibility_batch().queue_url(url);
    let changes = ids.iter().map(|id| change(id, "x", 0)).collect();
    [
        code(send.set_entries(Some(sends)).send().await),
        code(delete.set_entries(Some(deletions)).send().await),
        code(hide.set_entries(Some(changes)).send().await),
    ]
}

#[tokio::test]
async fn entries_can_be_told_apart_and_are_not_too_many() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let eleven: Vec<String> = (0..11).map(|n| n.to_string()).collect();
    let eleven: Vec<&str> = eleven.iter().map(String::as_str).collect();
    let long = "x".repeat(81);
    let cases: [(&[&str], &str); 6] = [
        (&[], "EmptyBatchRequest"),
        (&eleven, "TooManyEntriesInBatchRequest"),
        (&["a", "b", "a"], "BatchEntryIdsNotDistinct"),
        (&[""], "InvalidBatchEntryId"),
        (&["a b"], "InvalidBatchEntryId"),
        (&[&long], "InvalidBatchEntryId"),
    ];
    for (ids, name) in cases {
        let expected = format!("AWS.SimpleQueueService.{name}");
        let got = refused(&sqs, &url, ids).await;
        assert_eq!(
            got,
            [expected.clone(), expected.clone(), expected],
            "{ids:?}"
        );
    }
    assert_eq!(sqs.counts(&url).await, (0, 0, 0));
    let unknown = url.replace("jobs", "unknown");
    let gone = "AWS.SimpleQueueService.NonExistentQueue";
    assert_eq!(refused(&sqs, &unknown, &["a"]).await, [gone, gone, gone]);
}

#[tokio::test]
async fn the_sdk_knows_the_errors_as_types() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let send = |ids: &[&str]| {
        let entries = ids.iter().map(|id| entry(id, "x")).collect();
        let send = sqs.client.send_message_batch().queue_url(&url);
        let answer = send.set_entries(Some(entries)).send();
        async { answer.await.unwrap_err().into_service_error() }
    };
    assert!(send(&[]).await.is_empty_batch_request());
    assert!(send(&["a", "a"]).await.is_batch_entry_ids_not_distinct());
    assert!(send(&["a b"]).await.is_invalid_batch_entry_id());
    assert!(
        send(&["a"; 11])
            .await
            .is_too_many_entries_in_batch_request()
    );
}

#[tokio::test]
async fn a_batch_has_a_mebibyte_at_most() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let send = |last: usize| {
        let half = "x".repeat(512 * 1024);
        let entries = vec![entry("a", &half), entry("b", &"x".repeat(last))];
        let send = sqs.client.send_message_batch().queue_url(&url);
        send.set_entries(Some(entries)).send()
    };
    assert_eq!(send(512 * 1024).await.unwrap().successful().len(), 2);
    let error = send(512 * 1024 + 1).await.unwrap_err().into_service_error();
    assert!(error.is_batch_request_too_long(), "{error:?}");
    assert_eq!(sqs.counts(&url).await, (2, 0, 0));
}
