//! What is written and pruned, and what is left alone.

use super::*;

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
