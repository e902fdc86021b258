//! `moved`, `import` and `removed`.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::structure::Block;

use super::document::Section;
use super::expression;
use super::item::{Item, Member};
use super::meaning;
use super::module::{Module, Spot};

/// The moves of a module that `renamed_from` says.
#[derive(Debug, Default)]
pub(super) struct Moves<'m> {
    /// From the address of today to the one before, with its place.
    before: BTreeMap<String, (String, Spot<'m>)>,
}

impl<'m> Moves<'m> {
    pub(super) fn add(&mut self, module: &Module, block: &'m Block, spot: &Spot<'m>) {
        let address = |name: &str| {
            let attribute = block.body.get_attribute(name)?;
            plain_address(&attribute.value)
        };
        let told = |reason: &str| {
            let value = |name: &str| {
                let attribute = block.body.get_attribute(name);
                attribute.map_or("?".to_owned(), |it| meaning::of(&it.value))
            };
            let message = format!(
                "`moved` from `{}` to `{}`: {reason}; a state that has moved already needs it no more",
                value("from"),
                value("to")
            );
            module.lost(spot, message);
        };
        let (Some(from), Some(to)) = (address("from"), address("to")) else {
            return told("`renamed_from` says what a whole resource or module was called");
        };
        if from.rsplit_once('.').map(|it| it.0) != to.rsplit_once('.').map(|it| it.0) {
            return told("`renamed_from` does not lead from one type to another");
        }
        if self.before.contains_key(&to) {
            return told("another block leads there");
        }
        self.before.insert(to, (from, spot.clone()));
    }

    /// The former names of what an address is today, the oldest first.
    pub(super) fn take(&mut self, address: &str) -> Vec<String> {
        let mut names = Vec::new();
        let mut at = address.to_owned();
        while let Some((before, _)) = self.before.remove(&at) {
            let name = before.rsplit_once('.').map_or(before.as_str(), |it| it.1);
            names.push(name.to_owned());
            at = before;
        }
        names.reverse();
        names
    }

    /// Tells of moves to what is not there.
    pub(super) fn tell_rest(self, module: &Module) {
        for (to, (from, spot)) in self.before {
            let message = format!(
                "`moved` from `{from}` to `{to}`: the module has no `{to}`; a state that has moved already needs it no more"
            );
            module.lost(&spot, message);
        }
    }

    /// The moves that cannot be said beside what is declared, and those that go in a circle.
    pub(super) fn check(&mut self, module: &Module, declared: &BTreeSet<String>) {
        let still_there: Vec<String> = self
            .before
            .iter()
            .filter(|(_, (from, _))| declared.contains(from))
            .map(|(to, _)| to.clone())
            .collect();
        for to in still_there {
            if let Some((from, spot)) = self.before.remove(&to) {
                let message =
                    format!("`moved` from `{from}` to `{to}`: the module still has `{from}`");
                module.lost(&spot, message);
            }
        }
    }
}

/// `TYPE.NAME` or `module.NAME`.
fn plain_address(expression: &Expression) -> Option<String> {
    let traversal = expression.as_traversal()?;
    let root = traversal.expr.as_variable()?.as_str();
    match traversal.operators.as_slice() {
        [only] if root != "data" => match only.value() {
            TraversalOperator::GetAttr(name) => Some(format!("{root}.{}", name.as_str())),
            _ => None,
        },
        _ => None,
    }
}

/// `[[import]]`
pub(super) fn import(module: &Module, block: &Block, spot: &Spot<'_>) -> Option<Section> {
    let mut members = Vec::new();
    for attribute in block.body.attributes() {
        let name = attribute.key.as_str();
        let item = match name {
            "to" | "provider" => expression::bare(&attribute.value),
            "id" => expression::item(&attribute.value),
            _ => {
                module.lost(
                    spot,
                    format!("`import` with `{name}`: stack.toml has those with an `id`"),
                );
                return None;
            }
        };
        if !matches!(item, Item::Text(_)) {
            module.lost(spot, format!("`{name}` of an `import` block is no text"));
            return None;
        }
        members.push(Member::new(name, item));
    }
    Some(item("import", members))
}

/// `[[removed]]`
pub(super) fn removed(module: &Module, block: &Block, spot: &Spot<'_>) -> Option<Section> {
    let from = block
        .body
        .get_attribute("from")
        .map(|it| expression::bare(&it.value));
    let Some(from @ Item::Text(_)) = from else {
        module.lost(spot, "`removed` without an address");
        return None;
    };
    let lifecycle = block.body.get_blocks("lifecycle").next();
    let destroy = lifecycle.and_then(|it| it.body.get_attribute("destroy"));
    let destroy = destroy.map_or(Some(true), |it| it.value.as_bool());
    let others = block
        .body
        .blocks()
        .find(|block| !block.has_ident("lifecycle"));
    if let Some(other) = others {
        let name = other.ident.as_str();
        module.lost(
            spot,
            format!("`{name}` of a `removed` block: stack.toml has no provisioners"),
        );
    }
    let Some(destroy) = destroy else {
        module.lost(spot, "`removed` whose `destroy` is computed");
        return None;
    };
    let members = vec![
        Member::new("from", from),
        Member::new("destroy", Item::Bool(destroy)),
    ];
    Some(item("removed", members))
}

fn item(name: &str, members: Vec<Member>) -> Section {
    Section {
        is_item: true,
        ..Section::new([name], members)
    }
}
