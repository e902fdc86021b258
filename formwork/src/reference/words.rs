//! Holds the words of other tools to what they say: the help of each is given where the word is said, and what it says
//! to write builds. `docs/words.md` is made of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::tests::hold;
use crate::kind::{AnyKind, Kinds};
use crate::manifest::{WORDS, Way, Word};
use crate::problem::Code;
use crate::source::SourceFile;
use crate::stack::Stack;
use crate::synth::synth;

/// Where a word is said.
#[derive(Clone, Copy)]
enum Place {
    /// At the root, or in a section.
    Section,
    /// In an entry.
    Entry(&'static dyn AnyKind),
}

/// Every word, and where it is said.
fn every_word() -> Vec<(Place, &'static Word)> {
    let kinds = Kinds::default();
    let of_kinds = kinds.iter().flat_map(|kind| {
        let words = kind.words().iter().flat_map(|words| words.iter());
        words.map(move |word| (Place::Entry(kind), word))
    });
    let sections = WORDS.iter().map(|word| (Place::Section, word));
    sections.chain(of_kinds).collect()
}

/// The header of an entry `api` with what must stand in it, but for the keys that `below` sets.
fn header(kind: &dyn AnyKind, below: &str) -> String {
    let mut lines = kind.example().lines();
    let _ = lines.next();
    let key = |line: &str| {
        line.split(['=', '.'])
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let set: BTreeSet<String> = below
        .lines()
        .take_while(|line| !line.starts_with('['))
        .map(key)
        .collect();
    let kept: Vec<&str> = lines.filter(|line| !set.contains(&key(line))).collect();
    format!("[{}.api]\n{}\n", kind.table(), kept.join("\n"))
}

/// A whole file that has `below` in an entry, or in sections.
fn file(place: Place, below: &str) -> String {
    let mut text = match place {
        Place::Section => below.to_owned(),
        Place::Entry(kind) => format!("{}{below}", header(kind, below)),
    };
    text = text.replace("NAME", "api");
    if text.contains("[stack]\n") {
        if !text.contains("\nname = \"shop\"") {
            text = text.replace("[stack]\n", "[stack]\nname = \"shop\"\n");
        }
    } else {
        text += "\n[stack]\nname = \"shop\"\n";
    }
    // An example may name another entry.
    if text.contains("bucket = \"pages\"") && !text.contains("[bucket.pages]") {
        text += "\n[bucket.pages]\n";
    }
    match place {
        Place::Section => text += "\n[service.api]\nimage = \"ghcr.io/acme/api:1.0\"\n",
        Place::Entry(kind) if kind.table() != "service" => {
            text += "\n[service.web]\nimage = \"ghcr.io/acme/web:1.0\"\n";
        }
        Place::Entry(_) => {}
    }
    text
}

/// A file in which a word is said.
fn saying(place: Place, word: &Word, said: &str) -> String {
    let value = word.value;
    match (place, word.within) {
        (Place::Section, "") => format!("{said} = {value}\n{}", file(place, "")),
        (Place::Section, section) => file(place, &format!("[{section}]\n{said} = {value}\n")),
        (Place::Entry(_), "") => file(place, &format!("{said} = {value}\n")),
        (Place::Entry(_), table) => file(place, &format!("{table} = {{ {said} = {value} }}\n")),
    }
}

/// The help for a key that is not known; nothing if it is.
fn help_for(text: &str, said: &str) -> Option<String> {
    let report = Stack::from_source(&SourceFile::new("stack.toml", text)).err()?;
    let message = format!("unknown key `{said}`");
    let mut problems = report.problems().iter();
    let problem = problems.find(|it| it.code() == Code::UnknownKey && it.message() == message)?;
    problem.help_text().map(str::to_owned)
}

/// The help as it is given: in an entry, with its name.
fn said_at(place: Place, way: &Way) -> String {
    match place {
        Place::Section => way.help.to_owned(),
        Place::Entry(_) => way.help.replace("NAME", "api"),
    }
}

#[track_caller]
fn builds(place: Place, way: &Way) {
    let text = file(place, way.works);
    let stack = Stack::from_source(&SourceFile::new("stack.toml", &text))
        .unwrap_or_else(|report| panic!("{}\n{text}\n{report}", way.help));
    if let Err(error) = synth(&stack) {
        panic!("{}\n{text}\n{error}", way.help);
    }
}

#[test]
fn each_word_is_answered_and_the_answer_builds() {
    let mut answered = 0;
    for (place, word) in every_word() {
        for said in word.said {
            let text = saying(place, word, said);
            // A word that became a key answers itself.
            let Some(help) = help_for(&text, said) else {
                continue;
            };
            let mut ways = word.ways.iter();
            let Some(way) = ways.find(|way| said_at(place, way) == help) else {
                // None of them can be gone yet.
                assert!(
                    help.starts_with("use one of") || help.starts_with("did you mean"),
                    "{said}: {help}"
                );
                continue;
            };
            answered += 1;
            if *said == word.said[0] {
                builds(place, way);
            }
        }
    }
    assert!(answered > 100, "{answered}");
}

#[test]
fn each_name_of_a_table_is_answered() {
    for kind in Kinds::default().iter() {
        for said in kind.also_called() {
            let text = format!("{said} = {{}}\n{}", file(Place::Section, ""));
            let help = help_for(&text, said);
            assert_eq!(
                help,
                Some(format!("write `[{}.NAME]`", kind.table())),
                "{said}"
            );
        }
    }
}

#[test]
fn a_word_has_one_meaning_where_it_is_said() {
    let mut seen = BTreeSet::new();
    for (place, word) in every_word() {
        let table = match place {
            Place::Section => "",
            Place::Entry(kind) => kind.table(),
        };
        for said in word.said {
            assert!(
                seen.insert((table, word.within, *said)),
                "{table} {} {said}",
                word.within
            );
        }
    }
}

#[test]
fn other_spellings_are_the_same_word() {
    for (said, key) in [("desiredCount", "scaling"), ("memory-mb", "memory_mib")] {
        let text = format!("[stack]\nname = 'a'\n[service.api]\nimage = 'a:1'\n{said} = 2\n");
        let help = help_for(&text, said).expect("it is no key");
        assert!(help.contains(key), "{said}: {help}");
    }
}

#[test]
fn the_page_lists_every_word() {
    let mut page = String::from(
        "<!-- Made of the words of formwork's kinds by `UPDATE=1 cargo test -p formwork`. -->\n\n# What others call it\n\n\
         If you write a key or a table by its name in another tool (Copilot, SST, CDK, ECS, Terraform), the report says what\n\
         to write instead.\n\n| They say | In | Here |\n|---|---|---|\n",
    );
    for kind in Kinds::default().iter() {
        if kind.also_called().is_empty() {
            continue;
        }
        let said = words(kind.also_called());
        let _ = writeln!(
            page,
            "| {said} | the file | write `[{}.NAME]` |",
            kind.table()
        );
    }
    for (place, word) in every_word() {
        let table = match place {
            Place::Section if word.within.is_empty() => "the file".to_owned(),
            Place::Section => format!("`[{}]`", word.within),
            Place::Entry(kind) if word.within.is_empty() => format!("`[{}.NAME]`", kind.table()),
            Place::Entry(kind) => format!("`[{}.NAME.{}]`", kind.table(), word.within),
        };
        let text = saying(place, word, word.said[0]);
        let Some(help) = help_for(&text, word.said[0]) else {
            continue;
        };
        let mut ways = word.ways.iter();
        if let Some(way) = ways.find(|way| said_at(place, way) == help) {
            let _ = writeln!(page, "| {} | {table} | {} |", words(word.said), way.help);
        }
    }
    hold("docs/words.md", &page);
}

fn words(words: &[&str]) -> String {
    crate::problem::list(words.iter().copied())
}
