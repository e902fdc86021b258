//! What is being done, for somebody who waits: on a terminal alone, and after a second.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Who waits longer wonders.
const PATIENCE: Duration = Duration::from_secs(1);

/// Back to the start of the line, and nothing on it.
const CLEAR: &str = "\r\u{1b}[K";

/// Says what is being done until it is dropped, and then takes that away again.
pub(crate) struct Progress {
    /// Closed, it says that the work is done.
    done: Option<Sender<()>>,
    teller: Option<JoinHandle<()>>,
}

impl Progress {
    /// None where standard error is no terminal: a log wants results alone.
    pub(crate) fn on_terminal(what: &str) -> Option<Self> {
        let stderr = io::stderr();
        stderr
            .is_terminal()
            .then(|| Self::new(what, PATIENCE, stderr))
    }

    fn new(what: &str, patience: Duration, mut to: impl Write + Send + 'static) -> Self {
        let (done, is_done) = mpsc::channel();
        let what = what.to_owned();
        let teller = thread::spawn(move || {
            if is_done.recv_timeout(patience) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            // Nobody is left to tell if this fails.
            let _ = write!(to, "{what} …").and_then(|()| to.flush());
            let _ = is_done.recv();
            let _ = write!(to, "{CLEAR}").and_then(|()| to.flush());
        });
        Self {
            done: Some(done),
            teller: Some(teller),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.done = None;
        // What is printed next begins on an empty line.
        if let Some(teller) = self.teller.take() {
            let _ = teller.join();
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Progress;
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};
    use std::thread;
    use std::time::Duration;

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut all = self.0.lock().expect("no writer panics");
            all.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is written of work that ends at once, or when its name was written.
    fn told(patience: Duration, is_long: bool) -> String {
        let shared = Shared::default();
        let progress = Progress::new("works", patience, shared.clone());
        while is_long && shared.0.lock().expect("no writer panics").is_empty() {
            thread::yield_now();
        }
        drop(progress);
        let all = shared.0.lock().expect("no writer panics").clone();
        String::from_utf8(all).expect("it is text")
    }

    #[test]
    fn only_who_waits_is_told_and_nothing_is_left() {
        assert_eq!(told(Duration::from_mins(1), false), "");
        assert_eq!(told(Duration::ZERO, true), "works …\r\u{1b}[K");
    }
}
