//! Whom the files of a volume belong to.

use std::fmt;

use super::entry::Entry;
use crate::container::Container;
use crate::kind::LogicalId;
use crate::problem::{Code, Problem};
use crate::stack::Stack;

/// The numbers of a user and of a group. Not those of `root`: EFS lets it do what `ClientRootAccess` allows,
/// which nobody is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PosixUser {
    pub(super) user: u32,
    pub(super) group: u32,
}

impl PosixUser {
    /// The first user of most Linux systems.
    const DEFAULT: Self = Self {
        user: 1000,
        group: 1000,
    };

    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        let invalid = |why: &str| {
            Problem::new(Code::InvalidName, format!("`{text}` {why}"))
                .help("write the numbers of a user and a group, such as `1000:1000`")
        };
        let numbers = text
            .split_once(':')
            .and_then(|(user, group)| Some((number(user)?, number(group)?)));
        match numbers {
            None => Err(invalid("is not the numbers of a user and a group")),
            Some((0, _)) => Err(invalid("is root, whom EFS does not let write")),
            Some((user, group)) => Ok(Self { user, group }),
        }
    }

    /// The user of a container, if it is a number. One without a group has the group of the same number.
    pub(super) fn of_container(text: &str) -> Option<Self> {
        let (user, group) = text.split_once(':').unwrap_or((text, text));
        let (user, group) = (number(user)?, number(group)?);
        (user > 0).then_some(Self { user, group })
    }
}

impl fmt::Display for PosixUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.user, self.group)
    }
}

/// Digits alone: the standard library takes a plus sign too.
fn number(text: &str) -> Option<u32> {
    text.bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| text.parse().ok())?
}

/// Whose files a volume has: as it says, or as those who write to it do.
pub(super) fn owner(entry: &Entry, stack: &Stack, volume: &LogicalId) -> PosixUser {
    let by_key = entry.user;
    let containers = stack.entries.iter().filter_map(|it| it.container());
    let mut writers = containers.filter_map(|container| {
        let mut mounted = container.mounted();
        mounted.find(|(id, mounted)| *id == volume && !mounted.is_read_only)?;
        of(container)
    });
    by_key
        .or_else(|| writers.next())
        .unwrap_or(PosixUser::DEFAULT)
}

/// As whom a container reads and writes.
pub(super) fn of(container: &Container) -> Option<PosixUser> {
    PosixUser::of_container(&container.user.as_ref()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::PosixUser;

    #[test]
    fn an_owner_is_two_numbers_and_not_root() {
        assert_eq!(PosixUser::parse("1000:33").unwrap().to_string(), "1000:33");
        for invalid in [
            "",
            "1000",
            "app:app",
            "0:0",
            "1:2:3",
            "+1:1",
            "4294967296:1",
            ":",
        ] {
            assert!(PosixUser::parse(invalid).is_err(), "{invalid}");
        }
    }

    #[test]
    fn a_container_by_number_writes_as_that_user() {
        let of = |text| PosixUser::of_container(text).map(|user| user.to_string());
        assert_eq!(of("65532:65533").as_deref(), Some("65532:65533"));
        assert_eq!(of("65532").as_deref(), Some("65532:65532"));
        for other in ["app", "app:33", "33:app", "0", "0:0"] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
