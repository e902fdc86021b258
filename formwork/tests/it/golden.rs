//! Goldens: files of the repository that hold what formwork makes. `UPDATE=1` writes them anew and
//! then fails, so that nobody takes over what they have not read.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{variable, write};

/// Holds a file to what is made.
#[track_caller]
pub(crate) fn golden(path: &Path, made: &str) {
    goldens(
        &BTreeMap::from([(path.to_owned(), made.to_owned())]),
        &[path.to_owned()],
    );
}

/// Holds files to what is made, and names all that differ. `present` are the files of their kind
/// that there are: one that is not made any more differs too.
#[track_caller]
pub(crate) fn goldens(made: &BTreeMap<PathBuf, String>, present: &[PathBuf]) {
    let differing = differing(made, present, variable("UPDATE").is_some());
    assert!(
        differing.is_empty(),
        "{}\n\n`UPDATE=1` writes them: read the diff",
        differing.join("\n")
    );
}

/// What differs, with its first line that does.
fn differing(made: &BTreeMap<PathBuf, String>, present: &[PathBuf], update: bool) -> Vec<String> {
    let mut differing = Vec::new();
    for (path, made) in made {
        let expected = fs::read_to_string(path).ok();
        if expected.as_ref() == Some(made) {
            continue;
        }
        differing.push(first_difference(path, &expected.unwrap_or_default(), made));
        if update {
            let directory = path.parent().expect("a golden lies in a directory");
            fs::create_dir_all(directory).expect("a directory can be made");
            write(path, made);
        }
    }
    for path in present.iter().filter(|path| !made.contains_key(*path)) {
        differing.push(format!("{}: nothing makes it any more", path.display()));
        if update {
            fs::remove_file(path).expect("a golden can be removed");
        }
    }
    differing
}

fn first_difference(path: &Path, expected: &str, made: &str) -> String {
    // `lines` would not tell whether the last one ends.
    let (expected, made) = (expected.split('\n'), made.split('\n'));
    let same = expected.clone().zip(made.clone());
    let line = same.take_while(|(expected, made)| expected == made).count();
    format!(
        "{}:{}:\n  expected: {}\n  made:     {}",
        path.display(),
        line + 1,
        expected.clone().nth(line).unwrap_or("(nothing)"),
        made.clone().nth(line).unwrap_or("(nothing)")
    )
}

#[test]
fn a_golden_that_differs_is_named_and_written_only_when_asked() {
    let directory = tempfile::TempDir::new().unwrap();
    let [same, other, new, left] =
        ["same", "other", "new/new", "left"].map(|name| directory.path().join(name));
    for (path, text) in [(&same, "a\n"), (&other, "a\nb"), (&left, "c\n")] {
        write(path, text);
    }
    let made = BTreeMap::from([
        (same.clone(), "a\n".to_owned()),
        (other.clone(), "a\nb\n".to_owned()),
        (new.clone(), "d\n".to_owned()),
    ]);
    let present = [same, other.clone(), left.clone()];
    let expected = [
        format!("{}:1:\n  expected: \n  made:     d", new.display()),
        format!(
            "{}:3:\n  expected: (nothing)\n  made:     ",
            other.display()
        ),
        format!("{}: nothing makes it any more", left.display()),
    ];
    for update in [false, true] {
        assert_eq!(differing(&made, &present, update), expected);
    }
    assert_eq!(differing(&made, &present[..2], false), [""; 0]);
    assert!(!left.exists());
}
