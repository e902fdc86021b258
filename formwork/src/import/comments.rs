//! The comments around a structure, as lines without their marks.

use hcl_edit::Decor;

/// What stands above it.
pub(super) fn above(decor: &Decor) -> Vec<String> {
    decor.prefix().map_or_else(Vec::new, |prefix| lines(prefix))
}

/// What stands on its line.
pub(super) fn behind(decor: &Decor) -> Option<String> {
    let suffix = decor.suffix().map(|suffix| lines(suffix));
    suffix?.into_iter().next()
}

/// The comments in what is skipped between structures.
pub(super) fn lines(skipped: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = skipped;
    while let Some(start) = rest.find(['#', '/']) {
        rest = &rest[start..];
        if let Some(inner) = rest.strip_prefix("/*") {
            let end = inner.find("*/").unwrap_or(inner.len());
            let inner = &inner[..end];
            found.extend(inner.lines().map(of_block));
            rest = rest.get(end + 4..).unwrap_or_default();
        } else {
            let end = rest.find('\n').unwrap_or(rest.len());
            let text = rest[..end].trim_start_matches(['#', '/']);
            found.push(clean(text));
            rest = &rest[end..];
        }
    }
    let is_filled = |line: &String| !line.is_empty();
    let first = found.iter().position(is_filled).unwrap_or(found.len());
    let last = found
        .iter()
        .rposition(is_filled)
        .map_or(first, |last| last + 1);
    found[first..last].to_vec()
}

/// A line of `/* … */`, which often begins with an asterisk.
fn of_block(line: &str) -> String {
    let line = line.trim();
    clean(line.strip_prefix('*').unwrap_or(line))
}

/// A comment of TOML has no control characters.
fn clean(text: &str) -> String {
    let text = text.strip_prefix(' ').unwrap_or(text).trim_end();
    text.replace(|c: char| c.is_control() && c != '\t', " ")
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn comments_lose_their_marks() {
        for (skipped, expected) in [
            ("\n\n# a\n#  b\n\n// c\n", &["a", " b", "c"][..]),
            ("/*\n * a\n * b\n */\n", &["a", "b"]),
            ("/* a */ # b\n", &["a", "b"]),
            ("  ", &[]),
            ("#\n# a\n#\n", &["a"]),
            ("### a\u{7}#\r\n", &["a #"]),
        ] {
            assert_eq!(lines(skipped), expected, "{skipped:?}");
        }
    }
}
