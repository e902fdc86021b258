//! Heredocs: `<<EOT`, lines, and a line that is `EOT` alone.

use hcl_edit::Ident;
use hcl_edit::expr::Expression;
use hcl_edit::template::HeredocTemplate;

use super::cursor::{Cursor, Parsed};
use super::string::Within;

impl Cursor<'_> {
    pub(super) fn heredoc(&mut self) -> Parsed<Expression> {
        let start = self.at;
        self.at += 2;
        let is_indented = self.skip("-");
        let name = self.at;
        let marker: Ident = self.ident("the marker of a heredoc")?;
        if !self.newline() {
            return Err(self.unexpected("the marker of a heredoc ends its line"));
        }
        let within = Within::Heredoc(&self.text[name..name + marker.as_str().len()]);
        let template = self.with_newlines(|cursor| cursor.template(within))?;
        if !self.is_at_end_of(within) {
            let marker = marker.as_str();
            let message = format!("no line is `{marker}` alone, so the heredoc has no end");
            return Err(self.error_at(start, message));
        }
        let indentation = self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
        let trailing = &self.text[self.at..self.at + indentation];
        self.at += indentation + marker.as_str().len();
        let mut heredoc = HeredocTemplate::new(marker, template);
        heredoc.set_trailing(trailing);
        if is_indented {
            // The lines stay as they are written: the crate miscounts where one is not indented.
            heredoc.set_indent(0);
        }
        Ok(heredoc.into())
    }
}
