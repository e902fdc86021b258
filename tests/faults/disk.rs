//! The disk of the database is full.

use std::path::{Path, PathBuf};
use std::process::Command;

use devstack::{Devstack, Tenant};
use serde_json::json;

use crate::support::{Service, User};

/// A disk of 24 MiB of its own, under the tables of a tenant: what is written ahead still fits on
/// the other one, so that the server runs on, as RDS does until it stops everything.
#[rocket::async_test]
async fn a_full_disk_refuses_writes_and_keeps_what_it_has() {
    let stack = Devstack::ephemeral().await.expect("a stack of its own");
    let tenant = stack.fresh().await.expect("a tenant");
    let Some(disk) = Disk::mount(&stack) else {
        return;
    };
    move_to(&disk.0, &stack, &tenant).await;
    let database = tenant.database().to_owned();
    let service = Service::start_on(tenant).await;
    let ada = service.user("ada").await;

    let mut acknowledged = Vec::new();
    let refused = loop {
        let answer = create(&ada).await;
        if answer.status.code != 201 {
            break answer;
        }
        acknowledged.push(answer.text("id"));
    };
    refused.expect_unavailable();
    assert!(!acknowledged.is_empty());
    service.ask("/health").await.expect(200);
    for id in &acknowledged {
        ada.get(&format!("/tasks/{id}")).await.expect(200);
    }

    // Somebody makes room.
    let client = stack.postgres().client(&database).await;
    let client = client.expect("a connection");
    let room = client.batch_execute("DROP TABLE filler").await;
    room.expect("there is room");
    create(&ada).await.expect(201);
    // Before the disk is unmounted.
    drop((service, client, stack));
}

/// As large as a task can be, of letters that do not compress well.
async fn create(ada: &User<'_>) -> crate::support::Answer {
    let words: Vec<_> = (0..120).map(|_| uuid::Uuid::new_v4().to_string()).collect();
    let task = json!({ "title": "Fill the disk", "description": words.join(" ") });
    ada.post("/tasks", task).await
}

/// Moves the database onto the disk, with a table on it that leaves little room.
async fn move_to(disk: &Path, stack: &Devstack, tenant: &Tenant) {
    let database = tenant.database();
    let superuser = stack.postgres().client("postgres").await;
    let superuser = superuser.expect("a superuser");
    for statement in [
        format!("CREATE TABLESPACE small LOCATION '{}'", disk.display()),
        format!("ALTER DATABASE {database} SET TABLESPACE small"),
    ] {
        superuser.batch_execute(&statement).await.expect(&statement);
    }
    let client = stack.postgres().client(database).await;
    let fill = "CREATE TABLE filler AS
        SELECT repeat(md5(n::text), 30) AS text FROM generate_series(1, 5000) AS n";
    let filled = client.expect("a connection").batch_execute(fill).await;
    filled.expect("a filler");
}

/// A file system in memory, unmounted when dropped.
struct Disk(PathBuf);

impl Disk {
    /// None where this may not be done, for a reason that is printed.
    #[expect(clippy::print_stderr, reason = "a skipped test must not go unseen")]
    fn mount(stack: &Devstack) -> Option<Self> {
        let directory = stack.postgres().directory().join("small");
        std::fs::create_dir(&directory).expect("a directory");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=24m,mode=0777", "tmpfs"])
            .arg(&directory)
            .output();
        match mounted {
            Ok(output) if output.status.success() => {}
            Ok(output) => {
                let reason = String::from_utf8_lossy(&output.stderr).into_owned();
                eprintln!("skipped: a disk of its own needs root: {reason}");
                return None;
            }
            Err(error) => {
                eprintln!("skipped: `mount` does not start: {error}");
                return None;
            }
        }
        let disk = Self(directory.join("tablespace"));
        std::fs::create_dir(&disk.0).expect("a directory");
        // As the directory of the cluster, it belongs to whoever runs PostgreSQL.
        let owner = std::fs::metadata(stack.postgres().directory()).expect("the cluster's");
        let (user, group) = (
            std::os::unix::fs::MetadataExt::uid(&owner),
            std::os::unix::fs::MetadataExt::gid(&owner),
        );
        std::os::unix::fs::chown(&disk.0, Some(user), Some(group)).expect("we are root");
        Some(disk)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily, since the server may still be ending. Nothing is left to be done about a failure.
        let _ = Command::new("umount")
            .arg("--lazy")
            .arg(self.0.parent().expect("the mount point"))
            .status();
    }
}
