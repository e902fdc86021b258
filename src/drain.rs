//! Ends the process once no request is left, instead of when Rocket's period of grace is over.
//!
//! After SIGTERM Rocket waits for the whole period as soon as one connection was open, also one at rest.
//! A deployment would take that much longer for each of its tasks.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rocket::fairing::{Fairing, Info, Kind};
use rocket::{Data, Request, Shutdown};
use tokio::time::sleep;

/// Nobody may be served for this long before the process ends.
///
/// The last bytes of an answer may still be on their way when its request is done. And Rocket waits
/// for the first bytes of a body before any fairing hears of the request, so one that has sent only
/// its head is not counted yet: it has this long to begin.
const QUIET: Duration = Duration::from_secs(3);

/// How often it is looked.
const STEP: Duration = Duration::from_millis(50);

/// Counts the requests that are being served.
#[derive(Debug, Clone, Default)]
pub struct Drain(Arc<AtomicUsize>);

/// One of them, until its answer has been written.
struct Served(Arc<AtomicUsize>);

impl Drop for Served {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drain {
    /// Waits until the service was told to end, and then until nobody is served any more.
    pub async fn drained(&self, shutdown: Shutdown) {
        shutdown.await;
        let mut quiet = Duration::ZERO;
        while quiet < QUIET {
            sleep(STEP).await;
            quiet = match self.0.load(Ordering::Relaxed) {
                0 => quiet + STEP,
                _ => Duration::ZERO,
            };
        }
    }
}

#[rocket::async_trait]
impl Fairing for Drain {
    fn info(&self) -> Info {
        Info {
            name: "drain",
            kind: Kind::Request,
        }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        // What a request has in its cache is dropped with it, after its answer.
        request.local_cache(|| {
            self.0.fetch_add(1, Ordering::Relaxed);
            Served(Arc::clone(&self.0))
        });
    }
}
