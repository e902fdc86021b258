//! Queues as a whole: made, found, listed, emptied, deleted.

use aws_sdk_sqs::types::QueueAttributeName;

use crate::{Sqs, client_of, code};

#[tokio::test]
async fn a_queue_is_made_found_and_deleted() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    assert!(url.ends_with("/123456789012/jobs"), "{url}");
    let found = sqs.client.get_queue_url().queue_name("jobs").send().await;
    assert_eq!(found.unwrap().queue_url(), Some(url.as_str()));

    let get = || sqs.client.get_queue_url().queue_name("jobs");
    let other = get()
        .queue_owner_aws_account_id("210987654321")
        .send()
        .await;
    assert!(
        other
            .unwrap_err()
            .into_service_error()
            .is_queue_does_not_exist()
    );

    let delete = || sqs.client.delete_queue().queue_url(&url).send();
    delete().await.unwrap();
    let gone = get().send().await.unwrap_err().into_service_error();
    assert!(gone.is_queue_does_not_exist(), "{gone:?}");
    assert!(
        delete()
            .await
            .unwrap_err()
            .into_service_error()
            .is_queue_does_not_exist()
    );
    let send = sqs.client.send_message().queue_url(&url).message_body("x");
    let gone = send.send().await.unwrap_err().into_service_error();
    assert!(gone.is_queue_does_not_exist(), "{gone:?}");
}

#[tokio::test]
async fn a_name_is_taken_for_a_minute_after_its_queue_was_deleted() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    sqs.send(&url, "old").await;
    sqs.client
        .delete_queue()
        .queue_url(&url)
        .send()
        .await
        .unwrap();
    let create = || sqs.client.create_queue().queue_name("jobs").send();
    sqs.advance(58);
    let error = create().await.unwrap_err().into_service_error();
    assert!(error.is_queue_deleted_recently(), "{error:?}");
    sqs.advance(2);
    create().await.unwrap();
    assert_eq!(sqs.counts(&url).await, (0, 0, 0));
}

#[tokio::test]
async fn a_queue_that_is_there_may_be_created_again_if_it_is_the_same() {
    let sqs = Sqs::start().await;
    assert_eq!(sqs.fifo("jobs.fifo").await, sqs.fifo("jobs.fifo").await);
    let timeout = QueueAttributeName::VisibilityTimeout;
    let url = sqs.queue("jobs", &[(timeout.clone(), "40")]).await;
    sqs.send(&url, "kept").await;
    assert_eq!(sqs.queue("jobs", &[(timeout.clone(), "40")]).await, url);
    assert_eq!(sqs.queue("jobs", &[]).await, url);
    assert_eq!(sqs.counts(&url).await, (1, 0, 0));
    let other = sqs.client.create_queue().queue_name("jobs");
    let other = other.attributes(timeout, "41").send().await;
    let error = other.unwrap_err().into_service_error();
    assert!(error.is_queue_name_exists(), "{error:?}");
}

#[tokio::test]
async fn names_are_those_that_aws_takes() {
    let sqs = Sqs::start().await;
    let create = |name: &str, fifo: bool| {
        let create = sqs.client.create_queue().queue_name(name);
        let fifo = fifo.then(|| (QueueAttributeName::FifoQueue, "true".to_owned()));
        create
            .set_attributes(Some(fifo.into_iter().collect()))
            .send()
    };
    let (most, many) = ("q".repeat(80), "q".repeat(81));
    for name in ["a", "A-b_1", &most] {
        create(name, false).await.unwrap();
    }
    create("a.fifo", true).await.unwrap();
    for name in ["", "a b", "a.b", "ä", "a.fifo", &many] {
        let refused = create(name, false).await;
        assert_eq!(code(refused), "InvalidParameterValue", "{name}");
    }
    for name in ["a", ".fifo", &format!("{}.fifo", "q".repeat(76))] {
        assert_eq!(
            code(create(name, true).await),
            "InvalidParameterValue",
            "{name}"
        );
    }
}

#[tokio::test]
async fn queues_are_listed_by_their_start_and_page_by_page() {
    let sqs = Sqs::start().await;
    let list = || sqs.client.list_queues();
    assert_eq!(list().send().await.unwrap().queue_urls, None);
    for name in ["b2", "a", "b1", "b3"] {
        sqs.queue(name, &[]).await;
    }
    let names = |urls: &[String]| -> Vec<String> {
        let names = urls.iter().map(|url| url.rsplit('/').next().unwrap());
        names.map(str::to_owned).collect()
    };
    let all = list().send().await.unwrap();
    assert_eq!(names(all.queue_urls()), ["a", "b1", "b2", "b3"]);
    assert_eq!(all.next_token(), None);
    let first = list().queue_name_prefix("b").max_results(2).send().await;
    let first = first.unwrap();
    assert_eq!(names(first.queue_urls()), ["b1", "b2"]);
    let rest = list().queue_name_prefix("b").max_results(2);
    let rest = rest.set_next_token(first.next_token).send().await.unwrap();
    assert_eq!(names(rest.queue_urls()), ["b3"]);
    assert_eq!(rest.next_token(), None);
    let many = list().max_results(1001).send().await;
    assert_eq!(code(many), "InvalidParameterValue");
}

#[tokio::test]
async fn a_purge_deletes_all_and_keeps_off_the_next_for_a_minute() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    for body in ["a", "b"] {
        sqs.send(&url, body).await;
    }
    sqs.receive_up_to(1, &url).await;
    assert_eq!(sqs.counts(&url).await, (1, 1, 0));
    let purge = || sqs.client.purge_queue().queue_url(&url).send();
    purge().await.unwrap();
    assert_eq!(sqs.counts(&url).await, (0, 0, 0));
    let error = purge().await.unwrap_err().into_service_error();
    assert!(error.is_purge_queue_in_progress(), "{error:?}");
    sqs.advance(60);
    purge().await.unwrap();
}

#[tokio::test]
async fn the_host_of_a_url_does_not_matter_but_its_form_does() {
    let sqs = Sqs::start().await;
    sqs.queue("jobs", &[]).await;
    let count = |url: &str| {
        let get = sqs.client.get_queue_attributes().queue_url(url);
        get.attribute_names(QueueAttributeName::All).send()
    };
    let of_aws = "https://sqs.us-east-1.amazonaws.com/123456789012/jobs";
    count(of_aws).await.unwrap();
    let error = count("jobs").await.unwrap_err().into_service_error();
    assert!(error.is_invalid_address(), "{error:?}");
    let error = count("https://sqs/210987654321/jobs").await.unwrap_err();
    assert!(error.into_service_error().is_queue_does_not_exist());
}

#[tokio::test]
async fn a_request_is_signed_by_the_key_of_the_stack() {
    let sqs = Sqs::start().await;
    let stranger = client_of(&sqs.queues, "SOMEBODY");
    let refused = stranger.list_queues().send().await;
    assert_eq!(code(refused), "InvalidClientTokenId");
}

#[tokio::test]
async fn what_is_not_here_says_so() {
    let sqs = Sqs::start().await;
    let url = sqs.queue("jobs", &[]).await;
    let refused = sqs.client.list_queue_tags().queue_url(url).send().await;
    assert_eq!(code(refused), "UnknownOperationException");
}
