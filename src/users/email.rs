//! The address that an account is known by.

use email_address::{EmailAddress, Options};
use serde::Deserialize;
use utoipa::ToSchema;

/// An e-mail address that could exist. Whether it does, only a message to it would show.
#[derive(Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, format = Email, max_length = 254, example = "ada@example.com")]
pub(crate) struct Email(String);

impl Email {
    /// As its user wrote it. Two that differ in case only are one account.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Email {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        // RFC 5321 allows no longer path.
        if text.len() <= 254 && is_address(&text) && !text.contains(['"', '\0']) {
            Ok(Self(text))
        } else {
            Err("must be an e-mail address such as `ada@example.com`")
        }
    }
}

/// Without a name in front, and without a number of a host behind the `@`.
fn is_address(text: &str) -> bool {
    let options = Options::default()
        .without_display_text()
        .without_domain_literal();
    EmailAddress::parse_with_options(text, options).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        for text in ["ada@example.com", "a.b+c@sub.example.org", "ä@exämple.de"] {
            assert!(Email::try_from(text.to_owned()).is_ok(), "{text}");
        }
        for text in [
            "",
            "ada",
            "ada@",
            "@example.com",
            "a b@example.com",
            "Ada <ada@example.com>",
        ] {
            assert!(Email::try_from(text.to_owned()).is_err(), "{text}");
        }
        let long = format!("{}@example.com", "a".repeat(250));
        assert!(Email::try_from(long).is_err());
    }
}
