//! The `moved` blocks: of a renamed entry one for every resource whose address the name reaches, and
//! those of raw blocks.

use std::collections::BTreeMap;

use crate::bug::Bug;
use crate::kind::Syntax;
use crate::names::LogicalId;
use crate::render::Renderer;
use crate::stack::{Move, Rename, Stack};
use crate::verify;
use crate::view::{self, RawText};
use crate::wiring::Wiring;

/// Every move, in the order in which they are written: those of entries, then those of raw blocks.
///
/// # Errors
///
/// A [`Bug`]: a template fails.
pub(super) fn moves(stack: &Stack) -> Result<Vec<Move>, Bug> {
    let mut moves = of_entries(stack)?;
    moves.extend(stack.raw.moves.iter().cloned());
    Ok(moves)
}

/// The moves from every former address of an entry's resources to today's.
///
/// Which part of an address is a name cannot be told from the address. So the stack is rendered
/// once more with a word in the place of each renamed name that stands nowhere else.
fn of_entries(stack: &Stack) -> Result<Vec<Move>, Bug> {
    let renames = &stack.raw.renames;
    if renames.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<LogicalId> = marks(stack, renames.len());
    let names = renames.iter().zip(&marks);
    let names: BTreeMap<LogicalId, LogicalId> = names
        .map(|(rename, mark)| (rename.id.clone(), mark.clone()))
        .collect();
    let marked = addresses(&stack.clone().with_names(&names))?;
    let marks: Vec<&str> = marks.iter().map(LogicalId::as_str).collect();
    Ok(marked
        .iter()
        .flat_map(|address| chain(address, renames, &marks))
        .collect())
}

/// As many words as there are renames, none of which is a part of a name of the stack.
fn marks(stack: &Stack, count: usize) -> Vec<LogicalId> {
    let entries = stack.entries.iter();
    let ids: Vec<&str> = entries.map(|entry| entry.id.as_str()).collect();
    let candidates = (0..).map(|index| format!("q{index}q"));
    candidates
        .filter(|mark| !ids.iter().any(|id| id.contains(mark.as_str())))
        .filter_map(|mark| LogicalId::parse(&mark).ok())
        .take(count)
        .collect()
}

/// The addresses of the resources that formwork makes of a stack.
fn addresses(stack: &Stack) -> Result<Vec<String>, Bug> {
    let mut files = view::files(stack, &Wiring::new(stack), RawText::default())?;
    files.retain(|file| file.syntax == Syntax::Hcl);
    let mut renderer = Renderer::new();
    let mut addresses = Vec::new();
    for file in &files {
        let text = renderer.render(file)?;
        let body = verify::parse_file(&file.name, &text).map_err(|bug| file.blame(bug))?;
        let resources = body
            .blocks()
            .filter(|block| block.ident.as_str() == "resource");
        addresses.extend(resources.map(|block| {
            let labels = block.labels.iter();
            let labels: Vec<&str> = labels
                .map(hcl_edit::structure::BlockLabel::as_str)
                .collect();
            labels.join(".")
        }));
    }
    Ok(addresses)
}

/// From each former address to the next, the last of which is today's. An address with two names
/// has had every pair of theirs, in whatever order they were changed: one chain leads through all.
fn chain(marked: &str, renames: &[Rename], marks: &[&str]) -> Vec<Move> {
    let mut addresses = vec![marked.to_owned()];
    let mut place = None;
    for (rename, mark) in renames.iter().zip(marks) {
        if !marked.contains(mark) {
            continue;
        }
        place = place.or(Some(&rename.place));
        let names = rename.former.iter().chain([&rename.id]);
        addresses = names
            .flat_map(|name| {
                let with_name = addresses.iter();
                with_name.map(|address| address.replace(mark, name.as_str()))
            })
            .collect();
    }
    let Some(place) = place else {
        return Vec::new();
    };
    let steps = addresses.iter().zip(addresses.iter().skip(1));
    steps
        .map(|(from, to)| Move {
            from: from.clone(),
            to: to.clone(),
            place: place.clone(),
        })
        .collect()
}
