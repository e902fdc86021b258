//! `[service.api]`: carts, and orders that are made of them.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use axum::{Json, Router};
use deadpool_postgres::Pool;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::macros::format_description;
use uuid::Uuid;

use crate::carts::Carts;
use crate::links::Links;
use crate::order::{Item, OrderPlaced, Quote, QuoteRequest};
use crate::stack::api::{Environment, HEALTH_PATH, PORT};
use crate::{Failure, aws, database, outbox, told_to_end};

/// How long pricing may take.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);

#[derive(Clone)]
struct Api {
    environment: Environment,
    pool: Pool,
    carts: Carts,
    links: Links,
    http: reqwest::Client,
}

/// Serves until it is told to end.
///
/// # Errors
///
/// Where it lacks something that it needs before the first request.
pub async fn run() -> Result<(), Failure> {
    let environment = Environment::from_env()?;
    let aws = aws::config().await;
    let pool = database::pool(&aws, environment.orders().connect()).await?;
    let secrets = aws_sdk_secretsmanager::Client::new(&aws);
    let links = Links::read(&secrets, environment.signing().read().secret_arn()).await?;
    let api = Api {
        carts: Carts {
            client: aws_sdk_dynamodb::Client::new(&aws),
            environment: environment.clone(),
        },
        http: reqwest::Client::builder().timeout(PATIENCE).build()?,
        links,
        pool: pool.clone(),
        environment: environment.clone(),
    };
    let sns = aws_sdk_sns::Client::new(&aws);
    tokio::spawn(async move { outbox::run(&pool, &sns, &environment).await });
    let listener = tokio::net::TcpListener::bind(("0.0.0.0", PORT)).await?;
    axum::serve(listener, routes(api))
        .with_graceful_shutdown(told_to_end())
        .await?;
    Ok(())
}

fn routes(api: Api) -> Router {
    Router::new()
        .route(HEALTH_PATH, get(health))
        .route("/carts/{customer}", get(cart))
        .route("/carts/{customer}/{sku}", put(put_item))
        .route("/orders/{id}", put(place).get(show))
        .with_state(api)
}

/// What went wrong: something of ours, of which the log tells, or what the client can mend.
enum Refusal {
    Internal(Failure),
    Client(StatusCode, &'static str),
}

impl<E: Into<Failure>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Internal(error.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Client(status, why) => (status, why).into_response(),
            Self::Internal(error) => {
                tracing::error!(%error, "a request failed");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

async fn health(State(api): State<Api>) -> Result<&'static str, Refusal> {
    let client = database::connect(&api.pool).await?;
    client.query_one("SELECT 1", &[]).await?;
    Ok("ok")
}

async fn cart(
    State(api): State<Api>,
    Path(customer): Path<String>,
) -> Result<Json<Vec<Item>>, Refusal> {
    Ok(Json(api.carts.items(&customer).await?))
}

#[derive(Deserialize)]
struct Quantity {
    quantity: u32,
}

async fn put_item(
    State(api): State<Api>,
    Path((customer, sku)): Path<(String, String)>,
    Json(Quantity { quantity }): Json<Quantity>,
) -> Result<StatusCode, Refusal> {
    let item = Item { sku, quantity };
    if quantity == 0 {
        api.carts.remove(&customer, &[item]).await?;
    } else {
        api.carts.put(&customer, &item).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct Placing {
    customer: String,
    email: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Placed {
    total_cents: i64,
    link: String,
}

/// The client names the order, so that it may ask again where it got no answer: nothing is ordered twice.
async fn place(
    State(api): State<Api>,
    Path(id): Path<Uuid>,
    Json(placing): Json<Placing>,
) -> Result<(StatusCode, Json<Placed>), Refusal> {
    let placed = |total_cents| {
        let link = format!("/orders/{id}?key={}", api.links.signature(id));
        Json(Placed { total_cents, link })
    };
    let client = database::connect(&api.pool).await?;
    let known = "SELECT total_cents FROM orders WHERE id = $1 AND customer = $2";
    if let Some(row) = client.query_opt(known, &[&id, &placing.customer]).await? {
        return Ok((StatusCode::OK, placed(row.get(0))));
    }
    let items = api.carts.items(&placing.customer).await?;
    if items.is_empty() {
        return Err(Refusal::Client(StatusCode::CONFLICT, "the cart is empty"));
    }
    let quote = price(&api, &items).await?;
    let day = OffsetDateTime::now_utc().format(format_description!("[year]-[month]-[day]"))?;
    let event = OrderPlaced {
        id,
        customer: placing.customer,
        email: placing.email,
        items,
        total_cents: quote.total_cents,
        day,
    };
    let text = serde_json::to_string(&event)?;
    let insert = "INSERT INTO orders (id, customer, total_cents, event) VALUES ($1, $2, $3, $4)
                  ON CONFLICT (id) DO NOTHING";
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 4] =
        [&id, &event.customer, &event.total_cents, &text];
    if client.execute(insert, &values).await? == 0 {
        return Err(Refusal::Client(
            StatusCode::CONFLICT,
            "there is such an order",
        ));
    }
    api.carts.remove(&event.customer, &event.items).await?;
    Ok((StatusCode::CREATED, placed(event.total_cents)))
}

/// Asks the other service, which nobody else gets to.
async fn price(api: &Api, items: &[Item]) -> Result<Quote, Refusal> {
    let url = format!("{}/quote", api.environment.pricing().call().url());
    let request = QuoteRequest {
        items: items.to_vec(),
    };
    let answer = api.http.post(url).json(&request).send().await?;
    if answer.status() == StatusCode::UNPROCESSABLE_ENTITY {
        let why = "something in the cart has no price";
        return Err(Refusal::Client(StatusCode::CONFLICT, why));
    }
    Ok(answer.error_for_status()?.json().await?)
}

#[derive(Deserialize)]
struct Key {
    key: String,
}

/// Shows an order to who has its link.
async fn show(
    State(api): State<Api>,
    Path(id): Path<Uuid>,
    Query(Key { key }): Query<Key>,
) -> Result<Json<serde_json::Value>, Refusal> {
    let not_found = || Refusal::Client(StatusCode::NOT_FOUND, "there is no such order");
    if !api.links.is_of(id, &key) {
        return Err(not_found());
    }
    let client = database::connect(&api.pool).await?;
    let event = "SELECT event FROM orders WHERE id = $1";
    let row = client.query_opt(event, &[&id]).await?;
    let event: String = row.ok_or_else(not_found)?.get(0);
    Ok(Json(serde_json::from_str(&event)?))
}
