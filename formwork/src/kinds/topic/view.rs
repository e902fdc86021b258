//! `topic_<name>.tf`: one topic of SNS, its subscriptions and what tells of messages that were lost.

use serde::Serialize;

use super::alarms::alarms;
use super::entry::Entry;
use crate::hcl::{Expr, Word};
use crate::kind::{AlarmView, File, Optional, Present, Site, Template, present_if};

const TEMPLATE: Template = Template::new("topic.tf", include_str!("topic.tf.hbs"));

/// What `topic.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct View {
    id: Word,
    name: Word,
    /// The end of the names of FIFO topics and queues.
    end: &'static str,
    fifo: Optional<Present>,
    subscriptions: Vec<Subscription>,
    /// Where messages go that no queue took; there, if a queue is.
    undelivered: Optional<Present>,
    alarms: Vec<AlarmView>,
}

#[derive(Debug, Serialize)]
struct Subscription {
    /// The queue that gets the messages.
    queue: Word,
    filter: Optional<Filter>,
}

#[derive(Debug, Serialize)]
struct Filter {
    scope: &'static str,
    object: Expr,
}

/// The file of one topic.
pub(super) fn file(entry: &Entry, site: &Site<'_>) -> File {
    let id = site.id();
    let subscriptions = entry.queues.iter().map(|(queue, subscription)| {
        let filter = subscription.filter.as_ref().map(|filter| Filter {
            scope: subscription.filter_on.scope(),
            object: filter.object(),
        });
        Subscription {
            queue: queue.into(),
            filter: filter.into_iter().collect(),
        }
    });
    let view = View {
        id: id.into(),
        name: site.name(),
        end: if entry.is_fifo { ".fifo" } else { "" },
        fifo: present_if(entry.is_fifo),
        subscriptions: subscriptions.collect(),
        undelivered: present_if(!entry.queues.is_empty()),
        alarms: site.alarm_views(&alarms(entry, site)),
    };
    File::new(format!("topic_{id}.tf"), &TEMPLATE, &view)
}
