//! Message attributes: what a sender says of a message beside its body.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::{Code, invalid};
use super::message::is_allowed;
use crate::aws_json::Refusal;

/// How many a message may have.
const MOST: usize = 10;

/// Significant digits of a number.
const PRECISION: usize = 38;

/// An attribute of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribute {
    /// `String`, `Number` or `Binary`, with the sender's own label after a period.
    pub(crate) data_type: String,
    pub(crate) content: Content,
}

/// Its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    Text(String),
    Binary(Vec<u8>),
}

/// An attribute as it is sent.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Sent {
    #[serde(default)]
    pub(crate) data_type: String,
    pub(crate) string_value: Option<String>,
    /// As Base64.
    pub(crate) binary_value: Option<String>,
}

/// The attributes of a message, all of which SQS must take.
pub(crate) fn parse_all(
    sent: BTreeMap<String, Sent>,
) -> Result<BTreeMap<String, Attribute>, Refusal> {
    if sent.len() > MOST {
        return Err(Code::InvalidParameterValue.because(format!(
            "Number of message attributes [{}] exceeds the allowed maximum [{MOST}].",
            sent.len()
        )));
    }
    let parsed = sent.into_iter().map(|(name, sent)| {
        check_name(&name)?;
        let attribute = parse(&name, sent)?;
        Ok((name, attribute))
    });
    parsed.collect()
}

impl Sent {
    /// As [`Attribute::size`].
    pub(crate) fn size(&self) -> usize {
        let text = self.string_value.as_ref().map_or(0, String::len);
        // Four characters of Base64 are three bytes.
        let binary = self
            .binary_value
            .as_ref()
            .map_or(0, |value| value.trim_end_matches('=').len() * 3 / 4);
        self.data_type.len() + text + binary
    }
}

impl Attribute {
    /// What counts toward the size of a message, beside the name.
    pub(crate) fn size(&self) -> usize {
        let content = match &self.content {
            Content::Text(text) => text.len(),
            Content::Binary(bytes) => bytes.len(),
        };
        self.data_type.len() + content
    }

    /// Its value, unless that is binary.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Binary(_) => None,
        }
    }

    /// The attribute as it is received.
    pub(super) fn to_json(&self) -> Value {
        match &self.content {
            Content::Text(text) => json!({ "DataType": self.data_type, "StringValue": text }),
            Content::Binary(bytes) => json!({
                "DataType": self.data_type,
                "BinaryValue": BASE64_STANDARD.encode(bytes),
            }),
        }
    }
}

/// "Message attribute components" of the developer guide has the rules.
fn check_name(name: &str) -> Result<(), Refusal> {
    let lower = name.to_ascii_lowercase();
    let reserved = lower.starts_with("aws.") || lower.starts_with("amazon.");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    let dotted = name.starts_with('.') || name.ends_with('.') || name.contains("..");
    if (1..=256).contains(&name.len()) && name.bytes().all(plain) && !reserved && !dotted {
        return Ok(());
    }
    Err(invalid(
        "MessageAttributeName",
        name,
        "a name has 1 to 256 letters, digits, `_`, `-` and single `.` between others, and does \
         not start with `AWS.` or `Amazon.`.",
    ))
}

/// One attribute, whatever its name.
pub(super) fn parse(name: &str, sent: Sent) -> Result<Attribute, Refusal> {
    let Sent {
        data_type,
        string_value,
        binary_value,
    } = sent;
    let refuse = |what: &str| {
        Code::InvalidParameterValue.because(format!("The message attribute '{name}' {what}."))
    };
    if data_type.is_empty() || data_type.len() > 256 {
        return Err(refuse(
            "must contain a message attribute type of 1 to 256 characters",
        ));
    }
    let base = data_type.split('.').next().unwrap_or_default();
    let content = match base {
        "String" | "Number" => Content::Text(string_value.unwrap_or_default()),
        "Binary" => {
            let bytes = BASE64_STANDARD.decode(binary_value.unwrap_or_default());
            Content::Binary(bytes.map_err(|_| refuse("has a binary value that is not Base64"))?)
        }
        _ => {
            return Err(refuse(
                "has an invalid message attribute type, the set of supported type prefixes is \
                 Binary, Number, and String",
            ));
        }
    };
    let attribute = Attribute { data_type, content };
    check_content(&attribute).map_err(|what| refuse(&what))?;
    Ok(attribute)
}

fn check_content(attribute: &Attribute) -> Result<(), String> {
    let empty = || {
        format!(
            "must contain non-empty message attribute value for message attribute type '{}'",
            attribute.data_type
        )
    };
    match &attribute.content {
        Content::Text(text) if text.is_empty() => Err(empty()),
        Content::Binary(bytes) if bytes.is_empty() => Err(empty()),
        Content::Text(text) if !text.chars().all(is_allowed) => {
            Err("has characters that a message may not have".to_owned())
        }
        Content::Text(text) if attribute.data_type.starts_with("Number") && !is_number(text) => {
            Err(format!(
                "has a value that is no number of at most {PRECISION} digits"
            ))
        }
        _ => Ok(()),
    }
}

/// Up to 38 significant digits, between 10^-128 and 10^126.
fn is_number(text: &str) -> bool {
    let (mantissa, _) = text.split_once(['e', 'E']).unwrap_or((text, ""));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let significant = digits.trim_matches('0').len();
    let in_range = |number: f64| number == 0.0 || (1e-128..=1e126).contains(&number.abs());
    let plain = text
        .bytes()
        .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    plain && significant <= PRECISION && text.parse().is_ok_and(in_range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_developer_guide() {
        for name in ["a", "A_b-c.d", "aws", "awsome.x", &"n".repeat(256)] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        let long = "n".repeat(257);
        for name in [
            "", ".a", "a.", "a..b", "AWS.x", "aws.x", "Amazon.x", "ä", "a b", &long,
        ] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn numbers_have_at_most_38_digits() {
        let (most, many) = ("1".repeat(38), "1".repeat(39));
        for number in [
            "0",
            "-1.5",
            "1e126",
            "1e-128",
            "000",
            &most,
            &format!("{most}000"),
        ] {
            assert!(is_number(number), "{number}");
        }
        for text in [
            "", "abc", "inf", "NaN", "1e127", "1e-129", "1.2.3", " 1", &many,
        ] {
            assert!(!is_number(text), "{text}");
        }
    }
}
