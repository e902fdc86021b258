//! `[service.pricing]`: what things cost. It is reached by who is granted `call`, and by nobody else.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use deadpool_postgres::Pool;
use redis::AsyncCommands;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::cache::Cache;
use crate::order::{Quote, QuoteRequest};
use crate::stack::pricing::{Environment, HEALTH_PATH, PORT};
use crate::{Failure, aws, database, price_lists, queue, told_to_end};

/// How long a price is believed that was read once.
const KEPT_SECONDS: u64 = 300;

struct Pricing {
    environment: Environment,
    pool: Pool,
    cache: Cache,
    s3: aws_sdk_s3::Client,
}

/// Serves until it is told to end; as `pricing probe` asks the one that runs in this container whether it is well.
///
/// # Errors
///
/// Where it lacks something that it needs before the first request.
pub async fn run() -> Result<(), Failure> {
    if std::env::args().nth(1).as_deref() == Some("probe") {
        return probe().await;
    }
    let environment = Environment::from_env()?;
    let aws = aws::config().await;
    let pricing = Arc::new(Pricing {
        pool: database::pool(&aws, environment.orders().connect()).await?,
        cache: Cache::new(aws.clone(), environment.quotes().connect().clone()),
        s3: aws::s3(&aws),
        environment,
    });
    let routes = Router::new()
        .route(HEALTH_PATH, get(async || "ok"))
        .route("/quote", post(quote))
        .with_state(Arc::clone(&pricing));
    let sqs = aws_sdk_sqs::Client::new(&aws);
    let listener = tokio::net::TcpListener::bind(("0.0.0.0", PORT)).await?;
    let lists = pricing.environment.price_lists();
    let import = queue::work(&sqs, lists.receive().queue_url(), async |message| {
        pricing.import(message).await
    });
    let serve = axum::serve(listener, routes).with_graceful_shutdown(told_to_end());
    tokio::select! {
        served = serve.into_future() => Ok(served?),
        imported = import => imported,
    }
}

async fn quote(
    State(pricing): State<Arc<Pricing>>,
    Json(request): Json<QuoteRequest>,
) -> Result<Json<Quote>, StatusCode> {
    let mut total_cents = 0_i64;
    for item in &request.items {
        let cents = pricing.price(&item.sku).await.map_err(|error| {
            tracing::error!(%error, "no price can be read");
            StatusCode::INTERNAL_SERVER_ERROR
        })?;
        let cents = cents.and_then(|cents| cents.checked_mul(i64::from(item.quantity)));
        let total = cents.and_then(|cents| total_cents.checked_add(cents));
        total_cents = total.ok_or(StatusCode::UNPROCESSABLE_ENTITY)?;
    }
    Ok(Json(Quote { total_cents }))
}

impl Pricing {
    /// What a thing costs: from the cache, or from the database where the cache does not know, or does not answer.
    async fn price(&self, sku: &str) -> Result<Option<i64>, Failure> {
        match self.cached(sku).await {
            Ok(Some(cents)) => return Ok(Some(cents)),
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(%error, "the cache does not answer");
                self.cache.close().await;
            }
        }
        let client = database::connect(&self.pool).await?;
        let select = "SELECT cents FROM prices WHERE sku = $1";
        let row = client.query_opt(select, &[&sku]).await?;
        let cents = row.map(|row| row.get(0));
        if let Some(cents) = cents
            && let Err(error) = self.remember(sku, cents).await
        {
            tracing::warn!(%error, "the cache takes nothing");
        }
        Ok(cents)
    }

    async fn cached(&self, sku: &str) -> Result<Option<i64>, Failure> {
        Ok(self.cache.get().await?.get(key(sku)).await?)
    }

    async fn remember(&self, sku: &str, cents: i64) -> Result<(), Failure> {
        let mut cache = self.cache.get().await?;
        Ok(cache.set_ex(key(sku), cents, KEPT_SECONDS).await?)
    }

    /// Takes over the price lists that a message tells of.
    async fn import(&self, message: &str) -> Result<(), Failure> {
        for object in price_lists::keys(message)? {
            let bucket = self.environment.imports();
            let list = self
                .s3
                .get_object()
                .bucket(bucket.read().bucket())
                .key(&object);
            let list = list.send().await?.body.collect().await?.into_bytes();
            let prices = price_lists::prices(std::str::from_utf8(&list)?)?;
            let mut client = database::connect(&self.pool).await?;
            let transaction = client.transaction().await?;
            for (sku, cents) in &prices {
                let upsert = "INSERT INTO prices VALUES ($1, $2)
                              ON CONFLICT (sku) DO UPDATE SET cents = excluded.cents";
                transaction.execute(upsert, &[sku, cents]).await?;
            }
            transaction.commit().await?;
            let keys: Vec<String> = prices.iter().map(|(sku, _)| key(sku)).collect();
            if !keys.is_empty() {
                self.cache.get().await?.del::<_, ()>(keys).await?;
            }
            tracing::info!(object, prices = prices.len(), "took over a price list");
        }
        Ok(())
    }
}

fn key(sku: &str) -> String {
    format!("price:{sku}")
}

async fn probe() -> Result<(), Failure> {
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", PORT)).await?;
    let request =
        format!("GET {HEALTH_PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    if answer.starts_with("HTTP/1.1 200 ") {
        return Ok(());
    }
    Err("it is not well".into())
}
