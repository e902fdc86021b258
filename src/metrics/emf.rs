//! A line in CloudWatch's embedded metric format: values, and what makes metrics of them.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::histogram::Histogram;
use crate::stack;

/// Where CloudWatch shows the metrics.
const NAMESPACE: &str = "TaskApi";

/// What a value is in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Unit {
    Count,
    Milliseconds,
}

/// Metrics with the same dimensions.
pub(super) struct Line {
    dimensions: Vec<&'static str>,
    definitions: Vec<Value>,
    members: Map<String, Value>,
}

impl Line {
    pub(super) fn new() -> Self {
        let mut line = Self {
            dimensions: Vec::new(),
            definitions: Vec::new(),
            members: Map::new(),
        };
        line.dimension("Service", stack::SERVICE);
        line
    }

    /// Tells these metrics from others of their names.
    pub(super) fn dimension(&mut self, name: &'static str, value: &str) {
        self.dimensions.push(name);
        self.members.insert(name.to_owned(), json!(value));
    }

    pub(super) fn add(&mut self, name: &'static str, unit: Unit, value: u64) {
        self.define(name, unit, json!(value));
    }

    /// All values of a period, of which CloudWatch makes percentiles.
    pub(super) fn add_all(&mut self, name: &'static str, unit: Unit, values: &Histogram) {
        let (values, counts) = values.values_and_counts();
        self.define(name, unit, json!({ "Values": values, "Counts": counts }));
    }

    fn define(&mut self, name: &'static str, unit: Unit, value: Value) {
        let unit = match unit {
            Unit::Count => "Count",
            Unit::Milliseconds => "Milliseconds",
        };
        self.definitions.push(json!({ "Name": name, "Unit": unit }));
        self.members.insert(name.to_owned(), value);
    }

    pub(super) fn render(mut self) -> String {
        let milliseconds = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        let metadata = json!({
            "Timestamp": u64::try_from(milliseconds).unwrap_or_default(),
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [self.dimensions],
                "Metrics": self.definitions,
            }],
        });
        self.members.insert("_aws".to_owned(), metadata);
        Value::Object(self.members).to_string()
    }
}
