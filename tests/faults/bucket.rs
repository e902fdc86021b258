//! S3 refuses, or hangs.

use std::time::{Duration, Instant};

use devstack::Mode;
use serde_json::json;

use crate::support::files::{
    HALF, MIB, Upload, bucket_behind_relay, bytes, task, until_parts_are_sent,
};
use crate::support::{Listening, Service};

#[rocket::async_test]
async fn a_bucket_that_is_away_shows_in_readiness_alone() {
    let (tenant, variables, relay) = bucket_behind_relay().await;
    let service = Service::start_with(tenant, &variables).await;
    let ada = service.user("ada").await;
    service.ask("/ready").await.expect(200);

    for mode in [Mode::Refuse, Mode::Hang] {
        relay.set(mode).await;
        let since = Instant::now();
        service.ask("/ready").await.expect_unavailable();
        assert!(since.elapsed() < Duration::from_secs(20), "{mode:?}");
        service.ask("/health").await.expect(200);
        ada.get("/tasks").await.expect(200);

        relay.set(Mode::Pass).await;
        service.ask("/ready").await.expect(200);
    }
}

/// In the midst of an upload in parts, and at one in one piece: each client is told, and all is
/// removed once S3 answers again.
#[rocket::async_test]
async fn an_upload_that_s3_hangs_on_is_given_up() {
    let (tenant, variables, relay) = bucket_behind_relay().await;
    let listening = Listening::start(&variables).await;
    let service = Service::start_on(tenant).await;
    let ada = service.user("ada").await;
    let path = task(&ada).await;

    let mut parted = Upload::begin(&listening, &ada, &path, 8 * MIB + 2 * HALF.len()).await;
    parted.send(&bytes(8 * MIB + HALF.len())).await;
    until_parts_are_sent(&service).await;
    let mut small = Upload::begin(&listening, &ada, &path, HALF.len()).await;
    relay.set(Mode::Hang).await;
    let since = Instant::now();
    parted.send(HALF).await;
    small.send(HALF).await;
    for upload in [&mut parted, &mut small] {
        upload.expect_refusal(503).await;
    }
    assert!(since.elapsed() < Duration::from_mins(1), "{since:?}");
    service.ask("/health").await.expect(200);
    assert_eq!(ada.get(&path).await.expect(200).body, json!([]));

    relay.set(Mode::Pass).await;
    service.expect_swept_by_another(&[]).await;
}
