//! Metrics, as lines in CloudWatch's embedded metric format on standard output: CloudWatch Logs makes
//! metrics of them, without an agent and without a leave. Any other reader of the log has them as JSON.
//!
//! Once a minute there is a line for the service, one for each route that answered, and one for each
//! reason for which requests were refused. `RUST_LOG=metrics=off` ends them.

mod emf;
mod histogram;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rocket::fairing::AdHoc;
use rocket::http::Method;
use rocket_db_pools::{Database as _, Pool as _};
use tokio::time::sleep;
use tracing::info;

use self::emf::{Line, Unit};
use self::histogram::Histogram;
use crate::database::{Pool, Query as _, TaskDb};
use crate::logging;

/// Between two reports.
const PERIOD: Duration = Duration::from_mins(1);

/// What is counted, and what is measured when it is reported.
#[derive(Clone, Default)]
pub(crate) struct Metrics(Arc<Inner>);

#[derive(Default)]
struct Inner {
    counts: Mutex<Counts>,
    gauges: Mutex<Vec<Gauge>>,
}

/// What happened since the last report.
#[derive(Default)]
struct Counts {
    routes: BTreeMap<String, Histogram>,
    refusals: BTreeMap<&'static str, u64>,
    client_errors: u64,
    server_errors: u64,
}

/// A number that is asked for.
struct Gauge {
    name: &'static str,
    read: Box<dyn Fn() -> usize + Send + Sync>,
}

impl Metrics {
    /// Counts an answer.
    pub(crate) fn answered(
        &self,
        method: Method,
        route: Option<&str>,
        status: u16,
        latency: Duration,
    ) {
        let mut counts = lock(&self.0.counts);
        match status {
            400..=499 => counts.client_errors += 1,
            500..=599 => counts.server_errors += 1,
            _ => {}
        }
        // What no route answers has any path.
        let route = format!("{method} {}", route.unwrap_or("none"));
        counts.routes.entry(route).or_default().count(latency);
    }

    /// Counts a request that was refused.
    pub(crate) fn refused(&self, reason: &'static str) {
        *lock(&self.0.counts).refusals.entry(reason).or_default() += 1;
    }

    /// Reports a number from now on: how long a queue is, how many places are taken.
    pub(crate) fn gauge(
        &self,
        name: &'static str,
        read: impl Fn() -> usize + Send + Sync + 'static,
    ) {
        let read = Box::new(read);
        lock(&self.0.gauges).push(Gauge { name, read });
    }

    /// Everything since the last report, as lines.
    fn report(&self, loose_objects: Option<i64>) -> Vec<String> {
        let counts = std::mem::take(&mut *lock(&self.0.counts));
        let mut service = Line::new();
        service.add("ClientErrors", Unit::Count, counts.client_errors);
        service.add("ServerErrors", Unit::Count, counts.server_errors);
        for gauge in &*lock(&self.0.gauges) {
            let value = (gauge.read)();
            service.add(
                gauge.name,
                Unit::Count,
                u64::try_from(value).unwrap_or(u64::MAX),
            );
        }
        if let Some(count) = loose_objects {
            service.add("LooseObjects", Unit::Count, count.unsigned_abs());
        }
        let mut lines = vec![service.render()];
        for (route, latencies) in counts.routes {
            let mut line = Line::new();
            line.dimension("Route", &route);
            line.add_all("Latency", Unit::Milliseconds, &latencies);
            lines.push(line.render());
        }
        for (reason, count) in counts.refusals {
            let mut line = Line::new();
            line.dimension("Reason", reason);
            line.add("Refused", Unit::Count, count);
            lines.push(line.render());
        }
        lines
    }
}

/// No panic happens while one is locked, so nothing in it is half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Attaches the metrics, and the job that reports them.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_ignite("metrics", |rocket| async {
        let metrics = Metrics::default();
        rocket
            .manage(metrics.clone())
            .attach(AdHoc::on_liftoff("reports", |rocket| {
                let pool = TaskDb::fetch(rocket).map(|database| (**database).clone());
                Box::pin(async move {
                    if let Some(pool) = pool {
                        let busy = pool.clone();
                        metrics.gauge("ConnectionsInUse", move || busy.in_use());
                        let waiting = pool.clone();
                        metrics.gauge("WaitingForConnection", move || waiting.waiting());
                        tokio::spawn(run(metrics, pool));
                    }
                })
            }))
    })
}

/// Reports as long as the process runs.
async fn run(metrics: Metrics, pool: Pool) {
    loop {
        sleep(PERIOD).await;
        let loose_objects = loose_objects(&pool).await;
        for line in metrics.report(loose_objects) {
            // The logger writes it as it is.
            info!(target: logging::METRICS, line);
        }
    }
}

/// How many objects of the bucket nothing refers to.
async fn loose_objects(pool: &Pool) -> Option<i64> {
    let db = pool.get().await.ok()?;
    let row = db
        .optional("SELECT count(*) AS count FROM loose_objects", &[])
        .await;
    Some(row.ok()??.get("count"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_report_has_what_happened_since_the_last() {
        let metrics = Metrics::default();
        metrics.gauge("Queue", || 3);
        for (status, milliseconds) in [(200, 1), (404, 1), (503, 500)] {
            let latency = Duration::from_millis(milliseconds);
            metrics.answered(Method::Get, Some("/tasks"), status, latency);
        }
        metrics.refused("too many uploads");
        let lines: Vec<Value> = metrics
            .report(Some(2))
            .iter()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let [service, route, refusals] = &lines[..] else {
            panic!("{lines:?}");
        };
        assert_eq!(service["ClientErrors"], 1);
        assert_eq!(service["ServerErrors"], 1);
        assert_eq!(service["Queue"], 3);
        assert_eq!(service["LooseObjects"], 2);
        assert_eq!(route["Route"], "GET /tasks");
        assert_eq!(route["Latency"]["Counts"], json!([2.0, 1.0]));
        assert_eq!(refusals["Reason"], "too many uploads");
        let metrics_of = |line: &Value| line["_aws"]["CloudWatchMetrics"][0].clone();
        assert_eq!(
            metrics_of(route)["Dimensions"],
            json!([["Service", "Route"]])
        );
        assert_eq!(metrics_of(route)["Metrics"][0]["Name"], "Latency");
        // The next period begins at nothing.
        assert_eq!(metrics.report(None).len(), 1);
    }
}
