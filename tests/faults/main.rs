//! What fails around the service, and what each fault gives: `tests/README.md` has the table.

#[path = "../support/mod.rs"]
mod support;

mod bucket;
mod clients;
mod database;
mod disk;
mod migrations;
mod overload;
mod secrets;

use std::time::Duration;

use devstack::{Devstack, Relay, Tenant};

/// The shared stack, and a tenant of it.
async fn tenant() -> (&'static Devstack, Tenant) {
    let stack = devstack::shared().await.expect("PostgreSQL is installed");
    (stack, stack.fresh().await.expect("a tenant"))
}

/// A service that reaches its database through a network that can fail.
async fn service_behind_relay() -> (support::Service, Relay) {
    behind_relay(Duration::from_secs(2)).await
}

/// The same, where a request waits this long for a connection.
async fn behind_relay(patience: Duration) -> (support::Service, Relay) {
    let (stack, tenant) = tenant().await;
    let relay = Relay::to(stack.postgres().port()).await.expect("a relay");
    let mut variables = tenant.variables().clone();
    variables.insert("TASKDB_PORT".to_owned(), relay.port().to_string());
    let service = support::Service::start_patient(tenant, &variables, patience).await;
    (service, relay)
}
