//! A build that is killed, at any moment.

use std::thread;

use super::process::start;
use super::*;

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
