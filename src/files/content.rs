//! The bytes of a file as they arrive: a part at a time, hashed and counted, and not too slowly.

use std::time::{Duration, Instant};

use bytes::{BufMut, Bytes, BytesMut};
use rocket::data::{Data, DataStream, ToByteUnit};
use rocket::http::Status;
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use super::Rules;
use super::head::too_large;
use crate::problem::Problem;

/// What is sent to S3 in one request, in bytes, and all of a file that is held at a time.
pub(super) const PART: usize = 8 * 1024 * 1024;

/// How much is read to see whether anything comes after a part, in bytes.
const AHEAD: usize = 64;

/// The content of a request. Its parts come in order; all of them together are hashed.
pub(super) struct Content<'r> {
    stream: DataStream<'r>,
    rules: Rules,
    /// What was read of the part that comes next.
    ahead: BytesMut,
    /// The memory of the part before: one allocation serves a whole upload.
    buffer: BytesMut,
    hash: Sha256,
    received: u64,
    pace: Pace,
}

/// A part of the content.
pub(super) struct Part {
    /// [`PART`] bytes, or fewer in the last.
    pub(super) bytes: Bytes,
    pub(super) is_last: bool,
}

impl<'r> Content<'r> {
    pub(super) fn open(data: Data<'r>, rules: Rules) -> Self {
        // One more than is allowed: Rocket ends a stream at its limit as if that were all.
        let most = (rules.limit_bytes() + 1).bytes();
        Self {
            stream: data.open(most),
            rules,
            ahead: BytesMut::new(),
            buffer: BytesMut::new(),
            hash: Sha256::new(),
            received: 0,
            pace: Pace::default(),
        }
    }

    /// The next part. The first may be empty.
    ///
    /// # Errors
    ///
    /// 400 where the client hung up, 408 where it is too slow, 413 where it sends too much.
    pub(super) async fn next(&mut self) -> Result<Part, Problem> {
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.clear();
        bytes.reserve(PART);
        bytes.extend_from_slice(&self.ahead);
        while bytes.len() < PART {
            let room = PART - bytes.len();
            if self.read(&mut bytes, room).await? == 0 {
                break;
            }
        }
        let mut ahead = std::mem::take(&mut self.ahead);
        ahead.clear();
        let is_last = bytes.len() < PART || self.read(&mut ahead, AHEAD).await? == 0;
        self.ahead = ahead;
        Ok(Part {
            bytes: bytes.freeze(),
            is_last,
        })
    }

    /// Takes the memory of a part back that was sent.
    pub(super) fn recycle(&mut self, part: Bytes) {
        // Whoever sent it may hold it a moment longer: then the next part gets memory of its own.
        self.buffer = part.try_into_mut().unwrap_or_default();
    }

    /// Appends up to `room` bytes to `buffer`, none at the end.
    async fn read(&mut self, buffer: &mut BytesMut, room: usize) -> Result<usize, Problem> {
        let before = buffer.len();
        let mut rest = (&mut *buffer).limit(room);
        let read = self.stream.read_buf(&mut rest);
        let started = Instant::now();
        let count = match timeout(self.pace.patience(), read).await {
            Ok(Ok(count)) => count,
            Ok(Err(_)) => return Err(Problem::new(Status::BadRequest, "the body broke off")),
            Err(_) => {
                return Err(Problem::new(
                    Status::RequestTimeout,
                    "the body did not arrive in time",
                ));
            }
        };
        self.pace.count(started.elapsed(), count);
        self.hash.update(&buffer[before..]);
        self.received += count as u64;
        if self.received > self.rules.limit_bytes() {
            return Err(too_large(self.rules));
        }
        Ok(count)
    }

    /// How many bytes there were, and their SHA-256; after the last part.
    pub(super) fn finish(self) -> (u64, [u8; 32]) {
        (self.received, self.hash.finalize().into())
    }
}

/// How long a client may let the service wait: a moment at a time, and as a whole for as long as a
/// slow line takes. The time that S3 takes is not the client's.
#[derive(Debug, Default)]
struct Pace {
    waited: Duration,
    received: u64,
}

impl Pace {
    /// A client that sends nothing for this long has gone.
    const SILENCE: Duration = Duration::from_secs(30);

    /// What every client gets beside the time for its bytes.
    const HEAD_START: Duration = Duration::from_secs(30);

    /// Half a megabit per second.
    const BYTES_PER_SECOND: u64 = 64 * 1024;

    /// How long the next bytes may take.
    fn patience(&self) -> Duration {
        let earned = Duration::from_millis(self.received * 1000 / Self::BYTES_PER_SECOND);
        (Self::HEAD_START + earned)
            .saturating_sub(self.waited)
            .min(Self::SILENCE)
    }

    fn count(&mut self, waited: Duration, bytes: usize) {
        self.waited += waited;
        self.received += bytes as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_sends_a_byte_a_second_is_not_waited_for() {
        let mut pace = Pace::default();
        let mut seconds = 0;
        while pace.patience() >= Duration::from_secs(1) {
            pace.count(Duration::from_secs(1), 1);
            seconds += 1;
        }
        assert!((29..=31).contains(&seconds), "{seconds}");
    }

    #[test]
    fn a_slow_line_is_waited_for() {
        let mut pace = Pace::default();
        for _ in 0..16 * 1024 {
            pace.count(Duration::from_secs(1), 64 * 1024);
        }
        assert_eq!(pace.patience(), Pace::SILENCE);
    }
}
