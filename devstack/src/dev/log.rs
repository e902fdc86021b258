//! One log of all programs: each line begins with the name of who wrote it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{ChildStderr, ChildStdout};
use std::thread::{self, JoinHandle};

/// How names are aligned.
#[derive(Debug, Default)]
pub(super) struct Log {
    width: usize,
}

/// What copies the output of a program.
#[derive(Debug)]
pub(super) struct Piped(Vec<JoinHandle<()>>);

impl Log {
    /// Aligns these names too.
    pub(super) fn fit<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        self.width = names.map(str::len).fold(self.width, usize::max);
    }

    /// Copies what a program writes, line by line, each to where it was written to.
    pub(super) fn pipe(
        &self,
        name: &str,
        (stdout, stderr): (Option<ChildStdout>, Option<ChildStderr>),
    ) -> Piped {
        let prefix = format!("{name:<width$} | ", width = self.width);
        let out = stdout.map(|from| copy(prefix.clone(), from, io::stdout));
        let err = stderr.map(|from| copy(prefix, from, io::stderr));
        Piped(out.into_iter().chain(err).collect())
    }
}

impl Piped {
    /// Waits until all is copied, once the program has ended.
    pub(super) fn drain(&mut self) {
        for thread in self.0.drain(..) {
            // It ends by itself, and has nothing to tell.
            let _ = thread.join();
        }
    }
}

fn copy<To: Write>(
    prefix: String,
    from: impl Read + Send + 'static,
    to: impl Fn() -> To + Send + 'static,
) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut lines = BufReader::new(from);
        let mut line = Vec::new();
        while lines
            .read_until(b'\n', &mut line)
            .is_ok_and(|length| length > 0)
        {
            if line.last() != Some(&b'\n') {
                line.push(b'\n');
            }
            let whole = [prefix.as_bytes(), &line].concat();
            // A program must not wait for a reader who has gone.
            let _ = to().write_all(&whole);
            line.clear();
        }
    })
}

/// Says something that no program wrote.
pub(super) fn say(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}
