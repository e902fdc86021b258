//! An alarm tells a topic once.

use crate::kind::Scope;
use crate::manifest::{Field, Text};
use crate::problem::{Code, Problem};

pub(super) fn check_repeated_topics(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let topics = &manifest.alarms.notify;
    let repeated = topics.iter().enumerate().filter_map(|(index, topic)| {
        let first = topics[..index]
            .iter()
            .find(|first| first.get() == topic.get())?;
        Some(problem(topic, first))
    });
    repeated.collect()
}

fn problem(topic: &Field<Text>, first: &Field<Text>) -> Problem {
    Problem::new(
        Code::InvalidArn,
        format!("the topic `{}` is listed twice", topic.get().as_written()),
    )
    .at(topic.span_or(&(0..0)), "again")
    .at(first.span_or(&(0..0)), "first here")
    .help("remove one of them")
}
