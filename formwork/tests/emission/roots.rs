//! Several root modules: that of the base, and below `env/` one of each environment.

use formwork::emit::{Roots, write_roots};

use super::*;

/// A small base, and environments of these names.
fn roots(names: &[&str]) -> Roots {
    let root = |name: &&str| ((*name).to_owned(), vec![artifact("network.tf", name)]);
    Roots {
        base: small_set(),
        environments: names.iter().map(root).collect(),
    }
}

#[test]
fn each_environment_has_a_directory_of_its_own() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    let both = roots(&["production", "staging"]);
    let written = write_roots(dir, &both, Some(stamp())).unwrap();
    assert_eq!(written.changed.len(), 5);
    assert_eq!(listing(dir), expected(&small_set()));
    for (name, artifacts) in &both.environments {
        let own = dir.join("env").join(name);
        assert_eq!(listing(&own), expected(artifacts));
        assert_eq!(modified(&own.join("network.tf")), stamp());
    }
    let again = write_roots(dir, &both, Some(stamp())).unwrap();
    assert_eq!(again, Written::default());
}

#[test]
fn what_is_left_of_an_environment_goes_unless_it_is_of_others() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    let mut both = roots(&["production", "staging"]);
    for artifacts in both.environments.values_mut() {
        artifacts.push(artifact(".gitignore", "*.tfstate"));
    }
    write_roots(dir, &both, None).unwrap();
    let (kept, gone) = (dir.join("env/production"), dir.join("env/staging"));
    fs::write(kept.join("terraform.tfstate"), "{}").unwrap();

    let written = write_roots(dir, &roots(&[]), None).unwrap();
    assert_eq!(
        written.removed,
        [
            kept.join("network.tf"),
            gone.join(".gitignore"),
            gone.join("network.tf"),
        ]
    );
    assert!(!gone.exists());
    let left: Vec<String> = listing(&kept).into_iter().map(|(name, _)| name).collect();
    assert_eq!(left, [".gitignore", "terraform.tfstate"]);
    let again = write_roots(dir, &roots(&[]), None).unwrap();
    assert_eq!(again, Written::default());
}

#[test]
fn directories_of_others_below_env_are_left_alone() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    let own = dir.join("env/notes");
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("README.md"), "mine\n").unwrap();
    write_roots(dir, &roots(&["staging"]), None).unwrap();
    write_roots(dir, &roots(&[]), None).unwrap();
    assert_eq!(read(&own.join("README.md")), "mine\n");
    assert!(!dir.join("env/staging").exists());
}

#[test]
fn what_is_in_the_way_of_one_root_is_found_before_any_changes() {
    let temp = TempDir::new().unwrap();
    let dir = temp.path();
    let own = dir.join("env/staging");
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("network.tf"), "mine\n").unwrap();
    let error = write_roots(dir, &roots(&["staging"]), None).unwrap_err();
    assert!(
        matches!(&error, EmitError::Foreign { path } if *path == own.join("network.tf")),
        "{error:?}"
    );
    assert_eq!(listing(dir), []);

    fs::remove_dir_all(dir.join("env")).unwrap();
    fs::write(dir.join("env"), "mine\n").unwrap();
    let error = write_roots(dir, &roots(&["staging"]), None).unwrap_err();
    assert!(
        matches!(&error, EmitError::NotADirectory { .. }),
        "{error:?}"
    );
    // Without environments a file of this name is in nobody's way.
    write_roots(dir, &roots(&[]), None).unwrap();
    assert_eq!(read(&dir.join("env")), "mine\n");
}

#[cfg(unix)]
#[test]
fn no_link_is_followed_to_an_environment() {
    use std::os::unix::fs::symlink;

    let temp = TempDir::new().unwrap();
    let dir = temp.path().join("hcl-out");
    let outside = temp.path().join("outside");
    fs::create_dir_all(outside.join("staging")).unwrap();
    fs::create_dir_all(&dir).unwrap();
    fs::write(
        outside.join("staging/old.tf"),
        artifact("old.tf", "old").text,
    )
    .unwrap();
    symlink(&outside, dir.join("env")).unwrap();
    let error = write_roots(&dir, &roots(&["staging"]), None).unwrap_err();
    assert!(matches!(&error, EmitError::Link { path } if *path == dir.join("env")));
    write_roots(&dir, &roots(&[]), None).unwrap();
    assert!(outside.join("staging/old.tf").exists());

    fs::remove_file(dir.join("env")).unwrap();
    fs::create_dir(dir.join("env")).unwrap();
    symlink(outside.join("staging"), dir.join("env/staging")).unwrap();
    let error = write_roots(&dir, &roots(&["staging"]), None).unwrap_err();
    assert!(matches!(&error, EmitError::Link { path } if *path == dir.join("env/staging")));
    write_roots(&dir, &roots(&[]), None).unwrap();
    assert!(outside.join("staging/old.tf").exists());
}
