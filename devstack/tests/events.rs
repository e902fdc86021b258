//! Events of buckets, as a worker meets them in the queue that its Terraform names.
#![expect(
    clippy::disallowed_types,
    reason = "these tests are of what the clients of AWS meet"
)]

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_http_client::Builder;
use devstack::{Objects, Queues, Role};
use formwork::testing::{Module, module_of};
use serde_json::Value;

fn stack() -> Module {
    module_of(
        r#"
        stack.name = "shop"
        service.web.image = "web:1"
        [queue.lists]
        [queue.gone]
        [bucket.imports]
        events = [
          { queue = "lists", on = ["created"], prefix = "prices/", suffix = ".csv" },
          { queue = "gone", on = ["removed"] },
        ]
        "#,
    )
}

fn client_of(objects: &Objects) -> Client {
    let (id, secret) = (devstack::ACCESS_KEY_ID, devstack::SECRET_ACCESS_KEY);
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(devstack::REGION))
        .credentials_provider(Credentials::new(id, secret, None, None, "test"))
        .endpoint_url(objects.endpoint_url())
        .force_path_style(true)
        .http_client(Builder::new().build_http())
        .build();
    Client::from_conf(config)
}

#[tokio::test]
async fn a_queue_is_told_of_the_objects_that_it_wants_to_know_of() {
    let queues = Queues::start(Role::Admin).await.unwrap();
    queues.deploy(&stack()).unwrap();
    let objects = Objects::ephemeral().await.unwrap();
    objects.create_bucket("shop-imports").unwrap();
    let tell = || objects.tell("shop-imports", &stack(), "aws_s3_bucket.imports", &queues);
    tell();
    // What is deployed again is no news.
    tell();
    let messages = |queue: &str| -> Vec<Value> {
        let bodies = queues.bodies(queue);
        let bodies = bodies
            .iter()
            .map(|body| serde_json::from_str(body).unwrap());
        bodies.collect()
    };
    let tests = messages("shop-lists");
    assert_eq!(tests.len(), 1);
    assert_eq!(tests[0]["Event"], "s3:TestEvent");
    assert_eq!(tests[0]["Bucket"], "shop-imports");

    let client = client_of(&objects);
    for key in ["prices/a b+c.csv", "prices/a.txt", "other/a.csv"] {
        let put = client.put_object().bucket("shop-imports").key(key);
        put.body(b"tea,250".to_vec().into()).send().await.unwrap();
    }
    let told = messages("shop-lists");
    assert_eq!(told.len(), 2);
    let record = &told[1]["Records"][0];
    assert_eq!(record["eventName"], "ObjectCreated:Put");
    assert_eq!(record["eventSource"], "aws:s3");
    assert_eq!(record["s3"]["bucket"]["name"], "shop-imports");
    assert_eq!(record["s3"]["object"]["key"], "prices/a+b%2Bc.csv");
    assert_eq!(record["s3"]["object"]["size"], 7);

    let delete = client.delete_object().bucket("shop-imports");
    delete.key("other/a.csv").send().await.unwrap();
    let record = &messages("shop-gone")[1]["Records"][0];
    // The bucket keeps versions.
    assert_eq!(record["eventName"], "ObjectRemoved:DeleteMarkerCreated");
    assert_eq!(record["s3"]["object"]["key"], "other/a.csv");
    assert_eq!(record["s3"]["object"].get("size"), None);
}

#[tokio::test]
async fn what_fails_is_no_event() {
    let queues = Queues::start(Role::Admin).await.unwrap();
    queues.deploy(&stack()).unwrap();
    let objects = Objects::ephemeral().await.unwrap();
    objects.tell("shop-imports", &stack(), "aws_s3_bucket.imports", &queues);
    let put = client_of(&objects).put_object().bucket("shop-imports");
    let put = put.key("prices/a.csv").body(b"x".to_vec().into());
    // There is no such bucket.
    assert!(put.send().await.is_err());
    assert_eq!(queues.bodies("shop-lists").len(), 1);
}
