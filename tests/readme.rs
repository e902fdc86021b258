//! What the README shows is what the project does.

const README: &str = include_str!("../README.md");

/// The first fenced block of a language.
#[track_caller]
fn block(language: &str) -> &'static str {
    let fence = format!("```{language}\n");
    let (_, rest) = README.split_once(&fence).expect("the README has the block");
    rest.split_once("```").expect("the block ends").0
}

#[test]
fn its_manifest_is_a_part_of_the_committed_one() {
    let manifest = include_str!("../stack.toml");
    for line in block("toml").lines() {
        assert!(manifest.lines().any(|other| other == line), "{line}");
    }
}

#[test]
fn its_terraform_is_the_synthesized_one() {
    assert!(include_str!("../hcl-out/service_api.tf").contains(block("hcl")));
}

#[test]
fn its_report_is_a_real_one() {
    let report = include_str!("../formwork/tests/invalid/task-size.stderr");
    assert!(report.starts_with(block("text")), "{report}");
}
