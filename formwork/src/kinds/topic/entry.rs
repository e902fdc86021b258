//! What a topic is: an order, and the queues that get what is published.

use std::collections::BTreeMap;

use super::filter::Filter;
use super::manifest::{Keys, Part, Subscription as SubscriptionKeys};
use crate::kind::{LogicalId, Validation};

/// One topic of SNS.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(super) is_fifo: bool,
    /// By the queue that gets the messages.
    pub(super) queues: BTreeMap<LogicalId, Subscription>,
}

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
        all_hold.then_some(Self {
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
