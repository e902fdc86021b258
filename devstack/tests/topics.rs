//! SNS by the SDK that services use, before the queues that subscribe.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::io::Write;
use std::time::Duration;

use aws_sdk_sns::Client;
use aws_sdk_sns::config::retry::RetryConfig;
use aws_sdk_sns::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_sns::error::ProvideErrorMetadata;
use aws_sdk_sns::operation::publish_batch::PublishBatchError;
use aws_sdk_sns::primitives::Blob;
use aws_sdk_sns::types::{MessageAttributeValue, PublishBatchRequestEntry};
use aws_smithy_http_client::Builder;
use devstack::{Queues, Role, Topics};
use formwork::testing::{Module, module_of, module_of_hcl};

/// Written by formwork: a topic to three queues, one of which gets all, and one in order.
fn stack() -> Module {
    module_of(
        r#"
        stack.name = "shop"
        service.web.image = "web:1"

        [queue.all]
        [queue.orders]
        [queue.large]
        [topic.events.queues]
        all = {}
        orders = { filter = { kind = ["order", { prefix = "re-" }] } }
        large = { filter = { total = [{ numeric = [">=", 100] }] }, filter_on = "body" }

        [queue.in_order]
        fifo = true
        [queue.unordered]
        [topic.changes]
        fifo = true
        queues = { in_order = {}, unordered = {} }
        "#,
    )
}

struct Sns {
    queues: Queues,
    topics: Topics,
    client: Client,
}

impl Sns {
    async fn start(module: &Module, role: Role) -> Self {
        let queues = Queues::start(Role::Admin).await.unwrap();
        queues.stop_clock();
        queues.deploy(module).unwrap();
        let topics = Topics::start(role, &queues).await.unwrap();
        topics.deploy(module).unwrap();
        let client = client_of(&topics, &devstack::access_key("api"));
        Self {
            queues,
            topics,
            client,
        }
    }

    async fn of_stack() -> Self {
        Self::start(&stack(), Role::Admin).await
    }

    fn arn(&self, topic: &str) -> String {
        let reference = format!("aws_sns_topic.{topic}.arn");
        self.topics.resolve(&reference).unwrap()
    }

    async fn publish(&self, text: &str, kind: Option<&str>) {
        let publish = self.client.publish().topic_arn(self.arn("events"));
        let mut publish = publish.message(text);
        if let Some(kind) = kind {
            publish = publish.message_attributes("kind", attribute("String", kind));
        }
        publish.send().await.unwrap();
    }

    fn bodies<const COUNT: usize>(&self, queues: [&str; COUNT]) -> [Vec<String>; COUNT] {
        queues.map(|queue| self.queues.bodies(queue))
    }
}

fn client_of(topics: &Topics, key_id: &str) -> Client {
    let secret = devstack::SECRET_ACCESS_KEY;
    let config = aws_sdk_sns::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(devstack::REGION))
        .credentials_provider(Credentials::new(key_id, secret, None, None, "test"))
        .endpoint_url(topics.endpoint_url())
        .http_client(Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .build();
    Client::from_conf(config)
}

fn attribute(of_type: &str, value: &str) -> MessageAttributeValue {
    let attribute = MessageAttributeValue::builder().data_type(of_type);
    attribute.string_value(value).build().unwrap()
}

fn entry(id: &str, text: &str) -> PublishBatchRequestEntry {
    let entry = PublishBatchRequestEntry::builder().id(id).message(text);
    entry.build().unwrap()
}

#[tokio::test]
async fn each_queue_gets_what_its_filter_lets_through_as_it_was_published() {
    let sns = Sns::of_stack().await;
    sns.publish("tea & <milk>", Some("order")).await;
    sns.publish(r#"{"total":100}"#, Some("re-order")).await;
    sns.publish(r#"{"total":99}"#, None).await;
    let [all, orders, large] = sns.bodies(["shop-all", "shop-orders", "shop-large"]);
    assert_eq!(all, ["tea & <milk>", r#"{"total":100}"#, r#"{"total":99}"#]);
    assert_eq!(orders, ["tea & <milk>", r#"{"total":100}"#]);
    assert_eq!(large, [r#"{"total":100}"#]);
}

#[tokio::test]
async fn attributes_arrive_with_the_text() {
    let sns = Sns::of_stack().await;
    let bytes = MessageAttributeValue::builder().data_type("Binary");
    let bytes = bytes.binary_value(Blob::new([1, 2])).build().unwrap();
    let publish = sns.client.publish().topic_arn(sns.arn("events"));
    let published = publish
        .message("x")
        .message_attributes("kind", attribute("String", "order"))
        .message_attributes("bytes", bytes)
        .send()
        .await
        .unwrap();
    assert_eq!(published.message_id().unwrap().len(), 36);
    assert_eq!(published.sequence_number(), None);
    let url = sns.queues.resolve("aws_sqs_queue.orders.url").unwrap();
    let sqs = sqs_of(&sns.queues);
    let receive = sqs.receive_message().queue_url(url);
    let received = receive.message_attribute_names("All").send().await.unwrap();
    let attributes = received.messages()[0].message_attributes().unwrap();
    assert_eq!(attributes["kind"].string_value(), Some("order"));
    let bytes = attributes["bytes"].binary_value().unwrap();
    assert_eq!(bytes.as_ref(), [1, 2]);
}

fn sqs_of(queues: &Queues) -> aws_sdk_sqs::Client {
    let key_id = devstack::access_key("api");
    let secret = devstack::SECRET_ACCESS_KEY;
    let credentials = aws_sdk_sqs::config::Credentials::new(key_id, secret, None, None, "test");
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(aws_sdk_sqs::config::BehaviorVersion::latest())
        .region(aws_sdk_sqs::config::Region::new(devstack::REGION))
        .credentials_provider(credentials)
        .endpoint_url(queues.endpoint_url())
        .http_client(Builder::new().build_http());
    aws_sdk_sqs::Client::from_conf(config.build())
}

#[tokio::test]
async fn a_fifo_topic_keeps_the_order_and_takes_a_message_once_in_five_minutes() {
    let sns = Sns::of_stack().await;
    let publish = |group: &str, text: &str| {
        let publish = sns.client.publish().topic_arn(sns.arn("changes"));
        publish.message_group_id(group).message(text).send()
    };
    let first = publish("ada", "one").await.unwrap();
    let again = publish("ada", "one").await.unwrap();
    assert_eq!(again.message_id(), first.message_id());
    assert_eq!(again.sequence_number(), first.sequence_number());
    assert_eq!(first.sequence_number().unwrap().len(), 20);
    // Another group has messages of its own.
    publish("bob", "one").await.unwrap();
    publish("ada", "two").await.unwrap();
    let both = ["shop-in-order.fifo", "shop-unordered"];
    let expected = ["one", "one", "two"].map(str::to_owned).to_vec();
    assert_eq!(sns.bodies(both), [expected.clone(), expected]);
    sns.queues.advance(Duration::from_secs(301));
    publish("ada", "one").await.unwrap();
    assert_eq!(sns.queues.bodies("shop-unordered").len(), 4);
}

#[tokio::test]
async fn what_sns_refuses_is_refused() {
    let sns = Sns::of_stack().await;
    let publish = |topic| sns.client.publish().topic_arn(sns.arn(topic));
    let refused = [
        publish("events").message("").send().await,
        publish("events").message("x").subject("é").send().await,
        publish("events").message("x".repeat(262_145)).send().await,
        publish("changes").message("x").send().await,
        publish("events")
            .message("x")
            .message_deduplication_id("a")
            .send()
            .await,
    ];
    for result in refused {
        let error = result.unwrap_err().into_service_error();
        assert!(error.is_invalid_parameter_exception(), "{error:?}");
    }
    let unknown = sns.client.publish().message("x");
    let unknown = unknown.topic_arn(sns.arn("events") + "-not").send().await;
    let error = unknown.unwrap_err().into_service_error();
    assert!(error.is_not_found_exception(), "{error:?}");
    assert_eq!(error.message(), Some("Topic does not exist"));
    assert!(sns.queues.bodies("shop-all").is_empty());
}

#[tokio::test]
async fn of_a_batch_each_message_succeeds_or_fails_by_itself() {
    let sns = Sns::of_stack().await;
    let batch = || sns.client.publish_batch().topic_arn(sns.arn("events"));
    let done = batch()
        .publish_batch_request_entries(entry("first", "one"))
        .publish_batch_request_entries(entry("second", ""))
        .send()
        .await
        .unwrap();
    assert_eq!(done.successful()[0].id(), Some("first"));
    assert_eq!(done.failed()[0].id(), "second");
    assert_eq!(done.failed()[0].code(), "InvalidParameter");
    assert!(done.failed()[0].sender_fault());
    assert_eq!(sns.queues.bodies("shop-all"), ["one"]);

    let twice = batch()
        .publish_batch_request_entries(entry("a", "one"))
        .publish_batch_request_entries(entry("a", "two"))
        .send()
        .await;
    let error = twice.unwrap_err().into_service_error();
    let is_expected = matches!(
        &error,
        PublishBatchError::BatchEntryIdsNotDistinctException(_)
    );
    assert!(is_expected, "{error:?}");
    let large = "x".repeat(200_000);
    let large = batch()
        .publish_batch_request_entries(entry("a", &large))
        .publish_batch_request_entries(entry("b", &large))
        .send()
        .await;
    let error = large.unwrap_err().into_service_error();
    assert!(error.is_batch_request_too_long_exception(), "{error:?}");
}

#[tokio::test]
async fn what_a_queue_does_not_take_is_kept_with_the_undelivered() {
    let sns = Sns::of_stack().await;
    let url = sns.queues.resolve("aws_sqs_queue.all.url").unwrap();
    let delete = sqs_of(&sns.queues).delete_queue().queue_url(url);
    delete.send().await.unwrap();
    sns.publish("lost?", None).await;
    assert_eq!(sns.queues.bodies("shop-events-undelivered"), ["lost?"]);
}

#[tokio::test]
async fn without_raw_delivery_the_text_has_an_envelope() {
    let hcl = r#"
resource "aws_sns_topic" "events" {
  name = "events"
}

resource "aws_sqs_queue" "jobs" {
  name = "jobs"
}

resource "aws_sns_topic_subscription" "jobs" {
  topic_arn = aws_sns_topic.events.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.jobs.arn
}

resource "aws_sns_topic_subscription" "somebody" {
  topic_arn = aws_sns_topic.events.arn
  protocol  = "email"
  endpoint  = "ops@example.com"
}
"#;
    let sns = Sns::start(&module_of_hcl([("main.tf", hcl)]).unwrap(), Role::Admin).await;
    let publish = sns.client.publish().topic_arn(sns.arn("events"));
    let published = publish
        .message(r#"{"default":"all","sqs":"queues"}"#)
        .message_structure("json")
        .subject("News")
        .message_attributes("kind", attribute("String", "order"))
        .send()
        .await
        .unwrap();
    let bodies = sns.queues.bodies("jobs");
    let envelope: serde_json::Value = serde_json::from_str(&bodies[0]).unwrap();
    assert_eq!(envelope["Type"], "Notification");
    assert_eq!(envelope["MessageId"], published.message_id().unwrap());
    assert_eq!(envelope["TopicArn"], sns.arn("events"));
    assert_eq!(envelope["Message"], "queues");
    assert_eq!(envelope["Subject"], "News");
    let kind = &envelope["MessageAttributes"]["kind"];
    assert_eq!(
        (&kind["Type"], &kind["Value"]),
        (&"String".into(), &"order".into())
    );
    assert_eq!(bodies.len(), 1);
}

#[tokio::test]
async fn who_has_no_grant_publishes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let policy = r#"
resource "aws_iam_role_policy" "api_task" {
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sns:Publish", Resource = aws_sns_topic.events.arn }]
  })
}
"#;
    let mut file = std::fs::File::create(directory.path().join("api.tf")).unwrap();
    file.write_all(policy.as_bytes()).unwrap();
    let role = Role::Task(directory.path().to_owned());
    let sns = Sns::start(&stack(), role).await;
    sns.publish("allowed", None).await;
    let batch = sns.client.publish_batch().topic_arn(sns.arn("events"));
    let batch = batch.publish_batch_request_entries(entry("a", "too"));
    assert_eq!(batch.send().await.unwrap().successful().len(), 1);
    let publish = sns.client.publish().topic_arn(sns.arn("changes"));
    let refused = publish.message_group_id("a").message("x").send().await;
    let error = refused.unwrap_err().into_service_error();
    assert!(error.is_authorization_error_exception(), "{error:?}");
    let other = client_of(&sns.topics, &devstack::access_key("mailer"));
    let publish = other.publish().topic_arn(sns.arn("events"));
    let refused = publish.message("x").send().await.unwrap_err();
    let error = refused.into_service_error();
    assert!(error.is_authorization_error_exception(), "{error:?}");
    let stranger = client_of(&sns.topics, "AKIDSOMEBODY");
    let publish = stranger.publish().topic_arn(sns.arn("events"));
    let error = publish.message("x").send().await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidClientTokenId"));
    assert_eq!(sns.queues.bodies("shop-all"), ["allowed", "too"]);
}

#[tokio::test]
async fn a_topic_that_exists_on_aws_has_a_stand_in_without_subscribers() {
    let sns = Sns::of_stack().await;
    sns.topics.stand_in("aws_sns_topic.theirs", "theirs");
    assert_eq!(
        sns.topics.resolve("aws_sns_topic.theirs.arn").as_deref(),
        Some("arn:aws:sns:us-east-1:123456789012:theirs")
    );
    let publish = sns.client.publish().topic_arn(sns.arn("theirs"));
    let publish = publish.message("x").message_group_id("a");
    assert!(publish.send().await.is_ok());
    assert_eq!(sns.topics.resolve("aws_sns_topic.theirs.policy"), None);
}
