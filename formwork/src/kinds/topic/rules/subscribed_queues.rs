//! A topic delivers to queues that are there, and of an order that it can keep.

use crate::kind::{Scope, entries};
use crate::kinds::queue::Filler;
use crate::kinds::topic::Topic;
use crate::kinds::topic::manifest::Keys;
use crate::manifest::Key;
use crate::problem::{Code, Problem};

const SNS: Filler = Filler {
    service: "SNS",
    code: Code::InvalidSubscription,
};

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
    let (declared, keys) = match SNS.queue(scope, queue.get(), queue.span()) {
        Ok(found) => found,
        Err(problem) => return problem,
    };
    let is_ordered = *keys.fifo.get();
    (is_ordered && !topic.fifo.get()).then(|| {
        let message = format!("`{}` promises an order that the topic has not", queue.get());
        Problem::new(SNS.code, message)
            .at(queue.span(), "SNS refuses the subscription")
            .at(keys.fifo.span_or(&declared.span()), "a FIFO queue")
            .help("write `fifo = true` for the topic too, or take it out for the queue")
    })
}
