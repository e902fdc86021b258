//! A bucket tells queues that are there, and that promise no order.

use crate::kind::{Scope, entries};
use crate::kinds::bucket::Bucket;
use crate::kinds::queue::Filler;
use crate::manifest::Field;
use crate::problem::{Code, Problem};

const S3: Filler = Filler {
    service: "S3",
    code: Code::InvalidEvents,
};

pub(super) fn check_queues_of_events(scope: &Scope<'_>) -> Vec<Problem> {
    let buckets = entries::<Bucket>(scope.manifest);
    let queues = buckets.flat_map(|(_, keys)| {
        let events = keys.events.iter();
        events.filter_map(|event| event.get().queue.as_ref())
    });
    queues.filter_map(|queue| check(scope, queue)).collect()
}

fn check(scope: &Scope<'_>, queue: &Field<String>) -> Option<Problem> {
    let (name, place) = (queue.get(), queue.span_or(&(0..0)));
    let (declared, keys) = match S3.queue(scope, name, place.clone()) {
        Ok(found) => found,
        Err(problem) => return problem,
    };
    keys.fifo.get().then(|| {
        let message = format!("S3 tells no queue that promises an order, as `{name}` does");
        Problem::new(S3.code, message)
            .at(place, "S3 refuses it")
            .at(keys.fifo.span_or(&declared.span()), "a FIFO queue")
            .help("name a queue without `fifo`")
    })
}
