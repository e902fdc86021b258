//! The messages of a queue: received, worked on, and deleted once that is done.

use std::time::Duration;

use aws_sdk_sqs::Client;

use crate::Failure;

/// How long SQS waits for a message before it says that there is none: the longest that it takes.
const WAIT_SECONDS: i32 = 20;

/// How many messages come at a time: the most that there are.
const BATCH: i32 = 10;

/// Works on messages for ever. One that fails comes again once its visibility timeout is over, and stands
/// aside after a few times.
pub(crate) async fn work(
    client: &Client,
    url: &str,
    handle: impl AsyncFn(&str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    loop {
        if let Err(error) = work_once(client, url, WAIT_SECONDS, &handle).await {
            tracing::warn!(%error, "the queue cannot be read for now");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

/// Works on the messages that are there; tells how many.
pub(crate) async fn drain(
    client: &Client,
    url: &str,
    handle: impl AsyncFn(&str) -> Result<(), Failure>,
) -> Result<usize, Failure> {
    let mut done = 0;
    loop {
        match work_once(client, url, 1, &handle).await? {
            0 => return Ok(done),
            more => done += more,
        }
    }
}

/// Tells how many messages came and were done.
async fn work_once(
    client: &Client,
    url: &str,
    wait_seconds: i32,
    handle: &impl AsyncFn(&str) -> Result<(), Failure>,
) -> Result<usize, Failure> {
    let received = client
        .receive_message()
        .queue_url(url)
        .max_number_of_messages(BATCH)
        .wait_time_seconds(wait_seconds)
        .send()
        .await?;
    let mut done = 0;
    for message in received.messages() {
        if let Err(error) = handle(message.body().unwrap_or_default()).await {
            // Of a group in order nothing else comes before this one.
            tracing::warn!(%error, id = message.message_id(), "a message comes again later");
            continue;
        }
        let delete = client.delete_message().queue_url(url);
        let receipt = message.receipt_handle().unwrap_or_default();
        delete.receipt_handle(receipt).send().await?;
        done += 1;
    }
    Ok(done)
}
