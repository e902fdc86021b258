//! Who runs a container.

use std::fmt;

use crate::problem::{Code, Problem};

/// Who runs a container: a user and perhaps a group, each by name or number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ContainerUser(String);

impl ContainerUser {
    /// The forms of the Amazon ECS API, `ContainerDefinition`: `user`. Names are those that useradd
    /// of Debian takes, numbers those of Linux.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let is_valid = match text.split_once(':') {
            Some((user, group)) => is_account(user) && is_account(group),
            None => is_account(text),
        };
        if is_valid {
            return Ok(Self(text.to_owned()));
        }
        let message = format!("`{text}` is not a user, or a user and a group");
        Err(Problem::new(Code::InvalidName, message)
            .help("write numbers or names with a colon between them, such as `65532:65532`"))
    }
}

impl fmt::Display for ContainerUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a text names a user or a group, or is the number of one.
fn is_account(text: &str) -> bool {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse::<u32>().is_ok();
    }
    let starts_well = text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b);
    starts_well && text.len() <= 32 && text.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::ContainerUser;

    #[test]
    fn users_are_names_or_numbers() {
        for valid in [
            "65532",
            "65532:65532",
            "app",
            "app:_www-data",
            "1000:app",
            "0",
        ] {
            assert!(ContainerUser::parse(valid).is_ok(), "{valid}");
        }
        for invalid in [
            "",
            ":",
            "app:",
            ":app",
            "a b",
            "App",
            "1a",
            "-a",
            "1:2:3",
            "4294967296",
            "ü",
        ] {
            assert!(ContainerUser::parse(invalid).is_err(), "{invalid}");
        }
    }
}
