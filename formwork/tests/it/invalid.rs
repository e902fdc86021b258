//! parse and validate refuse: each `invalid/CODE*.toml` shows a code, `.stderr` beside it is the
//! report, a golden. Files of `invalid/alone` and of `schema` mark their wrong line instead.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use formwork::{Code, Report, SourceFile, Stack};

use crate::common::{read, try_synth};
use crate::every_code;
use crate::golden::goldens;
use crate::layers::kinds;

fn refused(text: &str) -> Report {
    match try_synth(text) {
        Ok(_) => panic!("accepted, but it should be refused:\n{text}"),
        Err(report) => report,
    }
}

fn codes(report: &Report) -> Vec<&'static str> {
    report
        .problems()
        .iter()
        .map(|problem| problem.code().name())
        .collect()
}

/// The files of the corpus: those of each kind in its folder, all others in `tests/invalid`.
pub(crate) fn corpus() -> Vec<PathBuf> {
    of_corpus("toml")
}

fn of_corpus(extension: &str) -> Vec<PathBuf> {
    let folders = kinds().into_iter();
    let of_kinds = folders.map(|kind| format!("src/kinds/{kind}/tests/invalid"));
    let of_kinds = of_kinds.filter(|folder| manifest_directory().join(folder).is_dir());
    let folders = of_kinds.chain(["tests/invalid".to_owned()]);
    folders
        .flat_map(|folder| files(&folder, extension))
        .collect()
}

fn manifest_directory() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a directory with that extension.
fn files(directory: &str, extension: &str) -> Vec<PathBuf> {
    let directory = manifest_directory().join(directory);
    let entries = fs::read_dir(directory).expect("the directory is there");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let mut files: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    files
}

/// The code that a file shows: its name up to `--`.
fn shown_code(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    stem.split("--").next().unwrap_or_default().to_owned()
}

#[test]
fn every_invalid_file_is_refused_with_its_report() {
    let report = |file: PathBuf| {
        let report = refused(&read(&file)).to_string();
        (file.with_extension("stderr"), report)
    };
    let made = corpus().into_iter().map(report).collect();
    goldens(&made, &of_corpus("stderr"));
}

#[test]
fn every_invalid_file_shows_the_code_it_is_named_after() {
    for file in corpus()
        .iter()
        .filter(|file| !file.ends_with("all-at-once.toml"))
    {
        let report = refused(&read(file));
        let shown = shown_code(file);
        let others: Vec<_> = codes(&report)
            .into_iter()
            .filter(|code| *code != shown)
            .collect();
        assert!(
            codes(&report).contains(&shown.as_str()) && others.is_empty(),
            "{}:\n{report}",
            file.display()
        );
    }
}

#[test]
fn every_code_is_shown_by_a_file() {
    let shown: BTreeSet<String> = corpus().iter().map(|file| shown_code(file)).collect();
    // Lints judge what a valid file becomes, notes refuse nothing, and no file makes a kind faulty.
    let missing: Vec<_> = every_code()
        .iter()
        .filter(|code| !code.is_lint() && !code.is_note() && **code != Code::FaultyKind)
        .map(|code| code.name())
        .filter(|name| !shown.contains(*name))
        .collect();
    assert!(
        missing.is_empty(),
        "no file in tests/invalid shows {missing:?}"
    );
    let names: BTreeSet<_> = every_code().iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), every_code().len(), "two codes share a name");
}

/// What an editor underlines, a build refuses, at the same line.
#[test]
fn every_file_that_the_schema_catches_is_refused() {
    for file in files("tests/schema", "toml") {
        let text = read(&file);
        let report = refused(&text);
        let marked = marked_lines(&report, &text);
        assert!(
            marked.contains(&wrong_line(&text)),
            "{}:\n{report}",
            file.display()
        );
    }
}

#[test]
fn every_report_says_where_and_what_to_type() {
    let mut unmarked = BTreeSet::new();
    for file in corpus() {
        let (name, text) = (file.display(), read(&file));
        let report = refused(&text);
        for problem in report.problems() {
            let marked = text.get(problem.span()).expect("the place is in the file");
            assert_eq!(marked, marked.trim(), "{name}: {problem:?}");
            if marked.is_empty() {
                unmarked.insert(file.file_stem().unwrap_or_default().to_owned());
            }
            let has_help = problem.help_text().is_some_and(|help| !help.is_empty());
            assert!(
                has_help || problem.code() == Code::Syntax,
                "{name}: {problem:?}"
            );
            assert!(
                !problem.message().ends_with('.') && !problem.message().contains('\n'),
                "{name}: {problem:?}"
            );
        }
        assert_names_its_places(&report, &text);
    }
    // The one has no table to point at, in the other a bracket is missing.
    let expected = ["missing-key--no-stack", "syntax"].map(Into::into);
    assert_eq!(unmarked, BTreeSet::from(expected));
}

/// Each problem has its line and column at its head, in its headline and beside what is quoted.
#[track_caller]
fn assert_names_its_places(report: &Report, text: &str) {
    let printed = report.to_string();
    for (problem, headline) in report.problems().iter().zip(report.headlines()) {
        let (line, column) = place(text, problem.span().start);
        let place = format!("stack.toml:{line}:{column}");
        let told = format!("{place}: {}", problem.message());
        let of_environments = match problem.environments() {
            [] => String::new(),
            [only] => format!(" (in environment `{only}`)"),
            several => format!(" (in environments `{}`)", several.join("`, `")),
        };
        assert_eq!(headline, told + &of_environments);
        let head = format!("error[{}]: {}\n", problem.code().name(), problem.message());
        let (_, shown) = printed.split_once(&head).expect("each has its head");
        let (at, _) = shown.split_once('\n').unwrap_or((shown, ""));
        assert_eq!(at.trim_start(), format!("--> {place}"), "{printed}");
    }
}

#[test]
fn all_mistakes_are_reported_at_once_and_in_order() {
    let file = manifest_directory().join("tests/invalid/all-at-once.toml");
    let text = read(&file);
    let report = refused(&text);
    let starts: Vec<_> = report
        .problems()
        .iter()
        .map(|problem| problem.span().start)
        .collect();
    assert!(starts.is_sorted(), "{report}");
    assert_eq!(
        codes(&report),
        [
            "invalid-name",
            "unknown-value",
            "invalid-tag",
            "unknown-key",
            "subnet-overlap",
            "invalid-image",
            "wrong-type",
            "task-size",
            "min-above-max",
            "unknown-grant-target",
            "unknown-operation",
            "invalid-instance-class",
            "invalid-expiration",
            "retention-not-offered",
        ],
        "{report}"
    );
}

/// A value of the wrong type, or under a misspelt key, is read as a default. No rule may judge
/// what the user never wrote.
#[test]
fn a_value_that_could_not_be_read_has_no_echo() {
    let files = files("tests/invalid/alone", "toml");
    assert!(files.len() >= 20, "{}", files.len());
    for file in files {
        let text = read(&file);
        let report = refused(&text);
        assert_eq!(codes(&report), [shown_code(&file)], "{report}");
        assert_eq!(
            marked_lines(&report, &text),
            [wrong_line(&text)],
            "{report}"
        );
    }
}

/// The line that its author marks as the one that is wrong.
#[track_caller]
fn wrong_line(text: &str) -> usize {
    let mut wrong = text
        .lines()
        .zip(1..)
        .filter(|(line, _)| line.ends_with("# wrong"));
    let (Some((_, line)), None) = (wrong.next(), wrong.next()) else {
        panic!("one line ends in `# wrong`:\n{text}");
    };
    line
}

/// The lines that the problems of a report are at.
fn marked_lines(report: &Report, text: &str) -> Vec<usize> {
    let spans = report.problems().iter().map(formwork::Problem::span);
    spans.map(|span| place(text, span.start).0).collect()
}

/// Line and column of a byte, both from 1.
fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..byte];
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

#[test]
fn the_shortest_file_is_accepted() {
    let text = "[stack]\nname = \"shop\"\n[service.web]\nimage = \"nginx:1.29\"\n";
    assert!(Stack::from_source(&SourceFile::new("stack.toml", text)).is_ok());
}
