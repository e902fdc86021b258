//! The line of those who wait for a turn, network by network.

use std::collections::{HashMap, VecDeque};

use tokio::sync::oneshot::Sender;

use super::Lane;
use crate::client_address::Network;

/// Hashes at the same time: what a task of 512 MiB and a quarter of a CPU bears. Strangers do one.
const AT_ONCE: usize = 2;

/// So many of one network wait, in each lane.
pub(super) const EACH: usize = 16;

/// So many of all networks wait, in each lane. Who comes then takes the place of somebody whose
/// network has more.
pub(super) const ALL: usize = 64;

/// Why somebody can't join.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// Too many of the same network wait.
    Network,
    /// Too many wait, of too many networks.
    Everywhere,
}

/// Turns that are taken, and those who wait for one.
pub(super) struct Line<T> {
    running: usize,
    /// Whether a stranger hashes, or the strangers rest.
    stranger: bool,
    familiar: Waiting<T>,
    strangers: Waiting<T>,
}

impl<T> Default for Line<T> {
    fn default() -> Self {
        Self {
            running: 0,
            stranger: false,
            familiar: Waiting::default(),
            strangers: Waiting::default(),
        }
    }
}

impl<T> Line<T> {
    pub(super) fn join(
        &mut self,
        lane: Lane,
        network: Network,
        give: Sender<T>,
    ) -> Result<(), Full> {
        match lane {
            Lane::Familiar => self.familiar.join(network, give),
            Lane::Stranger => self.strangers.join(network, give),
        }
    }

    /// Who is next, if there is a turn. It counts as taken.
    pub(super) fn next(&mut self) -> Option<(Lane, Sender<T>)> {
        if self.running >= AT_ONCE {
            return None;
        }
        let next = if let Some(give) = self.familiar.next() {
            (Lane::Familiar, give)
        } else if self.stranger {
            return None;
        } else {
            let give = self.strangers.next()?;
            self.stranger = true;
            (Lane::Stranger, give)
        };
        self.running += 1;
        Some(next)
    }

    /// A turn was given back. Says whether the strangers have to rest, since more of them wait.
    pub(super) fn hashed(&mut self, lane: Lane) -> bool {
        self.running -= 1;
        let was_stranger = lane == Lane::Stranger;
        let tired = was_stranger && !self.strangers.of.is_empty();
        if was_stranger && !tired {
            self.stranger = false;
        }
        tired
    }

    /// How many wait for a turn.
    pub(super) fn waiting(&self) -> usize {
        let lines = self.familiar.of.values().chain(self.strangers.of.values());
        lines.flatten().filter(|give| !give.is_closed()).count()
    }

    /// The next stranger may have a turn.
    pub(super) fn rested(&mut self) {
        self.stranger = false;
    }
}

/// Those who wait, in the order in which their networks come next.
struct Waiting<T> {
    of: HashMap<Network, VecDeque<Sender<T>>>,
    order: VecDeque<Network>,
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self {
            of: HashMap::new(),
            order: VecDeque::new(),
        }
    }
}

impl<T> Waiting<T> {
    fn join(&mut self, network: Network, give: Sender<T>) -> Result<(), Full> {
        if self.of.get(&network).is_some_and(|of| of.len() >= EACH) || self.count() >= ALL {
            self.forget_who_left();
        }
        if self.of.get(&network).is_some_and(|of| of.len() >= EACH) {
            return Err(Full::Network);
        }
        if self.count() >= ALL {
            self.make_room_for(network)?;
        }
        let of = self.of.entry(network).or_default();
        if of.is_empty() {
            self.order.push_back(network);
        }
        of.push_back(give);
        Ok(())
    }

    /// The first of the network that is next, which then goes to the end.
    fn next(&mut self) -> Option<Sender<T>> {
        while let Some(network) = self.order.pop_front() {
            let of = self.of.get_mut(&network)?;
            let next = std::iter::from_fn(|| of.pop_front()).find(|give| !give.is_closed());
            if of.is_empty() {
                self.of.remove(&network);
            } else {
                self.order.push_back(network);
            }
            if next.is_some() {
                return next;
            }
        }
        None
    }

    /// Sends away who came last of the network that has the most in line: so a few networks can't
    /// fill it. Whose sender is dropped is told.
    fn make_room_for(&mut self, network: Network) -> Result<(), Full> {
        let own = self.of.get(&network).map_or(0, VecDeque::len);
        match self.of.values_mut().max_by_key(|of| of.len()) {
            Some(most) if most.len() > own + 1 => {
                most.pop_back();
                Ok(())
            }
            _ => Err(Full::Everywhere),
        }
    }

    fn count(&self) -> usize {
        self.of.values().map(VecDeque::len).sum()
    }

    fn forget_who_left(&mut self) {
        self.of.retain(|_, of| {
            of.retain(|give| !give.is_closed());
            !of.is_empty()
        });
        let of = &self.of;
        self.order.retain(|network| of.contains_key(network));
    }
}
