//! What is sent is what one receives, with digests and attributes; and what may not be sent.

use std::collections::HashMap;

use aws_sdk_sqs::operation::send_message::builders::SendMessageFluentBuilder;
use aws_sdk_sqs::primitives::Blob;
use aws_sdk_sqs::types::{
    MessageAttributeValue, MessageSystemAttributeName as System,
    MessageSystemAttributeNameForSends, MessageSystemAttributeValue, QueueAttributeName,
};

use crate::{Sqs, bodies, code, system};

const LARGEST: usize = 1024 * 1024;

fn text(data_type: &str, value: &str) -> MessageAttributeValue {
    let attribute = MessageAttributeValue::builder().data_type(data_type);
    attribute.string_value(value).build().unwrap()
}

fn binary(bytes: &[u8]) -> MessageAttributeValue {
    let attribute = MessageAttributeValue::builder().data_type("Binary");
    attribute.binary_value(Blob::new(bytes)).build().unwrap()
}

/// As in the documentation of npm's aws-md5-of-message-attributes, which has their digest too.
fn attributes() -> HashMap<String, MessageAttributeValue> {
    let float = "4563442423554324324264524243.32543234";
    HashMap::from(
        [
            ("attribName1", text("String", "attribValue 1")),
            ("customNumberTypeAttrib", text("Number.float", float)),
            ("binaryAttribute", binary(b"Hello binary world!")),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    )
}

#[tokio::test]
async fn a_message_comes_as_it_was_sent() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let send = sqs.client.send_message().queue_url(&url);
    let send = send
        .message_body("derp")
        .set_message_attributes(Some(attributes()));
    let answer = send.send().await.unwrap();
    // Digests that AWS gave.
    let body = Some("58fd9edd83341c29f1aebba81c31e257");
    let of_attributes = Some("c932db14a896c663f83c260297d594ff");
    assert_eq!(answer.md5_of_message_body(), body);
    assert_eq!(answer.md5_of_message_attributes(), of_attributes);
    assert_eq!(answer.sequence_number(), None);

    let received = sqs.receive(&url).await;
    let [message] = &received[..] else {
        panic!("{received:?}");
    };
    assert_eq!(message.message_id(), answer.message_id());
    assert_eq!(message.body(), Some("derp"));
    assert_eq!(message.md5_of_body(), body);
    assert_eq!(message.md5_of_message_attributes(), of_attributes);
    assert_eq!(message.message_attributes, Some(attributes()));
}

#[tokio::test]
async fn attributes_come_when_they_are_asked_for_and_the_digest_is_of_those() {
    let sqs = Sqs::start().await;
    let timeout = QueueAttributeName::VisibilityTimeout;
    let url = sqs.queue("jobs", &[(timeout, "0")]).await;
    let send = sqs.client.send_message().queue_url(&url);
    let send = send
        .message_body("x")
        .set_message_attributes(Some(attributes()));
    send.send().await.unwrap();
    let receive = |names: &'static [&'static str]| {
        let receive = sqs.client.receive_message().queue_url(&url);
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        async {
            let received = receive
                .set_message_attribute_names(Some(names))
                .send()
                .await;
            received.unwrap().messages.unwrap().remove(0)
        }
    };
    let message = receive(&[]).await;
    assert_eq!(message.message_attributes, None);
    assert_eq!(message.md5_of_message_attributes(), None);
    assert_eq!(message.attributes, None);

    let message = receive(&["binaryAttribute", "unknown"]).await;
    let names: Vec<_> = message
        .message_attributes
        .as_ref()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(names, ["binaryAttribute"]);
    let digest = Some("31a92b15d92f8db860eda32aceb656c3");
    assert_eq!(message.md5_of_message_attributes(), digest);

    let message = receive(&["attrib.*"]).await;
    let names: Vec<_> = message
        .message_attributes
        .as_ref()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(names, ["attribName1"]);
    let digest = Some("19e27d4e946b072f3f58da80d94fd778");
    assert_eq!(message.md5_of_message_attributes(), digest);

    for every in [&["All"], &[".*"]] {
        assert_eq!(receive(every).await.message_attributes, Some(attributes()));
    }
}

#[tokio::test]
async fn sqs_says_when_a_message_was_sent_and_received() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let header = "Root=1-5e272390-8c398be037738dc042009320";
    let value = MessageSystemAttributeValue::builder().data_type("String");
    let value = value.string_value(header).build().unwrap();
    let send = sqs.client.send_message().queue_url(&url).message_body("x");
    let send = send.message_group_id("tenant");
    let name = MessageSystemAttributeNameForSends::AwsTraceHeader;
    let answer = send.message_system_attributes(name, value).send().await;
    let digest = answer.unwrap().md5_of_message_system_attributes;
    assert!(digest.is_some_and(|digest| digest.len() == 32));

    sqs.advance(10);
    let first = sqs.receive(&url).await.remove(0);
    sqs.advance(30);
    let second = sqs.receive(&url).await.remove(0);
    let time = |message, name| -> u64 { system(message, &name).unwrap().parse().unwrap() };
    for (message, count) in [(&first, "1"), (&second, "2")] {
        assert_eq!(
            system(message, &System::ApproximateReceiveCount),
            Some(count)
        );
        assert_eq!(system(message, &System::AwsTraceHeader), Some(header));
        // Of a standard queue, where it blocks nothing.
        assert_eq!(system(message, &System::MessageGroupId), Some("tenant"));
        assert!(system(message, &System::SenderId).is_some());
        let since = time(message, System::SentTimestamp);
        let received = time(message, System::ApproximateFirstReceiveTimestamp);
        assert!(
            (10_000..15_000).contains(&(received - since)),
            "{since} {received}"
        );
        for absent in [
            System::SequenceNumber,
            System::MessageDeduplicationId,
            System::DeadLetterQueueSourceArn,
        ] {
            assert_eq!(system(message, &absent), None);
        }
    }
    assert_ne!(first.receipt_handle(), second.receipt_handle());
}

#[tokio::test]
async fn only_the_system_attributes_that_are_asked_for_come() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    sqs.send(&url, "x").await;
    let receive = sqs.client.receive_message().queue_url(&url);
    // By the old name of the parameter too.
    #[expect(deprecated, reason = "older clients use it")]
    let receive = receive.attribute_names("SentTimestamp".into());
    let receive = receive.message_system_attribute_names(System::ApproximateReceiveCount);
    let received = receive.send().await.unwrap().messages.unwrap();
    let mut names: Vec<_> = received[0].attributes.as_ref().unwrap().keys().collect();
    names.sort_by_key(|name| name.as_str());
    assert_eq!(
        names,
        [&System::ApproximateReceiveCount, &System::SentTimestamp]
    );
}

#[tokio::test]
async fn a_standard_queue_hands_out_up_to_ten_in_the_order_in_which_they_came() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let sent: Vec<String> = (0..12).map(|n| n.to_string()).collect();
    for body in &sent {
        sqs.send(&url, body).await;
    }
    let receive = sqs.client.receive_message().queue_url(&url).send().await;
    assert_eq!(bodies(receive.unwrap().messages()), ["0"]);
    assert_eq!(bodies(&sqs.receive(&url).await), &sent[1..11]);
    assert_eq!(bodies(&sqs.receive(&url).await), ["11"]);
    for most in [0, 11, -1] {
        let receive = sqs.client.receive_message().queue_url(&url);
        let refused = receive.max_number_of_messages(most).send().await;
        assert_eq!(code(refused), "InvalidParameterValue", "{most}");
    }
}

#[tokio::test]
async fn bodies_have_the_characters_of_xml() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let send = |body: &str| {
        sqs.client
            .send_message()
            .queue_url(&url)
            .message_body(body)
            .send()
    };
    let allowed = "tab\t line\n return\r ä € \u{1F600} \u{FFFD} \u{E000} \u{10FFFF}";
    send(allowed).await.unwrap();
    assert_eq!(bodies(&sqs.receive(&url).await), [allowed]);
    for body in ["\0", "a\u{1}", "\u{B}", "\u{1F}", "\u{FFFE}", "\u{FFFF}"] {
        let error = send(body).await.unwrap_err().into_service_error();
        assert!(error.is_invalid_message_contents(), "{body:?} {error:?}");
    }
    assert_eq!(code(send("").await), "MissingParameter");
    let none = sqs.client.send_message().queue_url(&url).send().await;
    assert_eq!(code(none), "MissingParameter");
}

#[tokio::test]
async fn a_message_has_a_mebibyte_at_most_with_its_attributes() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let send = || sqs.client.send_message().queue_url(&url);
    let largest = "x".repeat(LARGEST);
    send().message_body(&largest).send().await.unwrap();
    let larger = send().message_body(format!("{largest}x")).send().await;
    assert_eq!(code(larger), "InvalidParameterValue");
    // Name, type and value count.
    let with = |bytes| {
        let body = "x".repeat(LARGEST - "name".len() - "String".len() - "value".len() + bytes);
        let send = send().message_body(body);
        send.message_attributes("name", text("String", "value"))
            .send()
    };
    with(0).await.unwrap();
    assert_eq!(code(with(1).await), "InvalidParameterValue");

    let maximum = QueueAttributeName::MaximumMessageSize;
    sqs.set(&url, maximum, "1024").await;
    send().message_body("x".repeat(1024)).send().await.unwrap();
    // Bytes, not characters.
    let umlauts = send().message_body("ä".repeat(513)).send().await;
    assert_eq!(code(umlauts), "InvalidParameterValue");
}

#[tokio::test]
async fn attributes_are_those_that_aws_takes() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let send = || -> SendMessageFluentBuilder {
        sqs.client.send_message().queue_url(&url).message_body("x")
    };
    let ten = (0..10).map(|n| (format!("a{n}"), text("String", "x")));
    let mut attributes: HashMap<_, _> = ten.collect();
    send()
        .set_message_attributes(Some(attributes.clone()))
        .send()
        .await
        .unwrap();
    attributes.insert("a10".to_owned(), text("String", "x"));
    let eleven = send().set_message_attributes(Some(attributes)).send().await;
    assert_eq!(code(eleven), "InvalidParameterValue");
    let refused = [
        ("AWS.name", text("String", "x")),
        ("a..b", text("String", "x")),
        ("empty", text("String", "")),
        ("empty", binary(b"")),
        ("number", text("Number", "seven")),
        ("type", text("Float", "1.0")),
        ("type", text("", "x")),
        ("control", text("String", "\u{1}")),
    ];
    for (name, value) in refused {
        let shown = format!("{name} {value:?}");
        let refused = send().message_attributes(name, value).send().await;
        assert_eq!(code(refused), "InvalidParameterValue", "{shown}");
    }
}

#[tokio::test]
async fn messages_are_gone_after_the_retention_period() {
    let sqs = Sqs::start().await;
    let retention = QueueAttributeName::MessageRetentionPeriod;
    let url = sqs.queue("jobs", &[(retention.clone(), "120")]).await;
    sqs.send(&url, "old").await;
    sqs.receive(&url).await;
    sqs.advance(60);
    sqs.send(&url, "new").await;
    sqs.advance(61);
    // Also one that was received and came back.
    assert_eq!(sqs.queues.bodies("jobs"), ["new"]);
    sqs.set(&url, retention, "60").await;
    assert_eq!(sqs.counts(&url).await, (0, 0, 0));
}
