//! Logging: one JSON object per line on standard output.

use tracing::warn;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

/// What holds where `RUST_LOG` doesn't say otherwise.
///
/// Rocket logs several lines of prose per request; our access log says the same in one. Only its
/// listener is heard, since nothing else tells that no more connections can be accepted.
const DEFAULT_DIRECTIVES: &str = "info,rocket=off,rocket_http::listener=warn";

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
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .init();
    if let Some(error) = rejected {
        warn!(rust_log, %error, "RUST_LOG is not valid, using `{DEFAULT_DIRECTIVES}`");
    }
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
        let listener = "rocket_http::listener=warn";
        check("", &["info", "rocket=off", listener]);
        check("debug", &["debug", "rocket=off", listener]);
        check(
            "task_api=trace",
            &["info", "rocket=off", listener, "task_api=trace"],
        );
        check("rocket=warn", &["info", "rocket=warn", listener]);
    }

    #[test]
    fn nonsense_is_an_error() {
        assert!(filter("task_api=loud").is_err());
    }
}
