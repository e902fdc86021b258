//! Constraints of versions, as Terraform writes them.

use std::cmp::Ordering;

const OPERATORS: [&str; 7] = ["~>", ">=", "<=", "!=", "=", ">", "<"];

/// `~> 5.0, != 5.3.1`
pub(super) fn is_constraint(constraint: &str) -> bool {
    constraint.split(',').all(|part| {
        let (_, version) = split(part);
        is_version(version)
    })
}

/// `1`, `1.2`, `1.2.3`, `1.2.3-beta1`
fn is_version(version: &str) -> bool {
    let version = version.strip_prefix('v').unwrap_or(version);
    let version = version
        .split_once('+')
        .map_or(version, |(version, _)| version);
    let (numbers, rest) = match version.split_once('-') {
        Some((numbers, rest)) => (numbers, Some(rest)),
        None => (version, None),
    };
    let parts: Vec<&str> = numbers.split('.').collect();
    let is_number =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() <= 3
        && parts.iter().all(is_number)
        && rest.is_none_or(|rest| {
            !rest.is_empty()
                && rest
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        })
}

/// Whether a constraint allows a release, `5.100.0`. One that cannot be read allows all.
pub(crate) fn allows(constraint: &str, release: &str) -> bool {
    constraint.split(',').all(|part| {
        let (operator, version) = split(part);
        let Some(wanted) = numbers(version) else {
            return true;
        };
        let found = numbers(release).unwrap_or_default();
        let order = compare(&found, &wanted);
        match operator {
            ">=" => order.is_ge(),
            "<=" => order.is_le(),
            ">" => order.is_gt(),
            "<" => order.is_lt(),
            "!=" => order.is_ne(),
            // All numbers but the last one are fixed.
            "~>" => {
                let fixed = wanted.len().saturating_sub(1).max(1);
                order.is_ge()
                    && found
                        .iter()
                        .zip(&wanted)
                        .take(fixed)
                        .all(|(one, other)| one == other)
            }
            _ => order.is_eq(),
        }
    })
}

/// The operator of one part, empty if there is none, and the version.
fn split(part: &str) -> (&str, &str) {
    let part = part.trim();
    let mut operators = OPERATORS.iter();
    let operator = operators.find(|operator| part.starts_with(**operator));
    let (operator, version) = part.split_at(operator.map_or(0, |operator| operator.len()));
    (operator, version.trim())
}

fn numbers(version: &str) -> Option<Vec<u32>> {
    let version = version.strip_prefix('v').unwrap_or(version);
    version
        .split('.')
        .map(|number| number.parse().ok())
        .collect()
}

/// What is missing at the end is zero.
fn compare(one: &[u32], other: &[u32]) -> Ordering {
    let padded = |numbers: &[u32]| [0, 1, 2].map(|index| numbers.get(index).copied().unwrap_or(0));
    padded(one).cmp(&padded(other))
}

#[cfg(test)]
mod tests {
    use super::{allows, is_constraint};

    #[test]
    fn constraints_are_those_of_terraform() {
        for text in [
            "1",
            "~> 5.0",
            ">= 1.11, < 2.0",
            "= 1.2.3-beta1",
            "!=5.3.1",
            "5.100.0",
        ] {
            assert!(is_constraint(text), "{text}");
        }
        for text in ["", "one", "~> five", ">= 1.0,", "=> 1.0", "1.2.3.4", "1..2"] {
            assert!(!is_constraint(text), "{text}");
        }
    }

    #[test]
    fn a_constraint_allows_what_terraform_would_take() {
        let allowed =
            |constraint: &str| ["5.100.0", "6.66.0"].map(|release| allows(constraint, release));
        for (constraint, expected) in [
            ("~> 5.100", [true, false]),
            ("~> 5.100.0", [true, false]),
            ("~> 6", [false, true]),
            ("~> 6.66", [false, true]),
            (">= 5.100, < 7.0", [true, true]),
            (">= 4.0", [true, true]),
            ("5.100.0", [true, false]),
            ("!= 6.66.0", [true, false]),
            ("< 6", [true, false]),
            ("> 5.100", [false, true]),
            ("~> 4.67", [false, false]),
        ] {
            assert_eq!(allowed(constraint), expected, "{constraint}");
        }
    }
}
