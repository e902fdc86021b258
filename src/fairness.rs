//! How much of the database one user may have: so that whoever sends much waits for the own requests,
//! and nobody else does.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::{Header, Status};
use rocket::{Request, Response};
use rocket_db_pools::{Database as _, Pool as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use uuid::Uuid;

use crate::database::{CONNECTIONS, Client, Pool, TaskDb};
use crate::problem::Problem;
use crate::sessions::UserId;

/// Connections that one user has at a time: a third of those of an instance, and one at least.
const ACTIVE: usize = if CONNECTIONS < 6 { 1 } else { CONNECTIONS / 3 };

/// Requests of one user that are under way or wait, all others are refused.
const ALL: usize = 64;

/// A request waits this long for those of the same user.
const PATIENCE: Duration = Duration::from_secs(5);

/// The policy as clients are told of it (draft-ietf-httpapi-ratelimit-headers).
const POLICY: &str = "\"user\";q=64;qu=\"concurrent-requests\"";

/// Who has how many requests under way.
#[derive(Default)]
pub(crate) struct Shares(Mutex<HashMap<Uuid, Share>>);

/// What one user has under way.
struct Share {
    requests: usize,
    turns: Arc<Semaphore>,
}

/// A request that is counted, until it is dropped.
struct Place {
    shares: Arc<Shares>,
    user_id: Uuid,
    turns: Arc<Semaphore>,
}

/// The leave to have a connection. It ends with the connection's use.
pub(crate) struct Turn {
    // Given back before the place is, so that whoever finds a place finds a turn sooner or later.
    _permit: OwnedSemaphorePermit,
    _place: Place,
}

impl Shares {
    fn enter(self: &Arc<Self>, user_id: Uuid) -> Result<Place, Problem> {
        let mut users = self.users();
        let share = users.entry(user_id).or_insert_with(|| Share {
            requests: 0,
            turns: Arc::new(Semaphore::new(ACTIVE)),
        });
        if share.requests >= ALL {
            return Err(too_many());
        }
        share.requests += 1;
        Ok(Place {
            shares: Arc::clone(self),
            user_id,
            turns: Arc::clone(&share.turns),
        })
    }

    /// How many requests a user may send beside those that are under way.
    fn left(&self, user_id: Uuid) -> usize {
        let used = self.users().get(&user_id).map_or(0, |share| share.requests);
        ALL.saturating_sub(used)
    }

    /// No panic happens while it is locked, so nothing in it is half done.
    fn users(&self) -> MutexGuard<'_, HashMap<Uuid, Share>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// The turn, if there is no need to wait.
    fn try_begin(self) -> Result<Turn, Self> {
        match Arc::clone(&self.turns).try_acquire_owned() {
            Ok(permit) => Ok(Turn {
                _permit: permit,
                _place: self,
            }),
            Err(_) => Err(self),
        }
    }

    /// Waits for the turn.
    async fn begin(self) -> Result<Turn, Problem> {
        match timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Turn {
                _permit: permit,
                _place: self,
            }),
            _ => Err(too_many()),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut users = self.shares.users();
        if let Some(share) = users.get_mut(&self.user_id) {
            share.requests -= 1;
            if share.requests == 0 {
                users.remove(&self.user_id);
            }
        }
    }
}

fn too_many() -> Problem {
    Problem::come_again(
        Status::TooManyRequests,
        "you have as many requests under way as one user may have: wait for their answers",
        1,
    )
}

impl Pool {
    /// A connection for a user, who waits for the own requests first; or for a session whose user is
    /// not known yet.
    ///
    /// # Errors
    ///
    /// 429 where the user has too many requests under way, 503 where no connection becomes free.
    pub(crate) async fn for_user(&self, user_id: Uuid) -> Result<Client, Problem> {
        let turn = self.shares().enter(user_id)?.begin().await?;
        Ok(self.get().await?.with_turn(turn))
    }

    /// The same where it took a connection to learn who the user is: it is kept if it is the user's
    /// turn, and others have it until it is.
    ///
    /// # Errors
    ///
    /// As above.
    pub(crate) async fn keep_for_user(
        &self,
        client: Client,
        user_id: Uuid,
    ) -> Result<Client, Problem> {
        match self.shares().enter(user_id)?.try_begin() {
            Ok(turn) => Ok(client.with_turn(turn)),
            Err(place) => {
                drop(client);
                let turn = place.begin().await?;
                Ok(self.get().await?.with_turn(turn))
            }
        }
    }
}

/// Attaches the headers that tell users what is left to them.
pub(crate) fn stage() -> impl Fairing {
    Headers
}

struct Headers;

#[rocket::async_trait]
impl Fairing for Headers {
    fn info(&self) -> Info {
        Info {
            name: "fairness",
            kind: Kind::Response,
        }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let Some(user_id) = UserId::of(request) else {
            return;
        };
        let Some(pool) = TaskDb::fetch(request.rocket()) else {
            return;
        };
        let left = pool.shares().left(user_id);
        response.set_header(Header::new("RateLimit-Policy", POLICY));
        response.set_header(Header::new("RateLimit", format!("\"user\";r={left}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rocket::async_test]
    async fn one_user_waits_and_others_do_not() {
        let shares = Arc::new(Shares::default());
        let [ada, eve] = [Uuid::from_u128(1), Uuid::from_u128(2)];
        let mut turns: Vec<_> = (0..ACTIVE)
            .map(|_| shares.enter(ada).unwrap().try_begin().ok().unwrap())
            .collect();
        let waiting = shares.enter(ada).unwrap().try_begin().err().unwrap();
        assert!(shares.enter(eve).unwrap().try_begin().is_ok());
        turns.pop();
        drop(waiting.begin().await.unwrap());
        turns.clear();
        assert!(shares.users().is_empty());
    }

    #[test]
    fn a_user_has_so_many_requests_and_no_more() {
        let shares = Arc::new(Shares::default());
        let user = Uuid::from_u128(1);
        let places: Vec<_> = (0..ALL).map(|_| shares.enter(user).unwrap()).collect();
        assert_eq!(shares.left(user), 0);
        assert!(shares.enter(user).is_err());
        drop(places);
        assert_eq!(shares.left(user), ALL);
        assert!(POLICY.contains(&format!("q={ALL};")));
    }
}
