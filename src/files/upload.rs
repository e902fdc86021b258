//! One upload: from the body of a request to an object that something refers to.

use std::time::Duration;

use bytes::Bytes;
use rocket::data::Data;
use rocket::http::Status;
use rocket_db_pools::Pool as _;
use tracing::warn;
use uuid::Uuid;

use super::content::{Content, Part};
use super::media::Media;
use super::sweep::SweepError;
use super::turns::Turn;
use super::{Files, Head, Rules, loose};
use crate::database::{Client, Query, Unavailable};
use crate::problem::Problem;
use crate::storage::{Object, Part as SentPart};

/// S3 may carry a request out that it didn't answer in time, but not later than this.
const LATE: Duration = Duration::from_mins(2);

/// An object that is being made, in `loose_objects` until [`keep`](Self::keep).
pub(crate) struct Upload<'a> {
    files: &'a Files,
    object: Object,
    /// S3 was asked to make the object, and did not say whether it did.
    is_open: bool,
    _turn: Turn<'a>,
}

/// What arrived.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stored {
    size: u64,
    pub(crate) sha256: [u8; 32],
}

impl Stored {
    /// As it is stored.
    pub(crate) fn size_bytes(&self) -> i64 {
        // No file that is taken has more bytes than this type can say.
        i64::try_from(self.size).unwrap_or(i64::MAX)
    }
}

impl Files {
    /// Begins to make an object of what a user sends.
    ///
    /// # Errors
    ///
    /// 429 and 503 where too many are being made.
    pub(crate) async fn begin(
        &self,
        user_id: Uuid,
        head: &Head,
        object: Object,
    ) -> Result<Upload<'_>, Problem> {
        let turn = self.turns.take(user_id, head.client_address)?;
        loose::add(&self.pool.get().await?, &object.key).await?;
        Ok(Upload {
            files: self,
            object,
            is_open: false,
            _turn: turn,
        })
    }
}

impl Upload<'_> {
    /// Sends the body of a request to S3: in one piece where it is one part, in parts otherwise.
    ///
    /// # Errors
    ///
    /// 400, 408 and 413 as the body comes, 415 where it isn't of its type, 422 where it has another
    /// digest, 503 where S3 doesn't take it. Then [give it up](Self::give_up).
    pub(crate) async fn receive(
        &mut self,
        data: Data<'_>,
        head: &Head,
        rules: Rules,
    ) -> Result<Stored, Problem> {
        let mut content = Content::open(data, rules);
        let first = content.next().await?;
        if !Media::stored(self.object.media_type).fits(&first.bytes) {
            return Err(Problem::new(
                Status::UnsupportedMediaType,
                format!("these bytes are no {}", self.object.media_type),
            ));
        }
        if first.is_last {
            self.put(content, first.bytes, head).await
        } else {
            self.send_parts(content, first, head).await
        }
    }

    async fn put(
        &mut self,
        content: Content<'_>,
        bytes: Bytes,
        head: &Head,
    ) -> Result<Stored, Problem> {
        let (size, sha256) = content.finish();
        head.verify(&sha256)?;
        self.is_open = true;
        self.files.storage.put(&self.object, bytes, &sha256).await?;
        self.is_open = false;
        Ok(Stored { size, sha256 })
    }

    async fn send_parts(
        &mut self,
        mut content: Content<'_>,
        first: Part,
        head: &Head,
    ) -> Result<Stored, Problem> {
        let id = self.begin_parts().await?;
        let mut sent = Vec::new();
        let mut part = first;
        for number in 1.. {
            let is_last = part.is_last;
            let bytes = part.bytes.clone();
            sent.push(self.send_part(&id, number, bytes).await?);
            if is_last {
                break;
            }
            content.recycle(part.bytes);
            self.renew(&id).await?;
            part = content.next().await?;
        }
        let (size, sha256) = content.finish();
        head.verify(&sha256)?;
        self.is_open = true;
        let (storage, key) = (&self.files.storage, &self.object.key);
        storage.complete(key, &id, sent).await?;
        self.is_open = false;
        Ok(Stored { size, sha256 })
    }

    /// Begins an upload in parts, whose id is noted before there is any.
    async fn begin_parts(&self) -> Result<String, Problem> {
        let (storage, key) = (&self.files.storage, &self.object.key);
        let id = storage.begin(&self.object).await?;
        let noted = self.note(&id).await;
        if noted.is_err()
            && let Err(error) = storage.abort(key, &id).await
        {
            // Nobody knows its id now; the bucket gives it up by itself.
            warn!(%error, key, "an upload stays open");
        }
        noted.map(|()| id)
    }

    async fn send_part(
        &mut self,
        id: &str,
        number: i32,
        bytes: Bytes,
    ) -> Result<SentPart, Problem> {
        self.is_open = true;
        let (storage, key) = (&self.files.storage, &self.object.key);
        let sent = storage.send_part(key, id, number, bytes).await?;
        self.is_open = false;
        Ok(sent)
    }

    async fn note(&self, id: &str) -> Result<(), Problem> {
        let db = self.files.pool.get().await?;
        if loose::renew(&db, &self.object.key, id).await? {
            Ok(())
        } else {
            Err(loose::taken_for_dead())
        }
    }

    /// Shows that the upload lives. While the database is away nobody takes it for dead either.
    async fn renew(&self, id: &str) -> Result<(), Problem> {
        let Ok(db) = self.files.pool.get().await else {
            return Ok(());
        };
        match loose::renew(&db, &self.object.key, id).await {
            Ok(false) => Err(loose::taken_for_dead()),
            Ok(true) | Err(_) => Ok(()),
        }
    }

    /// A connection for the transaction that keeps the object.
    pub(crate) async fn connect(&self) -> Result<Client, Unavailable> {
        self.files.pool.get().await
    }

    /// Makes the object one that something refers to, together with what the transaction does.
    ///
    /// # Errors
    ///
    /// 503 where it took so long that the object may have been removed.
    pub(crate) async fn keep(&self, transaction: &impl Query) -> Result<(), Problem> {
        loose::keep(transaction, &self.object.key).await
    }

    /// Leaves the object to be removed, unless a transaction keeps it that only seemed to fail.
    pub(crate) async fn give_up(self) {
        let delay = if self.is_open { LATE } else { Duration::ZERO };
        match self.release(delay).await {
            Ok(()) => self.files.sweep(),
            // Its time in the table runs out by itself.
            Err(error) => warn!(%error, key = self.object.key, "an object stays for a while"),
        }
    }

    async fn release(&self, delay: Duration) -> Result<(), SweepError> {
        let db = self.files.pool.get().await?;
        loose::release(&db, &self.object.key, delay).await?;
        Ok(())
    }
}
