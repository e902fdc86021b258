//! A directory that may not be written to.

use std::env;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::process::Command;

use super::process::command;
use super::*;

/// The user `nobody`, who owns nothing.
const NOBODY: u32 = 65534;

/// A directory that nobody may write to, not even the user of [`outcome_without_rights`].
struct ReadOnly {
    temp: TempDir,
    dir: PathBuf,
}

impl ReadOnly {
    fn with(artifacts: &[Artifact]) -> Self {
        let temp = TempDir::new().unwrap();
        set_mode(temp.path(), 0o755);
        let dir = temp.path().join("hcl-out");
        write(&dir, artifacts, Some(stamp())).unwrap();
        set_mode(&dir, 0o555);
        Self { temp, dir }
    }

    /// What [`small_set`] comes to here, in a process that permissions bind.
    fn outcome(&self) -> String {
        let binary = self.temp.path().join("child");
        // By `cp`: if this process held the copy open for writing, even for a moment, a test
        // that starts a process meanwhile would hand it on, and the copy could not be run.
        let copied = Command::new("cp")
            .arg(env::current_exe().unwrap())
            .arg(&binary)
            .status()
            .unwrap();
        assert!(copied.success());
        set_mode(&binary, 0o755);
        let mut command = command(&binary, "small", &self.dir);
        command.current_dir("/");
        if fs::metadata(&binary).unwrap().uid() == 0 {
            command.uid(NOBODY).gid(NOBODY);
        }
        let output = String::from_utf8(command.output().unwrap().stdout).unwrap();
        let (_, outcome) = output.split_once("outcome: ").unwrap();
        outcome.replace(self.temp.path().to_str().unwrap(), "")
    }
}

impl Drop for ReadOnly {
    /// Without the right to write, the directory could not be removed.
    fn drop(&mut self) {
        set_mode(&self.dir, 0o755);
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn read_only_tree_that_is_up_to_date_builds() {
    let tree = ReadOnly::with(&small_set());
    let outcome = tree.outcome();
    assert!(outcome.starts_with("changed 0\n"), "{outcome}");
}

#[test]
fn read_only_tree_with_only_a_leftover_builds() {
    let tree = ReadOnly::with(&small_set());
    set_mode(&tree.dir, 0o755);
    fs::write(tree.dir.join(".network.tf.1.formwork-tmp"), "half").unwrap();
    set_mode(&tree.dir, 0o555);
    let outcome = tree.outcome();
    assert!(outcome.starts_with("changed 0\n"), "{outcome}");
}

#[test]
fn read_only_tree_that_is_stale_says_so() {
    let mut artifacts = small_set();
    artifacts[0] = artifact("network.tf", "old");
    let tree = ReadOnly::with(&artifacts);
    let outcome = tree.outcome();
    let start = "cannot write `/hcl-out/network.tf`: Permission denied (os error 13)\n\
                 help: the generated files are out of date: make `/hcl-out` writable, or build \
                 once where it is writable and take the files from there\n";
    assert!(outcome.starts_with(start), "{outcome}");
    assert_eq!(listing(&tree.dir), expected(&artifacts));
}

#[test]
fn read_only_tree_with_a_surplus_file_says_so() {
    let mut artifacts = small_set();
    artifacts.push(artifact("surplus.tf", ""));
    let tree = ReadOnly::with(&artifacts);
    let outcome = tree.outcome();
    assert!(
        outcome.starts_with("cannot remove `/hcl-out/surplus.tf`: "),
        "{outcome}"
    );
    assert_eq!(listing(&tree.dir), expected(&artifacts));
}
