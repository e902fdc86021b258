//! Passwords that everybody tries first.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether a password, however its letters are written, is one of those: a common one, a run of the
/// keyboard or the alphabet, a few characters over and over, or nothing that can be seen.
pub(super) fn is_guessed_first(password: &str) -> bool {
    let text = password.to_lowercase();
    let text = text.trim();
    COMMON.contains(text) || has_few_characters(text) || is_repeated(text) || is_run(text)
}

/// Such as `11112222`, or eight spaces: less than four characters that differ and can be seen.
fn has_few_characters(text: &str) -> bool {
    let mut seen: Vec<char> = text.chars().filter(|c| is_visible(*c)).collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len() < 4
}

/// Neither white space nor one of the characters that only direct how others are shown.
fn is_visible(c: char) -> bool {
    let hidden = matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}');
    !c.is_whitespace() && !c.is_control() && !hidden
}

/// Such as `abcdabcd` or `passpass`: a part of at most four characters over and over.
fn is_repeated(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (1..=4).any(|part| {
        chars.len() >= 2 * part
            && chars
                .iter()
                .zip(&chars[part..])
                .all(|(left, right)| left == right)
    })
}

/// Such as `12345678`, `hgfedcba` or `qwertyuiop`: one run from its first character to its last.
fn is_run(text: &str) -> bool {
    let backwards: String = text.chars().rev().collect();
    RUNS.iter()
        .any(|run| run.contains(text) || run.contains(&backwards))
}

/// Each twice over, where a run may go on from its end.
const RUNS: &[&str] = &[
    "01234567890123456789",
    "12345678901234567890",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "q1w2e3r4t5y6u7i8o9p0",
    "1q2w3e4r5t6y7u8i9o0p",
    "!@#$%^&*()_+",
];

/// One a line, in lower case, at least eight characters.
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("common.txt").lines().collect());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_is_found() {
        for text in [
            "password",
            "PassWord",
            "12345678",
            "87654321",
            "1234567890",
            "abcdefgh",
            "qwertyui",
            "11111111",
            "11112222",
            "abababab",
            "abc1abc1",
            "        ",
            "iloveyou",
            "trustno1",
            "\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}",
            " password ",
            "!@#$%^&*",
            "q1w2e3r4",
        ] {
            assert!(is_guessed_first(text), "{text:?}");
        }
    }

    #[test]
    fn others_are_not() {
        for text in [
            "correct horse battery staple",
            "battery staple",
            "another one",
            "äöüßäöüx",
            "Water the plants",
            "8e03978e-40d5",
            "水をやる庭の植物",
            "passwordless-entry",
        ] {
            assert!(!is_guessed_first(text), "{text:?}");
        }
    }

    #[test]
    fn each_could_be_a_password() {
        let lines: Vec<_> = include_str!("common.txt").lines().collect();
        assert_eq!(lines.len(), COMMON.len(), "one is there twice");
        for text in lines {
            assert!(text.chars().count() >= 8, "{text}");
            assert_eq!(text, text.to_lowercase());
        }
    }
}
