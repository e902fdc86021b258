//! A bucket tells queues that are there, and that promise no order.

use crate::kind::{Scope, entries};
use crate::kinds::bucket::Bucket;
use crate::kinds::queue::Queue;
use crate::manifest::Field;
use crate::problem::{Code, Problem, help_one_of};
use crate::source::Span;

pub(super) fn check_queues_of_events(scope: &Scope<'_>) -> Vec<Problem> {
    let buckets = entries::<Bucket>(scope.manifest);
    let queues = buckets.flat_map(|(_, keys)| {
        let events = keys.events.iter();
        events.filter_map(|event| event.get().queue.as_ref())
    });
    queues.filter_map(|queue| check(scope, queue)).collect()
}

fn check(scope: &Scope<'_>, queue: &Field<String>) -> Option<Problem> {
    let name = queue.get();
    let place = queue.span_or(&(0..0));
    let mut queues = entries::<Queue>(scope.manifest);
    let Some((declared, keys)) = queues.find(|(key, _)| key.get() == name) else {
        let is_unread = scope.manifest.is_unread(&["queue", name]);
        return (!is_unread).then(|| unknown(scope, queue));
    };
    if let Some(existing) = &keys.existing {
        return Some(of_others(name, place, existing.span_or(&declared.span())));
    }
    keys.fifo.get().then(|| {
        let message = format!("S3 tells no queue that promises an order, as `{name}` does");
        Problem::new(Code::InvalidEvents, message)
            .at(place, "S3 refuses it")
            .at(keys.fifo.span_or(&declared.span()), "a FIFO queue")
            .help("name a queue without `fifo`")
    })
}

fn unknown(scope: &Scope<'_>, queue: &Field<String>) -> Problem {
    let name = queue.get();
    let declared = entries::<Queue>(scope.manifest).map(|(key, _)| key.get().as_str());
    let help = if declared.clone().next().is_none() {
        format!("declare it as `[queue.{name}]`")
    } else {
        help_one_of(name, declared)
    };
    Problem::new(
        Code::InvalidEvents,
        format!("no queue `{name}` is declared"),
    )
    .at(queue.span_or(&(0..0)), "not declared")
    .help(help)
}

/// The policy of a queue that exists is not here to let anybody in.
fn of_others(name: &str, place: Span, existing: Span) -> Problem {
    let message = format!("the policy of `{name}` is not formwork's, so S3 may not send there");
    Problem::new(Code::InvalidEvents, message)
        .at(place, "would get nothing")
        .at(existing, "made elsewhere")
        .help("name a queue that this stack makes")
}
