//! The body of a block as a table: what it must be like so that raw blocks write the same body.

use hcl_edit::Decorate;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Attribute, Block, BlockLabel, Body, Structure};

use super::comments::{above, behind};
use super::expression;
use super::item::{Item, Member};
use crate::hcl::is_identifier;
use crate::raw::{Form, Level, Shape};

/// The members of a body of which nothing is left that raw blocks cannot say.
pub(super) fn members(body: &Body, shape: Shape<'_>, level: Level) -> Vec<Member> {
    let mut all: Vec<Member> = Vec::new();
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => all.push(argument(attribute, shape, level)),
            Structure::Block(block) => add_block(&mut all, body, block, shape, level),
        }
    }
    all
}

fn argument(attribute: &Attribute, shape: Shape<'_>, level: Level) -> Member {
    let name = attribute.key.as_str();
    let value = &attribute.value;
    let item = if level.is_bare(name) {
        expression::bare(value)
    } else {
        let item = expression::item(value);
        if stays_argument(name, &item, shape, level) {
            item
        } else {
            expression::verbatim(value)
        }
    };
    Member {
        name: name.to_owned(),
        item,
        above: above(attribute.decor()),
        behind: behind(attribute.decor()),
    }
}

/// Whether a value is written as an argument, or as the blocks that it means.
fn stays_argument(name: &str, item: &Item, shape: Shape<'_>, level: Level) -> bool {
    let form = form_of(item);
    if (name, level) == ("lifecycle", Level::Resource) && form == Form::Table {
        return false;
    }
    match shape.nested_as(name, form) {
        None => true,
        Some(_) => match item {
            Item::List(items) => shape.is_list_of_objects(name) && items.iter().all(has_names),
            Item::Table(_) => false,
            _ => true,
        },
    }
}

fn form_of(item: &Item) -> Form {
    match item {
        Item::Table(_) => Form::Table,
        Item::List(items) if !items.is_empty() && items.iter().all(|it| it.members().is_some()) => {
            Form::Tables
        }
        _ => Form::Other,
    }
}

/// Whether a table can be written as a block.
fn has_names(item: &Item) -> bool {
    let members = item.members().unwrap_or_default();
    members.iter().all(|member| is_identifier(&member.name))
}

fn add_block(all: &mut Vec<Member>, body: &Body, block: &Block, shape: Shape<'_>, level: Level) {
    let name = made_name(block);
    let nested = shape.block(name, level);
    let (nested, nested_level) = nested.unwrap_or((Shape::Unknown, Level::Nested));
    let comments = above(block.decor());
    if block.has_ident("dynamic") {
        let item = dynamic(block, nested, nested_level);
        return add_dynamic(all, name, item, comments);
    }
    let table = Item::Table(members(&block.body, nested, nested_level));
    if must_be_dynamic(body, name, shape) {
        let one = Item::List(vec![Item::Integer(1)]);
        let item = Item::Table(vec![
            Member::new("for_each", one),
            Member::new("content", table),
        ]);
        return add_dynamic(all, name, item, comments);
    }
    let is_array =
        matches!(shape, Shape::Unknown) && level != Level::Lifecycle && !is_lifecycle(name, level);
    let item = if is_array {
        Item::List(vec![table])
    } else {
        table
    };
    add(all, name, item, comments);
}

fn is_lifecycle(name: &str, level: Level) -> bool {
    (name, level) == ("lifecycle", Level::Resource)
}

/// The name of a block, of `dynamic` that of the blocks that it makes.
fn made_name(block: &Block) -> &str {
    let label = block.labels.first().filter(|_| block.has_ident("dynamic"));
    label.map_or(block.ident.as_str(), BlockLabel::as_str)
}

/// Whether the blocks of a name, in whose order there is meaning, stand before and behind dynamic ones in
/// another way than raw blocks are written: those of `dynamic` first, if that comes first in the alphabet.
fn must_be_dynamic(body: &Body, name: &str, shape: Shape<'_>) -> bool {
    if !shape.is_ordered(name) {
        return false;
    }
    let of_name = body.blocks().filter(|block| made_name(block) == name);
    let are_dynamic: Vec<bool> = of_name.map(|block| block.has_ident("dynamic")).collect();
    let mut written = are_dynamic.clone();
    written.sort_by_key(|is_dynamic| *is_dynamic == (name < "dynamic"));
    are_dynamic != written
}

/// Adds a block to those of its name: one is a table, several are an array.
fn add(all: &mut Vec<Member>, name: &str, item: Item, comments: Vec<String>) {
    let Some(member) = all.iter_mut().find(|member| member.name == name) else {
        all.push(Member {
            above: comments,
            ..Member::new(name, item)
        });
        return;
    };
    member.above.extend(comments);
    let mut items = match std::mem::replace(&mut member.item, Item::Bool(false)) {
        Item::List(items) => items,
        first => vec![first],
    };
    match item {
        Item::List(more) => items.extend(more),
        one => items.push(one),
    }
    member.item = Item::List(items);
}

fn add_dynamic(all: &mut Vec<Member>, name: &str, item: Item, comments: Vec<String>) {
    if !all.iter().any(|member| member.name == "dynamic") {
        all.push(Member::new("dynamic", Item::Table(Vec::new())));
    }
    let found = all.iter_mut().find(|member| member.name == "dynamic");
    if let Some(Item::Table(members)) = found.map(|member| &mut member.item) {
        add(members, name, item, comments);
    }
}

fn dynamic(block: &Block, shape: Shape<'_>, level: Level) -> Item {
    let mut all = Vec::new();
    for attribute in block.body.attributes() {
        let name = attribute.key.as_str();
        let value: fn(&Expression) -> Item = if name == "iterator" {
            expression::bare
        } else {
            expression::item
        };
        all.push(Member {
            above: above(attribute.decor()),
            behind: behind(attribute.decor()),
            ..Member::new(name, value(&attribute.value))
        });
    }
    for content in block.body.get_blocks("content") {
        let members = members(&content.body, shape, level);
        all.push(Member {
            above: above(content.decor()),
            ..Member::new("content", Item::Table(members))
        });
    }
    Item::Table(all)
}
