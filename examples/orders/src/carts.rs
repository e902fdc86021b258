//! Carts, in a table of DynamoDB: one item for each thing in a customer's cart.

use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, WriteRequest};

use crate::order::Item;
use crate::stack::api::CartsTable;
use crate::{Failure, stack};

/// A cart that nobody touches is forgotten.
const KEPT: Duration = Duration::from_hours(24 * 30);

/// What DynamoDB takes at a time.
const BATCH: usize = 25;

#[derive(Clone)]
pub(crate) struct Carts {
    pub(crate) client: Client,
    pub(crate) environment: stack::api::Environment,
}

impl Carts {
    pub(crate) async fn items(&self, customer: &str) -> Result<Vec<Item>, Failure> {
        let pages = self
            .client
            .query()
            .table_name(self.environment.carts().read().table())
            .key_condition_expression("#customer = :customer")
            .expression_attribute_names("#customer", CartsTable::PARTITION_KEY)
            .expression_attribute_values(":customer", text(customer))
            .into_paginator()
            .items()
            .send();
        let items = pages.collect::<Result<Vec<_>, _>>().await?;
        Ok(items.iter().filter_map(item).collect())
    }

    /// Puts so many of a thing into the cart.
    pub(crate) async fn put(&self, customer: &str, item: &Item) -> Result<(), Failure> {
        let expires = SystemTime::now().duration_since(UNIX_EPOCH)? + KEPT;
        self.client
            .put_item()
            .table_name(self.environment.carts().write().table())
            .item(CartsTable::PARTITION_KEY, text(customer))
            .item(CartsTable::SORT_KEY, text(&item.sku))
            .item("quantity", number(u64::from(item.quantity)))
            .item(CartsTable::TTL, number(expires.as_secs()))
            .send()
            .await?;
        Ok(())
    }

    /// Takes things out of the cart: both grants, since a batch could write as well.
    pub(crate) async fn remove(&self, customer: &str, items: &[Item]) -> Result<(), Failure> {
        let table = self.environment.carts().delete().table().to_owned();
        for batch in items.chunks(BATCH) {
            let mut left = vec![];
            for item in batch {
                let key = DeleteRequest::builder()
                    .key(CartsTable::PARTITION_KEY, text(customer))
                    .key(CartsTable::SORT_KEY, text(&item.sku))
                    .build()?;
                left.push(WriteRequest::builder().delete_request(key).build());
            }
            // What DynamoDB had no room for comes back.
            while !left.is_empty() {
                let request = self.client.batch_write_item();
                let done = request.request_items(&table, left).send().await?;
                let unprocessed = done.unprocessed_items.unwrap_or_default();
                left = unprocessed.into_values().flatten().collect();
            }
        }
        Ok(())
    }
}

fn item(attributes: &HashMap<String, AttributeValue>) -> Option<Item> {
    Some(Item {
        sku: attributes.get(CartsTable::SORT_KEY)?.as_s().ok()?.clone(),
        quantity: attributes.get("quantity")?.as_n().ok()?.parse().ok()?,
    })
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn number(number: u64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}
