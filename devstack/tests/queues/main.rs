//! SQS by the SDK that services use: every test on a server of its own, whose clock it moves.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod account;
mod attributes;
mod batches;
mod deployed;
mod fifo;
mod messages;
mod moves;
mod permissions;
mod polling;
mod redrive;
mod visibility;

use std::collections::HashMap;
use std::fmt::Debug;
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::retry::RetryConfig;
use aws_sdk_sqs::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::operation::send_message::SendMessageOutput;
use aws_sdk_sqs::types::{Message, MessageSystemAttributeName, QueueAttributeName};
use aws_smithy_http_client::Builder;
use devstack::{Queues, Role};

/// A client, of whoever has this key.
fn client_of(queues: &Queues, key_id: &str) -> Client {
    let secret = devstack::SECRET_ACCESS_KEY;
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(devstack::REGION))
        .credentials_provider(Credentials::new(key_id, secret, None, None, "test"))
        .endpoint_url(queues.endpoint_url())
        .http_client(Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .build();
    Client::from_conf(config)
}

/// An SQS, and someone who may do everything with it.
struct Sqs {
    queues: Queues,
    client: Client,
}

/// Visible, in flight, delayed.
type Counts = (u32, u32, u32);

impl Sqs {
    async fn start() -> Self {
        Self::start_as(Role::Admin).await
    }

    async fn start_as(role: Role) -> Self {
        let queues = Queues::start(role).await.unwrap();
        let client = client_of(&queues, devstack::ACCESS_KEY_ID);
        Self { queues, client }
    }

    /// Creates a queue, and gives its URL.
    async fn queue(&self, name: &str, attributes: &[(QueueAttributeName, &str)]) -> String {
        let attributes: HashMap<_, _> = attributes
            .iter()
            .map(|(name, value)| (name.clone(), (*value).to_owned()))
            .collect();
        let create = self.client.create_queue().queue_name(name);
        let created = create.set_attributes(Some(attributes)).send().await;
        created.unwrap().queue_url.unwrap()
    }

    /// Creates a FIFO queue that takes bodies for deduplication ids.
    async fn fifo(&self, name: &str) -> String {
        let attributes = [
            (QueueAttributeName::FifoQueue, "true"),
            (QueueAttributeName::ContentBasedDeduplication, "true"),
        ];
        self.queue(name, &attributes).await
    }

    async fn set(&self, url: &str, name: QueueAttributeName, value: &str) {
        let set = self.client.set_queue_attributes().queue_url(url);
        set.attributes(name, value).send().await.unwrap();
    }

    async fn attribute(&self, url: &str, name: QueueAttributeName) -> Option<String> {
        let get = self.client.get_queue_attributes().queue_url(url);
        let got = get.attribute_names(name.clone()).send().await.unwrap();
        got.attributes?.remove(&name)
    }

    async fn arn(&self, url: &str) -> String {
        let arn = self.attribute(url, QueueAttributeName::QueueArn).await;
        arn.unwrap()
    }

    async fn counts(&self, url: &str) -> Counts {
        let count = |name| async { self.attribute(url, name).await.unwrap().parse().unwrap() };
        (
            count(QueueAttributeName::ApproximateNumberOfMessages).await,
            count(QueueAttributeName::ApproximateNumberOfMessagesNotVisible).await,
            count(QueueAttributeName::ApproximateNumberOfMessagesDelayed).await,
        )
    }

    async fn send(&self, url: &str, body: &str) -> SendMessageOutput {
        let send = self.client.send_message().queue_url(url);
        send.message_body(body).send().await.unwrap()
    }

    async fn send_in(&self, url: &str, group: &str, body: &str) -> SendMessageOutput {
        let send = self.client.send_message().queue_url(url);
        let send = send.message_body(body).message_group_id(group);
        send.send().await.unwrap()
    }

    /// Receives up to ten messages with all that is known of them.
    async fn receive(&self, url: &str) -> Vec<Message> {
        self.receive_up_to(10, url).await
    }

    async fn receive_up_to(&self, most: i32, url: &str) -> Vec<Message> {
        let receive = self.client.receive_message().queue_url(url);
        let received = receive
            .max_number_of_messages(most)
            .message_system_attribute_names(MessageSystemAttributeName::All)
            .message_attribute_names("All")
            .send()
            .await;
        received.unwrap().messages.unwrap_or_default()
    }

    async fn delete(&self, url: &str, message: &Message) {
        let delete = self.client.delete_message().queue_url(url);
        let delete = delete.receipt_handle(handle(message));
        delete.send().await.unwrap();
    }

    async fn hide(&self, url: &str, message: &Message, seconds: i32) {
        let change = self.client.change_message_visibility().queue_url(url);
        let change = change.receipt_handle(handle(message));
        change.visibility_timeout(seconds).send().await.unwrap();
    }

    fn advance(&self, seconds: u64) {
        self.queues.advance(Duration::from_secs(seconds));
    }
}

fn handle(message: &Message) -> &str {
    message.receipt_handle().unwrap()
}

fn bodies(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|m| m.body().unwrap()).collect()
}

fn system<'a>(message: &'a Message, name: &MessageSystemAttributeName) -> Option<&'a str> {
    let attributes = message.attributes.as_ref()?;
    attributes.get(name).map(String::as_str)
}

fn receives(message: &Message) -> &str {
    let count = MessageSystemAttributeName::ApproximateReceiveCount;
    system(message, &count).unwrap()
}

/// The error by its name on AWS.
#[track_caller]
fn code<T: Debug, E: ProvideErrorMetadata + Debug>(result: Result<T, SdkError<E>>) -> String {
    let error = result.expect_err("SQS refuses");
    let code = error.code().unwrap_or_else(|| panic!("{error:?}"));
    code.to_owned()
}

/// What SQS says of it.
#[track_caller]
fn message<T: Debug, E: ProvideErrorMetadata + Debug>(result: Result<T, SdkError<E>>) -> String {
    let error = result.expect_err("SQS refuses");
    error.message().unwrap_or_default().to_owned()
}
