//! Findings in the file of an entry that a text of the entry causes: its kind alone knows where it has
//! put the text, and the file says so.

use hcl_edit::structure::{Block, Body};

use super::Made;
use super::foreign::Expressions;
use crate::check::Finding;
use crate::hcl::path::Step;
use crate::kind::Origin;
use crate::stack::Stack;
use crate::tree::Place;
use crate::verify;
use crate::written::EntryText;

/// The text of an entry that stands where something was found, or that refers to what it is about.
pub(super) fn place_of(
    stack: &Stack,
    made: &[Made],
    expressions: &Expressions,
    finding: &Finding,
) -> Option<Place> {
    if stack.texts.is_empty() {
        return None;
    }
    let text = match expressions.source_of(finding) {
        Some((table, name, source)) => {
            let mut texts = of_entry(stack, table, name);
            texts.find(|text| stands_in(text, source))
        }
        None => in_file(stack, made, finding),
    };
    text.map(|text| text.written.place().clone())
}

fn in_file<'a>(stack: &'a Stack, made: &[Made], finding: &Finding) -> Option<&'a EntryText> {
    let made = made
        .iter()
        .find(|made| made.artifact.name == finding.file)?;
    let Origin::Entry(table, id) = &made.origin else {
        return None;
    };
    let source = source_at(made.body.as_ref()?, finding);
    let texts = || of_entry(stack, table, id.as_str());
    let there = texts().find(|text| source.as_ref().is_some_and(|it| stands_in(text, it)));
    let about = finding.fault.addresses();
    let refers = |text: &&EntryText| about.iter().any(|address| text.written.refers_to(address));
    there.or_else(|| texts().find(refers))
}

fn of_entry<'a, 'n>(
    stack: &'a Stack,
    table: &'n str,
    name: &'n str,
) -> impl Iterator<Item = &'a EntryText> + use<'a, 'n> {
    let texts = stack.texts.iter();
    texts.filter(move |text| text.table == table && text.name == name)
}

fn stands_in(text: &EntryText, source: &str) -> bool {
    source.contains(&text.written.expr().to_string())
}

/// The HCL of the argument in which something was found.
fn source_at(body: &Body, finding: &Finding) -> Option<String> {
    let mut blocks = body.blocks();
    let is_it = |block: &&Block| verify::addresses(block).contains(&finding.address);
    let block = blocks.find(is_it)?;
    argument_at(&block.body, &finding.path)
}

fn argument_at(body: &Body, path: &[Step]) -> Option<String> {
    let (Step::Name(name), rest) = path.split_first()? else {
        return None;
    };
    if let Some(attribute) = body.get_attribute(name) {
        return Some(attribute.value.to_string());
    }
    let (Step::Index(index), rest) = rest.split_first()? else {
        return None;
    };
    let block = body.get_blocks(name).nth(*index)?;
    argument_at(&block.body, rest)
}
