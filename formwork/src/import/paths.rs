//! Paths of the files beside a module: they start at `hcl-out/` once Terraform runs there.

use std::collections::BTreeSet;

use hcl_edit::Decorate;
use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::structure::Body;
use hcl_edit::template::{Element, Interpolation, StringTemplate, Template};
use hcl_edit::visit_mut::{self, VisitMut};

use crate::check::joined;

/// Functions whose first argument is the path of a file.
const READERS: &[&str] = &[
    "file",
    "filebase64",
    "filebase64sha256",
    "filebase64sha512",
    "fileexists",
    "filemd5",
    "fileset",
    "filesha1",
    "filesha256",
    "filesha512",
    "templatefile",
];

/// What a path is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// `path.module` or `path.root`, where a file is read.
    Read,
    /// One of them, where its value is used.
    Value,
    /// `path.cwd`
    WorkingDirectory,
    /// A function reads a file whose path is not written down.
    Computed,
}

/// Makes the paths of a body start at a directory from which `way` leads to that of the module.
pub(super) fn rebase(body: &mut Body, way: &str) -> BTreeSet<Use> {
    let mut rebase = Rebase {
        way,
        is_read: false,
        uses: BTreeSet::new(),
    };
    rebase.visit_body_mut(body);
    rebase.uses
}

/// The source of a module, if it is a path.
pub(super) fn source(source: &str, way: &str) -> Option<String> {
    let is_path = source.starts_with("./") || source.starts_with("../");
    is_path.then(|| {
        let path = joined(way, source);
        if path.starts_with("..") {
            path
        } else {
            format!("./{path}")
        }
    })
}

struct Rebase<'w> {
    way: &'w str,
    /// Whether this is the path of a file that is read.
    is_read: bool,
    uses: BTreeSet<Use>,
}

impl Rebase<'_> {
    fn found_path(&mut self) {
        self.uses
            .insert(if self.is_read { Use::Read } else { Use::Value });
    }

    fn is_computed(&mut self) {
        self.uses.insert(Use::Computed);
    }

    fn is_of_working_directory(&mut self) {
        self.uses.insert(Use::WorkingDirectory);
    }

    /// The path of a file that a function reads.
    fn file(&mut self, path: &mut Expression) {
        let start = |text: &str| {
            if text.starts_with(['/', '~']) {
                text.to_owned()
            } else {
                format!("{}/{}", self.way, text.trim_start_matches("./"))
            }
        };
        match path {
            Expression::String(text) => **text = start(text),
            Expression::StringTemplate(template) => {
                let mut elements: Vec<Element> = template.iter().cloned().collect();
                match elements.first_mut() {
                    Some(Element::Literal(text)) => *text = start(text).into(),
                    Some(Element::Interpolation(it)) if is_path(&it.expr) => {}
                    _ => self.is_computed(),
                }
                let decor = template.decor().clone();
                let moved = StringTemplate::from(melded(elements)).decorated(decor);
                *template = moved;
            }
            other if is_path(other) => {}
            _ => self.is_computed(),
        }
    }

    /// `${path.module}` and the way from there, as the elements of a template.
    fn template(&mut self, template: &Template) -> Option<Template> {
        if !template.iter().any(is_path_element) {
            return None;
        }
        self.found_path();
        let mut elements: Vec<Element> = Vec::new();
        for element in template {
            elements.push(element.clone());
            if is_path_element(element) {
                elements.push(Element::from(format!("/{}", self.way)));
            }
        }
        Some(melded(elements))
    }
}

/// Texts beside each other are one.
fn melded(elements: Vec<Element>) -> Template {
    let mut melded: Vec<Element> = Vec::new();
    for element in elements {
        match (melded.last_mut(), &element) {
            (Some(Element::Literal(last)), Element::Literal(text)) => {
                *last = format!("{}{}", last.value(), text.value()).into();
            }
            _ => melded.push(element),
        }
    }
    melded.into_iter().collect()
}

impl VisitMut for Rebase<'_> {
    fn visit_expr_mut(&mut self, node: &mut Expression) {
        match node {
            Expression::StringTemplate(template) => {
                if let Some(moved) = self.template(template) {
                    let decor = template.decor().clone();
                    *node = Expression::from(StringTemplate::from(moved).decorated(decor));
                }
            }
            Expression::HeredocTemplate(heredoc) => {
                if let Some(moved) = self.template(&heredoc.template) {
                    heredoc.template = moved;
                }
            }
            Expression::Traversal(traversal) => match path_of(traversal) {
                Some("cwd") => self.is_of_working_directory(),
                Some(_) => {
                    self.found_path();
                    let decor = traversal.decor().clone();
                    let mut inner = Expression::from((**traversal).clone());
                    inner.decorate(("", ""));
                    let way = Element::from(format!("/{}", self.way));
                    let elements = [Interpolation::new(inner).into(), way];
                    let template: Template = elements.into_iter().collect();
                    *node = Expression::from(StringTemplate::from(template).decorated(decor));
                    return;
                }
                None => {}
            },
            Expression::FuncCall(call) if READERS.contains(&call.name.name.as_str()) => {
                for (index, argument) in call.args.iter_mut().enumerate() {
                    if index == 0 {
                        self.file(argument);
                    }
                    let before = std::mem::replace(&mut self.is_read, index == 0);
                    self.visit_expr_mut(argument);
                    self.is_read = before;
                }
                return;
            }
            _ => {}
        }
        visit_mut::visit_expr_mut(self, node);
    }

    /// Of a template, the paths have been seen to.
    fn visit_interpolation_mut(&mut self, node: &mut Interpolation) {
        if !is_path(&node.expr) {
            visit_mut::visit_interpolation_mut(self, node);
        }
    }
}

fn is_path_element(element: &Element) -> bool {
    matches!(element, Element::Interpolation(interpolation) if is_path(&interpolation.expr))
}

fn is_path(expression: &Expression) -> bool {
    let path = expression.as_traversal().and_then(path_of);
    path.is_some_and(|path| path != "cwd")
}

/// The word behind `path.`
fn path_of(traversal: &Traversal) -> Option<&str> {
    let root = traversal.expr.as_variable()?.as_str();
    match traversal.operators.as_slice() {
        [only] if root == "path" => match only.value() {
            TraversalOperator::GetAttr(name) => {
                let name = name.as_str();
                ["module", "root", "cwd"].contains(&name).then_some(name)
            }
            _ => None,
        },
        _ => None,
    }
}
