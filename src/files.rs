//! Files that users upload, on their way to the bucket: through memory a part at a time, and never
//! on disk.
//!
//! An object is named in `loose_objects` before it exists ([`loose`]). The transaction that
//! refers to it takes it out of there; what stays is removed by [`sweep`], on whichever instance
//! comes first. So whatever happens in between (a client that hangs up, a database that refuses,
//! a task that is killed), nothing is left behind.

mod content;
mod digest;
mod download;
mod head;
mod loose;
mod media;
mod name;
mod sweep;
mod turns;
mod upload;

use std::sync::Arc;

use rocket::fairing::AdHoc;
use rocket_db_pools::Database as _;
use tokio::sync::Notify;

pub(crate) use self::download::Download;
pub(crate) use self::head::Head;
pub(crate) use self::media::{ATTACHMENTS, IMAGES, Media};
pub(crate) use self::name::FileName;
use self::turns::Turns;
pub(crate) use self::upload::{Stored, Upload};
use crate::database::{Pool, TaskDb};
use crate::metrics::Metrics;
use crate::storage::Storage;

/// Attaches what uploads need, and the job that removes what they leave. After the database and the
/// bucket.
pub(crate) fn stage() -> AdHoc {
    AdHoc::try_on_ignite("files", |rocket| async {
        let parts = TaskDb::fetch(&rocket).zip(rocket.state::<Storage>());
        let Some(files) = parts.map(|(database, storage)| Files::new(database, storage)) else {
            tracing::error!("the files need the database and the bucket");
            return Err(rocket);
        };
        Ok(rocket
            .manage(files.clone())
            .attach(AdHoc::on_liftoff("sweep", |rocket| {
                if let Some(metrics) = rocket.state::<Metrics>() {
                    let turns = Arc::clone(&files.turns);
                    metrics.gauge("UploadsUnderWay", move || turns.taken());
                }
                Box::pin(async move {
                    tokio::spawn(sweep::run(files));
                })
            })))
    })
}

/// What a kind of file may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    pub(crate) media: &'static [Media],
    pub(crate) limit_mib: u64,
}

impl Rules {
    fn limit_bytes(self) -> u64 {
        self.limit_mib * 1024 * 1024
    }
}

/// The bucket, and the table of the objects in it that nothing refers to.
#[derive(Clone)]
pub(crate) struct Files {
    storage: Storage,
    pool: Pool,
    turns: Arc<Turns>,
    loose: Arc<Notify>,
}

impl Files {
    fn new(pool: &Pool, storage: &Storage) -> Self {
        Self {
            storage: storage.clone(),
            pool: pool.clone(),
            turns: Arc::default(),
            loose: Arc::default(),
        }
    }

    /// Says that an object may have become loose, so that it is removed now and not some time.
    pub(crate) fn sweep(&self) {
        self.loose.notify_one();
    }
}
