//! A body that is being sent, and taken back from a client that doesn't read it.

use std::io::{self, SeekFrom};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use rocket::tokio::io::{AsyncRead, AsyncSeek, ReadBuf};
use tokio::task::AbortHandle;
use tokio::time::sleep;

use super::Share;

/// What every client has, beside the time for the bytes.
const HEAD_START: Duration = Duration::from_secs(10);

/// Half a megabit per second, as for uploads.
const BYTES_PER_SECOND: u64 = 64 * 1024;

/// The bytes of an answer.
///
/// Nobody asks for the next bytes while a client reads none. So a timer takes them away: the memory
/// is free then, and the connection breaks once somebody asks. (Rocket gives no hold of the connection
/// itself.)
pub(super) struct Outgoing {
    body: Arc<Mutex<Option<Body>>>,
    timer: AbortHandle,
}

struct Body {
    bytes: Vec<u8>,
    sent: usize,
    _share: Share,
}

impl Outgoing {
    pub(super) fn new(bytes: Vec<u8>, share: Share) -> Self {
        Self::with_time(time_for(bytes.len()), bytes, share)
    }

    fn with_time(time: Duration, bytes: Vec<u8>, share: Share) -> Self {
        let body = Arc::new(Mutex::new(Some(Body {
            bytes,
            sent: 0,
            _share: share,
        })));
        let late = Arc::clone(&body);
        let timer = tokio::spawn(async move {
            sleep(time).await;
            late.lock().unwrap_or_else(PoisonError::into_inner).take();
        });
        Self {
            body,
            timer: timer.abort_handle(),
        }
    }
}

fn time_for(bytes: usize) -> Duration {
    HEAD_START + Duration::from_secs(bytes as u64 / BYTES_PER_SECOND)
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        // Not left to the timer's end, which comes a moment later.
        self.body
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        self.timer.abort();
    }
}

impl AsyncRead for Outgoing {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(body) = &mut *body else {
            let detail = "the client did not read the answer in time";
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, detail)));
        };
        let rest = &body.bytes[body.sent..];
        let piece = &rest[..rest.len().min(buffer.remaining())];
        buffer.put_slice(piece);
        body.sent += piece.len();
        Poll::Ready(Ok(()))
    }
}

/// Rocket asks for the size of a body by seeking where it isn't told; it is told.
impl AsyncSeek for Outgoing {
    fn start_seek(self: Pin<&mut Self>, _: SeekFrom) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn poll_complete(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<u64>> {
        Poll::Ready(Err(io::ErrorKind::Unsupported.into()))
    }
}

#[cfg(test)]
mod tests {
    use rocket::tokio::io::AsyncReadExt;

    use super::super::Held;
    use super::*;

    #[rocket::async_test]
    async fn what_is_read_in_time_is_whole() {
        let held = Arc::new(Held::default());
        let share = held.take(None, 5).unwrap();
        let mut outgoing = Outgoing::new(b"hello".to_vec(), share);
        let mut read = Vec::new();
        outgoing.read_to_end(&mut read).await.unwrap();
        assert_eq!(read, b"hello");
        drop(outgoing);
        assert_eq!(held.counts().all, 0);
    }

    #[rocket::async_test]
    async fn what_nobody_reads_is_taken_back() {
        let held = Arc::new(Held::default());
        let share = held.take(None, 5).unwrap();
        let time = Duration::from_millis(1);
        let mut outgoing = Outgoing::with_time(time, b"hello".to_vec(), share);
        while held.counts().all > 0 {
            sleep(time).await;
        }
        let error = outgoing.read_u8().await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }
}
