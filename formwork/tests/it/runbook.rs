//! The runbook of `hcl-out/README.md`: its commands name what the module has.

use std::collections::BTreeSet;

use crate::common::{Files, synth};
use crate::manifests::cases;

/// What follows a word in the runbook, up to a character that ends it.
fn after<'a>(readme: &'a str, word: &str) -> impl Iterator<Item = &'a str> {
    let is_end = |c: char| c.is_whitespace() || "=`\")".contains(c);
    let parts = readme.split(word).skip(1);
    parts.map(move |rest| rest.split(is_end).next().unwrap_or_default())
}

/// The names of blocks, such as those of outputs.
fn names<'a>(files: &'a Files, block: &'a str) -> BTreeSet<&'a str> {
    let lines = files.values().flat_map(|text| text.lines());
    let blocks = lines.filter_map(move |line| line.strip_prefix(block)?.strip_prefix(" \""));
    blocks.filter_map(|rest| rest.split('"').next()).collect()
}

fn has_resource(files: &Files, address: &str) -> bool {
    let Some((of_type, name)) = address.split_once('.') else {
        return false;
    };
    let header = format!("resource \"{of_type}\" \"{name}\" {{");
    files.values().any(|text| text.contains(&header))
}

#[test]
fn the_commands_of_the_runbook_name_what_is_there() {
    for (case, manifest) in cases() {
        let files = synth(&manifest);
        let readme = &files["README.md"];
        let (outputs, variables) = (names(&files, "output"), names(&files, "variable"));
        for output in after(readme, "terraform output -raw ") {
            assert!(outputs.contains(output), "{case} has no output {output}");
        }
        for variable in after(readme, "apply -var ") {
            assert!(
                variables.contains(variable),
                "{case} has no variable {variable}"
            );
        }
        let targets = [
            "apply -target=",
            "state rm ",
            "terraform import ",
            "state show ",
        ];
        for address in targets.iter().flat_map(|word| after(readme, word)) {
            assert!(has_resource(&files, address), "{case} has no {address}");
        }
    }
}

#[test]
fn each_chapter_has_something_to_say() {
    // Of a stack without a service formwork knows nothing to say.
    let cases = cases().into_iter();
    let cases = cases.filter(|(case, _)| !case.starts_with("bare"));
    for (case, manifest) in cases {
        let files = synth(&manifest);
        let (_, runbook) = files["README.md"]
            .split_once("\n## Runbook\n")
            .expect(&case);
        let runbook = runbook.split("\n## ").next().expect("the first part");
        let chapters = runbook.split("\n### ").skip(1);
        let titles: Vec<&str> = chapters
            .map(|chapter| {
                let (title, text) = chapter.split_once('\n').expect("a title");
                assert!(!text.trim().is_empty(), "{case}: {title} is empty");
                title
            })
            .collect();
        for title in [
            "What must be there first",
            "First apply",
            "Deploy",
            "Roll back",
            "Destroy",
        ] {
            assert!(titles.contains(&title), "{case} lacks {title}");
        }
        let is_production = manifest.contains("environment = \"production\"");
        assert_eq!(
            titles.contains(&"Leave production"),
            is_production,
            "{case}"
        );
    }
}

#[test]
fn every_entry_that_keeps_data_says_how_it_comes_back() {
    let manifest = r#"
        [stack]
        name = "shop"
        [service.web]
        image = "ghcr.io/acme/web:1.0"
        [database.orders]
        [bucket.files]
        [queue.jobs]
        [cache.sessions]
        [table.carts]
        partition_key = { name = "id", type = "string" }
    "#;
    let files = synth(manifest);
    let (_, restore) = files["README.md"]
        .split_once("### Restore\n")
        .expect("it is there");
    let restore = restore.split("\n### ").next().expect("the first part");
    for entry in [
        "database `orders`",
        "bucket `files`",
        "queue `jobs`",
        "cache `sessions`",
        "table `carts`",
    ] {
        assert!(
            restore.contains(&format!("- {entry}: ")),
            "{entry} in {restore}"
        );
    }
}
