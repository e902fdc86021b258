//! Symbolic links.

use std::os::unix::fs::symlink;

use super::*;

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
