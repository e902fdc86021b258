//! Files and blocks: arguments and blocks, each on lines of its own.

use hcl_edit::structure::{Attribute, Block, BlockLabel, Body, Structure};
use hcl_edit::{Decorate, Decorated};

use super::cursor::{Cursor, Parsed};

impl<'t> Cursor<'t> {
    pub(super) fn file(&mut self) -> Parsed<Body> {
        let mut body = Body::new();
        let suffix = self.structures(&mut body)?;
        body.decor_mut().set_suffix(suffix);
        if !self.is_at_end() {
            return Err(self.unexpected("an argument or a block is needed"));
        }
        let is_open = !self.text.ends_with('\n') && suffix.is_empty();
        body.set_prefer_omit_trailing_newline(is_open);
        Ok(body)
    }

    /// What stands in a file or in a block; gives what is skipped after the last of it.
    fn structures(&mut self, body: &mut Body) -> Parsed<&'t str> {
        loop {
            let prefix = self.lines()?;
            if self.peek_word().is_none() {
                return Ok(prefix);
            }
            let start = self.at;
            let mut structure = self.structure()?;
            let suffix = self.end_of_line()?;
            *structure.decor_mut() = (prefix, suffix).into();
            if !(self.newline() || self.is_at_end()) {
                return Err(self.unexpected("a new line is needed after an argument or a block"));
            }
            if let Err(attribute) = body.try_push(structure) {
                let name = attribute.key.as_str();
                let message = format!("the argument `{name}` is set twice");
                return Err(self.error_at(start, message));
            }
        }
    }

    fn structure(&mut self) -> Parsed<Structure> {
        let start = self.at;
        let mut name = Decorated::new(self.ident("a name")?);
        let span = start..self.at;
        name.decor_mut().set_prefix("");
        name.decor_mut().set_suffix(self.space()?);
        if self.is_at("=") && !self.is_at("==") {
            self.outline.attribute(span);
            return Ok(Structure::Attribute(self.attribute(name)?));
        }
        let mut block = Block::new(name);
        let label_at = self.at;
        block.labels = self.labels()?;
        let label = block.labels.first().map(|_| {
            let labels = &self.text[label_at..self.at];
            let end = labels.find([' ', '\t', '{']).unwrap_or(labels.len());
            label_at..label_at + end
        });
        self.outline.block(span, label);
        self.outline.enter();
        let body = self.deeper(Self::block_body);
        self.outline.leave();
        block.body = body?;
        Ok(Structure::Block(block))
    }

    fn attribute(&mut self, name: Decorated<hcl_edit::Ident>) -> Parsed<Attribute> {
        self.expect("=", "an argument")?;
        self.outline.enter();
        let prefix = self.space()?;
        let value = self.expression();
        self.outline.leave();
        let mut value = value?;
        *value.decor_mut() = (prefix, "").into();
        Ok(Attribute::new(name, value))
    }

    fn labels(&mut self) -> Parsed<Vec<BlockLabel>> {
        let mut labels = Vec::new();
        loop {
            let mut label = match self.peek() {
                Some(b'{') => return Ok(labels),
                Some(b'"') => BlockLabel::String(Decorated::new(self.label()?)),
                _ if self.peek_word().is_some() => {
                    BlockLabel::Ident(Decorated::new(self.ident("a label")?))
                }
                _ => {
                    return Err(self.unexpected(
                        "`=` and a value are needed for an argument, or `{` for a block",
                    ));
                }
            };
            *label.decor_mut() = ("", self.space()?).into();
            labels.push(label);
        }
    }

    fn block_body(&mut self) -> Parsed<Body> {
        self.expect("{", "a block")?;
        let start = self.at;
        let prefix = self.end_of_line()?;
        let mut body = Body::new();
        if self.newline() {
            let suffix = self.structures(&mut body)?;
            *body.decor_mut() = (prefix, suffix).into();
        } else {
            self.at = start;
            self.one_line(&mut body)?;
        }
        self.expect("}", "a block")?;
        Ok(body)
    }

    /// `{ a = 1 }`: one argument at most.
    fn one_line(&mut self, body: &mut Body) -> Parsed<()> {
        body.set_prefer_oneline(true);
        let prefix = self.space()?;
        if self.is_at("}") {
            *body.decor_mut() = ("", prefix).into();
            return Ok(());
        }
        let start = self.at;
        let mut name = Decorated::new(self.ident("an argument, a new line or `}`")?);
        let span = start..self.at;
        *name.decor_mut() = ("", self.space()?).into();
        if !self.is_at("=") {
            return Err(self.unexpected("a block in a block stands on lines of its own"));
        }
        self.outline.attribute(span);
        let attribute = self.attribute(name)?;
        let suffix = self.space()?;
        let attribute = attribute.decorated((prefix, suffix));
        if !self.is_at("}") {
            let message = "a block on one line takes one argument, and then `}`";
            return Err(self.unexpected(message));
        }
        body.push(attribute);
        *body.decor_mut() = ("", "").into();
        Ok(())
    }
}
