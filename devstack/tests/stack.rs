//! The stack as a whole: tenants for many tests at once, and nothing left behind.
#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]
#![expect(
    clippy::print_stdout,
    reason = "the victim tells its killer where it lives"
)]

use std::collections::BTreeSet;
use std::env::current_exe;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long an orderly end may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// As `#[rocket::async_test]` does: a runtime for each test, in a thread of its own.
fn in_a_runtime_of_its_own<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

#[test]
fn tenants_are_made_from_many_runtimes_at_once() {
    let make = || {
        in_a_runtime_of_its_own(async {
            let stack = devstack::shared().await.unwrap();
            let tenant = stack.fresh().await.unwrap();
            let client = stack.postgres().client(tenant.database()).await.unwrap();
            client.batch_execute("CREATE TABLE mine ()").await.unwrap();
            assert!(stack.objects().keys(tenant.bucket()).unwrap().is_empty());
            tenant.database().to_owned()
        })
    };
    let names: BTreeSet<String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(make)).collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert_eq!(names.len(), 8);
}

/// Set for the process that is started to be killed.
const VICTIM: &str = "DEVSTACK_TEST_VICTIM";

/// Not a test: what the next one starts, and kills.
#[test]
fn a_process_that_waits_to_be_killed() {
    if std::env::vars_os().all(|(name, _)| name != VICTIM) {
        return;
    }
    in_a_runtime_of_its_own(async {
        let stack = devstack::shared().await.unwrap();
        println!("stack: {}", stack.postgres().port());
        println!("stack: {}", stack.objects().directory().display());
        println!("stack: {}", stack.postgres().log().display());
        std::future::pending::<()>().await;
    });
}

#[test]
fn nothing_survives_a_process_that_is_killed() {
    let mut process = Command::new(current_exe().unwrap())
        .args([
            "--exact",
            "--nocapture",
            "a_process_that_waits_to_be_killed",
        ])
        .env(VICTIM, "yes")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap())
        .lines()
        .filter_map(|line| Some(line.unwrap().strip_prefix("stack: ")?.to_owned()));
    let mut next = || lines.next().expect("three lines about the stack");
    let port: u16 = next().parse().unwrap();
    let directories = [next(), next()].map(PathBuf::from);
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
    assert!(directories.iter().all(|directory| directory.exists()));

    process.kill().unwrap();
    process.wait().unwrap();
    let gone = || {
        TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err()
            && directories.iter().all(|directory| !directory.exists())
    };
    let since = Instant::now();
    while !gone() {
        assert!(
            since.elapsed() < PATIENCE,
            "still there: {port} {directories:?}"
        );
        thread::sleep(Duration::from_millis(10));
    }
}
