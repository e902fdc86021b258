//! Messages that are hidden: in flight, or delayed.

use aws_sdk_sqs::types::QueueAttributeName;

use crate::{Sqs, bodies, code, handle, receives};

#[tokio::test]
async fn a_message_is_hidden_until_its_time_out_ends() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    sqs.send(&url, "x").await;
    assert_eq!(sqs.counts(&url).await, (1, 0, 0));
    let first = sqs.receive(&url).await;
    assert_eq!(receives(&first[0]), "1");
    assert_eq!(sqs.counts(&url).await, (0, 1, 0));
    sqs.advance(28);
    assert!(sqs.receive(&url).await.is_empty());
    sqs.advance(2);
    assert_eq!(sqs.counts(&url).await, (1, 0, 0));
    let second = sqs.receive(&url).await;
    assert_eq!(receives(&second[0]), "2");
    sqs.delete(&url, &second[0]).await;
    assert_eq!(sqs.counts(&url).await, (0, 0, 0));
}

#[tokio::test]
async fn a_receive_may_set_another_time_out_than_the_queue() {
    let sqs = Sqs::start().await;
    let timeout = QueueAttributeName::VisibilityTimeout;
    let url = sqs.queue("jobs", &[(timeout, "100")]).await;
    sqs.send(&url, "x").await;
    let receive = |seconds| {
        let receive = sqs.client.receive_message().queue_url(&url);
        receive.visibility_timeout(seconds).send()
    };
    receive(5).await.unwrap();
    sqs.advance(5);
    assert_eq!(bodies(&sqs.receive(&url).await), ["x"]);
    sqs.advance(98);
    assert!(sqs.receive(&url).await.is_empty());
    sqs.advance(2);
    // Hidden from nobody.
    receive(0).await.unwrap();
    assert_eq!(bodies(&sqs.receive(&url).await), ["x"]);
    for seconds in [-1, 43_201] {
        assert_eq!(code(receive(seconds).await), "InvalidParameterValue");
    }
}

#[tokio::test]
async fn a_time_out_counts_from_its_last_change() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    sqs.send(&url, "x").await;
    let message = sqs.receive(&url).await.remove(0);
    sqs.advance(20);
    sqs.hide(&url, &message, 20).await;
    sqs.advance(18);
    assert!(sqs.receive(&url).await.is_empty());
    sqs.advance(2);
    let message = sqs.receive(&url).await.remove(0);
    // The change was for once: the next receive hides it as long as the queue says.
    sqs.advance(28);
    assert!(sqs.receive(&url).await.is_empty());
    // The message can be given back at once.
    sqs.hide(&url, &message, 0).await;
    assert_eq!(sqs.counts(&url).await, (1, 0, 0));
}

#[tokio::test]
async fn a_message_is_hidden_for_twelve_hours_at_most() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    sqs.send(&url, "x").await;
    let message = sqs.receive(&url).await.remove(0);
    let change = |seconds| {
        let change = sqs.client.change_message_visibility().queue_url(&url);
        let change = change.receipt_handle(handle(&message));
        change.visibility_timeout(seconds).send()
    };
    for seconds in [-1, 43_201] {
        assert_eq!(code(change(seconds).await), "InvalidParameterValue");
    }
    sqs.advance(20);
    assert_eq!(code(change(43_190).await), "InvalidParameterValue");
    change(43_170).await.unwrap();
    sqs.advance(43_000);
    assert!(sqs.receive(&url).await.is_empty());
}

#[tokio::test]
async fn only_what_is_in_flight_can_be_hidden_longer() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    sqs.send(&url, "x").await;
    let message = sqs.receive(&url).await.remove(0);
    let change = |handle: &str| {
        let change = sqs.client.change_message_visibility().queue_url(&url);
        change.receipt_handle(handle).visibility_timeout(1).send()
    };
    sqs.advance(30);
    let late = change(handle(&message))
        .await
        .unwrap_err()
        .into_service_error();
    assert!(late.is_message_not_inflight(), "{late:?}");
    let again = sqs.receive(&url).await.remove(0);
    // The old receipt is no longer that of the message.
    assert_eq!(
        code(change(handle(&message)).await),
        "InvalidParameterValue"
    );
    sqs.delete(&url, &again).await;
    assert_eq!(code(change(handle(&again)).await), "InvalidParameterValue");
    let made_up = change("made-up").await.unwrap_err().into_service_error();
    assert!(made_up.is_receipt_handle_is_invalid(), "{made_up:?}");
}

#[tokio::test]
async fn the_last_receipt_deletes_and_an_old_one_does_nothing() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    sqs.send(&url, "x").await;
    let old = sqs.receive(&url).await.remove(0);
    sqs.advance(30);
    let last = sqs.receive(&url).await.remove(0);
    sqs.delete(&url, &old).await;
    assert_eq!(sqs.counts(&url).await, (0, 1, 0));
    // Although its time-out is over.
    sqs.advance(30);
    sqs.delete(&url, &last).await;
    assert_eq!(sqs.counts(&url).await, (0, 0, 0));
    // Whoever deletes again succeeds.
    sqs.delete(&url, &last).await;
}

#[tokio::test]
async fn a_receipt_is_of_one_queue() {
    let sqs = Sqs::start().await;
    let [jobs, other] = [sqs.queue("jobs", &[]).await, sqs.queue("other", &[]).await];
    sqs.send(&jobs, "x").await;
    let message = sqs.receive(&jobs).await.remove(0);
    let delete = |handle: Option<&str>| {
        let delete = sqs.client.delete_message().queue_url(&other);
        delete.set_receipt_handle(handle.map(str::to_owned)).send()
    };
    for handle in [handle(&message), "made-up", "bm9uZQ=="] {
        let error = delete(Some(handle)).await.unwrap_err().into_service_error();
        assert!(error.is_receipt_handle_is_invalid(), "{error:?}");
    }
    assert_eq!(code(delete(None).await), "MissingParameter");
    assert_eq!(sqs.counts(&jobs).await, (0, 1, 0));
}

#[tokio::test]
async fn a_delayed_message_comes_when_its_delay_is_over() {
    let sqs = Sqs::start().await;
    let delay = QueueAttributeName::DelaySeconds;
    let url = sqs.queue("jobs", &[(delay.clone(), "10")]).await;
    sqs.send(&url, "by the queue").await;
    let send = |body: &str, seconds| {
        let send = sqs.client.send_message().queue_url(&url).message_body(body);
        send.delay_seconds(seconds).send()
    };
    send("by itself", 900).await.unwrap();
    send("at once", 0).await.unwrap();
    assert_eq!(sqs.counts(&url).await, (1, 0, 2));
    assert_eq!(bodies(&sqs.receive(&url).await), ["at once"]);
    // A change is for messages that come later.
    sqs.set(&url, delay, "0").await;
    assert!(sqs.receive(&url).await.is_empty());
    sqs.advance(10);
    assert_eq!(bodies(&sqs.receive(&url).await), ["by the queue"]);
    sqs.advance(890);
    let last = sqs.receive(&url).await;
    assert!(bodies(&last).contains(&"by itself"), "{last:?}");
    for seconds in [-1, 901] {
        assert_eq!(code(send("x", seconds).await), "InvalidParameterValue");
    }
}
