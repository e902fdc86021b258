//! What a topic is: an order, and the queues that get what is published.

use std::collections::BTreeMap;

use super::filter::Filter;
use super::manifest::{Keys, Part, Subscription as SubscriptionKeys};
use crate::kind::{Existing, Form, LogicalId, Validation, optional};
use crate::manifest::Field;
use crate::problem::{Code, Problem};

/// One topic of SNS.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) is_fifo: bool,
    /// By the queue that gets the messages.
    pub(super) queues: BTreeMap<LogicalId, Subscription>,
    /// None: it is made.
    pub(super) existing: Option<Existing>,
}

/// Amazon SNS API, `CreateTopic`: `Name`.
pub(super) const FORM: Form = Form {
    service: "sns",
    before: "",
    what: "a topic",
    length: 1..=256,
    signs: "-_.",
};

/// What one queue gets.
#[derive(Debug, Clone)]
pub(super) struct Subscription {
    /// None: every message.
    pub(super) filter: Option<Filter>,
    pub(super) filter_on: Part,
}

impl Entry {
    /// What the keys of a topic mean. That the queues are there is for a rule to say.
    pub(super) fn from_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        let mut queues = BTreeMap::new();
        let mut all_hold = true;
        for (name, subscription) in &keys.queues {
            let subscription = Subscription::from_keys(subscription, at);
            all_hold &= subscription.is_some();
            let id = at.id_of(name);
            queues.extend(id.cloned().zip(subscription));
        }
        let existing = optional(keys.existing.as_ref(), |field| existing(field, keys, at)).ok()?;
        all_hold.then_some(Self {
            existing,
            is_fifo: *keys.fifo.get(),
            queues,
        })
    }

    /// The queues have other ids.
    pub(super) fn rename(&mut self, names: &BTreeMap<LogicalId, LogicalId>) {
        let queues = std::mem::take(&mut self.queues).into_iter();
        self.queues = queues
            .map(|(id, subscription)| (names.get(&id).cloned().unwrap_or(id), subscription))
            .collect();
    }
}

impl Subscription {
    fn from_keys(keys: &SubscriptionKeys, at: &mut Validation<'_>) -> Option<Self> {
        let filter_on = *keys.filter_on.get();
        let filter = match &keys.filter {
            Some(tree) => Some(at.keep(Filter::read(tree, filter_on))?),
            None => None,
        };
        Some(Self { filter, filter_on })
    }
}

/// The topic of somebody else: its name tells whether it is FIFO.
fn existing(field: &Field<String>, keys: &Keys, at: &mut Validation<'_>) -> Option<Existing> {
    let place = field.span_or(&at.key().span());
    let queues = keys.queues.keys().next().map(crate::manifest::Key::span);
    at.refuse_beside_existing(&place, &[("queues", queues)]);
    let existing = at.existing(field, &FORM)?;
    let is_fifo = existing.name().strip_suffix(".fifo").is_some();
    if is_fifo == *keys.fifo.get() || at.is_unread(&["fifo"]) {
        return Some(existing);
    }
    let (what, help) = if is_fifo {
        (
            "is a FIFO topic",
            "write `fifo = true`: the code has to name groups",
        )
    } else {
        (
            "is no FIFO topic",
            "take `fifo` out, or write the name with `.fifo`",
        )
    };
    let message = format!("`{}` {what} by its name", existing.name());
    at.problem(
        Problem::new(Code::KeyOfExisting, message)
            .at(place, "what exists")
            .at(keys.fifo.span_or(&at.key().span()), "says otherwise")
            .help(help),
    );
    None
}
