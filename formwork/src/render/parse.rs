//! Parses a template line by line, and each tag once.
//!
//! Handlebars reads the text between tags character by character, and for each tag it counts the lines before it. That
//! was four fifths of the synthesis of one service. So Handlebars is given tags without the text around them. Of a
//! block it is given the lines of the block's own tags; the lines between them are parsed the same way.

use std::collections::BTreeMap;

use handlebars::template::{TemplateElement, TemplateMapping};
use handlebars::{Template, TemplateError};

/// What is not written within one line, or takes the blanks and the meaning of what is beside it.
const SPECIAL: &[&str] = &["{{{{", "\\{{", "{{^", "{{#*", "{{#>"];

/// Parses templates.
#[derive(Default)]
pub(super) struct Parser {
    /// What was parsed: tags, and blocks without a body.
    parsed: BTreeMap<String, TemplateElement>,
    /// A place is only made by Handlebars; each other one is a copy.
    place: Option<TemplateMapping>,
}

impl Parser {
    /// Parses a template. The lines of an error are those of `text`.
    pub(super) fn parse(&mut self, text: &str) -> Result<Template, TemplateError> {
        if !is_of_lines(text) {
            return Template::compile(text);
        }
        if self.place.is_none() {
            self.place = Template::compile("{{any}}")?.mapping.pop();
        }
        let by_lines = self.parse_from(text, 1);
        by_lines.or_else(|_| Template::compile(text))
    }

    fn parse_from(&mut self, text: &str, first_line: usize) -> Result<Template, TemplateError> {
        let mut template = Template::new();
        let mut line = first_line;
        let mut rest = text;
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(length_of_piece(rest));
            for (element, column) in self.elements(piece, line)? {
                template.elements.push(element);
                template.mapping.extend(self.place_at(line, column));
            }
            line += piece.lines().count();
            rest = after;
        }
        Ok(template)
    }

    fn place_at(&self, line: usize, column: usize) -> Option<TemplateMapping> {
        let mut place = self.place.clone()?;
        (place.0, place.1) = (line, column);
        Some(place)
    }

    /// The elements of a piece, each with its column.
    fn elements(&mut self, piece: &str, line: usize) -> Result<Elements, TemplateError> {
        if let Some(parts) = parts(piece) {
            let mut elements = Elements::new();
            for (part, column) in parts {
                if part.starts_with("{{") {
                    elements.extend(self.once(part)?.into_iter().map(|tag| (tag, column)));
                } else {
                    elements.push((TemplateElement::RawString(part.to_owned()), column));
                }
            }
            return Ok(elements);
        }
        if let Some(block) = Block::of(piece)
            && let Some(TemplateElement::HelperBlock(mut helper)) = self.once(&block.tags)?
        {
            helper.template = Some(self.parse_from(block.body, line + 1)?);
            if let Some(otherwise) = block.otherwise {
                let line = line + block.body.lines().count() + 2;
                helper.inverse = Some(self.parse_from(otherwise, line)?);
            }
            return Ok(vec![(TemplateElement::HelperBlock(helper), 1)]);
        }
        let elements = Template::compile(piece)?.elements.into_iter();
        Ok(elements.map(|element| (element, 1)).collect())
    }

    /// What Handlebars makes of a tag, or of a block without a body.
    fn once(&mut self, tags: &str) -> Result<Option<TemplateElement>, TemplateError> {
        if let Some(element) = self.parsed.get(tags) {
            return Ok(Some(element.clone()));
        }
        let mut elements = Template::compile(tags)?.elements.into_iter();
        let is_tag = |element: &TemplateElement| !matches!(element, TemplateElement::RawString(_));
        let element = elements.find(is_tag);
        if let Some(element) = &element {
            self.parsed.insert(tags.to_owned(), element.clone());
        }
        Ok(element)
    }
}

type Elements = Vec<(TemplateElement, usize)>;

fn is_of_lines(text: &str) -> bool {
    let is_whole = |line: &str| line.matches("{{").count() == line.matches("}}").count();
    let trims_lines = |line: &str| line.starts_with("{{~") || line.ends_with("~}}");
    !SPECIAL.iter().any(|special| text.contains(special))
        && text
            .lines()
            .map(str::trim)
            .filter(|line| has_tag(line))
            .all(|line| is_whole(line) && !trims_lines(line))
}

fn has_tag(text: &str) -> bool {
    text.contains("{{") || text.contains("}}")
}

/// Text and tags in turn, each with its column, of a piece that has values alone; nothing for other pieces, whose
/// tags concern the text around them.
fn parts(piece: &str) -> Option<Vec<(&str, usize)>> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(start) = piece[at..].find("{{") {
        let start = at + start;
        let end = start + piece[start..].find("}}")? + 2;
        let tag = &piece[start..end];
        let is_value = tag[2..]
            .starts_with(|first: char| first.is_ascii_alphabetic() || first == '.')
            && !tag.contains(['~', '"'])
            && !tag.starts_with("{{else");
        if !is_value {
            return None;
        }
        parts.extend((start > at).then(|| (&piece[at..start], at + 1)));
        parts.push((tag, start + 1));
        at = end;
    }
    parts.extend((at < piece.len()).then(|| (&piece[at..], at + 1)));
    Some(parts)
}

/// The length of the lines without a tag, or of the next line with tags and of the blocks that it opens.
fn length_of_piece(text: &str) -> usize {
    let mut depth = 0;
    let mut length = 0;
    for line in text.split_inclusive('\n') {
        let has_tag = has_tag(line);
        if has_tag && depth == 0 && length > 0 {
            return length;
        }
        length += line.len();
        depth = depth_after(line, depth);
        if has_tag && depth == 0 {
            return length;
        }
    }
    length
}

fn depth_after(line: &str, depth: usize) -> usize {
    if !has_tag(line) {
        return depth;
    }
    let opened = depth + line.matches("{{#").count();
    opened.saturating_sub(line.matches("{{/").count())
}

/// A block whose tags stand in lines of their own.
struct Block<'a> {
    /// The lines of its tags, without blanks before them.
    tags: String,
    body: &'a str,
    /// What stands after `{{else}}`.
    otherwise: Option<&'a str>,
}

impl<'a> Block<'a> {
    fn of(piece: &'a str) -> Option<Self> {
        let is_tag = |line: &str, start: &str| {
            let line = line.trim();
            line.starts_with(start) && line.ends_with("}}") && line.matches("{{").count() == 1
        };
        let mut lines = piece.split_inclusive('\n');
        let (open, close) = (lines.next()?, lines.next_back()?);
        if !is_tag(open, "{{#") || !is_tag(close, "{{/") {
            return None;
        }
        let inner = &piece[open.len()..piece.len() - close.len()];
        let mut depth = 0;
        let mut offset = 0;
        let mut dividers = Vec::new();
        for line in inner.split_inclusive('\n') {
            if depth == 0 && line.contains("{{else") && !line.contains("{{#") {
                dividers.push((offset, line));
            }
            depth = depth_after(line, depth);
            offset += line.len();
        }
        match dividers.as_slice() {
            [] => Some(Self {
                tags: format!("{}\n{}\n", open.trim(), close.trim()),
                body: inner,
                otherwise: None,
            }),
            [(offset, divider)] if divider.trim() == "{{else}}" => Some(Self {
                tags: format!("{}\n{{{{else}}}}\n{}\n", open.trim(), close.trim()),
                body: &inner[..*offset],
                otherwise: Some(&inner[offset + divider.len()..]),
            }),
            _ => None,
        }
    }
}
