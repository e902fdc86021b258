//! Processes that never outlive this one.
//!
//! A test process keeps its stack in a static and simply exits, and anything can be killed: there
//! is no moment at which this process could reliably end its children. So each child has a
//! supervisor, a shell that waits for the end of its input. The operating system closes that pipe
//! when this process ends, however it ends.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

use crate::account::Account;

/// Arguments: the signal for the end of input, the program with its arguments. Each line of input
/// is a signal to send.
const SUPERVISE: &str = r#"
signal=$1
shift
exec 3<&0 </dev/null
"$@" 3<&- &
child=$!
{
    while read -r line <&3; do kill -s "$line" "$child"; done
    kill -s "$signal" "$child"
} 2>/dev/null &
watcher=$!
wait "$child"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"
"#;

/// Argument: a directory to remove at the end of input. A program in it may still be ending, and
/// write.
const REMOVE: &str = r#"
read -r _
attempts=0
until rm -rf "$1" 2>/dev/null || [ "$attempts" -ge 100 ]; do
    attempts=$((attempts + 1))
    sleep 0.1
done
"#;

/// A signal, as the shell's `kill` calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    /// PostgreSQL: disconnect everyone, write a checkpoint, end.
    Interrupt,
    /// PostgreSQL: end now, recover at the next start.
    Quit,
    /// A service: finish what you do, end.
    Terminate,
    /// Anything: end without knowing.
    Kill,
}

impl Signal {
    fn name(self) -> &'static str {
        match self {
            Self::Interrupt => "INT",
            Self::Quit => "QUIT",
            Self::Terminate => "TERM",
            Self::Kill => "KILL",
        }
    }
}

/// Starts `program`, which gets `last_signal` when this process ends, or drops the [`Supervised`].
/// `set` adds arguments, variables and where its output goes.
pub(crate) fn supervise(
    program: &OsStr,
    last_signal: Signal,
    account: Option<Account>,
    set: impl FnOnce(&mut Command),
) -> io::Result<Supervised> {
    shell(SUPERVISE, account, |command| {
        command.arg(last_signal.name()).arg(program);
        set(command);
    })
}

/// Removes `directory` when this process ends, or drops the [`Supervised`].
pub(crate) fn remove_at_the_end(
    directory: &Path,
    account: Option<Account>,
) -> io::Result<Supervised> {
    shell(REMOVE, account, |command| {
        command.arg(directory).stdout(Stdio::null());
    })
}

fn shell(
    script: &str,
    account: Option<Account>,
    set: impl FnOnce(&mut Command),
) -> io::Result<Supervised> {
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", script, "supervisor"])
        .stdin(Stdio::piped())
        // Ctrl-C reaches this process alone, which then ends the others in order.
        .process_group(0);
    if let Some(account) = account {
        account.apply(&mut command);
    }
    set(&mut command);
    let mut shell = command.spawn()?;
    Ok(Supervised {
        input: shell.stdin.take(),
        shell,
    })
}

/// A program that ends with this process. Dropping it ends it and waits.
#[derive(Debug)]
pub(crate) struct Supervised {
    shell: Child,
    input: Option<ChildStdin>,
}

impl Supervised {
    /// Sends a signal to the program.
    pub(crate) fn signal(&mut self, signal: Signal) -> io::Result<()> {
        match &mut self.input {
            Some(input) => writeln!(input, "{}", signal.name()),
            None => Ok(()),
        }
    }

    /// What the program writes, where that is piped.
    pub(crate) fn output(&mut self) -> (Option<ChildStdout>, Option<ChildStderr>) {
        (self.shell.stdout.take(), self.shell.stderr.take())
    }

    /// Waits until the program has ended.
    pub(crate) fn wait(&mut self) -> io::Result<ExitStatus> {
        self.shell.wait()
    }

    /// Whether the program has ended, and how.
    pub(crate) fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        self.shell.try_wait()
    }
}

impl Drop for Supervised {
    fn drop(&mut self) {
        drop(self.input.take());
        // Nothing is left to be done about a failure.
        let _ = self.shell.wait();
    }
}
