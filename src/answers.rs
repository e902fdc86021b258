//! The bodies of answers while they are sent: compressed where the client takes that, counted, and
//! given up where nobody reads them.
//!
//! A body stays in memory until its client has read it. So all of them together are bounded, those of
//! one user too, and a client that reads more slowly than a slow line loses its answer. What is no
//! larger than what hyper keeps for a connection anyway is not counted.

pub(crate) mod compression;
mod outgoing;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::{Header, Status};
use rocket::response::Responder;
use rocket::{Request, Response};
use uuid::Uuid;

use self::outgoing::Outgoing;
use crate::problem::Problem;
use crate::sessions::UserId;

/// What hyper keeps to write for each connection, in bytes.
const SMALL: usize = 8 * 1024;

/// All bodies together, of the 512 MiB of a task.
const ALL: usize = 64 * 1024 * 1024;

/// The bodies of one user: sixteen of the largest pages.
const OF_ONE_USER: usize = 8 * 1024 * 1024;

/// Attaches it. Before all that sets headers: it may answer something else.
pub(crate) fn stage() -> impl Fairing {
    Answers::default()
}

/// Whether a body is there once, however many read it.
#[derive(Default)]
pub(crate) struct Shared(AtomicBool);

impl Shared {
    /// Says so of the answer to a request.
    pub(crate) fn mark(request: &Request<'_>) {
        request
            .local_cache(Self::default)
            .0
            .store(true, Ordering::Relaxed);
    }

    fn is_marked(request: &Request<'_>) -> bool {
        request.local_cache(Self::default).0.load(Ordering::Relaxed)
    }
}

#[derive(Default)]
struct Answers {
    held: Arc<Held>,
}

/// Bytes that are being sent, by user.
#[derive(Default)]
struct Held(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    all: usize,
    users: HashMap<Option<Uuid>, usize>,
}

/// What one answer holds, until it is dropped.
struct Share {
    held: Arc<Held>,
    user_id: Option<Uuid>,
    bytes: usize,
}

impl Held {
    fn take(self: &Arc<Self>, user_id: Option<Uuid>, bytes: usize) -> Result<Share, Problem> {
        let mut counts = self.counts();
        let of_user = counts.users.get(&user_id).copied().unwrap_or_default();
        // One answer is always sent, whatever its size.
        if of_user > 0 && of_user + bytes > OF_ONE_USER {
            return Err(Problem::come_again(
                Status::TooManyRequests,
                "you have not read the answers that were sent: read them first",
                1,
            ));
        }
        if counts.all > 0 && counts.all + bytes > ALL {
            return Err(Problem::come_again(
                Status::ServiceUnavailable,
                "more answers are on their way than the service can hold",
                1,
            ));
        }
        counts.all += bytes;
        counts.users.insert(user_id, of_user + bytes);
        Ok(Share {
            held: Arc::clone(self),
            user_id,
            bytes,
        })
    }

    /// No panic happens while it is locked, so nothing in it is half done.
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut counts = self.held.counts();
        counts.all -= self.bytes;
        if let Some(of_user) = counts.users.get_mut(&self.user_id) {
            *of_user -= self.bytes;
            if *of_user == 0 {
                counts.users.remove(&self.user_id);
            }
        }
    }
}

#[rocket::async_trait]
impl Fairing for Answers {
    fn info(&self) -> Info {
        Info {
            name: "answers",
            kind: Kind::Response,
        }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let size = response.body_mut().size().await;
        // What has no size is made while it is sent, a piece at a time.
        let Some(size) = size.filter(|_| !Shared::is_marked(request)) else {
            return;
        };
        if size <= compression::NOT_WORTH || response.headers().contains("Content-Encoding") {
            return;
        }
        if let Err(problem) = self.hold(request, response, size).await
            && let Ok(refused) = problem.respond_to(request)
        {
            *response = refused;
        }
    }
}

impl Answers {
    async fn hold<'r>(
        &self,
        request: &'r Request<'_>,
        response: &mut Response<'r>,
        size: usize,
    ) -> Result<(), Problem> {
        let is_compressed = compression::is_wanted(request, response);
        if !is_compressed && size <= SMALL {
            return Ok(());
        }
        let body = response.body_mut().to_bytes().await;
        let mut bytes = body.map_err(|error| Problem::internal(&error))?;
        if is_compressed {
            bytes = compression::compress(&bytes);
            response.set_header(Header::new("Content-Encoding", "gzip"));
        }
        let share = self.held.take(UserId::of(request), bytes.len())?;
        response.set_sized_body(bytes.len(), Outgoing::new(bytes, share));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_one_user_and_of_all_are_bounded() {
        let held = Arc::new(Held::default());
        let user = |number| Some(Uuid::from_u128(number));
        let first = held.take(user(0), OF_ONE_USER).unwrap();
        assert!(held.take(user(0), 1).is_err());
        let others: Vec<_> = (1..8)
            .map(|number| held.take(user(number), OF_ONE_USER).unwrap())
            .collect();
        assert!(held.take(user(9), 1).is_err());
        drop(first);
        assert!(held.take(user(0), 1).is_ok());
        drop(others);
        assert!(held.counts().users.is_empty());
        assert_eq!(held.counts().all, 0);
    }

    #[test]
    fn one_answer_is_sent_whatever_its_size() {
        let held = Arc::new(Held::default());
        assert!(held.take(None, ALL + 1).is_ok());
    }
}
