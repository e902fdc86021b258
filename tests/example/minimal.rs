//! `examples/minimal`: a service of another workspace, on another framework, that takes all it
//! needs from its own `stack.toml`.

use super::{Example, stderr, value};

const STACK: &str = include_str!("../../examples/minimal/stack.toml");
const README: &str = include_str!("../../README.md");

fn minimal() -> Example {
    Example::new("minimal", "hello")
}

#[test]
fn it_serves_the_port_and_the_health_path_of_its_manifest() {
    let port: u16 = value(STACK, "port = ").parse().expect("a port");
    let path = value(STACK, "health_check = { path = \"");
    let mut running = minimal().started(port, "GREETINGS_BUCKET", "hello-greetings-1");
    let health = running.request(port, path);
    assert!(health.starts_with("HTTP/1.1 200 OK\r\n"), "{health}");
    let root = running.request(port, "/");
    assert!(root.ends_with("in hello-greetings-1"), "{root}");
    let other = running.request(port, &format!("{path}/x"));
    assert!(other.starts_with("HTTP/1.1 404 Not Found\r\n"), "{other}");
}

/// The README shows an edit of the manifest and, below it, what the compiler says.
#[test]
fn without_its_grant_it_does_not_compile_as_the_readme_says() {
    let mut manifest = STACK.to_owned();
    let (_, story) = README.split_once("```diff\n").expect("an edit");
    let (edit, story) = story.split_once("```").expect("the edit ends");
    let mut lines = edit.lines();
    let (Some(old), Some(new), None) = (lines.next(), lines.next(), lines.next()) else {
        panic!("the edit is not of one line: {edit}");
    };
    let old = old.strip_prefix('-').expect("what goes");
    let new = new.strip_prefix('+').expect("what comes");
    assert_eq!(manifest.matches(old).count(), 1, "{old}");
    manifest = manifest.replace(old, new);
    let (_, answer) = story.split_once("```text\n").expect("an answer");
    let (answer, _) = answer.split_once("```").expect("the answer ends");

    let built = minimal().copy_with(&manifest).build();
    let said = stderr(&built);
    assert!(!built.status.success(), "it compiles");
    assert!(said.contains(answer), "{answer}\nis not in\n{said}");
    assert_eq!(said.matches("\nerror[").count(), 1, "{said}");
}

/// The tutorial is the documentation of the crate `formwork`.
#[test]
fn it_is_what_the_tutorial_leads_to() {
    let tutorial = include_str!("../../formwork/README.md");
    let manifest = format!("```toml\n{STACK}```\n");
    assert!(tutorial.contains(&manifest), "{manifest}");
    let sources = [
        include_str!("../../examples/minimal/build.rs"),
        include_str!("../../examples/minimal/src/main.rs"),
    ];
    let fences = tutorial.split("\n```rust,").skip(1);
    let shown: Vec<&str> = fences
        .filter_map(|block| Some(block.split_once('\n')?.1.split_once("```")?.0))
        .collect();
    assert_eq!(shown.len(), 5, "{shown:?}");
    for block in shown {
        let is_there = sources.iter().any(|source| source.contains(block));
        assert!(is_there, "the example does not have\n{block}");
    }
}
