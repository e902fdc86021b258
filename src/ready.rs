//! Whether the service can do its work now: for people and monitors, not for the load balancer.
//!
//! Anybody may ask, so it is cheap: however many ask, database and bucket are asked five times a second.
//! An answer is never older than its question, or a monitor would be told what was.

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use rocket::fairing::AdHoc;
use rocket::{State, get, routes};
use rocket_db_pools::{Database as _, Pool as _};
use tokio::time::{Instant, sleep_until, timeout};

use crate::database::{Pool, Query, TaskDb, Unavailable};
use crate::problem::Problem;
use crate::storage::{Storage, StorageError};

/// A monitor wants an answer, and the limits of the clients add up to a minute.
const PATIENCE: Duration = Duration::from_secs(8);

/// From one question to the next.
const INTERVAL: Duration = Duration::from_millis(200);

/// What doesn't work.
#[derive(Debug, thiserror::Error)]
enum NotReady {
    /// Something did not answer at all.
    #[error("{part} does not answer within {} s", PATIENCE.as_secs())]
    Silent { part: &'static str },
    /// There is no connection to the database.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The database fails.
    #[error(transparent)]
    Database(#[from] tokio_postgres::Error),
    /// The bucket fails.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

type Outcome = Result<(), Arc<NotReady>>;

/// Attaches `GET /ready`. After the database and the bucket.
pub(crate) fn stage() -> AdHoc {
    AdHoc::try_on_ignite("readiness", |rocket| async {
        let parts = TaskDb::fetch(&rocket).zip(rocket.state::<Storage>());
        let Some((pool, storage)) = parts.map(|(pool, storage)| ((*pool).clone(), storage.clone()))
        else {
            tracing::error!("readiness needs the database and the bucket");
            return Err(rocket);
        };
        let readiness = Readiness {
            pool,
            storage,
            questions: Arc::default(),
        };
        Ok(rocket.manage(readiness).mount("/ready", routes![ready]))
    })
}

/// Asks the database and the bucket, both at once.
#[get("/")]
async fn ready(readiness: &State<Readiness>) -> Result<&'static str, Problem> {
    match readiness.ask().await {
        Ok(()) => Ok("ready"),
        Err(failure) => Err(Problem::unavailable(&*failure as &(dyn Error + 'static))),
    }
}

/// Asks for everybody who wants to know.
struct Readiness {
    pool: Pool,
    storage: Storage,
    questions: Arc<Mutex<Questions>>,
}

#[derive(Default)]
struct Questions {
    last: Option<Instant>,
    /// One that is not asked yet, with all who wait for its answer.
    next: Option<Shared<BoxFuture<'static, Outcome>>>,
}

impl Readiness {
    fn ask(&self) -> Shared<BoxFuture<'static, Outcome>> {
        let mut questions = lock(&self.questions);
        let next = questions.next.take().unwrap_or_else(|| {
            let at = questions
                .last
                .map_or_else(Instant::now, |last| last + INTERVAL);
            self.question(at).boxed().shared()
        });
        questions.next = Some(next.clone());
        next
    }

    fn question(&self, at: Instant) -> impl Future<Output = Outcome> + Send + use<> {
        let (pool, storage) = (self.pool.clone(), self.storage.clone());
        let questions = Arc::clone(&self.questions);
        async move {
            sleep_until(at).await;
            {
                let mut questions = lock(&questions);
                questions.last = Some(Instant::now());
                // Who comes from now on wants a later answer.
                questions.next = None;
            }
            let (database, bucket) = tokio::join!(database(&pool), bucket(&storage));
            database.and(bucket).map_err(Arc::new)
        }
    }
}

async fn database(pool: &Pool) -> Result<(), NotReady> {
    let part = "the database";
    let asked = timeout(PATIENCE, async {
        pool.get().await?.optional("SELECT 1", &[]).await?;
        Ok(())
    });
    asked.await.unwrap_or(Err(NotReady::Silent { part }))
}

async fn bucket(storage: &Storage) -> Result<(), NotReady> {
    let part = "the bucket";
    let asked = timeout(PATIENCE, storage.check());
    Ok(asked.await.map_err(|_| NotReady::Silent { part })??)
}

fn lock(questions: &Mutex<Questions>) -> std::sync::MutexGuard<'_, Questions> {
    questions.lock().unwrap_or_else(PoisonError::into_inner)
}
