//! Templates: text with `${…}` and `%{…}` in it.

use hcl_edit::Decorated;
use hcl_edit::expr::Expression;
use hcl_edit::template::{
    Directive, Element, ElseTemplateExpr, EndforTemplateExpr, EndifTemplateExpr, ForDirective,
    ForTemplateExpr, IfDirective, IfTemplateExpr, Interpolation, StringTemplate, Strip, Template,
};

use super::Piece;
use super::cursor::{Cursor, Parsed};
use super::string::Within;

/// The word after `%{`, and what is skipped around it.
struct Keyword<'t> {
    start: usize,
    word: &'t str,
    preamble: &'t str,
    strip_start: bool,
}

impl<'t> Cursor<'t> {
    pub(super) fn bare_template(&mut self) -> Parsed<Template> {
        self.template(Within::Nothing)
    }

    /// A whole template, without its end.
    pub(super) fn template(&mut self, within: Within<'t>) -> Parsed<Template> {
        let template = self.elements(within)?;
        if self.is_at("%{") {
            return Err(self.error("this `%{ … }` belongs to no `if` and no `for`"));
        }
        Ok(template)
    }

    /// A text in quotes, a template if there is a sequence in it.
    pub(super) fn quoted(&mut self) -> Parsed<Expression> {
        let start = self.at;
        self.at += 1;
        let template = self.template(Within::Quotes)?;
        if !self.skip("\"") {
            return Err(self.error_at(start, "the text has no closing quote"));
        }
        Ok(match template.iter().collect::<Vec<_>>().as_slice() {
            [] => Decorated::new(String::new()).into(),
            [Element::Literal(text)] => Decorated::new(text.value().clone()).into(),
            _ => StringTemplate::from(template).into(),
        })
    }

    /// Text and sequences up to the end, or to a directive that ends or divides another.
    fn elements(&mut self, within: Within<'t>) -> Parsed<Template> {
        let mut elements = Vec::new();
        loop {
            let text = self.literal(within)?;
            if !text.is_empty() {
                if within == Within::Nothing {
                    self.pieces.push(Piece::Text(text.clone()));
                }
                elements.push(Element::from(text));
            }
            if self.is_at("${") {
                let start = self.at;
                elements.push(self.interpolation()?.into());
                self.sequence(start, within);
            } else if self.is_at("%{") {
                let start = self.at;
                let keyword = self.keyword()?;
                match keyword.word {
                    "if" => {
                        let directive = self.deeper(|c| c.if_directive(&keyword, within))?;
                        elements.push(directive.into());
                    }
                    "for" => {
                        let directive = self.deeper(|c| c.for_directive(&keyword, within))?;
                        elements.push(directive.into());
                    }
                    "else" | "endif" | "endfor" => {
                        self.at = start;
                        break;
                    }
                    word => {
                        let message = format!(
                            "`%{{ {word} }}` is no directive: there are `if`, `else`, `endif`, `for` and `endfor`"
                        );
                        return Err(self.error_at(start, message));
                    }
                }
            } else {
                break;
            }
        }
        Ok(Template::from(elements))
    }

    fn interpolation(&mut self) -> Parsed<Interpolation> {
        self.at += 2;
        let strip_start = self.skip("~");
        let expression = self.without_newlines(Self::spaced_expression)?;
        let strip_end = self.close("`${…}`")?;
        let mut interpolation = Interpolation::new(expression);
        interpolation.strip = Strip::from((strip_start, strip_end));
        Ok(interpolation)
    }

    /// Notes a sequence that ends here.
    fn sequence(&mut self, start: usize, within: Within<'_>) {
        if within == Within::Nothing {
            let written = &self.text[start..self.at];
            self.pieces.push(Piece::Sequence(written));
        }
    }

    /// The end of a sequence; gives whether it takes away the space after it.
    fn close(&mut self, around: &str) -> Parsed<bool> {
        let strip_end = self.skip("~");
        self.expect("}", around)?;
        Ok(strip_end)
    }

    fn keyword(&mut self) -> Parsed<Keyword<'t>> {
        let start = self.at;
        self.at += 2;
        let strip_start = self.skip("~");
        let preamble = self.lines()?;
        let word = self.peek_word().unwrap_or_default();
        self.at += word.len();
        Ok(Keyword {
            start,
            word,
            preamble,
            strip_start,
        })
    }

    fn if_directive(&mut self, keyword: &Keyword<'_>, within: Within<'t>) -> Parsed<Directive> {
        let condition = self.without_newlines(Self::spaced_expression)?;
        let strip_end = self.close("`%{ if … }`")?;
        self.sequence(keyword.start, within);
        let mut start = IfTemplateExpr::new(condition, self.elements(within)?);
        start.set_preamble(keyword.preamble);
        start.strip = Strip::from((keyword.strip_start, strip_end));
        let mut next = self.part("endif")?;
        let mut otherwise = None;
        if next.word == "else" {
            let (trailing, strip) = self.rest_of(&next, within)?;
            let mut part = ElseTemplateExpr::new(self.elements(within)?);
            part.set_preamble(next.preamble);
            part.set_trailing(trailing);
            part.strip = strip;
            otherwise = Some(part);
            next = self.part("endif")?;
        }
        if next.word != "endif" {
            return Err(self.error(format!(
                "`%{{ endif }}` is needed here, not `{}`",
                next.word
            )));
        }
        let (trailing, strip) = self.rest_of(&next, within)?;
        let mut end = EndifTemplateExpr::new();
        end.set_preamble(next.preamble);
        end.set_trailing(trailing);
        end.strip = strip;
        Ok(Directive::If(IfDirective::new(start, otherwise, end)))
    }

    fn for_directive(&mut self, keyword: &Keyword<'_>, within: Within<'t>) -> Parsed<Directive> {
        let (key, value, collection) = self.without_newlines(|cursor| {
            let mut value = cursor.loop_variable()?;
            let mut key = None;
            if cursor.skip(",") {
                key = Some(std::mem::replace(&mut value, cursor.loop_variable()?));
            }
            if !cursor.is_at_word("in") {
                return Err(cursor.unexpected("`in` is missing in `%{ for … }`"));
            }
            cursor.at += "in".len();
            Ok((key, value, cursor.spaced_expression()?))
        })?;
        let strip_end = self.close("`%{ for … }`")?;
        self.sequence(keyword.start, within);
        let template = self.elements(within)?;
        let mut start = ForTemplateExpr::new(key, value, collection, template);
        start.set_preamble(keyword.preamble);
        start.strip = Strip::from((keyword.strip_start, strip_end));
        let next = self.part("endfor")?;
        if next.word != "endfor" {
            return Err(self.error(format!(
                "`%{{ endfor }}` is needed here, not `{}`",
                next.word
            )));
        }
        let (trailing, strip) = self.rest_of(&next, within)?;
        let mut end = EndforTemplateExpr::new();
        end.set_preamble(next.preamble);
        end.set_trailing(trailing);
        end.strip = strip;
        Ok(Directive::For(ForDirective::new(start, end)))
    }

    /// The next directive of one that is open.
    fn part(&mut self, end: &str) -> Parsed<Keyword<'t>> {
        if self.is_at("%{") {
            return self.keyword();
        }
        Err(self.unexpected(&format!("`%{{ {end} }}` is missing")))
    }

    /// What follows the word of a directive that takes nothing.
    fn rest_of(&mut self, keyword: &Keyword<'_>, within: Within<'_>) -> Parsed<(&'t str, Strip)> {
        let trailing = self.lines()?;
        let strip_end = self.close(&format!("`%{{ {} }}`", keyword.word))?;
        self.sequence(keyword.start, within);
        Ok((trailing, Strip::from((keyword.strip_start, strip_end))))
    }
}
