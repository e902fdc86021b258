//! emit, its fault points: before each step that changes the disk, a test can have the process killed.

/// Marks a step. Outside of the tests below it does nothing.
#[cfg(not(test))]
pub(super) fn step() {}

#[cfg(test)]
pub(super) use tests::step;

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "these tests are about half of the work, and no service"
)]
mod tests {
    use std::env;
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::{self, Command};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, SystemTime};

    use tempfile::TempDir;

    use crate::emit::{Artifact, BANNER, write};

    /// Tells [`child`] its directory and the number of the step before which it is killed.
    const JOB: [&str; 2] = ["FORMWORK_TEST_DIRECTORY", "FORMWORK_TEST_STEP"];

    /// Steps that are left until the process is killed; 0 for a process that lives.
    static LEFT: AtomicUsize = AtomicUsize::new(0);

    pub(in crate::emit) fn step() {
        let count = |left: usize| left.checked_sub(1);
        if LEFT.fetch_update(Ordering::SeqCst, Ordering::SeqCst, count) == Ok(1) {
            let kill = format!("kill -KILL {}", process::id());
            let _ = Command::new("sh").args(["-c", &kill]).status();
            panic!("`{kill}` killed nothing");
        }
    }

    fn artifacts(names: &[&str], text: &str) -> Vec<Artifact> {
        let artifact = |name: &&str| Artifact {
            name: (*name).to_owned(),
            text: format!("# {BANNER}\n{}\n", text.repeat(500)),
        };
        names.iter().map(artifact).collect()
    }

    fn old() -> Vec<Artifact> {
        artifacts(&["a.tf", "b.tf", "c.tf", "gone.tf", "lost.tf"], "old ")
    }

    fn new() -> Vec<Artifact> {
        artifacts(&["a.tf", "b.tf", "c.tf", "made.tf", "more.tf"], "new ")
    }

    fn stamp() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000)
    }

    #[test]
    #[ignore = "is no test: the other one starts it in a process of its own"]
    fn child() {
        let [Some(dir), Some(left)] = JOB.map(env::var_os) else {
            return;
        };
        let left = left.to_str().and_then(|left| left.parse().ok());
        LEFT.store(left.expect("a number"), Ordering::SeqCst);
        write(&PathBuf::from(dir), &new(), Some(stamp())).expect("it is written or killed");
    }

    /// Whether the process got to the end; a signal has no exit code.
    fn survives(dir: &Path, left: usize) -> bool {
        let status = Command::new(env::current_exe().expect("it runs"))
            .args(["--exact", "emit::fault::tests::child", "--ignored"])
            .envs(
                JOB.into_iter()
                    .zip([dir.as_os_str(), left.to_string().as_ref()]),
            )
            .output()
            .expect("it starts")
            .status;
        assert!(
            status.success() || status.code().is_none(),
            "step {left}: {status}"
        );
        status.success()
    }

    fn files(dir: &Path) -> Vec<(String, String)> {
        let entries = fs::read_dir(dir).into_iter().flatten().flatten();
        let mut files: Vec<_> = entries
            .map(|entry| {
                let text = fs::read_to_string(entry.path()).expect("a file of ours");
                (entry.file_name().to_string_lossy().into_owned(), text)
            })
            .collect();
        files.sort();
        files
    }

    fn expected(artifacts: &[Artifact]) -> Vec<(String, String)> {
        let files = artifacts.iter();
        files
            .map(|file| (file.name.clone(), file.text.clone()))
            .collect()
    }

    #[track_caller]
    fn check_whole(dir: &Path, before: &[Artifact]) {
        let found = files(dir);
        for (name, text) in &found {
            let is_whole = |file: &Artifact| file.name == *name && file.text == *text;
            assert!(
                name.ends_with(".formwork-tmp") || before.iter().chain(&new()).any(is_whole),
                "{name} is neither old nor new: {text:?}"
            );
        }
        let shared = before
            .iter()
            .filter(|old| new().iter().any(|new| new.name == old.name));
        for file in shared {
            assert!(
                found.iter().any(|(name, _)| *name == file.name),
                "{} is lost",
                file.name
            );
        }
    }

    /// Kills a build before its first step, its second and so on, until one gets to its end.
    #[track_caller]
    fn kill_at_every_step(before: &[Artifact], least: usize) {
        let mut step = 1;
        loop {
            let temp = TempDir::new().expect("a directory");
            let dir = temp.path().join("hcl-out");
            if !before.is_empty() {
                write(&dir, before, None).expect("the files of before");
            }
            let survived = survives(&dir, step);
            check_whole(&dir, before);
            write(&dir, &new(), Some(stamp())).expect("the next build");
            assert_eq!(files(&dir), expected(&new()), "after a kill at step {step}");
            if survived {
                break;
            }
            step += 1;
        }
        assert!(step > least, "only {step} steps");
    }

    #[test]
    fn a_first_build_killed_at_any_step_is_repaired() {
        // Directory and lock, four steps for each of five files, the stamp.
        kill_at_every_step(&[], 2 + 5 * 4 + 1);
    }

    #[test]
    fn a_build_killed_at_any_step_leaves_whole_files_and_is_repaired() {
        // The same, and two files to remove.
        kill_at_every_step(&old(), 2 + 5 * 4 + 2 + 1);
    }
}
