//! The attributes of a queue.

use std::collections::HashMap;

use aws_sdk_sqs::types::QueueAttributeName as Name;

use crate::{Sqs, code};

async fn all(sqs: &Sqs, url: &str) -> HashMap<Name, String> {
    let get = sqs.client.get_queue_attributes().queue_url(url);
    let got = get.attribute_names(Name::All).send().await.unwrap();
    got.attributes.unwrap()
}

#[tokio::test]
async fn a_new_queue_has_the_defaults_of_aws() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let mut attributes = all(&sqs, &url).await;
    for time in [Name::CreatedTimestamp, Name::LastModifiedTimestamp] {
        let seconds: u64 = attributes.remove(&time).unwrap().parse().unwrap();
        assert!(seconds > 1_700_000_000, "{seconds}");
    }
    let expected = [
        (Name::QueueArn, "arn:aws:sqs:us-east-1:123456789012:jobs"),
        (Name::ApproximateNumberOfMessages, "0"),
        (Name::ApproximateNumberOfMessagesNotVisible, "0"),
        (Name::ApproximateNumberOfMessagesDelayed, "0"),
        (Name::VisibilityTimeout, "30"),
        (Name::MessageRetentionPeriod, "345600"),
        (Name::ReceiveMessageWaitTimeSeconds, "0"),
        (Name::DelaySeconds, "0"),
        (Name::MaximumMessageSize, "1048576"),
        (Name::SqsManagedSseEnabled, "true"),
    ];
    let expected = expected.map(|(name, value)| (name, value.to_owned()));
    assert_eq!(attributes, HashMap::from(expected));
}

#[tokio::test]
async fn a_fifo_queue_has_its_own_beside_them() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs.fifo", &[(Name::FifoQueue, "true")]).await;
    let attributes = all(&sqs, &url).await;
    let expected = [
        (Name::FifoQueue, "true"),
        (Name::ContentBasedDeduplication, "false"),
        (Name::DeduplicationScope, "queue"),
        (Name::FifoThroughputLimit, "perQueue"),
    ];
    for (name, value) in expected {
        assert_eq!(attributes[&name], value, "{name:?}");
    }
    let standard = sqs.queue("jobs", &[]).await;
    let of_fifo = sqs.attribute(&standard, Name::FifoQueue).await;
    assert_eq!(of_fifo, None);
}

#[tokio::test]
async fn what_is_set_is_what_one_gets() {
    let sqs = Sqs::start().await;
    let url = sqs.fifo("jobs.fifo").await;
    let values = [
        (Name::VisibilityTimeout, "43200"),
        (Name::MessageRetentionPeriod, "60"),
        (Name::ReceiveMessageWaitTimeSeconds, "20"),
        (Name::DelaySeconds, "900"),
        (Name::MaximumMessageSize, "1024"),
        (Name::ContentBasedDeduplication, "false"),
        (Name::DeduplicationScope, "messageGroup"),
        (Name::FifoThroughputLimit, "perMessageGroupId"),
        (Name::KmsMasterKeyId, "alias/jobs"),
        (Name::Policy, "{}"),
    ];
    for (name, value) in values {
        sqs.set(&url, name.clone(), value).await;
        let got = sqs.attribute(&url, name.clone()).await;
        assert_eq!(got.as_deref(), Some(value), "{name:?}");
    }
    sqs.set(&url, Name::Policy, "").await;
    assert_eq!(sqs.attribute(&url, Name::Policy).await, None);
}

#[tokio::test]
async fn values_outside_their_ranges_are_refused() {
    let sqs = Sqs::start().await;
    let url = sqs.fifo("jobs.fifo").await;
    let before = all(&sqs, &url).await;
    let values = [
        (Name::VisibilityTimeout, "43201"),
        (Name::VisibilityTimeout, "-1"),
        (Name::MessageRetentionPeriod, "59"),
        (Name::MessageRetentionPeriod, "1209601"),
        (Name::ReceiveMessageWaitTimeSeconds, "21"),
        (Name::DelaySeconds, "901"),
        (Name::DelaySeconds, "soon"),
        (Name::MaximumMessageSize, "1023"),
        (Name::MaximumMessageSize, "1048577"),
        (Name::ContentBasedDeduplication, "yes"),
        (Name::DeduplicationScope, "group"),
    ];
    for (name, value) in values {
        let set = sqs.client.set_queue_attributes().queue_url(&url);
        // All or nothing.
        let set = set.attributes(Name::KmsMasterKeyId, "changed");
        let refused = set.attributes(name.clone(), value).send().await;
        assert_eq!(code(refused), "InvalidAttributeValue", "{name:?} {value}");
        let create = sqs.client.create_queue().queue_name("other.fifo");
        let create = create.attributes(Name::FifoQueue, "true");
        let refused = create.attributes(name, value).send().await;
        assert_eq!(code(refused), "InvalidAttributeValue");
    }
    let high = sqs.client.set_queue_attributes().queue_url(&url);
    let high = high.attributes(Name::FifoThroughputLimit, "perMessageGroupId");
    assert_eq!(code(high.send().await), "InvalidParameterValue");
    assert_eq!(all(&sqs, &url).await, before);
}

#[tokio::test]
async fn names_that_a_queue_does_not_have_are_refused() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let names = [
        "Colour",
        "QueueArn",
        "ContentBasedDeduplication",
        "DeduplicationScope",
    ];
    for name in names {
        let set = sqs.client.set_queue_attributes().queue_url(&url);
        let refused = set.attributes(name.into(), "true").send().await;
        assert_eq!(code(refused), "InvalidAttributeName", "{name}");
    }
    // A queue stays of the type that it was made of.
    let set = sqs.client.set_queue_attributes().queue_url(&url);
    let refused = set.attributes(Name::FifoQueue, "true").send().await;
    assert_eq!(code(refused), "InvalidAttributeName");
    let get = sqs.client.get_queue_attributes().queue_url(&url);
    let refused = get.attribute_names("Colour".into()).send().await;
    assert_eq!(code(refused), "InvalidAttributeName");
    let none = sqs.client.get_queue_attributes().queue_url(&url).send();
    assert_eq!(none.await.unwrap().attributes, None);
}

#[tokio::test]
async fn a_change_is_noted() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let before = all(&sqs, &url).await;
    sqs.advance(100);
    sqs.set(&url, Name::DelaySeconds, "5").await;
    let after = all(&sqs, &url).await;
    let seconds =
        |attributes: &HashMap<Name, String>, name| -> u64 { attributes[&name].parse().unwrap() };
    let created = Name::CreatedTimestamp;
    assert_eq!(before[&created], after[&created]);
    let modified = seconds(&after, Name::LastModifiedTimestamp);
    assert!(modified >= seconds(&before, Name::LastModifiedTimestamp) + 100);
}
