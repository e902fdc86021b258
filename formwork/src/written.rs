//! Texts of `stack.toml` that become values in Terraform, read as the templates that they are.

use hcl_edit::expr::Expression;
use hcl_edit::structure::Body;

use crate::hcl::{Expr, Literal, Template, parts_of};
use crate::manifest::{Field, Text};
use crate::problem::{Code, Problem};
use crate::schema::is_string;
use crate::source::Span;
use crate::tree::Place;

mod spots;

pub(crate) use spots::Spots;

/// What a text of the user's becomes, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    text: String,
    template: Template,
    place: Place,
}

impl Written {
    /// Reads a text; a default stands at `otherwise`.
    ///
    /// # Errors
    ///
    /// The text is no template of HCL.
    pub(crate) fn parse(field: &Field<Text>, otherwise: &Span) -> Result<Self, Problem> {
        Self::parse_at(field.get().as_written(), field.span_or(otherwise).into())
    }

    /// Reads a text that stands somewhere.
    ///
    /// # Errors
    ///
    /// The text is no template of HCL.
    pub(crate) fn parse_at(text: &str, place: Place) -> Result<Self, Problem> {
        match parse(text) {
            Ok(template) => Ok(Self {
                text: text.to_owned(),
                template,
                place,
            }),
            Err(reason) => Err(no_template(text, &reason, &place)),
        }
    }

    /// The template as it is written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// As HCL, of whatever type it is.
    pub(crate) fn expr(&self) -> Expr {
        self.template.expr()
    }

    /// As HCL that yields a string.
    pub(crate) fn as_string(&self) -> Expr {
        as_string(&self.template)
    }

    /// The text that it is, if Terraform computes nothing in it.
    pub(crate) fn plain(&self) -> Option<&str> {
        self.template.plain()
    }

    /// The expression that it is, if it is one alone.
    pub(crate) fn only(&self) -> Option<&Expression> {
        self.template.only()
    }

    /// What it starts with, if that is known.
    pub(crate) fn start(&self) -> Option<&str> {
        self.template.start()
    }

    /// What is known of it beforehand, piece by piece.
    pub(crate) fn literals(&self) -> impl Iterator<Item = &str> {
        self.template.literals()
    }

    /// Whether it refers to an address.
    pub(crate) fn refers_to(&self, address: &str) -> bool {
        self.template.references().iter().any(|to| to == address)
    }

    /// The addresses that it refers to.
    pub(crate) fn references(&self) -> &[String] {
        self.template.references()
    }

    /// Where it stands.
    pub(crate) fn place(&self) -> &Place {
        &self.place
    }
}

impl Text {
    /// As HCL that yields a string. formwork has refused a text that is no template of HCL before it
    /// asks a kind for files.
    #[must_use]
    pub fn expr(&self) -> Expr {
        let template = parts_of(self.as_written());
        template.map_or_else(
            |_| Literal::new(self.as_written()).into(),
            |template| as_string(&template),
        )
    }
}

/// A text of an entry of which Terraform computes something.
#[derive(Debug, Clone)]
pub(crate) struct EntryText {
    /// The table of its kind.
    pub(crate) table: String,
    /// The name of the entry.
    pub(crate) name: String,
    pub(crate) written: Written,
}

fn as_string(template: &Template) -> Expr {
    match template.only() {
        Some(only) if !is_string(only) => Expr::new(format!("tostring({})", template.expr())),
        _ => template.expr(),
    }
}

/// A template that can stand in a list and in an object, where line breaks separate.
fn parse(text: &str) -> Result<Template, String> {
    let template = parts_of(text)?;
    if template.plain().is_none() {
        let body = format!("x = [{{ y = {}, z = 1 }}]\n", as_string(&template));
        let parsed: Result<Body, _> = body.parse();
        parsed.map_err(|error| error.message().replace('\n', ", "))?;
    }
    Ok(template)
}

fn no_template(text: &str, reason: &str, place: &Place) -> Problem {
    let message = format!("`{text}` is no expression of HCL: {reason}");
    Problem::new(Code::InvalidExpression, message)
        .at(place, "cannot be read")
        .help("write `${...}` around a reference, and `$${` for a `${` that is only text")
}
