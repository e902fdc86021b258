//! `queue_<name>.tf`: one SQS queue, its dead letters and what tells of trouble with either.

use serde::Serialize;

use super::alarms::alarms;
use super::entry::Entry;
use crate::hcl::{Expr, Word};
use crate::kind::{AlarmView, File, Optional, Present, Site, Template, present_if};
use crate::wiring::Delivered;

const TEMPLATE: Template = Template::new("queue.tf", include_str!("queue.tf.hbs"));

const SECONDS_OF_A_DAY: u32 = 24 * 60 * 60;

/// What `queue.tf.hbs` sees.
#[derive(Debug, Serialize)]
struct Queue {
    id: Word,
    name: Word,
    /// The end of the names of FIFO queues.
    end: &'static str,
    fifo: Optional<Present>,
    visibility_timeout_seconds: u32,
    retention_seconds: u32,
    dead_letters: Optional<DeadLetters>,
    /// Of the queue and of its dead letters.
    policies: Vec<Policy>,
    alarms: Vec<AlarmView>,
}

/// Who may send to one of both, beside the roles that are granted it.
#[derive(Debug, Serialize)]
struct Policy {
    /// The name of the queue in HCL.
    queue: Word,
    senders: Vec<Sender>,
}

/// A service of AWS that sends on behalf of another entry.
#[derive(Debug, Serialize)]
struct Sender {
    table: &'static str,
    from: Word,
    principal: &'static str,
    action: &'static str,
    source: Expr,
    /// Names the account too, which the ARN does not.
    account: Optional<Expr>,
}

#[derive(Debug, Serialize)]
struct DeadLetters {
    after: u32,
}

/// The file of one queue.
pub(super) fn file(entry: &Entry, site: &Site<'_>) -> File {
    let id = site.id();
    let dead_letters = entry.dead_letter_after.map(|after| DeadLetters { after });
    let of_queue = Policy {
        queue: id.into(),
        senders: site
            .deliveries()
            .iter()
            .map(|it| Sender::new(it, site))
            .collect(),
    };
    let of_dead = dead_letters.as_ref().map(|_| Policy {
        queue: Word::joined(&[id, &"dead"], '_'),
        senders: Vec::new(),
    });
    let view = Queue {
        id: id.into(),
        name: site.name(),
        end: if entry.is_fifo { ".fifo" } else { "" },
        fifo: present_if(entry.is_fifo),
        visibility_timeout_seconds: entry.visibility_timeout_seconds,
        retention_seconds: entry.retention_days * SECONDS_OF_A_DAY,
        policies: [of_queue].into_iter().chain(of_dead).collect(),
        dead_letters: dead_letters.into_iter().collect(),
        alarms: site.alarm_views(&alarms(entry, site)),
    };
    File::new(format!("queue_{id}.tf"), &TEMPLATE, &view)
}

impl Sender {
    fn new(delivered: &Delivered, site: &Site<'_>) -> Self {
        Self {
            table: delivered.table,
            from: (&delivered.from).into(),
            principal: delivered.delivery.by,
            action: delivered.delivery.action,
            source: delivered.delivery.source.clone(),
            account: Vec::from_iter(
                (!delivered.delivery.is_named_by_account).then(|| site.account_id()),
            ),
        }
    }
}
