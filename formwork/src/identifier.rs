//! Names of `stack.toml` as identifiers of Rust.

use crate::names::LogicalId;

/// Keywords of Rust that a raw identifier may be (The Rust Reference, "Keywords").
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that not even a raw identifier may be.
const NEVER: &[&str] = &["crate", "self", "super"];

/// The longest line that rustfmt makes. What does not fit even behind a line break, it leaves.
pub(crate) const MAX_WIDTH: usize = 100;

/// Whether Rust takes a word for a keyword.
pub(crate) fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word) || NEVER.contains(&word)
}

/// The field that holds an environment variable: `RUST_LOG` becomes `rust_log`.
pub(crate) fn field_name(variable: &str) -> String {
    let words = variable.split('_').filter(|word| !word.is_empty());
    let name = words
        .map(str::to_ascii_lowercase)
        .collect::<Vec<_>>()
        .join("_");
    match name.as_str() {
        "" => "underscore".to_owned(),
        name if NEVER.contains(&name) => format!("{name}_"),
        name if KEYWORDS.contains(&name) => format!("r#{name}"),
        name if name.starts_with(|c: char| c.is_ascii_digit()) => format!("_{name}"),
        _ => name,
    }
}

/// The constant beside a field: `rust_log` becomes `RUST_LOG`. No keyword is in capitals.
pub(crate) fn constant_name(field: &str) -> String {
    field.trim_start_matches("r#").to_ascii_uppercase()
}

/// The type of a target's handle: `task_db` becomes `TaskDbDatabase`. The suffix keeps it from
/// being a keyword or one of the other types.
pub(crate) fn type_name(id: &LogicalId, suffix: &str) -> String {
    id.as_str().split('_').map(pascal).collect::<String>() + suffix
}

/// Words as one name of a type: `send mail` and `send_mail` become `SendMail`.
pub(crate) fn camel(words: &str) -> String {
    words.split([' ', '_', '-']).map(pascal).collect()
}

/// With a capital first.
pub(crate) fn pascal(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(chars)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{LogicalId, constant_name, field_name, type_name};

    #[test]
    fn constants_are_identifiers() {
        for (variable, constant) in [
            ("RUST_LOG", "RUST_LOG"),
            ("Type", "TYPE"),
            ("Self", "SELF_"),
            ("_1a", "_1A"),
            ("_", "UNDERSCORE"),
        ] {
            assert_eq!(constant_name(&field_name(variable)), constant);
        }
    }

    #[test]
    fn fields_are_identifiers() {
        for (variable, field) in [
            ("RUST_LOG", "rust_log"),
            ("TYPE", "r#type"),
            ("SELF", "self_"),
            ("_1A", "_1a"),
            ("__A__B", "a_b"),
            ("_", "underscore"),
        ] {
            assert_eq!(field_name(variable), field);
        }
    }

    #[test]
    fn types_are_in_camel_case() {
        let id = LogicalId::parse("task_db").unwrap();
        assert_eq!(type_name(&id, "Database"), "TaskDbDatabase");
    }
}
