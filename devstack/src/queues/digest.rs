//! The MD5 digests by which a client sees that SQS got what it sent.
//!
//! "Calculating the MD5 message digest for message attributes" in the SQS developer guide has how
//! attributes become bytes.

use std::collections::BTreeMap;
use std::fmt::Write;

use md5::{Digest, Md5};

use super::attribute::{Attribute, Content};

/// Of a body.
pub(super) fn of_text(text: &str) -> String {
    hex(&Md5::digest(text))
}

/// Of attributes in the order of their names; of none there is no digest.
pub(super) fn of_attributes<'a, N: AsRef<str> + Ord + 'a>(
    attributes: impl IntoIterator<Item = (&'a N, &'a Attribute)>,
) -> Option<String> {
    let sorted: BTreeMap<_, _> = attributes.into_iter().collect();
    if sorted.is_empty() {
        return None;
    }
    let mut digest = Md5::new();
    for (name, attribute) in sorted {
        add(&mut digest, name.as_ref().as_bytes());
        add(&mut digest, attribute.data_type.as_bytes());
        let (transport, bytes) = match &attribute.content {
            Content::Text(text) => (1, text.as_bytes()),
            Content::Binary(bytes) => (2, bytes.as_slice()),
        };
        digest.update([transport]);
        add(&mut digest, bytes);
    }
    Some(hex(&digest.finalize()))
}

/// Of the system attributes: there is one at most.
pub(super) fn of_trace_header(header: Option<&Attribute>) -> Option<String> {
    of_attributes(header.map(|header| (&"AWSTraceHeader", header)))
}

fn add(digest: &mut Md5, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).expect("a message has at most a mebibyte");
    digest.update(length.to_be_bytes());
    digest.update(bytes);
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // a String takes everything
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(name: &str, data_type: &str, content: Content) -> (String, Attribute) {
        let data_type = data_type.to_owned();
        (name.to_owned(), Attribute { data_type, content })
    }

    fn text(name: &str, data_type: &str, value: &str) -> (String, Attribute) {
        attribute(name, data_type, Content::Text(value.to_owned()))
    }

    #[track_caller]
    fn check(attributes: &[(String, Attribute)], expected: Option<&str>) {
        let pairs = attributes.iter().map(|(name, attribute)| (name, attribute));
        assert_eq!(of_attributes(pairs).as_deref(), expected);
    }

    #[test]
    fn a_body_has_the_digest_of_its_bytes() {
        assert_eq!(of_text("derp"), "58fd9edd83341c29f1aebba81c31e257");
    }

    /// What AWS answered for these, by the tests of moto and of npm's aws-md5-of-message-attributes.
    #[test]
    fn attributes_have_the_digest_that_aws_gives_them() {
        check(&[], None);
        let number = text("SOME_Valid.attribute-Name", "Number", "1493147359900");
        check(&[number], Some("36655e7e9d7c0e8479fa3f3f42247ae7"));
        let label = text("timestamp", "Number.java.lang.Long", "1493147359900");
        check(&[label], Some("2e2e4876d8e0bd6b8c2c8f556831c349"));
        let binary = Content::Binary(b"Hello binary world!".to_vec());
        let binary = attribute("binaryAttribute", "Binary", binary);
        check(
            std::slice::from_ref(&binary),
            Some("31a92b15d92f8db860eda32aceb656c3"),
        );
        let string = text("attribName1", "String", "attribValue 1");
        let float = "4563442423554324324264524243.32543234";
        let float = text("customNumberTypeAttrib", "Number.float", float);
        check(
            &[string, float, binary],
            Some("c932db14a896c663f83c260297d594ff"),
        );
    }
}
