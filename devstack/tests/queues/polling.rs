//! Receives that wait for messages.

use std::time::{Duration, Instant};

use aws_sdk_sqs::operation::receive_message::builders::ReceiveMessageFluentBuilder;
use aws_sdk_sqs::types::{Message, QueueAttributeName};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::{Sqs, bodies, code};

/// Far below any time-out of a queue, far above what an answer takes.
const SOON: Duration = Duration::from_secs(8);

/// A receive that waits in the background.
struct Waiting(JoinHandle<Vec<Message>>);

impl Waiting {
    async fn start(receive: ReceiveMessageFluentBuilder) -> Self {
        let received = async { receive.send().await.unwrap().messages.unwrap_or_default() };
        let waiting = Self(tokio::spawn(received));
        // Long enough to arrive; a test that is slower sees the same.
        sleep(Duration::from_millis(200)).await;
        waiting
    }

    async fn ends(self) -> Vec<Message> {
        timeout(SOON, self.0).await.expect("it ends").unwrap()
    }
}

fn long(sqs: &Sqs, url: &str) -> ReceiveMessageFluentBuilder {
    let receive = sqs.client.receive_message().queue_url(url);
    receive.wait_time_seconds(20)
}

#[tokio::test]
async fn a_waiting_receive_ends_when_a_message_is_sent() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let waiting = Waiting::start(long(&sqs, &url)).await;
    assert!(!waiting.0.is_finished());
    sqs.send(&url, "x").await;
    assert_eq!(bodies(&waiting.ends().await), ["x"]);
}

#[tokio::test]
async fn it_ends_when_a_hidden_message_shows() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let send = sqs.client.send_message().queue_url(&url);
    let send = send.message_body("delayed").delay_seconds(15);
    send.send().await.unwrap();
    let waiting = Waiting::start(long(&sqs, &url)).await;
    sqs.advance(10);
    sleep(Duration::from_millis(100)).await;
    assert!(!waiting.0.is_finished());
    sqs.advance(5);
    let received = waiting.ends().await;
    assert_eq!(bodies(&received), ["delayed"]);

    let waiting = Waiting::start(long(&sqs, &url)).await;
    sqs.hide(&url, &received[0], 0).await;
    assert_eq!(bodies(&waiting.ends().await), ["delayed"]);
}

#[tokio::test]
async fn it_sees_by_itself_that_a_time_out_ends() {
    let sqs = Sqs::start().await;
    let timeout = QueueAttributeName::VisibilityTimeout;
    let url = sqs.queue("jobs", &[(timeout, "1")]).await;
    sqs.send(&url, "x").await;
    sqs.receive(&url).await;
    let since = Instant::now();
    let received = long(&sqs, &url).send().await.unwrap();
    assert_eq!(bodies(received.messages()), ["x"]);
    assert!(since.elapsed() < SOON, "{:?}", since.elapsed());
}

#[tokio::test]
async fn it_ends_without_messages_when_its_time_is_over() {
    let sqs = Sqs::start().await;
    let wait = QueueAttributeName::ReceiveMessageWaitTimeSeconds;
    let url = sqs.queue("jobs", &[(wait, "20")]).await;
    // The queue says how long, unless the receive does.
    let receive = || sqs.client.receive_message().queue_url(&url);
    let short = receive().wait_time_seconds(0).send().await.unwrap();
    assert_eq!(short.messages, None);
    let waiting = Waiting::start(receive()).await;
    sqs.advance(19);
    sleep(Duration::from_millis(100)).await;
    assert!(!waiting.0.is_finished());
    sqs.advance(1);
    assert!(waiting.ends().await.is_empty());
    for seconds in [-1, 21] {
        let refused = receive().wait_time_seconds(seconds).send().await;
        assert_eq!(code(refused), "InvalidParameterValue");
    }
}

#[tokio::test]
async fn one_message_goes_to_one_of_those_who_wait() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let waiting = [
        Waiting::start(long(&sqs, &url)).await,
        Waiting::start(long(&sqs, &url)).await,
    ];
    sqs.send(&url, "x").await;
    sleep(Duration::from_millis(200)).await;
    assert_eq!(waiting.iter().filter(|one| one.0.is_finished()).count(), 1);
    sqs.advance(20);
    let mut all = Vec::new();
    for one in waiting {
        all.extend(one.ends().await);
    }
    assert_eq!(bodies(&all), ["x"]);
}

#[tokio::test]
async fn who_waits_for_a_queue_that_is_deleted_is_told() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let receive = long(&sqs, &url);
    let waiting = tokio::spawn(async { receive.send().await });
    sleep(Duration::from_millis(200)).await;
    sqs.client
        .delete_queue()
        .queue_url(&url)
        .send()
        .await
        .unwrap();
    let error = timeout(SOON, waiting).await.expect("it ends").unwrap();
    let error = error.unwrap_err().into_service_error();
    assert!(error.is_queue_does_not_exist(), "{error:?}");
}

#[tokio::test]
async fn a_message_is_not_given_to_a_client_that_went_away() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let waiting = Waiting::start(long(&sqs, &url)).await;
    waiting.0.abort();
    sleep(Duration::from_millis(200)).await;
    sqs.send(&url, "x").await;
    assert_eq!(bodies(&sqs.receive(&url).await), ["x"]);
}
