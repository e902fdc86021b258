//! A topic delivers to queues that are there, and of an order that it can keep.

use crate::kind::{Scope, entries};
use crate::kinds::queue::Queue;
use crate::kinds::topic::Topic;
use crate::kinds::topic::manifest::Keys;
use crate::manifest::Key;
use crate::problem::{Code, Problem, help_one_of};
use crate::source::Span;

pub(super) fn check_subscribed_queues(scope: &Scope<'_>) -> Vec<Problem> {
    let topics = entries::<Topic>(scope.manifest);
    topics
        .flat_map(|(_, keys)| {
            let queues = keys.queues.keys();
            queues.filter_map(move |queue| check(scope, keys, queue))
        })
        .collect()
}

fn check(scope: &Scope<'_>, topic: &Keys, queue: &Key) -> Option<Problem> {
    let mut queues = entries::<Queue>(scope.manifest);
    let Some((declared, keys)) = queues.find(|(key, _)| *key == queue) else {
        let is_unread = scope.manifest.is_unread(&["queue", queue.get()]);
        return (!is_unread).then(|| unknown(scope, queue));
    };
    if let Some(existing) = &keys.existing {
        return Some(of_others(
            queue.get(),
            queue.span(),
            existing.span_or(&declared.span()),
        ));
    }
    let is_ordered = *keys.fifo.get();
    (is_ordered && !topic.fifo.get()).then(|| {
        let message = format!("`{}` promises an order that the topic has not", queue.get());
        Problem::new(Code::InvalidSubscription, message)
            .at(queue.span(), "SNS refuses the subscription")
            .at(keys.fifo.span_or(&declared.span()), "a FIFO queue")
            .help("write `fifo = true` for the topic too, or take it out for the queue")
    })
}

fn unknown(scope: &Scope<'_>, queue: &Key) -> Problem {
    let name = queue.get();
    let declared = entries::<Queue>(scope.manifest).map(|(key, _)| key.get().as_str());
    let help = if declared.clone().next().is_none() {
        format!("declare it as `[queue.{name}]`")
    } else {
        help_one_of(name, declared)
    };
    Problem::new(
        Code::InvalidSubscription,
        format!("no queue `{name}` is declared"),
    )
    .at(queue.span(), "not declared")
    .help(help)
}

/// The policy of a queue that exists is not here to let anybody in.
fn of_others(name: &str, place: Span, existing: Span) -> Problem {
    let message = format!("the policy of `{name}` is not formwork's, so SNS may not send there");
    Problem::new(Code::InvalidSubscription, message)
        .at(place, "would get nothing")
        .at(existing, "made elsewhere")
        .help("name a queue that this stack makes")
}
