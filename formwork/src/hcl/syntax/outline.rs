//! Where the parts of a file stand: `hcl-edit` lets nobody else set the spans of its types.

use std::ops::Range;

/// The parts of a file in the order of the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outline {
    marks: Vec<Mark>,
    depth: usize,
}

#[derive(Debug, Clone)]
struct Mark {
    depth: usize,
    at: usize,
    part: Part,
}

/// One step from the file inwards.
#[derive(Debug, Clone)]
enum Part {
    Attribute(Range<usize>),
    /// The name, and where the first label stands.
    Block(Range<usize>, Option<Range<usize>>),
    Item(usize),
    Key(Range<usize>),
}

/// One step of a way through a file, as the check counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way<'s> {
    Name(&'s str),
    Index(usize),
}

impl Outline {
    pub(super) fn attribute(&mut self, name: Range<usize>) {
        self.mark(name.start, Part::Attribute(name));
    }

    pub(super) fn block(&mut self, name: Range<usize>, label: Option<Range<usize>>) {
        self.mark(name.start, Part::Block(name, label));
    }

    pub(super) fn item(&mut self, at: usize, index: usize) {
        self.mark(at, Part::Item(index));
    }

    pub(super) fn key(&mut self, key: Range<usize>) {
        self.mark(key.start, Part::Key(key));
    }

    fn mark(&mut self, at: usize, part: Part) {
        let depth = self.depth;
        self.marks.push(Mark { depth, at, part });
    }

    pub(super) fn enter(&mut self) {
        self.depth += 1;
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// The place of a structure of the file by its order, and from there as far along a way as it
    /// is known.
    pub(crate) fn locate(&self, text: &str, structure: usize, way: &[Way<'_>]) -> Option<usize> {
        let mut tops = self.marks.iter().enumerate();
        let (start, _) = tops.by_ref().filter(|(_, m)| m.depth == 0).nth(structure)?;
        let end = tops.find(|(_, mark)| mark.depth == 0);
        let end = end.map_or(self.marks.len(), |(index, _)| index);
        let (mut at, mut inside) = (self.marks[start].at, start + 1..end);
        let mut way = way;
        while let Some((step, rest)) = way.split_first() {
            let Some((found, within, left)) = self.step(text, inside.clone(), *step, rest) else {
                break;
            };
            (at, inside, way) = (found, within, left);
        }
        Some(at)
    }

    /// One step of a way; gives the place, what stands within it and the rest of the way.
    fn step<'w, 's>(
        &self,
        text: &str,
        inside: Range<usize>,
        step: Way<'_>,
        rest: &'w [Way<'s>],
    ) -> Option<(usize, Range<usize>, &'w [Way<'s>])> {
        let depth = self.marks.get(inside.start)?.depth;
        let siblings = inside.clone().filter(|i| self.marks[*i].depth == depth);
        let (found, rest) = match (step, rest) {
            (Way::Index(wanted), _) => {
                let mut items = siblings;
                let is_it = |index: &usize| matches!(self.marks[*index].part, Part::Item(item) if item == wanted);
                (items.find(is_it)?, rest)
            }
            (Way::Name("dynamic"), [Way::Name(label), Way::Index(wanted), rest @ ..]) => {
                let mut blocks = siblings.filter(|index| match &self.marks[*index].part {
                    Part::Block(name, Some(given)) => {
                        &text[name.clone()] == "dynamic" && unquoted(text, given) == *label
                    }
                    _ => false,
                });
                (blocks.nth(*wanted)?, rest)
            }
            (Way::Name(wanted), _) => {
                let mut named = siblings.filter(|index| self.is_named(text, *index, wanted));
                let first = named.next()?;
                match (&self.marks[first].part, rest) {
                    (Part::Block(..), [Way::Index(0), rest @ ..]) => (first, rest),
                    (Part::Block(..), [Way::Index(index), rest @ ..]) => {
                        (named.nth(index - 1).unwrap_or(first), rest)
                    }
                    _ => (first, rest),
                }
            }
        };
        let within = found + 1..self.end_of(found, inside.end);
        Some((self.marks[found].at, within, rest))
    }

    fn is_named(&self, text: &str, index: usize, wanted: &str) -> bool {
        match &self.marks[index].part {
            Part::Attribute(name) | Part::Block(name, _) => &text[name.clone()] == wanted,
            Part::Key(key) => unquoted(text, key) == wanted,
            Part::Item(_) => false,
        }
    }

    fn end_of(&self, mark: usize, end: usize) -> usize {
        let depth = self.marks[mark].depth;
        let mut after = mark + 1..end;
        after
            .find(|index| self.marks[*index].depth <= depth)
            .unwrap_or(end)
    }
}

fn unquoted<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    text[range.clone()].trim_matches('"')
}
