//! The address that an account is known by.

use email_address::{EmailAddress, Options};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

/// An e-mail address by which an account may be known, as its user wrote it.
#[derive(Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, format = Email, max_length = 254, example = "ada@example.com")]
pub(crate) struct Email(String);

impl Email {
    /// As its user wrote it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The one form of all ways to write it. Accounts are stored, found and counted by nothing else.
    pub(crate) fn key(&self) -> String {
        key(&self.0)
    }
}

/// Lower case, and one sequence of characters for those that look alike (NFKC).
///
/// It is made here alone, and never by PostgreSQL: what lower case is differs between both.
pub(super) fn key(address: &str) -> String {
    let mut key: String = address.nfkc().collect::<String>().to_lowercase();
    // A character in lower case may be one that NFKC writes otherwise, and the other way round.
    loop {
        let next = key.nfkc().collect::<String>().to_lowercase();
        if next == key {
            return key;
        }
        key = next;
    }
}

const WANTED: &str = "must be an e-mail address such as `ada@example.com`";

impl TryFrom<String> for Email {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        // RFC 5321 allows no longer path.
        if text.len() <= 254 && is_address(&text) && !text.contains(['"', '\0']) {
            Ok(Self(text))
        } else {
            Err(WANTED)
        }
    }
}

/// Without a name in front, and without a number of a host behind the `@`. An umlaut may be two
/// characters, as some keyboards write it.
fn is_address(text: &str) -> bool {
    let text: String = text.nfkc().collect();
    let options = Options::default()
        .without_display_text()
        .without_domain_literal();
    EmailAddress::parse_with_options(&text, options).is_ok()
}

/// An address that somebody chooses: one to which a message could be sent over the internet. Whether
/// somebody reads it, only a message would show.
#[derive(Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, format = Email, max_length = 254, example = "ada@example.com")]
pub(crate) struct NewEmail(Email);

impl std::ops::Deref for NewEmail {
    type Target = Email;

    fn deref(&self) -> &Email {
        &self.0
    }
}

impl TryFrom<String> for NewEmail {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let email = Email::try_from(text)?;
        // What is compared is what is judged: `.` and `@` of other scripts turn into these.
        let key = email.key();
        match key.rsplit_once('@') {
            Some((local, domain)) if !local.contains('@') && is_domain(domain) => Ok(Self(email)),
            _ => Err(WANTED),
        }
    }
}

/// A name in the DNS below a top-level domain: these are never numbers (RFC 3696, 2).
fn is_domain(domain: &str) -> bool {
    let labels: Vec<_> = domain.split('.').collect();
    let top = labels.last().copied().unwrap_or_default();
    labels.len() >= 2
        && labels.iter().all(|label| is_label(label))
        && top.chars().count() >= 2
        && !top.chars().all(|c| c.is_ascii_digit())
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .chars()
            .all(|c| c.is_alphanumeric() || c == '-' || is_mark(c))
}

/// Marks that NFKC leaves beside their letter, as scripts of India have them.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_texts() {
        for text in [
            "ada@example.com",
            "a.b+c@sub.example.org",
            "ä@exämple.de",
            "a\u{308}@exa\u{308}mple.de",
            "ada@xn--exmple-cua.de",
            "राम@उदाहरण.भारत",
        ] {
            assert!(NewEmail::try_from(text.to_owned()).is_ok(), "{text}");
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

    /// Who has one of these logs in with it; nobody gets one any more.
    #[test]
    fn an_address_that_no_message_reaches_is_not_chosen() {
        for text in [
            "a@b",
            "a@localhost",
            "a@1.2.3.4",
            "a@example.c",
            "a@-example.com",
            "a@example-.com",
            "a@ex_ample.com",
        ] {
            assert!(NewEmail::try_from(text.to_owned()).is_err(), "{text}");
        }
    }

    #[test]
    fn all_ways_to_write_an_address_have_one_key() {
        #[track_caller]
        fn check(left: &str, right: &str) {
            assert_eq!(key(left), key(right));
        }
        check("ADA@Example.com", "ada@example.com");
        // KELVIN SIGN, fullwidth letters, an umlaut in one character and in two.
        check("\u{212a}im@example.com", "kim@example.com");
        check("\u{ff41}da@example.com", "ada@example.com");
        check("j\u{fc}rgen@example.com", "ju\u{308}rgen@example.com");
        assert_ne!(key("gma\u{130}l@example.com"), key("gmail@example.com"));
    }

    #[test]
    fn a_key_is_its_own_key() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}b");
            let once = key(&text);
            assert_eq!(key(&once), once, "U+{:04X}", u32::from(c));
        }
    }
}
