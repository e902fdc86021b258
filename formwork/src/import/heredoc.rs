//! What a heredoc says: with `<<-` without the indentation that its lines share.

use hcl_edit::template::{Directive, Element, HeredocTemplate, Template};

/// The template that a heredoc is, if this is sure: `~` in an indented one takes line breaks away before
/// Terraform looks at the indentation.
pub(super) fn template_of(heredoc: &HeredocTemplate) -> Option<Template> {
    if heredoc.indent().is_none() {
        return Some(heredoc.template.clone());
    }
    if strips(&heredoc.template) {
        return None;
    }
    let mut shared = Shared::default();
    shared.look_at(&heredoc.template);
    let mut cut = Cut {
        count: shared.least.unwrap_or(0),
        starts_line: true,
    };
    Some(cut.template(&heredoc.template))
}

/// Whether a sequence takes away what stands beside it.
fn strips(template: &Template) -> bool {
    use hcl_edit::template::Strip;
    let is = |strip: Strip| strip.strip_start() || strip.strip_end();
    template.iter().any(|element| match element {
        Element::Literal(_) => false,
        Element::Interpolation(interpolation) => is(interpolation.strip),
        Element::Directive(directive) => match directive.as_ref() {
            Directive::If(of) => {
                let other = of.else_expr.as_ref();
                is(of.if_expr.strip)
                    || is(of.endif_expr.strip)
                    || strips(&of.if_expr.template)
                    || other.is_some_and(|it| is(it.strip) || strips(&it.template))
            }
            Directive::For(of) => {
                is(of.for_expr.strip) || is(of.endfor_expr.strip) || strips(&of.for_expr.template)
            }
        },
    })
}

/// The indentation that all lines share. (HCL, `flushHeredocTemplateParts`.)
#[derive(Debug)]
struct Shared {
    least: Option<usize>,
    starts_line: bool,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            least: None,
            starts_line: true,
        }
    }
}

impl Shared {
    fn look_at(&mut self, template: &Template) {
        for element in template {
            match element {
                Element::Literal(text) => self.text(text),
                Element::Interpolation(_) => self.sequence(),
                Element::Directive(directive) => self.directive(directive),
            }
        }
    }

    fn directive(&mut self, directive: &Directive) {
        self.sequence();
        match directive {
            Directive::If(of) => {
                self.look_at(&of.if_expr.template);
                if let Some(other) = &of.else_expr {
                    self.sequence();
                    self.look_at(&other.template);
                }
            }
            Directive::For(of) => self.look_at(&of.for_expr.template),
        }
        self.sequence();
    }

    /// A sequence at the start of a line has no indentation.
    fn sequence(&mut self) {
        if self.starts_line {
            self.least = Some(0);
        }
        self.starts_line = false;
    }

    fn text(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            if self.starts_line && !is_blank(line) {
                let own = line.chars().take_while(|c| c.is_whitespace()).count();
                self.least = Some(self.least.map_or(own, |least| least.min(own)));
            }
            self.starts_line = line.ends_with('\n');
        }
    }
}

/// A line of blanks with its end does not count, and stays as it is.
fn is_blank(line: &str) -> bool {
    line.ends_with('\n') && line.trim().is_empty()
}

/// Takes the shared indentation away.
struct Cut {
    count: usize,
    starts_line: bool,
}

impl Cut {
    fn template(&mut self, template: &Template) -> Template {
        let elements = template.iter().map(|element| self.element(element));
        elements.collect()
    }

    fn element(&mut self, element: &Element) -> Element {
        match element {
            Element::Literal(text) => Element::from(self.text(text)),
            Element::Interpolation(_) => {
                self.starts_line = false;
                element.clone()
            }
            Element::Directive(directive) => {
                self.starts_line = false;
                let mut directive = directive.as_ref().clone();
                match &mut directive {
                    Directive::If(of) => {
                        of.if_expr.template = self.template(&of.if_expr.template);
                        self.starts_line = false;
                        if let Some(other) = &mut of.else_expr {
                            other.template = self.template(&other.template);
                        }
                    }
                    Directive::For(of) => {
                        of.for_expr.template = self.template(&of.for_expr.template);
                    }
                }
                self.starts_line = false;
                directive.into()
            }
        }
    }

    fn text(&mut self, text: &str) -> String {
        let mut cut = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            if self.starts_line && !is_blank(line) {
                cut.extend(line.chars().skip(self.count));
            } else {
                cut.push_str(line);
            }
            self.starts_line = line.ends_with('\n');
        }
        cut
    }
}
