//! Who hashes a password, and when: hashing is slow on purpose, so it is done by turns.
//!
//! Turns are given to networks one after the other, however many requests each of them sends, so a
//! flood from one address costs others one hash of waiting. Who comes from a place that an account
//! knows goes first. Strangers hash one at a time, and where others of them wait, these rest first for
//! twice as long as that took: so a flood from many addresses leaves two thirds of the CPU to requests
//! that hash nothing.

mod line;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rocket::fairing::AdHoc;
use rocket::http::Status;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use self::line::{Full, Line};
use crate::client_address::Network;
use crate::metrics::Metrics;
use crate::problem::Problem;

/// What a rest takes at most, also on a machine where a hash takes seconds.
const LONGEST_REST: Duration = Duration::from_secs(1);

/// A refused client is answered after this long, or up to twice that: one that asks again at once, 40
/// times at a time, costs less than 40 answers a second then, and not thousands.
const DELAY: Duration = Duration::from_secs(1);

/// Accounts are looked up by so many log-ins at a time: the other connections to the database are for
/// requests of those who are logged in.
const LOOK_UPS: usize = 2;

/// A log-in waits this long to be looked up.
const PATIENCE: Duration = Duration::from_secs(30);

/// More answers than these are not delayed, since each keeps its request in memory.
const DELAYED: usize = 512;

/// Attaches the line in which log-ins and registrations wait. After the metrics, which say how long it is.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_ignite("hashing", |rocket| async {
        let hashing = Hashing::default();
        if let Some(metrics) = rocket.state::<Metrics>() {
            let line = Arc::clone(&hashing.line);
            metrics.gauge("HashQueue", move || lock(&line).waiting());
        }
        rocket.manage(hashing)
    })
}

/// Whose turn it is to hash. One for each service, not for each process.
pub(crate) struct Hashing {
    line: Arc<Mutex<Line<Turn>>>,
    look_ups: Semaphore,
    delayed: Semaphore,
}

impl Default for Hashing {
    fn default() -> Self {
        Self {
            line: Arc::default(),
            look_ups: Semaphore::new(LOOK_UPS),
            delayed: Semaphore::new(DELAYED),
        }
    }
}

/// Who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// A user where the account was used before.
    Familiar,
    /// Anybody else.
    Stranger,
}

impl Hashing {
    /// Waits until it may ask the database about somebody who isn't logged in.
    ///
    /// # Errors
    ///
    /// 503 where too many want to.
    pub(crate) async fn look_up(&self) -> Result<SemaphorePermit<'_>, Problem> {
        match timeout(PATIENCE, self.look_ups.acquire()).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(busy()),
        }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    ///
    /// 429 where this network has enough requests in line, 503 where all networks together have.
    pub(crate) async fn turn(&self, lane: Lane, network: Network) -> Result<Turn, Problem> {
        let (give, given) = oneshot::channel();
        let joined = lock(&self.line).join(lane, network, give);
        match joined {
            Ok(()) => {}
            Err(Full::Network) => return Err(self.refuse(too_many()).await),
            Err(Full::Everywhere) => return Err(busy()),
        }
        dispatch(&self.line);
        match given.await {
            Ok(turn) => Ok(turn),
            // Somebody whose network has fewer in line took the place.
            Err(_) => Err(self.refuse(too_many()).await),
        }
    }

    /// Takes its time with the answer to a client that asks too often.
    pub(crate) async fn refuse(&self, problem: Problem) -> Problem {
        if let Ok(_place) = self.delayed.try_acquire() {
            // Those who were refused at once come again one after the other.
            sleep(DELAY + DELAY.mul_f64(fraction())).await;
        }
        problem
    }
}

/// Any number from 0 to 1. Nothing depends on what it is.
fn fraction() -> f64 {
    f64::from(Uuid::new_v4().as_bytes()[0]) / 255.0
}

fn too_many() -> Problem {
    Problem::come_again(
        Status::TooManyRequests,
        "too many log-ins and registrations from your address at once: wait, then try again",
        1,
    )
}

fn busy() -> Problem {
    Problem::come_again(Status::ServiceUnavailable, "too many log-ins at once", 1)
}

/// Leave to hash one password. Whoever is next gets it when this is dropped.
pub(crate) struct Turn {
    line: Arc<Mutex<Line<Turn>>>,
    lane: Lane,
    rest: Duration,
}

impl Turn {
    /// Does the work on a thread for such work, and ends the turn with it: also where the client
    /// doesn't wait for it.
    pub(crate) async fn hash<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let mut turn = self;
        spawn_blocking(move || {
            let since = Instant::now();
            let result = work();
            turn.rest = (since.elapsed() * 2).min(LONGEST_REST);
            drop(turn);
            result
        })
        .await
        .map_err(|panic| Problem::internal(&panic))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if lock(&self.line).hashed(self.lane) {
            let (line, rest) = (Arc::clone(&self.line), self.rest);
            match Handle::try_current() {
                Ok(runtime) => drop(runtime.spawn(async move {
                    sleep(rest).await;
                    lock(&line).rested();
                    dispatch(&line);
                })),
                // The service has ended.
                Err(_) => lock(&line).rested(),
            }
        }
        dispatch(&self.line);
    }
}

/// Gives turns as long as there are some, and somebody who waits.
fn dispatch(shared: &Arc<Mutex<Line<Turn>>>) {
    loop {
        let next = lock(shared).next();
        let Some((lane, give)) = next else { return };
        let turn = Turn {
            line: Arc::clone(shared),
            lane,
            rest: Duration::ZERO,
        };
        // Who left meanwhile gives it back, outside the lock.
        drop(give.send(turn));
    }
}

fn lock<T>(line: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use futures_util::future::join_all;

    use super::*;
    use crate::client_address::ClientAddress;

    fn network(last: u8) -> Network {
        ClientAddress::from(IpAddr::from([198, 51, 100, last])).network()
    }

    fn hash(hashing: &Hashing, lane: Lane, from: u8) -> impl Future<Output = Result<u8, Problem>> {
        let turn = hashing.turn(lane, network(from));
        async move {
            let work = move || {
                std::thread::sleep(Duration::from_millis(10));
                from
            };
            turn.await?.hash(work).await
        }
    }

    #[rocket::async_test]
    async fn who_waits_gets_a_turn_and_who_is_too_many_is_told_by_whose_fault() {
        let hashing = Hashing::default();
        let one = join_all((0..40).map(|_| hash(&hashing, Lane::Stranger, 1))).await;
        let done = one.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(done, 1 + line::EACH);
        let refused = format!("{:?}", one.iter().find_map(|one| one.as_ref().err()));
        assert!(refused.contains("429"), "{refused}");

        let many = join_all((0..120).map(|n| hash(&hashing, Lane::Stranger, n))).await;
        let done = many.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(done, 1 + line::ALL);
        let refused = format!("{:?}", many.iter().find_map(|one| one.as_ref().err()));
        assert!(refused.contains("503"), "{refused}");
    }

    #[rocket::async_test]
    async fn a_few_networks_do_not_fill_the_line() {
        let hashing = Hashing::default();
        let flood = (0..50)
            .flat_map(|_| 0..8)
            .map(|n| hash(&hashing, Lane::Stranger, n));
        let others = (0..10).map(|n| hash(&hashing, Lane::Stranger, 100 + n));
        let (_, others) = tokio::join!(join_all(flood), join_all(others));
        assert!(others.iter().all(Result::is_ok), "{others:?}");
    }

    #[rocket::async_test]
    async fn a_flood_makes_nobody_else_wait_for_more_than_one_hash() {
        let hashing = Hashing::default();
        let finished = Mutex::new(Vec::new());
        let note = |lane, from| {
            let hash = hash(&hashing, lane, from);
            let finished = &finished;
            async move {
                if let Ok(from) = hash.await {
                    lock(finished).push(from);
                }
            }
        };
        let mut requests: Vec<_> = (0..40).map(|_| note(Lane::Stranger, 1)).collect();
        requests.push(note(Lane::Stranger, 2));
        requests.push(note(Lane::Familiar, 3));
        join_all(requests).await;
        let finished = lock(&finished).clone();
        let place = |from| finished.iter().position(|one| *one == from);
        assert!(place(2) < Some(4), "{finished:?}");
        assert!(place(3) < Some(2), "{finished:?}");
    }

    #[rocket::async_test]
    async fn the_queue_is_as_long_as_somebody_waits() {
        let hashing = Hashing::default();
        let turn = hashing.turn(Lane::Stranger, network(1)).await;
        assert_eq!(lock(&hashing.line).waiting(), 0);
        let (give, given) = oneshot::channel();
        let joined = lock(&hashing.line).join(Lane::Stranger, network(2), give);
        assert_eq!(joined, Ok(()));
        assert_eq!(lock(&hashing.line).waiting(), 1);
        drop(given);
        assert_eq!(lock(&hashing.line).waiting(), 0);
        drop(turn);
    }

    #[rocket::async_test]
    async fn who_leaves_keeps_nobody_waiting() {
        let hashing = Hashing::default();
        let turn = hashing
            .turn(Lane::Stranger, network(1))
            .await
            .expect("a turn");
        for _ in 0..100 {
            let waiting = hashing.turn(Lane::Stranger, network(2));
            let left = tokio::time::timeout(Duration::ZERO, waiting).await;
            assert!(left.is_err(), "it is no turn of theirs");
        }
        drop(turn);
        let next = hash(&hashing, Lane::Stranger, 2).await;
        assert_eq!(next.ok(), Some(2));
    }
}
