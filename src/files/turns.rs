//! How many uploads an instance takes at a time, of all users and of one.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rocket::http::Status;
use uuid::Uuid;

use crate::problem::Problem;

/// Each upload holds a part of 8 MiB, so all of them stay well below the 512 MiB of a task.
const ALL: usize = 16;

/// So that it takes several users to leave no room for others.
const OF_ONE_USER: usize = 4;

/// Come again after so many seconds.
const AGAIN_SECONDS: u64 = 5;

/// How many uploads each user has under way.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<BTreeMap<Uuid, usize>>);

/// An upload that is under way, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    user_id: Uuid,
}

impl Turns {
    /// Begins an upload.
    ///
    /// # Errors
    ///
    /// 429 where the user has too many under way, 503 where all users have.
    pub(super) fn take(&self, user_id: Uuid) -> Result<Turn<'_>, Problem> {
        let mut counts = self.counts();
        if counts.values().sum::<usize>() >= ALL {
            return Err(Problem::come_again(
                Status::ServiceUnavailable,
                "as many files as the service takes at a time are on their way",
                AGAIN_SECONDS,
            ));
        }
        let count = counts.entry(user_id).or_default();
        if *count >= OF_ONE_USER {
            return Err(Problem::come_again(
                Status::TooManyRequests,
                "as many files as one user may send at a time are on their way",
                AGAIN_SECONDS,
            ));
        }
        *count += 1;
        Ok(Turn {
            turns: self,
            user_id,
        })
    }

    /// No panic happens while it is locked, so nothing in it is half done.
    fn counts(&self) -> MutexGuard<'_, BTreeMap<Uuid, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut counts = self.turns.counts();
        if let Some(count) = counts.get_mut(&self.user_id) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.user_id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_ends_when_it_is_dropped() {
        let turns = Turns::default();
        let user = Uuid::from_u128(1);
        let mut taken: Vec<_> = (0..OF_ONE_USER)
            .map(|_| turns.take(user).unwrap())
            .collect();
        assert!(turns.take(user).is_err());
        taken.pop();
        assert!(turns.take(user).is_ok());
        taken.clear();
        assert!(turns.counts().is_empty());
    }

    #[test]
    fn several_users_share_what_there_is() {
        let turns = Turns::default();
        let taken: Vec<_> = (0..ALL as u128)
            .map(|number| turns.take(Uuid::from_u128(number % 4)).unwrap())
            .collect();
        assert!(turns.take(Uuid::from_u128(5)).is_err());
        drop(taken);
        assert!(turns.take(Uuid::from_u128(5)).is_ok());
    }
}
