//! What the README shows is what the project does. `tests/example/` has the rest: what the compiler
//! says.

const README: &str = include_str!("../README.md");

/// The one fenced block of a language that has this text.
#[track_caller]
fn block(language: &str, with: &str) -> &'static str {
    let fence = format!("\n```{language}\n");
    let starts = README.split(fence.as_str()).skip(1);
    let blocks = starts.filter_map(|rest| Some(rest.split_once("```")?.0));
    let mut wanted = blocks.filter(|block| block.contains(with));
    let block = wanted.next().expect("the README has the block");
    assert_eq!(wanted.next(), None, "the README has it twice");
    block
}

#[test]
fn its_manifest_is_a_part_of_the_committed_one() {
    let manifest = include_str!("../stack.toml");
    for line in block("toml", "[service.api]").lines() {
        assert!(manifest.lines().any(|other| other == line), "{line}");
    }
}

#[test]
fn its_terraform_is_the_synthesized_one() {
    let statement = block("hcl", "grants.uploads");
    assert!(include_str!("../hcl-out/service_api.tf").contains(statement));
}

#[test]
fn its_report_is_a_real_one() {
    let report = include_str!("../formwork/tests/invalid/task-size.stderr");
    assert!(
        report.starts_with(block("text", "error[task-size]")),
        "{report}"
    );
}
