//! `docs/coming-from.md`: each row says in `stack.toml` what another tool says, and works.

use crate::common::{read, try_synth};
use crate::documented::between;
use crate::rustc::workspace;

/// What the rows speak of: keys and values, where a row does not say them itself.
const BASE: &[(&str, &str)] = &[
    ("stack.name", "\"shop\""),
    ("service.api.image", "\"ghcr.io/acme/shop:1.0\""),
    ("service.orders.image", "\"ghcr.io/acme/orders:1.0\""),
    ("service.orders.public", "false"),
    ("worker.mailer.image", "\"ghcr.io/acme/shop:1.0\""),
    ("job.nightly.image", "\"ghcr.io/acme/shop:1.0\""),
    ("job.nightly.schedule", "\"cron(0 3 * * ? *)\""),
    ("task.migrate.image", "\"ghcr.io/acme/shop:1.0\""),
    ("queue.jobs", "{}"),
    ("topic.events", "{}"),
    ("bucket.uploads", "{}"),
    ("database.taskdb", "{}"),
    ("table.carts", "{}"),
    ("secret.stripe", "{}"),
];

#[test]
fn every_row_is_a_stack() {
    let page = read(&workspace().join("docs/coming-from.md"));
    let mut count = 0;
    for row in page.lines().filter_map(|line| between(line, "| ", " |")) {
        let cells: Vec<&str> = row.split(" | ").collect();
        let [there, here, ..] = cells[..] else {
            panic!("a row has three cells: {row}");
        };
        if here == "Here" {
            continue;
        }
        let lines: Vec<&str> = here.split('`').skip(1).step_by(2).collect();
        assert!(!lines.is_empty(), "{there} has no snippet");
        if let Err(report) = try_synth(&completed(&lines)) {
            panic!("{there}: {here}\n{report}");
        }
        count += 1;
    }
    assert!(count > 100, "{count}");
}

/// A file with what the lines of a row leave out.
fn completed(lines: &[&str]) -> String {
    let is_set = |key: &str| {
        let rests = lines.iter().filter_map(|line| line.strip_prefix(key));
        { rests }.any(|rest| rest.starts_with([' ', '.']))
    };
    let base = BASE.iter().filter(|(key, _)| !is_set(key));
    let base = base.map(|(key, value)| format!("{key} = {value}"));
    let lines = lines.iter().map(|line| (*line).to_owned());
    base.chain(lines).map(|line| line + "\n").collect()
}
