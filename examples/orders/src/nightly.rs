//! `[job.nightly]`: counts the orders that it was told of, and shows the numbers on the site. A run may come twice,
//! and two may overlap: each order is counted once all the same.

use aws_sdk_cloudfront::types::{InvalidationBatch, Paths};
use deadpool_postgres::Pool;

use crate::order::{OrderPlaced, money};
use crate::stack::nightly::Environment;
use crate::{Failure, aws, database, queue};

/// The page that shows the numbers.
const PAGE: &str = "index.html";

/// Counts what there is, and ends.
///
/// # Errors
///
/// Where it can't be counted or shown. The next run counts it too.
pub async fn run() -> Result<(), Failure> {
    let environment = Environment::from_env()?;
    let aws = aws::config().await;
    let pool = database::pool(&aws, environment.orders().connect()).await?;
    let sqs = aws_sdk_sqs::Client::new(&aws);
    let tally = environment.tally();
    let url = tally.receive().queue_url();
    let counted = queue::drain(&sqs, url, async |message| count(&pool, message).await).await?;
    let page = page(&days(&pool).await?);
    aws::s3(&aws)
        .put_object()
        .bucket(environment.pages().write().bucket())
        .key(PAGE)
        .content_type("text/html; charset=utf-8")
        .body(page.into_bytes().into())
        .send()
        .await?;
    forget_page(&aws, &environment).await?;
    tracing::info!(counted, "showed the orders");
    Ok(())
}

async fn count(pool: &Pool, message: &str) -> Result<(), Failure> {
    let order: OrderPlaced = serde_json::from_str(message)?;
    let client = database::connect(pool).await?;
    let insert = "INSERT INTO tally VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
        [&order.id, &order.day, &order.total_cents];
    client.execute(insert, &values).await?;
    Ok(())
}

/// A day, how many orders it had, and what they cost.
struct Day {
    day: String,
    orders: i64,
    total_cents: i64,
}

async fn days(pool: &Pool) -> Result<Vec<Day>, Failure> {
    let client = database::connect(pool).await?;
    let select = "SELECT day, count(*), sum(total_cents)::bigint FROM tally
                  GROUP BY day ORDER BY day DESC LIMIT 30";
    let rows = client.query(select, &[]).await?;
    let days = rows.iter().map(|row| Day {
        day: row.get(0),
        orders: row.get(1),
        total_cents: row.get(2),
    });
    Ok(days.collect())
}

fn page(days: &[Day]) -> String {
    let rows: String = days
        .iter()
        .map(|day| {
            let total = money(day.total_cents);
            format!("<tr><td>{}<td>{}<td>{total}\n", day.day, day.orders)
        })
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<title>Orders</title>\n<h1>Orders</h1>\n\
         <table>\n<tr><th>Day<th>Orders<th>Together\n{rows}</table>\n"
    )
}

/// Has CloudFront ask for the page again.
async fn forget_page(
    aws: &aws_config::SdkConfig,
    environment: &Environment,
) -> Result<(), Failure> {
    let paths = Paths::builder()
        .quantity(2)
        .items("/")
        .items(format!("/{PAGE}"))
        .build()?;
    let batch = InvalidationBatch::builder()
        .paths(paths)
        .caller_reference(uuid::Uuid::new_v4().to_string())
        .build()?;
    aws_sdk_cloudfront::Client::new(aws)
        .create_invalidation()
        .distribution_id(environment.www().invalidate().distribution_id())
        .invalidation_batch(batch)
        .send()
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Day, page};

    #[test]
    fn the_page_has_a_row_for_each_day() {
        let day = |day: &str, orders, total_cents| Day {
            day: day.to_owned(),
            orders,
            total_cents,
        };
        let shown = page(&[day("2026-11-28", 2, 500), day("2026-11-27", 1, 99)]);
        assert!(
            shown.contains("<tr><td>2026-11-28<td>2<td>5.00\n"),
            "{shown}"
        );
        assert!(
            shown.contains("<tr><td>2026-11-27<td>1<td>0.99\n"),
            "{shown}"
        );
    }
}
