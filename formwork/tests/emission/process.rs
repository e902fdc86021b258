//! Writing in a process of its own, which a test can kill or take rights from: this test binary is
//! started again, with [`JOB`] telling [`child`] what to do.

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use super::*;

/// The variable that tells [`child`] its job.
pub(crate) const JOB: &str = "FORMWORK_TEST_JOB";
/// The variable that tells [`child`] its directory.
pub(crate) const DIRECTORY: &str = "FORMWORK_TEST_DIRECTORY";

#[test]
#[ignore = "is no test: other tests start it in a process of its own"]
fn child() {
    let Some(job) = env::var_os(JOB) else { return };
    let dir = PathBuf::from(env::var_os(DIRECTORY).unwrap());
    match job.to_str().unwrap() {
        "alternate" => alternate(&dir),
        "small" => say(&outcome(&dir, &small_set())),
        "full" => fill(&dir.join("hcl-out")),
        variant => {
            say("ready\n");
            io::stdin().read_to_end(&mut Vec::new()).unwrap();
            write(&dir, &large_set(variant), Some(stamp())).unwrap();
        }
    }
}

/// Writes to the real standard output, which the test harness does not capture.
fn say(text: &str) {
    io::stdout().write_all(text.as_bytes()).unwrap();
    io::stdout().flush().unwrap();
}

/// Writes two sets in turn until killed.
fn alternate(dir: &Path) {
    let sets = [large_set("old"), large_set("new")];
    say("ready\n");
    for set in sets.iter().cycle() {
        write(dir, set, Some(stamp())).unwrap();
    }
}

/// Fills a small disk, then makes room on it.
fn fill(dir: &Path) {
    write(dir, &small_set(), Some(stamp())).unwrap();
    say(&outcome(dir, &large_set("large")));
    assert_eq!(listing(dir), expected(&small_set()), "something changed");
    let next = [artifact("network.tf", "new")];
    write(dir, &next, Some(stamp())).unwrap();
    assert_eq!(listing(dir), expected(&next));
    say("and went on\n");
}

fn outcome(dir: &Path, artifacts: &[Artifact]) -> String {
    match write(dir, artifacts, Some(stamp())) {
        Ok(written) => format!("outcome: changed {}\n", written.changed.len()),
        Err(error) => format!("outcome: {error}\nhelp: {}\n", error.help()),
    }
}

/// This test binary again, as a process that does `job` in `dir`.
pub(crate) fn command(binary: &Path, job: &str, dir: &Path) -> Command {
    let mut command = Command::new(binary);
    command
        .args(["--exact", "process::child", "--ignored", "--nocapture"])
        .env(JOB, job)
        .env(DIRECTORY, dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    command
}

pub(crate) fn start(job: &str, dir: &Path) -> Child {
    let mut child = command(&env::current_exe().unwrap(), job, dir)
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.as_mut().unwrap());
    let mut line = String::new();
    // The harness may have begun a line of its own.
    while !line.ends_with("ready\n") {
        line.clear();
        assert_ne!(
            output.read_line(&mut line).unwrap(),
            0,
            "the child ended early"
        );
    }
    child
}
