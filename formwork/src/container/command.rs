//! What a container runs: lists of words, which no shell reads.

use super::manifest::Keys;
use crate::kind::Validation;
use crate::manifest::{Field, Text};
use crate::problem::{Code, Problem};
use crate::written::Written;

/// A list of words as `stack.toml` has it.
type Words = Field<Vec<Field<Text>>>;

/// `command` and `entrypoint` of a container: empty where those of the image hold.
#[derive(Debug, Clone, Default)]
pub(crate) struct Process {
    pub(crate) entrypoint: Vec<Written>,
    pub(crate) command: Vec<Written>,
}

impl Process {
    pub(super) fn new(
        entrypoint: &Words,
        command: &Words,
        at: &mut Validation<'_>,
    ) -> Option<Self> {
        let entrypoint = words(entrypoint, "entrypoint", at);
        let command = words(command, "command", at);
        Some(Self {
            entrypoint: entrypoint?,
            command: command?,
        })
    }

    pub(super) fn of_keys(keys: &Keys, at: &mut Validation<'_>) -> Option<Self> {
        Self::new(&keys.entrypoint, &keys.command, at)
    }
}

/// The words of a list, if each of them can be read. What is written in one word and looks like several is
/// none that ECS would split.
pub(super) fn words(list: &Words, key: &str, at: &mut Validation<'_>) -> Option<Vec<Written>> {
    let words = list.get();
    if let [only] = words.as_slice()
        && let Some(problem) = several_in_one(only, key)
    {
        let place = only.span_or(&at.key().span());
        at.problem(problem.at(place, "one word, with blanks in it"));
        return None;
    }
    let table = at.key().span();
    let read: Vec<Option<Written>> = words
        .iter()
        .map(|word| at.keep(word_of(word, key, &table)))
        .collect();
    read.into_iter().collect()
}

fn word_of(word: &Field<Text>, key: &str, table: &crate::source::Span) -> Result<Written, Problem> {
    if word.get().as_written().contains('\0') {
        let message = format!("a word of `{key}` contains a NUL character");
        return Err(Problem::new(Code::InvalidCommand, message)
            .at(word.span_or(table), "ends at the NUL for any program")
            .help("remove `\\u0000`"));
    }
    Written::parse(word, table)
}

/// `["api serve"]` names a program with a blank in its name.
fn several_in_one(word: &Field<Text>, key: &str) -> Option<Problem> {
    let text = word.get().plain()?;
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.len() < 2 || text.starts_with(char::is_whitespace) {
        return None;
    }
    let is_plain = |part: &&str| !part.contains(['"', '\'', '\\', '$', '|', '&', ';', '>', '<']);
    let help = if parts.iter().all(is_plain) {
        let quoted: Vec<String> = parts.iter().map(|part| format!("\"{part}\"")).collect();
        format!("write `{key} = [{}]`", quoted.join(", "))
    } else {
        format!(
            "write a word for each, or `{key} = [\"sh\", \"-c\", \"...\"]` if the image has a shell"
        )
    };
    let message = format!("`{key}` is read word by word, and no shell splits `{text}`");
    Some(Problem::new(Code::InvalidCommand, message).help(help))
}
