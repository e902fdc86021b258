//! What reaches the disk, and what never leaves it: the promises of `formwork::emit`.
//!
//! Some tests need a process of their own, to kill it or to take rights from it. They start this
//! test binary again, with [`JOB`] telling [`child`] what to do.

#![allow(
    clippy::unwrap_used,
    reason = "a failing helper is a failing test, and clippy exempts only the tests themselves"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "half a file is what some of these tests are about, and they are no service"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use formwork::emit::{Action, Artifact, BANNER, EmitError, Written, write, write_file};
use tempfile::TempDir;

/// A time long past, as that of a `stack.toml`.
fn stamp() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000)
}

fn artifact(name: &str, body: &str) -> Artifact {
    let banner = match name.rsplit('.').next() {
        Some("md") => format!("<!-- {BANNER} -->"),
        _ => format!("# {BANNER}"),
    };
    Artifact {
        name: name.to_owned(),
        text: format!("{banner}\n\n{body}\n"),
    }
}

/// A small set with each kind of name.
fn small_set() -> Vec<Artifact> {
    ["network.tf", "README.md", ".gitignore"]
        .map(|name| artifact(name, name))
        .to_vec()
}

/// Some fifty files; `variant` changes all texts and a few names.
fn large_set(variant: &str) -> Vec<Artifact> {
    let shared = (0..45).map(|i| format!("file{i}.tf"));
    let own = (0..5).map(|i| format!("{variant}{i}.tf"));
    shared
        .chain(own)
        .map(|name| artifact(&name, &format!("{variant} ").repeat(400)))
        .collect()
}

fn paths(dir: &Path, names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(|name| dir.join(name)).collect()
}

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

/// Names and texts of the files directly in `dir`, sorted.
fn listing(dir: &Path) -> Vec<(String, String)> {
    let mut files: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_file())
        // Only where a directory can't be locked itself does the lock leave a file.
        .filter(|entry| cfg!(unix) || entry.file_name() != ".formwork.lock")
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                read(&entry.path()),
            )
        })
        .collect();
    files.sort();
    files
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// What [`listing`] gives when exactly `artifacts` are there.
fn expected(artifacts: &[Artifact]) -> Vec<(String, String)> {
    let mut files: Vec<_> = artifacts
        .iter()
        .map(|artifact| (artifact.name.clone(), artifact.text.clone()))
        .collect();
    files.sort();
    files
}

/// Checks that `write` fails, as `is_expected` wants it, and leaves `dir` as it was.
#[track_caller]
fn check_refused(dir: &Path, artifacts: &[Artifact], is_expected: impl Fn(&EmitError) -> bool) {
    let before = listing(dir);
    let error = write(dir, artifacts, Some(stamp())).unwrap_err();
    assert!(is_expected(&error), "{error:?}");
    assert!(!error.help().is_empty());
    assert_eq!(listing(dir), before);
}

#[test]
fn fresh_directory_gets_all_artifacts() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path().join("not/yet/there");
    let written = write(&dir, &small_set(), Some(stamp())).unwrap();
    assert_eq!(
        written.changed,
        paths(&dir, &["network.tf", "README.md", ".gitignore"])
    );
    assert_eq!(written.removed, paths(&dir, &[]));
    assert_eq!(listing(&dir), expected(&small_set()));
}

#[test]
fn only_what_differs_is_written() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    write(dir, &small_set(), None).unwrap();
    let untouched = modified(&dir.join("network.tf"));

    let mut artifacts = small_set();
    artifacts[1] = artifact("README.md", "new words");
    let written = write(dir, &artifacts, Some(stamp())).unwrap();
    assert_eq!(
        written,
        Written {
            changed: paths(dir, &["README.md"]),
            removed: Vec::new()
        }
    );
    assert_eq!(listing(dir), expected(&artifacts));
    assert_eq!(modified(&dir.join("network.tf")), untouched);
}

#[test]
fn change_that_keeps_the_size_is_written() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    write(dir, &[artifact("a.tf", "one")], None).unwrap();
    let artifacts = [artifact("a.tf", "two")];
    assert_eq!(
        write(dir, &artifacts, None).unwrap().changed,
        paths(dir, &["a.tf"])
    );
    assert_eq!(listing(dir), expected(&artifacts));
}

#[test]
fn what_is_written_bears_the_stamp() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    write(dir, &small_set(), Some(stamp())).unwrap();
    for path in paths(dir, &["network.tf", "README.md", ".gitignore"]) {
        assert_eq!(modified(&path), stamp());
    }
    if cfg!(unix) {
        assert_eq!(modified(dir), stamp());
    }
}

#[test]
fn hand_edit_is_newer_than_the_stamp_and_undone() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    write(dir, &small_set(), Some(stamp())).unwrap();
    fs::write(dir.join("network.tf"), format!("# {BANNER}\nedited")).unwrap();
    assert!(modified(&dir.join("network.tf")) > stamp());

    let written = write(dir, &small_set(), Some(stamp())).unwrap();
    assert_eq!(written.changed, paths(dir, &["network.tf"]));
    assert_eq!(modified(&dir.join("network.tf")), stamp());
}

#[test]
fn up_to_date_tree_is_not_written_to() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    write(dir, &small_set(), Some(stamp())).unwrap();
    let untouched = modified(dir);
    let other_stamp = stamp() + Duration::from_secs(9);
    assert_eq!(
        write(dir, &small_set(), Some(other_stamp)).unwrap(),
        Written::default()
    );
    assert_eq!(
        modified(dir),
        untouched,
        "a file was created, renamed or removed"
    );
    assert_eq!(modified(&dir.join("network.tf")), stamp());
}

#[test]
fn empty_file_in_the_place_of_an_artifact_is_ours() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    fs::write(dir.join("network.tf"), "").unwrap();
    write(dir, &small_set(), None).unwrap();
    assert_eq!(listing(dir), expected(&small_set()));
}

#[test]
fn generated_file_without_artifact_is_pruned() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    let mut artifacts = small_set();
    artifacts.extend(["z.tf", "b.md", "m.tf"].map(|name| artifact(name, "")));
    write(dir, &artifacts, None).unwrap();

    let written = write(dir, &small_set(), None).unwrap();
    assert_eq!(
        written,
        Written {
            changed: Vec::new(),
            removed: paths(dir, &["b.md", "m.tf", "z.tf"])
        }
    );
    assert_eq!(listing(dir), expected(&small_set()));
}

#[test]
fn what_formwork_did_not_generate_stays() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    let banner = format!("# {BANNER}\n");
    let kept = [
        ("terraform.tfstate", "{}".to_owned()),
        ("terraform.tfstate.backup", banner.clone()),
        (".terraform.lock.hcl", banner.clone()),
        ("prod.auto.tfvars", banner.clone()),
        ("network.tf.orig", banner.clone()),
        ("mine.tf", format!("# mine\n{banner}")),
        ("empty.tf", String::new()),
        ("binary.tf", "\u{0}".repeat(5000)),
        ("long.tf", format!("#{}{banner}", " ".repeat(5000))),
        ("notes.md", "notes\n".to_owned()),
    ];
    for (name, text) in &kept {
        fs::write(dir.join(name), text).unwrap();
    }
    for nested in [".terraform", "tests", "module.tf"] {
        fs::create_dir(dir.join(nested)).unwrap();
        fs::write(dir.join(nested).join("nested.tf"), &banner).unwrap();
    }

    let written = write(dir, &small_set(), None).unwrap();
    assert_eq!(written.removed, paths(dir, &[]));
    for (name, text) in &kept {
        assert_eq!(&read(&dir.join(name)), text, "{name}");
    }
    for nested in [".terraform", "tests", "module.tf"] {
        assert_eq!(
            read(&dir.join(nested).join("nested.tf")),
            banner,
            "{nested}"
        );
    }
}

#[test]
fn foreign_file_in_the_way_is_refused_before_anything_is_written() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    fs::write(dir.join("old.tf"), format!("# {BANNER}\n")).unwrap();
    // The last artifact, of which the text has the same length: both ways of reading are met.
    let last = small_set().pop().unwrap();
    for text in ["mine\n".to_owned(), "x".repeat(last.text.len())] {
        fs::write(dir.join(&last.name), text).unwrap();
        check_refused(
            dir,
            &small_set(),
            |error| matches!(error, EmitError::Foreign { path } if *path == dir.join(&last.name)),
        );
    }
}

#[test]
fn foreign_file_is_named_with_what_to_do() {
    let error = EmitError::Foreign {
        path: "hcl-out/network.tf".into(),
    };
    assert_eq!(
        error.to_string(),
        "`hcl-out/network.tf` was not generated by formwork, and a generated file must go there"
    );
    assert_eq!(
        error.help(),
        "move or rename `hcl-out/network.tf`; or empty it, if its content is not needed"
    );
}

#[test]
fn directory_in_the_place_of_an_artifact_is_refused() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    fs::create_dir(dir.join("README.md")).unwrap();
    check_refused(dir, &small_set(), |error| {
        matches!(error, EmitError::NotAFile { path, found: "a directory" }
            if *path == dir.join("README.md"))
    });
}

#[test]
fn file_in_the_place_of_the_directory_is_refused() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path().join("hcl-out");
    fs::write(&dir, "mine").unwrap();
    let error = write(&dir, &small_set(), None).unwrap_err();
    assert!(
        matches!(&error, EmitError::NotADirectory { path } if *path == dir),
        "{error:?}"
    );
    assert_eq!(read(&dir), "mine");
}

#[test]
fn nothing_changes_unless_every_text_can_be_staged() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    write(
        dir,
        &[artifact("a.tf", "old"), artifact("surplus.tf", "old")],
        None,
    )
    .unwrap();
    // A name that the file system takes, while that of its temporary file is too long.
    let unstageable = artifact(&format!("{}.tf", "n".repeat(250)), "new");
    check_refused(
        dir,
        &[artifact("a.tf", "new"), unstageable.clone()],
        |error| {
            matches!(error, EmitError::Io { action: Action::Write, path, .. }
            if *path == dir.join(&unstageable.name))
        },
    );
}

#[test]
fn temporary_files_of_killed_builds_are_removed() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    let leftover = dir.join(".network.tf.1.formwork-tmp");
    // Met by a build that writes, and by one that finds everything up to date.
    for _ in 0..2 {
        fs::write(&leftover, "half a te").unwrap();
        write(dir, &small_set(), Some(stamp())).unwrap();
        assert_eq!(listing(dir), expected(&small_set()));
    }
}

#[test]
fn artifact_that_breaks_our_own_rules_is_refused() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    let unmarked = Artifact {
        name: "a.tf".to_owned(),
        text: format!("\n# {BANNER}\n"),
    };
    let names = [
        "", ".", "..", "../a.tf", "/a.tf", "b/a.tf", "b\\a.tf", "c:a.tf", "a.tfvars",
    ];
    let broken = names
        .map(|name| vec![artifact(name, "")])
        .into_iter()
        .chain([
            vec![unmarked],
            vec![artifact("a.tf", "1"), artifact("a.tf", "2")],
            vec![artifact("a.tf", "1"), artifact("A.tf", "2")],
        ]);
    for artifacts in broken {
        check_refused(dir, &artifacts, |error| {
            matches!(error, EmitError::InvalidArtifact { .. })
        });
    }
}

#[test]
fn single_file_is_written_if_it_differs() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    let generated = format!("# {BANNER}\n");
    fs::write(dir.join("other.tf"), &generated).unwrap();
    let file = |text: &str| Artifact {
        name: "stack.rs".to_owned(),
        text: text.to_owned(),
    };

    assert!(write_file(dir, &file("pub const PORT: u16 = 1;")).unwrap());
    let written = modified(&dir.join("stack.rs"));
    assert!(!write_file(dir, &file("pub const PORT: u16 = 1;")).unwrap());
    assert_eq!(modified(&dir.join("stack.rs")), written);
    assert!(write_file(dir, &file("pub const PORT: u16 = 2;")).unwrap());
    assert_eq!(
        listing(dir),
        [
            ("other.tf".to_owned(), generated),
            ("stack.rs".to_owned(), "pub const PORT: u16 = 2;".to_owned())
        ]
    );
    assert!(matches!(
        write_file(
            dir,
            &Artifact {
                name: "../stack.rs".to_owned(),
                text: String::new()
            }
        ),
        Err(EmitError::InvalidArtifact { .. })
    ));
}

/// Links, locks on directories, rights and signals.
#[cfg(unix)]
mod unix {
    use std::env;
    use std::fs::File;
    use std::io::{self, BufRead, BufReader, Read, Write};
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::os::unix::process::CommandExt;
    use std::process::{Child, Command, Stdio};
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    /// The variable that tells [`child`] its job.
    const JOB: &str = "FORMWORK_TEST_JOB";
    /// The variable that tells [`child`] its directory.
    const DIRECTORY: &str = "FORMWORK_TEST_DIRECTORY";
    /// The user `nobody`, who owns nothing.
    const NOBODY: u32 = 65534;

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
    fn command(binary: &Path, job: &str, dir: &Path) -> Command {
        let mut command = Command::new(binary);
        command
            .args(["--exact", "unix::child", "--ignored", "--nocapture"])
            .env(JOB, job)
            .env(DIRECTORY, dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        command
    }

    fn start(job: &str, dir: &Path) -> Child {
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

    /// Pseudo-random numbers (xorshift), so that no two runs of the loop are killed alike.
    fn next_random(state: &mut u64) -> u64 {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        *state
    }

    /// Checks what a build killed at any moment must leave, and tells whether it was at work.
    #[track_caller]
    fn check_whole(dir: &Path, sets: &[Vec<Artifact>; 2], kept: &[(&str, &str)]) -> bool {
        for (name, text) in kept {
            assert_eq!(read(&dir.join(name)), *text, "{name}");
        }
        let is_one_of = |name: &str, text: &str| {
            sets.iter()
                .flatten()
                .any(|artifact| artifact.name == name && artifact.text == text)
        };
        let found: Vec<_> = listing(dir)
            .into_iter()
            .filter(|(name, _)| kept.iter().all(|(kept, _)| kept != name))
            .collect();
        for (name, text) in &found {
            let is_temporary = name.ends_with(".formwork-tmp");
            assert!(
                is_temporary || is_one_of(name, text),
                "{name} is neither old nor new"
            );
        }
        for shared in sets[0]
            .iter()
            .filter(|old| sets[1].iter().any(|new| new.name == old.name))
        {
            assert!(dir.join(&shared.name).is_file(), "{} is lost", shared.name);
        }
        sets.iter().all(|set| found != expected(set))
    }

    #[test]
    fn build_killed_at_any_moment_leaves_whole_files_and_the_next_is_right() {
        let temp = TempDir::new().unwrap();
        let dir = temp.path();
        let sets = [large_set("old"), large_set("new")];
        let kept = [
            ("terraform.tfstate", "{\"serial\": 7}"),
            ("mine.tf", "# mine\n"),
        ];
        for (name, text) in kept {
            fs::write(dir.join(name), text).unwrap();
        }
        write(dir, &sets[0], None).unwrap();

        let mut random = 0x9E37_79B9_7F4A_7C15;
        let mut interrupted = 0;
        for round in 0..100 {
            let mut child = start("alternate", dir);
            thread::sleep(Duration::from_micros(next_random(&mut random) % 20_000));
            child.kill().unwrap();
            child.wait().unwrap();
            interrupted += usize::from(check_whole(dir, &sets, &kept));

            let set = &sets[round % 2];
            write(dir, set, None).unwrap();
            let mut right = expected(set);
            right.extend(kept.map(|(name, text)| (name.to_owned(), text.to_owned())));
            right.sort();
            assert_eq!(listing(dir), right);
        }
        assert!(
            interrupted > 0,
            "no build was killed at work, so this test shows nothing"
        );
    }

    /// Lets eight processes write at once, each its variant, and checks that one of them prevails.
    #[track_caller]
    fn check_at_once(variants: [&str; 8]) {
        for _ in 0..5 {
            let temp = TempDir::new().unwrap();
            let dir = temp.path().join("hcl-out");
            let mut children = variants.map(|variant| start(variant, &dir));
            // All wait for the end of their standard input.
            for child in &mut children {
                drop(child.stdin.take());
            }
            for mut child in children {
                io::copy(child.stdout.as_mut().unwrap(), &mut io::sink()).unwrap();
                assert!(child.wait().unwrap().success());
            }
            let found = listing(&dir);
            assert!(
                variants
                    .iter()
                    .any(|variant| found == expected(&large_set(variant)))
            );
        }
    }

    #[test]
    fn eight_builds_of_the_same_stack_at_once_agree() {
        check_at_once(["same"; 8]);
    }

    #[test]
    fn eight_builds_of_two_stacks_at_once_leave_one_of_them() {
        check_at_once(["a", "b", "a", "b", "a", "b", "a", "b"]);
    }

    #[test]
    fn up_to_date_tree_needs_no_lock_and_a_stale_one_waits() {
        let temp = TempDir::new().unwrap();
        let dir = temp.path().to_owned();
        write(&dir, &small_set(), None).unwrap();
        let lock = File::open(&dir).unwrap();
        lock.lock().unwrap();
        assert_eq!(write(&dir, &small_set(), None).unwrap(), Written::default());

        let (sender, receiver) = mpsc::channel();
        let stale = thread::spawn(move || {
            sender.send(()).unwrap();
            write(&dir, &large_set("new"), None).unwrap();
            sender.send(()).unwrap();
        });
        receiver.recv().unwrap();
        assert_eq!(listing(temp.path()), expected(&small_set()));
        assert!(receiver.try_recv().is_err(), "it did not wait");
        lock.unlock().unwrap();
        stale.join().unwrap();
        assert_eq!(listing(temp.path()), expected(&large_set("new")));
    }

    #[test]
    fn symbolic_link_is_never_followed() {
        let temp = TempDir::new().unwrap();
        let outside = temp.path().join("outside.tf");
        let generated = artifact("network.tf", "old").text;
        fs::write(&outside, &generated).unwrap();
        let dir = temp.path().join("hcl-out");
        fs::create_dir(&dir).unwrap();

        symlink(&outside, dir.join("surplus.tf")).unwrap();
        write(&dir, &[artifact("a.tf", "")], None).unwrap();
        assert!(dir.join("surplus.tf").is_symlink(), "a link was pruned");

        for target in [outside.as_path(), Path::new("nowhere")] {
            let link = dir.join("network.tf");
            symlink(target, &link).unwrap();
            check_refused(&dir, &small_set(), |error| {
                matches!(error, EmitError::NotAFile { path, found: "a symbolic link" }
                    if *path == link)
            });
            fs::remove_file(&link).unwrap();
        }
        assert_eq!(read(&outside), generated);
    }

    /// Where the link leads is not ours to write to. A link further up is how the user names the
    /// place.
    #[test]
    fn directory_that_is_a_link_is_refused() {
        let temp = TempDir::new().unwrap();
        let real = temp.path().join("real");
        fs::create_dir(&real).unwrap();
        let link = temp.path().join("hcl-out");
        for target in [real.as_path(), Path::new("nowhere")] {
            symlink(target, &link).unwrap();
            for named in [link.clone(), temp.path().join("hcl-out/")] {
                let error = write(&named, &small_set(), None).unwrap_err();
                assert!(
                    matches!(&error, EmitError::Link { path } if *path == link),
                    "{error:?}"
                );
                assert!(error.help().contains(".hcl_out("), "{}", error.help());
            }
            fs::remove_file(&link).unwrap();
        }
        assert_eq!(listing(&real), []);

        symlink(temp.path(), temp.path().join("home")).unwrap();
        let through = temp.path().join("home/real");
        write(&through, &small_set(), None).unwrap();
        assert_eq!(listing(&real), expected(&small_set()));
    }

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
}
