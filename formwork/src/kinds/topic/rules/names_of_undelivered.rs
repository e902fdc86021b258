//! No queue has the name of the one where a topic leaves what it could not deliver.

use crate::kind::{Scope, entries};
use crate::kinds::queue::Queue;
use crate::kinds::topic::Topic;
use crate::manifest::Key;
use crate::problem::{Code, Problem};

pub(super) fn check_names_of_undelivered(scope: &Scope<'_>) -> Vec<Problem> {
    let topics = entries::<Topic>(scope.manifest).filter(|(_, keys)| !keys.queues.is_empty());
    topics
        .filter_map(|(key, _)| Some(problem(key, namesake(scope, key)?)))
        .collect()
}

/// The queue that has the name, in HCL or in AWS.
fn namesake<'a>(scope: &'a Scope<'_>, key: &Key) -> Option<&'a Key> {
    let id = scope.id(key.get())?;
    let mut queues = entries::<Queue>(scope.manifest).map(|(key, _)| key);
    queues.find(|queue| {
        scope.id(queue.get()).is_some_and(|queue| {
            queue.as_str() == format!("{id}_undelivered")
                || queue.in_aws() == format!("{}_undelivered", id.in_aws())
        })
    })
}

fn problem(topic: &Key, queue: &Key) -> Problem {
    let (topic_name, queue_name) = (topic.get(), queue.get());
    let message = format!(
        "`{queue_name}` has the name of the queue for what `{topic_name}` could not deliver"
    );
    Problem::new(Code::DuplicateName, message)
        .at(queue.span(), "this queue")
        .at(topic.span(), format!("has `{topic_name}_undelivered`"))
        .help(format!(
            "give one of them another name, such as `[topic.{topic_name}_news]`"
        ))
}
