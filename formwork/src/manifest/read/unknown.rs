//! Keys that are not known: what was probably meant, or how a word of another tool is said here.

use toml::Spanned;
use toml::de::DeString;

use super::Reading;
use crate::manifest::{ReadTable, WORDS, Word, help_for, sections};
use crate::problem::{Code, Problem, closest, help_one_of};

/// What other tools say for a table of entries, and in one.
#[derive(Debug)]
pub(super) struct Words {
    table: &'static str,
    also_called: &'static [&'static str],
    of_kinds: &'static [&'static [Word]],
}

impl Words {
    pub(super) fn of(table: &dyn ReadTable) -> Self {
        Self {
            table: table.table(),
            also_called: table.also_called(),
            of_kinds: table.words(),
        }
    }
}

impl Reading {
    /// What to write instead of a key that is not known.
    fn help_for(&self, said: &str, known: &[&'static str]) -> String {
        let said_so = snake(said);
        let tables: Vec<&str> = self
            .kinds
            .iter()
            .copied()
            .chain(sections().iter().copied())
            .collect();
        let path = self.path.borrow();
        let word = match path.as_slice() {
            [] => self.help_at_root(&said_so, known, &tables),
            [table, name, below @ ..] => {
                let mut of_kinds = self.words.iter();
                let of_kind = of_kinds.find(|words| words.table == table);
                let words = of_kind.map_or(&[][..], |words| words.of_kinds).iter();
                let within = below.join(".");
                let mut found =
                    words.map(|words| help_for(words, &said_so, &within, known, &tables));
                found.find_map(|help| Some(help?.replace("NAME", name)))
            }
            [section] => help_for(WORDS, &said_so, section, known, &tables).map(str::to_owned),
        };
        word.unwrap_or_else(|| help_one_of(said, known.iter().copied()))
    }

    fn help_at_root(&self, said: &str, known: &[&str], tables: &[&str]) -> Option<String> {
        let mut words = self.words.iter();
        let kind = words.find(|words| words.also_called.contains(&said));
        let kind = kind.map(|words| format!("write `[{}.NAME]`", words.table));
        kind.or_else(|| help_for(WORDS, said, "", known, tables).map(str::to_owned))
    }

    pub(super) fn record_unknown(&self, key: &Spanned<DeString<'_>>, known: &[&'static str]) {
        let name = key.get_ref();
        let problem = Problem::new(Code::UnknownKey, format!("unknown key `{name}`"))
            .at(key.span(), "not a key of this table")
            .help(self.help_for(name, known));
        self.unknown_keys.borrow_mut().push(problem);
        if let Some(meant) = closest(name, known.iter().copied()) {
            let mut path = self.path.borrow().clone();
            path.push(meant.to_owned());
            self.unread.borrow_mut().insert(path);
        }
    }
}

/// A word as keys are written here: `desiredCount` and `desired-count` are `desired_count`.
fn snake(word: &str) -> String {
    let mut snake = String::with_capacity(word.len() + 4);
    let mut was_lower = false;
    for c in word.chars() {
        if c.is_ascii_uppercase() && was_lower {
            snake.push('_');
        }
        was_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        snake.push(if c == '-' {
            '_'
        } else {
            c.to_ascii_lowercase()
        });
    }
    snake
}
