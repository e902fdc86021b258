//! What the fuzzer holds the whole pipeline to, whatever the bytes are.

use std::path::Path;

use formwork::{Report, SourceFile, Stack, SynthError, lint, synth_roots, synth_rust};

/// Reads bytes as a `stack.toml`: they are refused with a report that can be printed, or become
/// files that parse.
///
/// # Panics
///
/// formwork panics, calls it its own bug, or writes what no parser takes.
pub(crate) fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let stack = match Stack::from_source(&SourceFile::new("stack.toml", text)) {
        Ok(stack) => stack,
        Err(report) => return check_report(&report),
    };
    let roots = match synth_roots(&stack) {
        Ok(roots) => roots,
        Err(SynthError::Problems(report)) => return check_report(&report),
        Err(bug) => panic!("{bug}"),
    };
    let of_environments = roots.environments.into_values().flatten();
    for file in of_environments.chain(roots.base) {
        if Path::new(&file.name)
            .extension()
            .is_some_and(|extension| extension == "tf")
        {
            let read = formwork::check_hcl([(file.name.as_str(), file.text.as_str())]);
            if let Err(error) = read {
                panic!("{error}\n{}", file.text);
            }
            assert_eq!(
                formwork::hcl::format(&file.text),
                file.text,
                "{}",
                file.name
            );
        }
    }
    let verdict = lint(&stack).unwrap_or_else(|bug| panic!("{bug}"));
    for report in [verdict.denied(), verdict.warned()].into_iter().flatten() {
        let _ = report.to_string();
    }
    let missing = synth_rust(&stack, "no such service").unwrap_or_else(|bug| panic!("{bug}"));
    assert!(missing.is_none());
    let _ = synth_rust(&stack, "api").unwrap_or_else(|bug| panic!("{bug}"));
}

/// A report has a reason and can be printed.
fn check_report(report: &Report) {
    assert!(!report.problems().is_empty(), "refused without a reason");
    let printed = report.to_string();
    assert!(report.headlines().all(|line| !line.contains('\n')));
    assert!(!printed.contains(|c: char| c.is_control() && c != '\n'));
}
