//! The same `stack.toml` gives the same bytes, and nothing else has a say: not the order of its
//! keys, not its notation, not its place, not what happens to be synthesized beside a file.

use std::fs;
use std::path::Path;

use formwork::Build;
use tempfile::TempDir;

use crate::common::{Files, files_in, synth, write};
use crate::manifests::RICH;

#[test]
fn a_second_synthesis_gives_the_same_bytes() {
    let first = synth(RICH);
    assert!(first.len() > 15, "the stack is rich: {:?}", first.keys());
    for _ in 0..5 {
        assert_same(&synth(RICH), &first, "again");
    }
}

#[test]
fn the_order_of_tables_and_keys_means_nothing() {
    let expected = synth(RICH);
    for seed in 1..=12 {
        let shuffled = shuffle_manifest(RICH, seed);
        assert_ne!(shuffled, RICH, "seed {seed}");
        assert_same(&synth(&shuffled), &expected, &shuffled);
    }
}

#[test]
fn notation_means_nothing() {
    let with_headers = r#"
        [stack]
        name = "shop"
        tags = { owner = "team", "cost centre" = "4711" }
        [service.web]
        image = "nginx:1.29"
        health_check = { path = "/health", interval_seconds = 30 }
        [bucket.pictures]
        [service.web.grants]
        pictures = ["read", "write"]
    "#;
    let with_dots = r#"
        # A comment.
        stack.tags."cost centre" = '4711'
        stack.tags.owner = """team"""
        stack.name = "\u0073hop"
        service.web.health_check.interval_seconds = 0x1e
        service . "web" . image = "nginx:1.29"
        bucket = { pictures = {} }
        [service.web.grants]
        "pictures" = [
            "write", # first
            "read",
        ]
    "#;
    let expected = synth(with_headers);
    assert_same(
        &synth(with_dots),
        &expected,
        "dotted keys, escapes, comments",
    );
    let windows = with_headers.replace('\n', "\r\n");
    assert_same(&synth(&windows), &expected, "line endings of Windows");
    let marked = format!("\u{feff}{with_headers}");
    assert_same(&synth(&marked), &expected, "byte order mark");
}

#[test]
fn name_and_place_of_the_manifest_mean_nothing() {
    let here = TempDir::new().unwrap();
    let there = TempDir::new().unwrap();
    let elsewhere = there.path().join("two words/ümlaut");
    fs::create_dir_all(&elsewhere).unwrap();

    let expected = build(here.path(), "stack.toml");
    assert!(expected.contains_key("stack.rs"));
    assert_same(
        &build(&elsewhere, "infrastructure.toml"),
        &expected,
        "elsewhere",
    );
    for (name, text) in &expected {
        let place = here.path().to_str().unwrap();
        assert!(!text.contains(place), "{name} contains {place}");
    }
}

/// Files are made in as many threads as there are cores, so with many files each is made beside
/// others; alone or not, its text is the same.
#[test]
fn a_file_does_not_depend_on_those_made_beside_it() {
    let bucket = |index: usize| {
        format!(
            "[bucket.b{index}]\nversioning = {}\n",
            index.is_multiple_of(2)
        )
    };
    let few = "[stack]\nname = \"shop\"\n[service.web]\nimage = \"nginx:1.29\"\n";
    let many = (0..70)
        .map(bucket)
        .fold(few.to_owned(), |text, bucket| text + &bucket);
    let together = synth(&many);
    for index in (0..70).step_by(9) {
        let alone = synth(&(few.to_owned() + &bucket(index)));
        let name = format!("bucket_b{index}.tf");
        assert_eq!(together[&name], alone[&name], "{name}");
    }
}

/// What a build of `RICH` writes, with the manifest of that name in `directory`.
#[track_caller]
fn build(directory: &Path, manifest: &str) -> Files {
    let (hcl_out, out_dir) = (directory.join("hcl-out"), directory.join("out"));
    write(&directory.join(manifest), RICH);
    fs::create_dir(&out_dir).expect("a directory can be made");
    let build = Build::of_service("api")
        .manifest(directory.join(manifest))
        .hcl_out(&hcl_out);
    build
        .run(&out_dir)
        .unwrap_or_else(|failure| panic!("{failure}"));
    let mut files = files_in(&hcl_out);
    files.extend(files_in(&out_dir));
    files
}

#[track_caller]
fn assert_same(made: &Files, expected: &Files, what: &str) {
    assert!(
        made.keys().eq(expected.keys()),
        "{:?}\n{:?}\n{what}",
        made.keys(),
        expected.keys()
    );
    for (name, text) in made {
        assert_eq!(text, &expected[name], "{name}\n{what}");
    }
}

/// The tables of a manifest in another order, and in each its keys in another order. Each key of
/// the manifest stands on one line, and each table begins with its header.
fn shuffle_manifest(text: &str, mut seed: u64) -> String {
    let mut tables: Vec<Vec<&str>> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        if line.starts_with('[') {
            tables.push(vec![line]);
        } else {
            tables.last_mut().expect("a header comes first").push(line);
        }
    }
    for table in &mut tables {
        shuffle(&mut table[1..], &mut seed);
    }
    shuffle(&mut tables, &mut seed);
    tables.concat().join("\n")
}

/// Fisher and Yates's shuffle; Knuth's linear congruential generator will do for it.
fn shuffle<T>(items: &mut [T], seed: &mut u64) {
    for last in (1..items.len()).rev() {
        *seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let random = usize::try_from(*seed >> 33).expect("31 bits fit");
        items.swap(last, random % (last + 1));
    }
}
