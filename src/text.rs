//! Texts that users write and PostgreSQL stores.

/// A single line with 1 to `longest` characters and without white space around it; `None` where
/// it isn't one.
pub(crate) fn line(text: &str, longest: usize) -> Option<String> {
    let trimmed = text.trim();
    let length = trimmed.chars().count();
    ((1..=longest).contains(&length) && !trimmed.contains(char::is_control))
        .then(|| trimmed.to_owned())
}

/// Several lines with at most `longest` characters; `None` where they are more, or where a
/// character is in it that PostgreSQL can't store.
pub(crate) fn lines(text: String, longest: usize) -> Option<String> {
    (text.chars().count() <= longest && !text.contains('\0')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(line(text, 3).as_deref(), expected);
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
    fn lines_keep_what_is_in_them() {
        assert_eq!(lines(" a\n".to_owned(), 3).as_deref(), Some(" a\n"));
        assert_eq!(lines("abcd".to_owned(), 3), None);
        assert_eq!(lines("\0".to_owned(), 3), None);
    }
}
