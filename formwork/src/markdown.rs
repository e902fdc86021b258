//! Texts of the user's in `hcl-out/README.md`.

/// A text of the user's as Markdown that reads as that text, in one cell of a table.
pub(crate) fn markdown(text: &str) -> String {
    let mut markdown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_whitespace() || c.is_control() => markdown.push(' '),
            c if c.is_ascii_punctuation() && !",.;:-'()/".contains(c) => markdown.extend(['\\', c]),
            c => markdown.push(c),
        }
    }
    markdown
}
