//! An order, as it is priced, stored and published.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// So many of a thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) sku: String,
    pub(crate) quantity: u32,
}

/// What is to be priced.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct QuoteRequest {
    pub(crate) items: Vec<Item>,
}

/// What it costs.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Quote {
    pub(crate) total_cents: i64,
}

/// What is published of an order that was placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OrderPlaced {
    pub(crate) id: Uuid,
    pub(crate) customer: String,
    pub(crate) email: String,
    pub(crate) items: Vec<Item>,
    pub(crate) total_cents: i64,
    /// The day in UTC: `2026-11-28`.
    pub(crate) day: String,
}

/// `1234` cents are `12.34`.
pub(crate) fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

#[cfg(test)]
mod tests {
    use super::money;

    #[test]
    fn money_has_two_digits_of_cents() {
        assert_eq!(money(1234), "12.34");
        assert_eq!(money(5), "0.05");
        assert_eq!(money(100), "1.00");
    }
}
