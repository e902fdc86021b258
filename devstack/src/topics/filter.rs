//! Filter policies: which messages a subscription gets. (Amazon SNS developer guide, "Subscription filter policies".)

use std::net::IpAddr;

use serde_json::{Map, Value};

use super::publish::Message;
use crate::queues::attribute::Sent;

/// What a policy looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Attributes,
    Body,
}

/// A policy of a subscription: every key must have one of its values.
#[derive(Debug)]
pub(super) struct Filter {
    keys: Map<String, Value>,
    scope: Scope,
}

impl Filter {
    /// A policy, or why SNS would refuse it.
    pub(super) fn new(policy: Value, scope: Scope) -> Result<Self, String> {
        match policy {
            Value::Object(keys) => {
                check(&keys, scope)?;
                Ok(Self { keys, scope })
            }
            other => Err(format!("its filter policy is no object: {other}")),
        }
    }

    pub(super) fn takes(&self, message: &Message) -> bool {
        let values = match self.scope {
            Scope::Attributes => {
                let attributes = message.attributes.iter();
                let attributes = attributes.map(|(name, sent)| (name.clone(), value_of(sent)));
                Value::Object(attributes.collect())
            }
            Scope::Body => match serde_json::from_str(&message.body) {
                Ok(body) => body,
                Err(_) => return false,
            },
        };
        all(&self.keys, &values)
    }
}

/// Each key has a list, or keys of its own where the policy is about the text of a message.
fn check(keys: &Map<String, Value>, scope: Scope) -> Result<(), String> {
    for (key, values) in keys {
        match values {
            Value::Array(values) if !values.is_empty() => {}
            Value::Object(inner) if scope == Scope::Body => check(inner, scope)?,
            _ => {
                return Err(format!(
                    "`{key}` of its filter policy has no list of values"
                ));
            }
        }
    }
    Ok(())
}

/// An attribute as the value that a policy compares. One of bytes is equal to nothing.
fn value_of(sent: &Sent) -> Value {
    let text = sent.string_value.as_deref().unwrap_or_default();
    match sent.data_type.as_str() {
        "String.Array" | "Number" => serde_json::from_str(text).unwrap_or_default(),
        "String" => Value::from(text),
        _ => Value::Object(Map::new()),
    }
}

fn all(keys: &Map<String, Value>, values: &Value) -> bool {
    keys.iter().all(|(key, wanted)| {
        let value = values.get(key);
        match wanted {
            Value::Object(inner) => match value {
                // Any of a list of objects may be the one.
                Some(Value::Array(items)) => items.iter().any(|item| all(inner, item)),
                value => all(inner, value.unwrap_or(&Value::Null)),
            },
            wanted => any(wanted, value),
        }
    })
}

/// Whether a value, or one of a list of them, is one of those that are wanted.
fn any(wanted: &Value, value: Option<&Value>) -> bool {
    let wanted = wanted.as_array().map(Vec::as_slice).unwrap_or_default();
    let is_there = value.is_some();
    wanted.iter().any(|one| {
        if let Some(exists) = one.get("exists") {
            return exists.as_bool() == Some(is_there);
        }
        match value {
            Some(Value::Array(items)) if !is_none_of(one) => items.iter().any(|it| is(one, it)),
            Some(Value::Array(items)) => items.iter().all(|it| is(one, it)),
            Some(value) => is(one, value),
            None => false,
        }
    })
}

/// `anything-but` holds where it does of each item of a list.
fn is_none_of(wanted: &Value) -> bool {
    wanted.get("anything-but").is_some()
}

/// Whether a value is as one of a policy says.
fn is(wanted: &Value, value: &Value) -> bool {
    let Some((operator, operand)) = wanted.as_object().and_then(|it| it.iter().next()) else {
        return is_same(wanted, value);
    };
    let text = value.as_str();
    let with = |holds: fn(&str, &str) -> bool| {
        let both = text.zip(operand.as_str());
        both.is_some_and(|(text, operand)| holds(text, operand))
    };
    match operator.as_str() {
        "anything-but" => match operand {
            Value::Array(items) => !items.iter().any(|item| is(item, value)),
            operand => !is(operand, value),
        },
        "prefix" => with(|text, operand| text.starts_with(operand)),
        "suffix" => with(|text, operand| text.ends_with(operand)),
        "equals-ignore-case" => with(|text, operand| text.to_lowercase() == operand.to_lowercase()),
        "wildcard" => with(is_like),
        "cidr" => with(|text, operand| is_in(text, operand).unwrap_or(false)),
        "numeric" => is_in_range(operand, value),
        _ => false,
    }
}

/// Numbers are equal by what they are, not by how they are written.
fn is_same(wanted: &Value, value: &Value) -> bool {
    match (wanted.as_f64(), value.as_f64()) {
        (Some(wanted), Some(value)) => wanted.to_bits() == value.to_bits(),
        _ => wanted == value,
    }
}

/// A star stands for anything, and nothing else is special.
fn is_like(text: &str, pattern: &str) -> bool {
    let Some((before, rest)) = pattern.split_once('*') else {
        return text == pattern;
    };
    text.strip_prefix(before).is_some_and(|after| {
        let starts = after.char_indices().map(|(index, _)| index);
        let mut starts = starts.chain([after.len()]);
        starts.any(|start| is_like(&after[start..], rest))
    })
}

/// Whether an address is within a range: `10.0.0.0/24`.
fn is_in(text: &str, range: &str) -> Option<bool> {
    let (network, bits) = range.split_once('/')?;
    let bits: u32 = bits.parse().ok()?;
    let numbers = match (text.parse().ok()?, network.parse().ok()?) {
        (IpAddr::V4(text), IpAddr::V4(network)) => {
            let unused = 32_u32.checked_sub(bits)?;
            (
                u128::from(text.to_bits()),
                u128::from(network.to_bits()),
                unused,
            )
        }
        (IpAddr::V6(text), IpAddr::V6(network)) => (
            text.to_bits(),
            network.to_bits(),
            128_u32.checked_sub(bits)?,
        ),
        _ => return Some(false),
    };
    let (text, network, unused) = numbers;
    let kept = |number: u128| number.checked_shr(unused).unwrap_or_default();
    Some(kept(text) == kept(network))
}

/// Pairs of a comparison and a number: `[">=", 10, "<", 100]`.
fn is_in_range(operand: &Value, value: &Value) -> bool {
    let (Some(pairs), Some(value)) = (operand.as_array(), value.as_f64()) else {
        return false;
    };
    let (pairs, rest) = pairs.as_chunks::<2>();
    rest.is_empty()
        && pairs.iter().all(|[operator, number]| {
            let Some(number) = number.as_f64() else {
                return false;
            };
            match operator.as_str() {
                Some("=") => value.to_bits() == number.to_bits(),
                Some("<") => value < number,
                Some("<=") => value <= number,
                Some(">") => value > number,
                Some(">=") => value >= number,
                _ => false,
            }
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(body: &str, attributes: &[(&str, &str, &str)]) -> Message {
        let attributes = attributes.iter().map(|(name, of_type, value)| {
            let sent = Sent {
                data_type: (*of_type).to_owned(),
                string_value: Some((*value).to_owned()),
                binary_value: None,
            };
            ((*name).to_owned(), sent)
        });
        Message {
            id: String::new(),
            body: body.to_owned(),
            subject: None,
            attributes: attributes.collect(),
            group: None,
            deduplication: None,
        }
    }

    #[track_caller]
    fn check(policy: &Value, takes: &[(&str, &str)], refuses: &[(&str, &str)]) {
        let filter = Filter::new(json!({ "a": policy }), Scope::Attributes).expect("a policy");
        for (of_type, value) in takes {
            let message = message("x", &[("a", of_type, value)]);
            assert!(filter.takes(&message), "{policy} takes no {value}");
        }
        for (of_type, value) in refuses {
            let message = message("x", &[("a", of_type, value)]);
            assert!(!filter.takes(&message), "{policy} takes {value}");
        }
        assert!(!filter.takes(&message("x", &[("b", "String", "order")])));
    }

    #[test]
    fn a_value_of_an_attribute_is_one_of_those_that_are_wanted() {
        let (text, number, list) = ("String", "Number", "String.Array");
        check(
            &json!(["order", 3]),
            &[
                (text, "order"),
                (number, "3"),
                (number, "3.0"),
                (list, r#"["x","order"]"#),
            ],
            &[
                (text, "orders"),
                (text, "3"),
                (number, "4"),
                (list, r#"["x"]"#),
                ("Binary", "order"),
            ],
        );
        check(
            &json!([{ "prefix": "eu-" }]),
            &[(text, "eu-1")],
            &[(text, "us-1"), (number, "1")],
        );
        check(
            &json!([{ "suffix": ".csv" }]),
            &[(text, "a.csv")],
            &[(text, "a.csv.gz")],
        );
        check(
            &json!([{ "equals-ignore-case": "Tea" }]),
            &[(text, "tEA")],
            &[(text, "teas")],
        );
        check(
            &json!([{ "wildcard": "a*?b" }]),
            &[(text, "a-?b")],
            &[(text, "a--b")],
        );
        check(
            &json!([{ "cidr": "10.1.0.0/16" }]),
            &[(text, "10.1.2.3")],
            &[(text, "10.2.0.1"), (text, "::1")],
        );
        check(
            &json!([{ "cidr": "0.0.0.0/0" }]),
            &[(text, "10.1.2.3")],
            &[(text, "x")],
        );
        check(
            &json!([{ "numeric": [">=", 10, "<", 100] }]),
            &[(number, "10"), (number, "99.5")],
            &[(number, "9"), (number, "100"), (text, "50")],
        );
        check(
            &json!([{ "anything-but": ["test", { "prefix": "x" }] }]),
            &[(text, "order"), (list, r#"["a","b"]"#)],
            &[(text, "test"), (text, "xy"), (list, r#"["a","test"]"#)],
        );
        check(&json!([{ "exists": true }]), &[(text, "any")], &[]);
    }

    #[test]
    fn what_must_not_be_there_is_not() {
        let policy = json!({ "a": [{ "exists": false }] });
        let filter = Filter::new(policy, Scope::Attributes).expect("a policy");
        assert!(filter.takes(&message("x", &[])));
        assert!(!filter.takes(&message("x", &[("a", "String", "b")])));
    }

    #[test]
    fn every_key_of_a_policy_counts_also_in_the_text() {
        let policy = json!({ "kind": ["order"], "of": { "total": [{ "numeric": [">", 5] }] } });
        let filter = Filter::new(policy, Scope::Body).expect("a policy");
        let takes = |body: &str| filter.takes(&message(body, &[]));
        assert!(takes(r#"{"kind":"order","of":{"total":6}}"#));
        assert!(takes(
            r#"{"kind":["order"],"of":[{"total":1},{"total":6}]}"#
        ));
        assert!(!takes(r#"{"kind":"order","of":{"total":5}}"#));
        assert!(!takes(r#"{"kind":"order"}"#));
        assert!(!takes("no JSON"));
    }

    #[test]
    fn a_policy_without_lists_is_refused() {
        for policy in [
            json!([]),
            json!({ "a": "b" }),
            json!({ "a": [] }),
            json!({ "a": { "b": ["c"] } }),
        ] {
            assert!(
                Filter::new(policy.clone(), Scope::Attributes).is_err(),
                "{policy}"
            );
        }
    }
}
