//! `jsondecode()`.

use crate::check::value::Value;
use crate::json::{self, Node, Pair};

/// How deep values may stand in each other.
const DEEPEST: usize = 200;

/// Reads JSON; the error is a phrase.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let root = json::parse(text, 0, DEEPEST);
    root.map(value)
        .map_err(|wrong| format!("this is no JSON: {}, at byte {}", wrong.message, wrong.at))
}

fn value(node: Node) -> Value {
    match node.value {
        json::Value::Null => Value::Null,
        json::Value::Bool(bool) => Value::Bool(bool),
        // The reader has seen that it is one.
        json::Value::Number(number) => Value::Number(number.parse().unwrap_or_default()),
        json::Value::Text(text) => Value::String(text),
        json::Value::Array(items) => Value::Tuple(items.into_iter().map(value).collect()),
        json::Value::Object(pairs) => Value::Object(pairs.into_iter().map(member).collect()),
    }
}

fn member(pair: Pair) -> (String, Value) {
    (pair.key, value(pair.node))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn json_is_read_as_it_is_defined() {
        for text in [
            "{}",
            " [1, -2.5e3, \"a\\u00e9\\n\", null, true] ",
            "0",
            "{\"a\": {\"b\": []}}",
        ] {
            assert!(parse(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "{",
            "[1, ]",
            "{a: 1}",
            "01",
            "1.",
            "\"\n\"",
            "nul",
            "1 2",
            "{\"a\" 1}",
            "'a'",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
