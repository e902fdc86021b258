//! What a help says to type works: it is typed into each file of the corpus, and one problem less is left.

use formwork::Problem;
use std::fmt::Write as _;

use crate::common::{read, try_synth};
use crate::documented::between;
use crate::invalid::corpus;

/// Helps that say exactly what to type: how they begin and end, and what is done with it.
const FORMS: [(&str, &str, Edit); 9] = [
    ("did you mean `", "`?", Edit::Replace),
    ("write `", "`", Edit::Replace),
    ("write it like `", "`", Edit::Replace),
    ("leave out the slash: `", "`", Edit::Replace),
    ("use one of: `", "`", Edit::OneOf),
    ("use at least ", "", Edit::Replace),
    ("use at most ", "", Edit::Replace),
    ("add `", "`", Edit::Add),
    ("remove `", "`", Edit::Remove),
];

/// Files whose help is right and of no use as it stands: the queue and the bucket are ones that the author has and
/// the file hasn't; both keys that an image has are there; and no key of an init container does what `essential`
/// does.
const IN_VAIN: [(&str, &str); 4] = [
    ("missing-key--bucket", "add `queue = \"jobs\"`"),
    ("missing-key--site", "add `bucket = \"pages\"`"),
    ("unknown-key--image", "use one of: `repository`, `tag`"),
    (
        "unknown-key--init",
        "use one of: `image`, `command`, `entrypoint`, `timeout_seconds`, `cpu_units`, `memory_mib`, `user`, `writable_paths`, `mounts`, `environment`, `secrets`",
    ),
];

#[derive(Clone, Copy)]
enum Edit {
    Replace,
    OneOf,
    Add,
    Remove,
}

/// How many problems a text has.
fn problems(text: &str) -> usize {
    try_synth(text).map_or_else(|report| report.problems().len(), |_| 0)
}

/// The texts that somebody may make of a file who does what the help says; nothing if it says it in words.
fn edited(text: &str, problem: &Problem) -> Option<Vec<String>> {
    let help = problem.help_text()?;
    let (typed, edit) = FORMS.iter().find_map(|(start, end, edit)| {
        let typed = between(help, start, end)?;
        (end.is_empty() || !typed.contains('`') || matches!(edit, Edit::OneOf))
            .then_some((typed, *edit))
    })?;
    // `…` and `NAME` stand for what the author knows, and some numbers are not the value itself.
    let is_limit = ["use at least ", "use at most "]
        .iter()
        .any(|it| help.starts_with(it));
    if ["…", "...", "NAME"].iter().any(|it| typed.contains(it)) || is_limit && typed.contains(' ')
    {
        return None;
    }
    Some(match edit {
        Edit::Replace => replaced(text, problem, typed),
        Edit::OneOf => {
            let words = typed.split("`, `");
            words
                .flat_map(|word| replaced(text, problem, word))
                .collect()
        }
        Edit::Add => added(text, problem, typed),
        Edit::Remove => removed(text, problem, typed),
    })
}

/// Instead of what is marked, of its value, or of its whole line.
fn replaced(text: &str, problem: &Problem, typed: &str) -> Vec<String> {
    let span = problem.span();
    let marked = &text[span.clone()];
    let instead = |range: std::ops::Range<usize>, typed: &str| {
        format!("{}{typed}{}", &text[..range.start], &text[range.end..])
    };
    let line = line_of(text, span.start);
    let mut texts = vec![
        instead(span.clone(), typed),
        instead(span.clone(), &format!("\"{typed}\"")),
        instead(line.clone(), typed),
    ];
    if let Some(value) = text[line.clone()].find("= ") {
        let value = line.start + value + 2..line.end;
        texts.push(instead(value.clone(), typed));
        texts.push(instead(value, &format!("\"{typed}\"")));
    }
    // The name of an address stands behind a point of a header.
    let name = typed.rsplit('.').next().unwrap_or(typed);
    texts.push(instead(span.clone(), name));
    // The word may stand in what is marked: a name in a reference.
    let words = marked.split(|c: char| !c.is_alphanumeric() && !"_-.".contains(c));
    texts.extend(
        words
            .filter(|word| !word.is_empty())
            .map(|word| instead(span.clone(), &marked.replacen(word, typed, 1))),
    );
    texts
}

/// Below the marked line, at the end, at the beginning, or into a table of the line.
fn added(text: &str, problem: &Problem, typed: &str) -> Vec<String> {
    let line = line_of(text, problem.span().start);
    let below = format!("{}\n{typed}{}", &text[..line.end], &text[line.end..]);
    let mut texts = vec![
        below,
        format!("{text}\n{typed}\n"),
        format!("{typed}\n{text}"),
    ];
    // Into each inline table of the line.
    for (at, _) in text[line.clone()].match_indices('{') {
        let (head, tail) = text.split_at(line.start + at + 1);
        texts.push(format!("{head} {typed},{tail}"));
        texts.push(format!("{head} {typed} {tail}"));
    }
    texts
}

/// Each line that begins with it, or what is marked.
fn removed(text: &str, problem: &Problem, typed: &str) -> Vec<String> {
    let without = |is_gone: &dyn Fn(&str) -> bool| {
        let lines = text.lines().filter(|line| !is_gone(line));
        lines.fold(String::new(), |mut all, line| {
            // Writing to a String cannot fail.
            let _ = writeln!(all, "{line}");
            all
        })
    };
    let marked = &text[line_of(text, problem.span().start)];
    let key = typed.rsplit('.').next().unwrap_or(typed);
    vec![
        without(&|line| line.starts_with(typed)),
        without(&|line| line.starts_with(key)),
        without(&|line| line == marked),
    ]
}

fn line_of(text: &str, at: usize) -> std::ops::Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    start..end
}

#[test]
fn what_a_help_says_to_type_works() {
    let (mut tried, mut in_vain) = (0, String::new());
    for file in corpus() {
        let text = read(&file);
        let Err(report) = try_synth(&text) else {
            panic!("{} is accepted", file.display());
        };
        let before = report.problems().len();
        for problem in report.problems() {
            let Some(texts) = edited(&text, problem) else {
                continue;
            };
            tried += 1;
            if !texts.iter().any(|text| problems(text) < before) {
                let name = file.file_stem().unwrap_or_default().to_string_lossy();
                let help = problem.help_text().unwrap_or_default();
                // Writing to a String cannot fail.
                let _ = writeln!(in_vain, "{name}: {help}");
            }
        }
    }
    assert!(tried > 150, "{tried} helps were tried");
    let known = IN_VAIN.map(|(file, help)| format!("{file}: {help}\n"));
    assert_eq!(in_vain, known.concat());
}
