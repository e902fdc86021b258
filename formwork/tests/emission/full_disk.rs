//! A disk without room.

use std::env;
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::process::Command;

use super::process::{DIRECTORY, JOB, command};
use super::*;

/// The disk is a `tmpfs` in a mount namespace of its own, and goes with the process.
#[test]
fn full_disk_changes_nothing_and_says_so() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let in_namespace = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(
            ["--mount"]
                .into_iter()
                .chain((!is_root).then_some("--map-root-user")),
        );
        let mount = format!("mount -t tmpfs -o size=128k tmpfs \"$0\" && {script}");
        command.args(["sh", "-c", &mount]).arg(dir);
        command
    };
    let probe = in_namespace("true").output();
    if !probe.is_ok_and(|output| output.status.success()) {
        let test = "full_disk_changes_nothing_and_says_so";
        let _ = writeln!(io::stderr(), "SKIPPED: `{test}` needs the right to mount");
        return;
    }
    let job = command(&env::current_exe().unwrap(), "full", dir);
    let output = in_namespace("exec \"$@\"")
        .arg(job.get_program())
        .args(job.get_args())
        .env(JOB, "full")
        .env(DIRECTORY, dir)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let complaint = "No space left on device (os error 28)\n\
                     help: free some space on the disk, then build again\n";
    assert!(said.contains(complaint), "{said}");
    assert!(said.contains("and went on\n"), "{said}");
    assert_eq!(listing(dir), [], "the disk was not mounted");
}
