//! Logging: one JSON object per line on standard output.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber, warn};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::{ParseError, filter_fn};
use tracing_subscriber::fmt::format::{Format, Json, JsonFields, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, format};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use uuid::Uuid;

use crate::request_id;

/// What holds where `RUST_LOG` doesn't say otherwise.
///
/// Rocket logs several lines of prose per request; our access log says the same in one. Only its
/// listener is heard, since nothing else tells that no more connections can be accepted. What
/// PostgreSQL remarks on a search is nobody's concern.
const DEFAULT_DIRECTIVES: &str =
    "info,rocket=off,rocket_http::listener=warn,tokio_postgres=warn,hyper=warn";

/// Installs the logger; `rust_log` is the value of `RUST_LOG`, empty where it isn't set.
///
/// The directives are added to the defaults (`info`, Rocket's own lines off but for its listener's). If they don't
/// parse the defaults stay alone, and a warning says so.
///
/// # Panics
///
/// When called twice in one process.
pub fn init(rust_log: &str) {
    let (filter, rejected) = match filter(rust_log) {
        Ok(filter) => (filter, None),
        Err(error) => (EnvFilter::new(DEFAULT_DIRECTIVES), Some(error)),
    };
    let line = format().json().flatten_event(true);
    let lines = tracing_subscriber::fmt::layer()
        .fmt_fields(JsonFields::new())
        .event_format(Line(line));
    tracing_subscriber::registry()
        .with(filter)
        .with(filter_fn(|event| !is_of_a_guard(event.target())))
        .with(lines)
        .init();
    if let Some(error) = rejected {
        warn!(rust_log, %error, "RUST_LOG is not valid, using `{DEFAULT_DIRECTIVES}`");
    }
}

/// Whether a line is what Rocket's generated code says of a guard that refuses a request: under the
/// name of our module, and without anything that the answer's own line doesn't say.
fn is_of_a_guard(target: &str) -> bool {
    target == "_" || target.ends_with("::_")
}

/// The target of lines that are whole JSON objects themselves, in their field `line`.
pub(crate) const METRICS: &str = "metrics";

/// Writes such a line.
struct Raw<'a, 'w>(&'a mut Writer<'w>);

impl Visit for Raw<'_, '_> {
    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}

    fn record_str(&mut self, _: &Field, line: &str) {
        // It is written to a buffer, which takes everything.
        let _ = writeln!(self.0, "{line}");
    }
}

/// Lines that name the request they are about, and nothing of the machine that built this.
struct Line(Format<Json>);

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if event.metadata().target() == METRICS {
            event.record(&mut Raw(&mut writer));
            return Ok(());
        }
        let mut line = String::new();
        self.0
            .format_event(context, Writer::new(&mut line), event)?;
        writer.write_str(&complete(&line, request_id::of_task()))
    }
}

/// Adds the request's name to a line that lacks it, and takes out where a dependency's source lay.
fn complete(line: &str, request_id: Option<Uuid>) -> String {
    let mut line = Cow::Borrowed(line);
    if line.contains("\"log.") {
        line = without_source(&line).map_or(line, Cow::Owned);
    }
    match request_id {
        Some(id) if !line.contains("\"request_id\":") => {
            line.replacen('{', &format!("{{\"request_id\":\"{id}\","), 1)
        }
        _ => line.into_owned(),
    }
}

fn without_source(line: &str) -> Option<String> {
    let mut fields: Map<String, Value> = serde_json::from_str(line).ok()?;
    fields.retain(|name, _| !name.starts_with("log."));
    let text = serde_json::to_string(&fields).ok()?;
    Some(text + "\n")
}

/// A later directive for the same target replaces an earlier one.
fn filter(rust_log: &str) -> Result<EnvFilter, ParseError> {
    EnvFilter::builder().parse(format!("{DEFAULT_DIRECTIVES},{rust_log}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rust_log: &str, expected: &[&str]) {
        let filter = filter(rust_log).unwrap().to_string();
        let mut directives: Vec<_> = filter.split(',').collect();
        directives.sort_unstable();
        assert_eq!(directives, expected);
    }

    #[test]
    fn directives_are_added_to_the_defaults() {
        let defaults = [
            "hyper=warn",
            "info",
            "rocket=off",
            "rocket_http::listener=warn",
            "tokio_postgres=warn",
        ];
        let with = |from: &str, to: &'static str| {
            let mut changed: Vec<_> = defaults.to_vec();
            changed.retain(|directive| *directive != from);
            changed.push(to);
            changed.sort_unstable();
            changed
        };
        check("", &defaults);
        check("debug", &with("info", "debug"));
        check("task_api=trace", &with("", "task_api=trace"));
        check("rocket=warn", &with("rocket=off", "rocket=warn"));
    }

    #[test]
    fn a_line_has_the_request_and_no_path_of_the_machine_that_built_this() {
        let line = "{\"level\":\"INFO\",\"log.file\":\"/home/x/a.rs\",\"message\":\"m\"}\n";
        assert_eq!(
            complete(line, Some(Uuid::nil())),
            format!(
                "{{\"request_id\":\"{}\",\"level\":\"INFO\",\"message\":\"m\"}}\n",
                Uuid::nil()
            )
        );
        let own = "{\"request_id\":\"x\"}\n";
        assert_eq!(complete(own, Some(Uuid::nil())), own);
        assert_eq!(complete(own, None), own);
    }

    #[test]
    fn lines_of_guards_are_told_by_their_target() {
        assert!(is_of_a_guard("task_api::tasks::_"));
        assert!(!is_of_a_guard("task_api::tasks"));
    }

    #[test]
    fn nonsense_is_an_error() {
        assert!(filter("task_api=loud").is_err());
    }
}
