//! S3 refuses, or hangs.

use std::time::{Duration, Instant};

use devstack::{Mode, Relay};

use crate::support::Service;
use crate::tenant;

#[rocket::async_test]
async fn a_bucket_that_is_away_shows_in_readiness_alone() {
    let (stack, tenant) = tenant().await;
    let relay = Relay::to(stack.objects().port()).await.expect("a relay");
    let mut variables = tenant.variables().clone();
    let url = format!("http://127.0.0.1:{}", relay.port());
    variables.insert("AWS_ENDPOINT_URL_S3", url);
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
