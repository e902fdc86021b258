//! `events`: queues that are told of changes in a bucket.
//!
//! (Amazon S3 user guide, "Amazon S3 Event Notifications".)

use super::manifest;
use crate::kind::{LogicalId, Validation, optional};
use crate::manifest::{Field, Plain};
use crate::problem::{Code, Problem, help_one_of};

/// The words of `on`, and the events of S3.
pub(super) const EVENTS: [(&str, &str); 6] = [
    ("created", "s3:ObjectCreated:*"),
    ("removed", "s3:ObjectRemoved:*"),
    ("restored", "s3:ObjectRestore:*"),
    ("expired", "s3:LifecycleExpiration:*"),
    ("transitioned", "s3:LifecycleTransition"),
    ("tagged", "s3:ObjectTagging:*"),
];

/// What one queue is told of.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) queue: LogicalId,
    /// Events of S3, in order of the alphabet.
    pub(super) on: Vec<&'static str>,
    pub(super) prefix: Option<String>,
    pub(super) suffix: Option<String>,
}

/// Amazon S3 user guide, "Creating object key names".
const MAX_KEY: usize = 1024;

pub(super) fn events(
    entries: &[Field<manifest::Event>],
    at: &mut Validation<'_>,
) -> Option<Vec<Event>> {
    let read: Vec<Option<Event>> = entries.iter().map(|entry| event(entry, at)).collect();
    let read: Vec<Event> = read.into_iter().collect::<Option<_>>()?;
    let mut all_hold = true;
    for (index, later) in read.iter().enumerate() {
        if let Some(first) = read[..index].iter().position(|first| first.meets(later)) {
            let span = |index: usize| entries[index].span_or(&at.key().span());
            let problem = Problem::new(
                Code::InvalidEvents,
                "two events of S3 have keys in common, and S3 refuses both",
            )
            .at(span(index), "again")
            .at(span(first), "first here")
            .help(
                "let one queue take them, and deliver to others by a topic; or tell prefixes apart",
            );
            at.problem(problem);
            all_hold = false;
        }
    }
    all_hold.then_some(read)
}

fn event(entry: &Field<manifest::Event>, at: &mut Validation<'_>) -> Option<Event> {
    let table = &entry.span_or(&at.key().span());
    let owner = &format!("an event of {}", at.owner());
    let keys = entry.get();
    let example = "queue = \"jobs\"";
    let queue = at.require_of(
        &["events", "queue"],
        keys.queue.as_ref(),
        owner,
        table,
        example,
    );
    let example = "on = [\"created\"]";
    let on = at.require_of(&["events", "on"], keys.on.as_ref(), owner, table, example);
    let on = on.and_then(|list| words(list, at));
    let prefix = optional(keys.prefix.as_ref(), |field| part(field, at));
    let suffix = optional(keys.suffix.as_ref(), |field| part(field, at));
    // A rule says where there is no such queue.
    let queue = at.id_of(queue?)?.clone();
    Some(Event {
        queue,
        on: on?,
        prefix: prefix.ok()?,
        suffix: suffix.ok()?,
    })
}

fn words(list: &Field<Vec<Field<String>>>, at: &mut Validation<'_>) -> Option<Vec<&'static str>> {
    let table = at.key().span();
    if list.get().is_empty() {
        at.problem(
            Problem::new(Code::InvalidEvents, "an event is told of nothing")
                .at(list.span_or(&table), "empty")
                .help("list what the queue is told of, such as `[\"created\"]`"),
        );
        return None;
    }
    let mut found: Vec<&'static str> = Vec::new();
    for word in list.get() {
        let known = EVENTS.iter().find(|(name, _)| name == word.get());
        let Some((_, event)) = known else {
            let message = format!("`{}` is no event of a bucket", word.get());
            let known = EVENTS.map(|(name, _)| name);
            at.problem(
                Problem::new(Code::InvalidEvents, message)
                    .at(word.span_or(&table), "unknown")
                    .help(help_one_of(word.get(), known)),
            );
            return None;
        };
        if !found.contains(event) {
            found.push(event);
        }
    }
    found.sort_unstable();
    Some(found)
}

fn part(field: &Field<Plain>, at: &mut Validation<'_>) -> Option<String> {
    let text = field.get().as_ref();
    if !text.is_empty()
        && text.len() <= MAX_KEY
        && !text.contains(char::is_control)
        && !text.contains('*')
    {
        return Some(text.to_owned());
    }
    let message = format!("`{}` is no part of a key", text.escape_debug());
    let help = if text.contains('*') {
        "leave out the star: a prefix stands for all that begins so"
    } else {
        "write how keys begin or end, or leave it out for all of them"
    };
    at.problem(
        Problem::new(Code::InvalidEvents, message)
            .at(field.span_or(&at.key().span()), "S3 refuses it")
            .help(help),
    );
    None
}

impl Event {
    /// Whether a key could be told of by both, for the same reason.
    fn meets(&self, other: &Self) -> bool {
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        let (a, b) = (text(&self.prefix), text(&other.prefix));
        let (c, d) = (text(&self.suffix), text(&other.suffix));
        let same = |event| other.on.contains(event);
        (a.starts_with(&b) || b.starts_with(&a))
            && (c.ends_with(&d) || d.ends_with(&c))
            && self.on.iter().any(same)
    }
}
