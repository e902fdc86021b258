//! How many uploads an instance takes at a time: of all users, of one, and from one address.
//!
//! Whoever has none under way gets the last place. Whoever has some gets another only while there are
//! places for others: four accounts with four uploads each, which anybody can have, leave room.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rocket::http::Status;
use uuid::Uuid;

use crate::problem::Problem;

/// Each upload holds a part of 8 MiB, so all of them stay well below the 512 MiB of a task.
const ALL: usize = 16;

/// So that it takes several users to leave no room for others.
const OF_ONE_USER: usize = 4;

/// So that it takes several networks: accounts are free.
const OF_ONE_SOURCE: usize = 8;

/// For each upload that a user has under way, so many places must be free for others beside the next.
const LEFT_TO_OTHERS: usize = 4;

/// Come again after so many seconds.
const AGAIN_SECONDS: u64 = 5;

/// Which uploads are under way: of whom, and from where.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    users: BTreeMap<Uuid, usize>,
    sources: BTreeMap<Option<IpAddr>, usize>,
}

/// An upload that is under way, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    user_id: Uuid,
    source: Option<IpAddr>,
}

impl Turns {
    /// Begins an upload.
    ///
    /// # Errors
    ///
    /// 429 where the user or the address has too many under way, 503 where all users have.
    pub(super) fn take(&self, user_id: Uuid, address: Option<IpAddr>) -> Result<Turn<'_>, Problem> {
        let source = address.map(network);
        let mut counts = self.counts();
        let free = ALL - counts.all();
        let of_user = counts.users.get(&user_id).copied().unwrap_or_default();
        let of_source = counts.sources.get(&source).copied().unwrap_or_default();
        if of_user >= OF_ONE_USER || (of_user > 0 && free <= of_user * LEFT_TO_OTHERS) {
            return Err(refused(
                Status::TooManyRequests,
                "as many files as one user may send now are on their way",
            ));
        }
        if of_source >= OF_ONE_SOURCE {
            return Err(refused(
                Status::TooManyRequests,
                "as many files as one network may send are on their way",
            ));
        }
        if free == 0 {
            return Err(refused(
                Status::ServiceUnavailable,
                "as many files as the service takes at a time are on their way",
            ));
        }
        counts.users.insert(user_id, of_user + 1);
        counts.sources.insert(source, of_source + 1);
        Ok(Turn {
            turns: self,
            user_id,
            source,
        })
    }

    /// How many are under way.
    pub(super) fn taken(&self) -> usize {
        self.counts().all()
    }

    /// No panic happens while it is locked, so nothing in it is half done.
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    fn all(&self) -> usize {
        self.users.values().sum()
    }
}

/// Whoever has one IPv6 address has the other 2^64 of its network.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let prefix = u128::from(address) >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from(prefix))
        }
    }
}

fn refused(status: Status, detail: &'static str) -> Problem {
    Problem::come_again(status, detail, AGAIN_SECONDS)
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut counts = self.turns.counts();
        lower(&mut counts.users, &self.user_id);
        lower(&mut counts.sources, &self.source);
    }
}

/// What is counted no more is not kept either.
fn lower<K: Ord>(counts: &mut BTreeMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(number: usize) -> Uuid {
        Uuid::from_u128(number as u128)
    }

    /// An address of a network of its own.
    fn address(number: usize) -> IpAddr {
        IpAddr::V6(Ipv6Addr::from((number as u128) << 64 | 7))
    }

    /// As many as they get.
    fn all_of(turns: &Turns, number: usize) -> Vec<Turn<'_>> {
        std::iter::from_fn(|| turns.take(user(number), Some(address(number))).ok()).collect()
    }

    #[test]
    fn a_turn_ends_when_it_is_dropped() {
        let turns = Turns::default();
        let mut taken = all_of(&turns, 1);
        assert_eq!(taken.len(), OF_ONE_USER);
        taken.pop();
        assert!(turns.take(user(1), Some(address(1))).is_ok());
        taken.clear();
        assert!(turns.counts().users.is_empty());
        assert!(turns.counts().sources.is_empty());
    }

    #[test]
    fn few_users_leave_room_for_others() {
        let turns = Turns::default();
        let taken: Vec<_> = (0..4).flat_map(|number| all_of(&turns, number)).collect();
        assert!(turns.taken() < ALL, "{}", turns.taken());
        for number in 4..8 {
            assert!(turns.take(user(number), Some(address(number))).is_ok());
        }
        drop(taken);
    }

    #[test]
    fn many_accounts_of_one_network_leave_room_for_others() {
        let turns = Turns::default();
        let taken: Vec<_> = (0..ALL)
            .filter_map(|number| turns.take(user(number), Some(address(0))).ok())
            .collect();
        assert_eq!(taken.len(), OF_ONE_SOURCE);
        let neighbour = Some("::9".parse().unwrap());
        assert!(turns.take(user(20), neighbour).is_err());
        assert!(turns.take(user(20), Some(address(1))).is_ok());
    }

    #[test]
    fn there_are_so_many_and_no_more() {
        let turns = Turns::default();
        let taken: Vec<_> = (0..ALL)
            .map(|number| turns.take(user(number), Some(address(number))).unwrap())
            .collect();
        assert!(turns.take(user(20), Some(address(20))).is_err());
        drop(taken);
        assert!(turns.take(user(20), Some(address(20))).is_ok());
    }
}
