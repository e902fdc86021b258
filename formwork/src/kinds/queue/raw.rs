//! Queues that `stack.toml` or `build.rs` declares in Terraform's own words, as targets of grants.

use super::operations::REDRIVE;
use crate::kind::RawResource;

/// How long SQS hides a message where nothing else is said. (Amazon SQS API, `CreateQueue`:
/// `VisibilityTimeout`.)
const VISIBILITY_TIMEOUT_SECONDS: i64 = 30;

pub(super) fn adopt(resource: &mut RawResource<'_>) {
    if resource.has("fifo_queue") && resource.flag("fifo_queue").is_none() {
        let help = "write `fifo_queue = true`, or leave it out";
        let message = "the code has to know whether the queue is FIFO";
        resource.problem("fifo_queue", message, help);
    }
    if resource.is_granted(REDRIVE) {
        let help = "grant `receive` on the queue that takes its dead letters and `send` on this one, and list the \
            other actions in `allow`; or declare the queue as `[queue.NAME]`";
        let message = "which queue has its dead letters is not known";
        resource.problem("redrive_policy", message, help);
    }
}

pub(super) fn is_fifo(resource: &RawResource<'_>) -> bool {
    resource.is_on("fifo_queue")
}

/// How long a message is hidden once it was received, if that is known.
pub(super) fn visibility_timeout_seconds(resource: &RawResource<'_>) -> Option<i64> {
    const ARGUMENT: &str = "visibility_timeout_seconds";
    if !resource.has(ARGUMENT) {
        return Some(VISIBILITY_TIMEOUT_SECONDS);
    }
    // What is no such number is refused where the module is checked.
    let number = resource.number(ARGUMENT);
    number.filter(|number| (0..=43_200).contains(number))
}

pub(super) fn contract(resource: &RawResource<'_>, name: &str) -> Vec<String> {
    let is_fifo = is_fifo(resource);
    let visibility = visibility_timeout_seconds(resource);
    let visibility = visibility.map_or("computed".to_owned(), |it| it.to_string());
    vec![format!(
        "queue {name} fifo {is_fifo} visibility {visibility}"
    )]
}
