//! Several builds at once.

use std::fs::File;
use std::io;
use std::sync::mpsc;
use std::thread;

use super::process::start;
use super::*;

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
