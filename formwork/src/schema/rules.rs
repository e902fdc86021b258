//! What the provider refuses beside its schema: `schema/rules.txt`, asked of the provider.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The rules of each type of resource, as they stand in the file.
static RULES: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut rules = BTreeMap::new();
    let mut rest = include_str!("../../schema/rules.txt");
    while !rest.is_empty() {
        let (types, below) = rest.split_once('\n').unwrap_or((rest, ""));
        let own = below.split_inclusive('\n');
        let length = own.take_while(|line| line.starts_with('\t')).map(str::len);
        let (own, others) = below.split_at(length.sum());
        rules.extend(types.split(' ').map(|each| (each, own)));
        rest = others;
    }
    rules
});

/// The rules of a type of resource.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Rules(&'static str);

/// What a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// The argument is one of these words.
    In(Words),
    /// So is this one, in whatever case.
    InAnyCase(Words),
    /// The argument is a whole number.
    Whole,
    /// Just one of these arguments and blocks is there.
    One(Words),
    /// At least one of these is there.
    Some(Words),
    /// The first is not there beside one of the others.
    Not(Words),
    /// The first needs all others.
    With(Words),
}

/// Some words, in the order of the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words(&'static str);

/// The rules of a type of resource; none for a type of which no rule is known.
pub(crate) fn rules_of(of_type: &str) -> Rules {
    Rules(RULES.get(of_type).copied().unwrap_or_default())
}

impl Rules {
    pub(crate) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The rules of an argument, or those between the arguments of a block, by its path below the
    /// resource: `default_action.type`.
    pub(crate) fn at(self, path: &str) -> impl Iterator<Item = Rule> {
        let of_path = move |line: &'static str| {
            let (of_path, rule) = line.strip_prefix('\t')?.split_once('\t')?;
            (of_path == path).then_some(rule)
        };
        self.0.lines().filter_map(of_path).filter_map(Rule::parse)
    }
}

impl Rule {
    fn parse(text: &'static str) -> Option<Self> {
        let (word, rest) = text.split_once('\t').unwrap_or((text, ""));
        let words = Words(rest);
        Some(match word {
            "in" => Self::In(words),
            "in-any-case" => Self::InAnyCase(words),
            "whole" => Self::Whole,
            "one" => Self::One(words),
            "some" => Self::Some(words),
            "not" => Self::Not(words),
            "with" => Self::With(words),
            _ => return None,
        })
    }
}

impl Words {
    pub(crate) fn iter(self) -> impl Iterator<Item = &'static str> + Clone {
        self.0.split('\t')
    }

    /// The first, and the others.
    pub(crate) fn first_and_others(self) -> (&'static str, Self) {
        let (first, others) = self.0.split_once('\t').unwrap_or((self.0, ""));
        (first, Self(others))
    }
}
