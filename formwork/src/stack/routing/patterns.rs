//! Patterns of hosts and paths, and how two of them relate.

use std::fmt;

use crate::problem::{Code, Problem};
use crate::stack::DomainName;

/// A pattern of paths, such as `/admin/*`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PathPattern(String);

impl PathPattern {
    /// Accepts what the `path-pattern` condition does (Elastic Load Balancing API,
    /// `PathPatternConditionConfig`).
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b"_-.$/~\"'@:+&*?".contains(&b);
        if text.starts_with('/') && text.len() <= 128 && text.bytes().all(is_allowed) {
            return Ok(Self(text.to_owned()));
        }
        Err(Problem::new(Code::InvalidRule, format!("`{text}` is not a path pattern of a load balancer"))
            .help("start with `/`; `*` stands for any text and `?` for one character, such as `/admin/*`; at most 128 characters"))
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

/// A host name, or `*.` and one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HostPattern {
    text: String,
    domain: DomainName,
}

impl HostPattern {
    /// Only what a certificate can hold, so that the host can be served over TLS, and no more than
    /// the `host-header` condition takes (Elastic Load Balancing API, `HostHeaderConditionConfig`).
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        if text.len() > 128 {
            return Err(Problem::new(
                Code::InvalidRule,
                format!("the host `{text}` has {} characters", text.len()),
            )
            .help("use at most 128 characters"));
        }
        let domain = DomainName::parse(text.strip_prefix("*.").unwrap_or(text))?;
        Ok(Self {
            text: text.to_owned(),
            domain,
        })
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The name without the wildcard.
    pub(crate) fn domain(&self) -> &DomainName {
        &self.domain
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether a text exists that both patterns match; `*` stands for any text, `?` for one character.
pub(super) fn patterns_overlap(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let literal = |pattern: &str| pattern.find(['*', '?']);
    let (literal_a, literal_b) = (literal(a), literal(b));
    let common = literal_a
        .unwrap_or(a.len())
        .min(literal_b.unwrap_or(b.len()));
    if (literal_a, literal_b) == (None, None) || a.as_bytes()[..common] != b.as_bytes()[..common] {
        return false;
    }
    let common = literal_end(a).len().min(literal_end(b).len());
    if a.as_bytes()[a.len() - common..] != b.as_bytes()[b.len() - common..] {
        return false;
    }
    reachable(
        a.as_bytes(),
        b.as_bytes(),
        |a, b| a == b || a == b'?' || b == b'?',
        true,
    )
}

/// Whether `outer` matches every text that `inner` does.
pub(super) fn pattern_contains(outer: &str, inner: &str) -> bool {
    if !inner.starts_with(&outer[..outer.find(['*', '?']).unwrap_or(outer.len())])
        || !inner.ends_with(literal_end(outer))
    {
        return false;
    }
    reachable(
        outer.as_bytes(),
        inner.as_bytes(),
        |o, i| o == i || (o == b'?' && i != b'*'),
        false,
    )
}

/// What stands behind the last wildcard of a pattern.
fn literal_end(pattern: &str) -> &str {
    pattern
        .rsplit_once(['*', '?'])
        .map_or(pattern, |(_, end)| end)
}

/// Walks both patterns at once: whether their ends are reached together, where `step` says that
/// one character of each can go. A `*` of `a` swallows any character of `b`; a `*` of `b` does
/// the same to `a` only if `both_swallow`.
fn reachable(a: &[u8], b: &[u8], step: impl Fn(u8, u8) -> bool, both_swallow: bool) -> bool {
    let mut reached = vec![false; b.len() + 1];
    for i in (0..=a.len()).rev() {
        let next_row = reached.clone();
        for j in (0..=b.len()).rev() {
            let right = j < b.len() && reached[j + 1];
            let below = i < a.len() && next_row[j];
            reached[j] = match (a.get(i), b.get(j)) {
                (None, None) => true,
                (Some(b'*'), other) if below || (other.is_some() && right) => true,
                (other, Some(b'*')) if both_swallow && (right || (other.is_some() && below)) => {
                    true
                }
                (Some(&x), Some(&y)) if x != b'*' && (y != b'*' || !both_swallow) => {
                    step(x, y) && next_row[j + 1]
                }
                _ => false,
            };
        }
    }
    reached[0]
}

#[cfg(test)]
mod tests {
    use super::{pattern_contains, patterns_overlap};

    #[test]
    fn patterns_overlap_if_a_text_matches_both() {
        for (a, b) in [
            ("/a/*", "/a/b"),
            ("/a/*", "/*/b"),
            ("/*", "/?"),
            ("/a*c", "/ab*"),
            ("/a", "/a"),
            ("/*", "/*"),
            ("/?b", "/a?"),
        ] {
            assert!(patterns_overlap(a, b) && patterns_overlap(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("/a/*", "/a"),
            ("/a", "/b"),
            ("/?", "/ab"),
            ("/a*x", "/b*x"),
            ("/*a", "/*b"),
        ] {
            assert!(
                !patterns_overlap(a, b) && !patterns_overlap(b, a),
                "{a} {b}"
            );
        }
    }

    #[test]
    fn a_pattern_contains_what_is_narrower() {
        for (outer, inner) in [
            ("/*", "/a"),
            ("/*", "/*/b"),
            ("/a/*", "/a/b/*"),
            ("/?", "/a"),
            ("/a*", "/a?"),
            ("/a", "/a"),
        ] {
            assert!(pattern_contains(outer, inner), "{outer} {inner}");
        }
        for (outer, inner) in [
            ("/a", "/*"),
            ("/?", "/*"),
            ("/a/*", "/*/b"),
            ("/a/*", "/a"),
            ("/?", "/ab"),
        ] {
            assert!(!pattern_contains(outer, inner), "{outer} {inner}");
        }
    }
}
