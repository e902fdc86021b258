//! Texts that users write and PostgreSQL stores.

/// A single line with 1 to `longest` characters and without white space around it; `None` where
/// it isn't one, or where nobody would see it.
pub(crate) fn line(text: &str, longest: usize) -> Option<String> {
    let trimmed = text.trim();
    let length = trimmed.chars().count();
    ((1..=longest).contains(&length)
        && !trimmed.contains(char::is_control)
        && !trimmed.contains(turns_direction)
        && !trimmed.chars().all(is_invisible))
    .then(|| trimmed.to_owned())
}

/// Several lines with at most `longest` characters; `None` where they are more, or where a control
/// character is in it that is no line feed and no tab. JSON needs six bytes for each of those, and no
/// text needs one.
pub(crate) fn lines(text: String, longest: usize) -> Option<String> {
    let is_foreign = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    (text.chars().count() <= longest && !text.contains(is_foreign)).then_some(text)
}

/// Whether a character turns the direction of all that follows it: with that, `gpj.exe` is shown as
/// `exe.jpg`. The marks that set the direction of a character or two are left, since Arabic and
/// Hebrew need them.
pub(crate) fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character has no shape of its own: white space, and what Unicode calls default ignorable
/// (DerivedCoreProperties.txt), with the empty cell of Braille.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(line(text, 3).as_deref(), expected, "{text:?}");
    }

    #[test]
    fn a_line_is_trimmed_and_bounded() {
        check(" äöü ", Some("äöü"));
        check("", None);
        check("  ", None);
        check("abcd", None);
        check("a\nb", None);
        check("a\0b", None);
    }

    #[test]
    fn a_line_can_be_seen() {
        for text in [
            "\u{200b}",
            "\u{feff}",
            "\u{2800}",
            "\u{202e}",
            "\u{3164} \u{ad}",
            "a\u{202e}",
        ] {
            check(text, None);
        }
        // A family is several people joined by what can't be seen.
        check("👩\u{200d}👧", Some("👩\u{200d}👧"));
    }

    #[test]
    fn lines_keep_what_is_in_them() {
        assert_eq!(lines(" a\n\t".to_owned(), 4).as_deref(), Some(" a\n\t"));
        assert_eq!(lines("abcd".to_owned(), 3), None);
        for text in ["\0", "\u{1}", "\r", "\u{1b}", "\u{7f}", "\u{85}"] {
            assert_eq!(lines(text.to_owned(), 3), None, "{text:?}");
        }
    }
}
