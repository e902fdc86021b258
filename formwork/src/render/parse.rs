//! Parses a template line by line.
//!
//! Handlebars reads the text between tags character by character, and for each tag it counts the lines before it. That
//! was four fifths of the synthesis of one service. So Handlebars is not given lines without a tag, and it is given
//! each line with tags alone. Of a block it gets the lines of the block's own tags; the lines between them are parsed
//! the same way.

use handlebars::template::{TemplateElement, TemplateMapping};
use handlebars::{Template, TemplateError};

/// What is not written within one line, or takes the blanks and the meaning of what is beside it.
const SPECIAL: &[&str] = &["{{{{", "\\{{", "{{^", "{{#*", "{{#>"];

/// Parses a template. The lines of an error are those of `text`.
pub(super) fn parse(text: &str) -> Result<Template, TemplateError> {
    if !is_of_lines(text) {
        return Template::compile(text);
    }
    let by_lines = Parser::new().and_then(|parser| parser.parse(text, 1));
    by_lines.or_else(|_| Template::compile(text))
}

fn is_of_lines(text: &str) -> bool {
    let is_whole = |line: &str| line.matches("{{").count() == line.matches("}}").count();
    let trims_lines = |line: &str| line.starts_with("{{~") || line.ends_with("~}}");
    !SPECIAL.iter().any(|special| text.contains(special))
        && text
            .lines()
            .map(str::trim)
            .all(|line| is_whole(line) && !trims_lines(line))
}

struct Parser {
    /// A place is only made by Handlebars; each other one is a copy.
    place: TemplateMapping,
}

impl Parser {
    fn new() -> Result<Self, TemplateError> {
        let mut any = Template::compile("{{any}}")?;
        Ok(Self {
            place: any.mapping.swap_remove(0),
        })
    }

    fn parse(&self, text: &str, first_line: usize) -> Result<Template, TemplateError> {
        let mut template = Template::new();
        let mut line = first_line;
        let mut rest = text;
        while !rest.is_empty() {
            let length = length_of_piece(rest);
            let (piece, after) = rest.split_at(length);
            for element in self.elements(piece, line)? {
                let mut place = self.place.clone();
                place.0 = line;
                template.elements.push(element);
                template.mapping.push(place);
            }
            line += piece.lines().count();
            rest = after;
        }
        Ok(template)
    }

    fn elements(&self, piece: &str, line: usize) -> Result<Vec<TemplateElement>, TemplateError> {
        if !piece.contains("{{") {
            return Ok(vec![TemplateElement::RawString(piece.to_owned())]);
        }
        if let Some(block) = Block::of(piece) {
            let mut elements = Template::compile(&block.tags)?.elements;
            elements.retain(|element| matches!(element, TemplateElement::HelperBlock(_)));
            if let [TemplateElement::HelperBlock(helper)] = elements.as_mut_slice() {
                helper.template = Some(self.parse(block.body, line + 1)?);
                if let Some(otherwise) = block.otherwise {
                    let line = line + block.body.lines().count() + 2;
                    helper.inverse = Some(self.parse(otherwise, line)?);
                }
                return Ok(elements);
            }
        }
        Template::compile(piece).map(|template| template.elements)
    }
}

/// The length of the lines without a tag, or of the next line with tags and of the blocks that it opens.
fn length_of_piece(text: &str) -> usize {
    let mut depth = 0;
    let mut length = 0;
    for line in text.split_inclusive('\n') {
        let has_tag = line.contains("{{");
        if has_tag && depth == 0 && length > 0 {
            return length;
        }
        length += line.len();
        depth = depth_after(line, depth);
        let is_next_plain = !text[length..]
            .lines()
            .next()
            .unwrap_or_default()
            .contains("{{");
        if depth == 0 && (has_tag || !is_next_plain) {
            return length;
        }
    }
    length
}

fn depth_after(line: &str, depth: usize) -> usize {
    let opened = depth + line.matches("{{#").count();
    opened.saturating_sub(line.matches("{{/").count())
}

/// A block whose tags stand in lines of their own.
struct Block<'a> {
    /// The lines of its tags.
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
                tags: [open, close].concat(),
                body: inner,
                otherwise: None,
            }),
            [(offset, divider)] if divider.trim() == "{{else}}" => Some(Self {
                tags: [open, divider, close].concat(),
                body: &inner[..*offset],
                otherwise: Some(&inner[offset + divider.len()..]),
            }),
            _ => None,
        }
    }
}
