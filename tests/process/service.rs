//! The running binary, and what it printed.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

use task_api::stack;

use super::{PATIENCE, binary, connect, request};

/// Killed when a failed assertion drops it.
pub(super) struct Service {
    child: Child,
    lines: Receiver<String>,
    /// What of them was received.
    log: String,
}

impl Service {
    pub(super) fn start(variables: &BTreeMap<String, String>) -> Self {
        Self::run(binary(variables))
    }

    pub(super) fn run(mut command: Command) -> Self {
        let child = command.stdout(Stdio::piped()).spawn();
        let mut child = child.expect("the binary starts");
        let stdout = child.stdout.take().expect("standard output is piped");
        let (sender, lines) = channel();
        spawn(move || {
            for line in BufReader::new(stdout).lines() {
                // Nobody listens any more after a failed assertion.
                let _ = sender.send(line.expect("UTF-8"));
            }
        });
        Self {
            child,
            lines,
            log: String::new(),
        }
    }

    /// Its resident memory, in MiB.
    pub(super) fn resident_mib(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.expect("it runs, on Linux");
        let kib = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"))
            .and_then(|kib| kib.parse::<usize>().ok());
        kib.expect("its size") / 1024
    }

    /// The schema is made after it listens.
    pub(super) fn wait_until_ready(&mut self) {
        self.wait_until_it_accepts();
        let deadline = Instant::now() + PATIENCE;
        while !request("GET /ready").starts_with("HTTP/1.1 200 OK\r\n") {
            assert!(Instant::now() < deadline, "it does not become ready");
        }
    }

    pub(super) fn wait_until_it_accepts(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while connect().is_err() {
            if let Some(status) = self.child.try_wait().expect("our own child") {
                self.read_to_the_end();
                panic!("the service ended with {status}: {}", self.log);
            }
            assert!(
                Instant::now() < deadline,
                "nothing accepts on port {}",
                stack::PORT
            );
            sleep(Duration::from_millis(20));
        }
    }

    pub(super) fn wait_until_it_says(&mut self, words: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.log.contains(words) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => self.keep(&line),
                Err(error) => panic!("no line says `{words}` ({error}): {}", self.log),
            }
        }
    }

    /// Sends SIGTERM, as ECS does to stop a task.
    pub(super) fn terminate(&self) {
        let sent = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .expect("kill runs");
        assert!(sent.success());
    }

    /// How it ended, and all that it printed.
    pub(super) fn wait(mut self) -> (ExitStatus, String) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("our own child") {
                self.read_to_the_end();
                return (status, std::mem::take(&mut self.log));
            }
            assert!(Instant::now() < deadline, "still running after SIGTERM");
            sleep(Duration::from_millis(20));
        }
    }

    fn read_to_the_end(&mut self) {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => self.keep(&line),
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => panic!("its standard output stays open"),
            }
        }
    }

    fn keep(&mut self, line: &str) {
        self.log.push_str(line);
        self.log.push('\n');
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It fails only if the process has ended, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
