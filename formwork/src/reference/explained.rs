//! A key of `stack.toml` as a tool explains it.

use super::facts::Facts;
use super::page::{self, Key};
use super::{example, reach};
use crate::kind::Kinds;

/// What there is to know of a key of `stack.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyPage {
    /// The key with its table, `NAME` for what the user names: `service.NAME.health_check.path`. The
    /// tables of an array end with `[]`.
    pub path: String,
    /// What it may be set to, with unit and limits.
    pub type_text: String,
    /// What it is where it is not set.
    pub default: String,
    /// What it means.
    pub meaning: String,
    /// A value that is not the default, as TOML.
    pub example: String,
}

impl KeyPage {
    /// The pages of all keys of all kinds, in the order of the reference.
    #[must_use]
    pub fn all(kinds: &Kinds) -> Vec<Self> {
        page::keys(kinds).iter().map(Self::of).collect()
    }

    fn of(key: &Key) -> Self {
        let (default, meaning) = key.default_and_meaning();
        Self {
            path: key.path.replace(".[]", "[]").replace('*', "NAME"),
            type_text: key.type_text(),
            default,
            meaning,
            example: key.example.to_owned(),
        }
    }

    /// The types of resources that differ once formwork's own key of this path has its example for a
    /// value, in a stack with an entry of each kind. This synthesizes two such stacks.
    #[must_use]
    pub fn reach(&self) -> Vec<String> {
        let kinds = Kinds::default();
        let path = self.path.replace("[]", ".[]").replace("NAME", "*");
        let facts = Facts::of(&kinds);
        // A key of a kind that is not formwork's own is not in its examples.
        if facts.get(&path).is_none() {
            return Vec::new();
        }
        let before = reach::blocks(&example::base(&kinds));
        let after = reach::blocks(&example::edited(&kinds, &facts, &path));
        reach::changed(&before, &after).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_the_reference_says() {
        let pages = KeyPage::all(&Kinds::default());
        let page = pages
            .iter()
            .find(|page| page.path == "service.NAME.health_check.path");
        let page = page.expect("a key of services");
        assert_eq!(page.type_text, "string");
        assert_eq!(page.default, "`\"/health\"`");
        // The code is compiled against the path, so the fingerprint that a task is told differs too.
        let reached = ["aws_ecs_task_definition", "aws_lb_target_group"];
        assert_eq!(page.reach(), reached);
        let nested = pages.iter().find(|page| page.path == "import[].to");
        assert_eq!(nested.expect("a key of a list").default, "required");
    }
}
