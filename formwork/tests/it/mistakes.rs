//! Each mistake of `mistakes.toml` is refused with its code. `scripts/mistakes.py` asks Terraform
//! about the same mistakes, and writes `docs/mistakes.md`.

use toml::{Table, Value};

use crate::common::{read, try_synth};

const MANIFEST: &str = include_str!("../../../stack.toml");

/// The mistakes, by what they are.
fn mistakes() -> Vec<Table> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes.toml");
    let table: Table = read(&path).parse().expect("the mistakes are TOML");
    let mistakes = table["mistake"].as_array().expect("it is a list").iter();
    mistakes
        .map(|mistake| mistake.as_table().expect("it is a table").clone())
        .collect()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text is expected")
}

/// The committed manifest with a mistake in it.
#[track_caller]
fn mistaken(mistake: &Table) -> String {
    let edits = mistake["edits"].as_array().expect("it is a list").iter();
    edits.fold(MANIFEST.to_owned(), |manifest, edit| {
        let (was, is) = (text(&edit[0]), text(&edit[1]));
        assert_eq!(manifest.matches(was).count(), 1, "`{was}` in stack.toml");
        manifest.replace(was, is)
    })
}

#[test]
fn every_mistake_is_refused_with_its_code() {
    let mistakes = mistakes();
    assert!(mistakes.len() >= 60, "{}", mistakes.len());
    for mistake in mistakes {
        let (what, code) = (text(&mistake["what"]), text(&mistake["code"]));
        let report = try_synth(&mistaken(&mistake)).expect_err(what);
        let mut problems = report.problems().iter();
        assert!(
            problems.any(|problem| problem.code().name() == code),
            "{what}: {code} is expected\n{report}"
        );
    }
}
