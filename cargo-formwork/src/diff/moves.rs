//! What `moved` and `removed` blocks say of addresses.

use std::collections::{BTreeMap, BTreeSet};

use super::value::{Target, Value};
use crate::blocks::Blocks;

/// Addresses of today by the former ones.
#[derive(Debug, Default)]
pub(super) struct Moves {
    today: BTreeMap<String, String>,
    forgotten: BTreeSet<String>,
}

impl Moves {
    /// Those of a module that happen: what has moved before is there already.
    pub(super) fn new(old: &Blocks, new: &Blocks) -> Self {
        let of_word = |word: &'static str| {
            new.iter()
                .filter(move |(address, _)| word_of(address) == word)
                .map(|(_, block)| block)
        };
        let moved = of_word("moved");
        let pairs = moved.filter_map(|block| Some((block.get("from")?, block.get("to")?)));
        let pairs: BTreeMap<&String, &String> = pairs.collect();
        // What has moved twice is where it went at last.
        let last = |to: &String| {
            let steps = std::iter::successors(Some(to), |to| pairs.get(*to).map(|next| &**next));
            steps.take(pairs.len() + 1).last().cloned()
        };
        let happens = |from: &str, to: &str| {
            let is_keyed = from.contains('[') || to.contains('[');
            let is_there = old.contains_key(block_of(from)) && new.contains_key(block_of(to));
            is_there && (is_keyed || !new.contains_key(from) && !old.contains_key(to))
        };
        let moved = pairs.iter();
        let moved = moved.filter_map(|(from, to)| Some(((*from).clone(), last(to)?)));
        let today = moved.filter(|(from, to)| happens(from, to));
        let kept = of_word("removed").filter(|block| {
            let destroy = block.get("lifecycle.destroy");
            destroy.is_some_and(|destroy| destroy == "false")
        });
        Self {
            today: today.collect(),
            forgotten: kept
                .filter_map(|block| block.get("from").cloned())
                .collect(),
        }
    }

    /// The address of today of a block.
    pub(super) fn of_block(&self, address: &str) -> String {
        let found = self.today.get(address).filter(|to| !to.contains('['));
        found.map_or_else(|| address.to_owned(), String::clone)
    }

    /// The id of today of an instance.
    pub(super) fn of_instance(&self, id: &str) -> Option<&str> {
        self.today.get(id).map(String::as_str)
    }

    /// The former address of what has one of today.
    pub(super) fn from(&self, today: &str) -> Option<&str> {
        let mut moved = self.today.iter();
        moved
            .find(|(_, to)| *to == today)
            .map(|(from, _)| from.as_str())
    }

    /// Whether a `removed` block keeps AWS from destroying what had an address.
    pub(super) fn forget(&self, address: &str) -> bool {
        self.forgotten.contains(address)
    }

    /// A value with the addresses of today: it is the same, whatever its resource is called.
    pub(super) fn of_value(&self, value: Value) -> Value {
        if value.references.is_empty() || self.today.is_empty() {
            return value;
        }
        let mut value = value;
        for reference in &mut value.references {
            if let Target::Address(address) = &mut reference.target
                && let Some(today) = self.today.get(address).filter(|to| !to.contains('['))
            {
                value.text = with_address(&value.text, address, today);
                address.clone_from(today);
            }
        }
        value
    }
}

/// A text in which one address stands for another, where it is a whole one.
pub(super) fn with_address(text: &str, from: &str, to: &str) -> String {
    let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        let (before, behind) = (&rest[..at], &rest[at + from.len()..]);
        let is_whole =
            !before.ends_with(|it| is_name(it) || it == '.') && !behind.starts_with(is_name);
        made.push_str(before);
        made.push_str(if is_whole { to } else { from });
        rest = behind;
    }
    made + rest
}

/// The address of the block of an address that may have a key.
fn block_of(address: &str) -> &str {
    address.split('[').next().unwrap_or_default()
}

/// The first word of an address: a type of resource, or the word of a block.
pub(super) fn word_of(address: &str) -> &str {
    address.split(['.', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::with_address;

    #[test]
    fn an_address_is_renamed_where_it_is_whole() {
        let text = "\"${aws_a.b.id} ${aws_a.bc.id} ${data.aws_a.b.id}\"";
        let renamed = "\"${aws_a.x.id} ${aws_a.bc.id} ${data.aws_a.b.id}\"";
        assert_eq!(with_address(text, "aws_a.b", "aws_a.x"), renamed);
    }
}
