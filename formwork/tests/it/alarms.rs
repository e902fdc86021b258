//! Which alarms a stack has: all of them, or those that `[alarms] only` lists, and each stands in the README
//! with what it means.

use std::collections::BTreeSet;

use crate::common::synth;
use crate::manifests::cases;

/// Every kind of entry that has alarms.
const ALL: &str = r#"
[stack]
name = "shop"

[service.web]
image = "ghcr.io/acme/web:1.0"

[worker.mailer]
image = "ghcr.io/acme/mailer:1.0"
scaling = { cpu_percent = 70 }

[job.nightly]
image = "ghcr.io/acme/nightly:1.0"
schedule = "cron(0 3 * * ? *)"

[database.orders]
[database.books]
engine = "aurora_postgres"
instance_class = "db.serverless"
[queue.jobs]
[cache.sessions]
[table.carts]
partition_key = { name = "id", type = "string" }
[topic.events]
queues = { jobs = {} }
[volume.files]
[bucket.pages]
[site.www]
bucket = "pages"
"#;

/// The alarms of files that tell people, by what they are called in AWS.
fn alarms(manifest: &str) -> BTreeSet<String> {
    let files = synth(manifest);
    let lines = files.values().flat_map(|text| text.lines());
    let names = lines.filter_map(|line| line.trim().strip_prefix("alarm_name "));
    let names = names.filter_map(|rest| rest.trim().strip_prefix("= \"")?.strip_suffix('"'));
    // It starts a task, and tells nobody.
    let names = names.filter(|name| !name.ends_with("-from-zero"));
    names.map(str::to_owned).collect()
}

/// The alarms that a README explains.
fn explained(readme: &str) -> BTreeSet<String> {
    let Some((_, section)) = readme.split_once("## What the alarms mean\n") else {
        return BTreeSet::new();
    };
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_end_matches(" |").split(" | ").collect();
        assert_eq!(cells.len(), 3, "{row}");
        assert!(cells.iter().all(|cell| !cell.is_empty()), "{row}");
        cells[0].trim_end_matches('`').to_owned()
    })
    .collect()
}

/// What `[alarms] only` may list, from the JSON schema.
fn words() -> Vec<String> {
    let text = include_str!("../../../stack.schema.json");
    let schema: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
    let only = &schema["properties"]["alarms"]["properties"]["only"];
    let words = only["items"]["enum"].as_array().expect("a list");
    words
        .iter()
        .map(|word| word.as_str().expect("a word").to_owned())
        .collect()
}

#[test]
fn every_alarm_is_explained() {
    let cases = cases();
    let manifests = cases.values().map(String::as_str).chain([ALL]);
    for manifest in manifests {
        let files = synth(manifest);
        let readmes = files.iter().filter(|(name, _)| name.ends_with("README.md"));
        let explained: BTreeSet<String> = readmes.flat_map(|(_, text)| explained(text)).collect();
        let alarms = alarms(manifest);
        assert!(explained.is_subset(&alarms), "{explained:?} of {alarms:?}");
        for name in alarms.difference(&explained) {
            // What the manifest writes in Terraform's own words is nobody's to explain.
            assert!(manifest.contains(name), "{name} in\n{manifest}");
        }
    }
}

#[test]
fn each_word_is_that_of_some_alarms() {
    let every = alarms(ALL);
    let mut found = BTreeSet::new();
    for word in words() {
        let own = alarms(&format!("{ALL}[alarms]\nonly = [\"{word}\"]\n"));
        assert!(!own.is_empty(), "{word} has no alarm");
        assert!(own.is_subset(&every), "{word}: {own:?}");
        assert!(own.is_disjoint(&found), "{word}: {own:?}");
        found.extend(own);
    }
    assert_eq!(found, every);
}

#[test]
fn an_empty_list_leaves_none() {
    let manifest = format!("{ALL}[alarms]\nonly = []\n");
    assert_eq!(alarms(&manifest), BTreeSet::new());
    assert!(!synth(&manifest)["README.md"].contains("What the alarms mean"));
}

#[test]
fn the_committed_stack_has_the_three_that_were_asked_for() {
    let manifest = include_str!("../../../stack.toml");
    let expected = [
        "task-management-api-5xx",
        "task-management-api-api-running-tasks",
        "task-management-api-taskdb-cpu",
    ];
    assert_eq!(alarms(manifest), expected.map(str::to_owned).into());
}
