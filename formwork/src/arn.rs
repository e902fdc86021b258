//! Amazon Resource Names, as texts that somebody wrote. (AWS General Reference, "Amazon Resource Names
//! (ARNs)".)

/// The parts of `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`; some of them may be empty.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arn<'a> {
    pub(crate) partition: &'a str,
    pub(crate) service: &'a str,
    pub(crate) region: &'a str,
    pub(crate) account: &'a str,
    /// May have colons itself.
    pub(crate) resource: &'a str,
}

impl<'a> Arn<'a> {
    /// The parts of a text, if it has the form of an ARN.
    pub(crate) fn split(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        (parts.next()? == "arn").then_some(())?;
        Some(Self {
            partition: parts.next()?,
            service: parts.next()?,
            region: parts.next()?,
            account: parts.next()?,
            resource: parts.next()?,
        })
    }
}

/// Whether a text is the id of an account.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_has_six_parts_of_which_the_last_may_have_colons() {
        let arn = Arn::split("arn:aws:rds:us-east-1:123456789012:snapshot:rds:orders");
        assert_eq!(arn.map(|arn| arn.resource), Some("snapshot:rds:orders"));
        let of_iam = Arn::split("arn:aws:iam::123456789012:role/deploy");
        assert_eq!(of_iam.map(|arn| arn.region), Some(""));
        for text in [
            "arn:aws:iam::123456789012",
            "aws:arn:iam:::role",
            "orders",
            "",
        ] {
            assert!(Arn::split(text).is_none(), "{text}");
        }
    }
}
