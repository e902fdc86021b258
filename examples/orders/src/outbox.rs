//! Orders that were stored and are to be published: each at least once, also where a task ends in between.

use std::time::Duration;

use aws_sdk_sns::Client;
use deadpool_postgres::Pool;

use crate::order::OrderPlaced;
use crate::{Failure, database, stack};

/// How often a task looks for what another one has left.
const INTERVAL: Duration = Duration::from_secs(1);

/// How many orders are published in one transaction.
const BATCH: i64 = 20;

/// Publishes for ever what has not been published.
pub(crate) async fn run(pool: &Pool, sns: &Client, environment: &stack::api::Environment) {
    loop {
        match publish(pool, sns, environment).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::warn!(%error, "orders stay unpublished for now"),
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

/// Tells how many were published. They are locked meanwhile, so that no other task publishes them too.
async fn publish(
    pool: &Pool,
    sns: &Client,
    environment: &stack::api::Environment,
) -> Result<usize, Failure> {
    let mut client = database::connect(pool).await?;
    let transaction = client.transaction().await?;
    let rows = transaction
        .query(
            "SELECT id, event FROM orders WHERE published_at IS NULL
             ORDER BY placed_at LIMIT $1 FOR UPDATE SKIP LOCKED",
            &[&BATCH],
        )
        .await?;
    let topic = environment.events();
    for row in &rows {
        let event: String = row.get("event");
        let order: OrderPlaced = serde_json::from_str(&event)?;
        // A customer's orders are mailed in their order, and each once.
        let to = topic.publish().into_group(&order.customer);
        sns.publish()
            .topic_arn(to.topic_arn())
            .message_group_id(to.message_group_id())
            .message_deduplication_id(order.id.to_string())
            .message(event)
            .send()
            .await?;
        let done = "UPDATE orders SET published_at = now() WHERE id = $1";
        transaction.execute(done, &[&order.id]).await?;
    }
    transaction.commit().await?;
    Ok(rows.len())
}
