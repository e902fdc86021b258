//! verify: rendered text is parsed, and what it declares and refers to is held together.
//!
//! Whatever is found here is a [`Bug`]: the stack was valid, so the text must be.

use std::collections::BTreeMap;

use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::structure::{Block, Body};
use hcl_edit::template::ForTemplateExpr;
use hcl_edit::visit::{self, Visit};

use crate::bug::Bug;
use crate::hcl::syntax::parse_body;

/// What one file declares and what it refers to, as addresses.
#[derive(Debug, Default)]
pub(crate) struct Declarations {
    addresses: Vec<String>,
    references: Vec<String>,
}

impl Declarations {
    /// What the file declares.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &str> {
        self.addresses.iter().map(String::as_str)
    }

    /// Whether the file refers to an address.
    pub(crate) fn refers_to(&self, address: &str) -> bool {
        self.references.iter().any(|it| it == address)
    }
}

/// Parses one rendered file.
pub(crate) fn parse_file(artifact: &str, text: &str) -> Result<Body, Bug> {
    parse_body(text).map_err(|error| {
        let line = error.line;
        Bug::new(artifact, format!("line {line}: {}", error.message)).with_lines(text, line)
    })
}

/// What a file declares and what it refers to.
pub(crate) fn declarations(body: &Body) -> Declarations {
    let mut found = Declarations {
        addresses: body.blocks().flat_map(addresses).collect(),
        references: Vec::new(),
    };
    found.visit_body(body);
    found
}

/// The addresses that a block at the top of a file declares.
pub(crate) fn addresses(block: &Block) -> Vec<String> {
    let labels: Vec<&str> = block
        .labels
        .iter()
        .map(hcl_edit::structure::BlockLabel::as_str)
        .collect();
    match (block.ident.as_str(), labels.as_slice()) {
        ("resource", [kind, name]) => vec![format!("{kind}.{name}")],
        ("data", [kind, name]) => vec![format!("data.{kind}.{name}")],
        ("variable", [name]) => vec![format!("var.{name}")],
        ("output", [name]) => vec![format!("output.{name}")],
        ("locals", []) => block
            .body
            .attributes()
            .map(|local| format!("local.{}", local.key.as_str()))
            .collect(),
        ("provider", [name]) => vec![provider(name, block)],
        _ => Vec::new(),
    }
}

/// The configuration of a provider: without an alias there is one.
fn provider(name: &str, block: &Block) -> String {
    let alias = block.body.get_attribute("alias");
    let alias = alias.and_then(|alias| alias.value.as_str());
    match alias {
        Some(alias) => format!("provider.{name}.{alias}"),
        None => format!("provider.{name}"),
    }
}

impl Visit for Declarations {
    fn visit_traversal(&mut self, traversal: &Traversal) {
        self.references.extend(reference(traversal));
        visit::visit_traversal(self, traversal);
    }

    fn visit_for_template_expr(&mut self, each: &ForTemplateExpr) {
        // The crate leaves it out.
        self.visit_expr(&each.collection_expr);
        visit::visit_for_template_expr(self, each);
    }
}

/// The address that a traversal starts with; none for `each`, `count` and variables of a `for`.
fn reference(traversal: &Traversal) -> Option<String> {
    let Expression::Variable(root) = &traversal.expr else {
        return None;
    };
    let mut names = traversal
        .operators
        .iter()
        .map_while(|operator| match operator.value() {
            TraversalOperator::GetAttr(name) => Some(name.as_str()),
            _ => None,
        });
    match root.as_str() {
        "data" => Some(format!("data.{}.{}", names.next()?, names.next()?)),
        root if root == "var" || root == "local" || root.starts_with("aws_") => {
            Some(format!("{root}.{}", names.next()?))
        }
        _ => None,
    }
}

/// Checks that no address is declared twice and that every reference leads to one.
pub(crate) fn verify_references<'a>(
    files: impl Iterator<Item = (&'a str, &'a Declarations)> + Clone,
) -> Result<(), Bug> {
    let mut declared: BTreeMap<&str, &str> = BTreeMap::new();
    for (artifact, declarations) in files.clone() {
        for address in &declarations.addresses {
            if let Some(other) = declared.insert(address, artifact) {
                return Err(Bug::new(
                    artifact,
                    format!("`{address}` is declared here and in {other}"),
                ));
            }
        }
    }
    for (artifact, declarations) in files {
        for reference in &declarations.references {
            if !declared.contains_key(reference.as_str()) {
                return Err(Bug::new(
                    artifact,
                    format!("`{reference}` is referred to and declared nowhere"),
                ));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{declarations, parse_file, verify_references};

    fn verify(files: &[(&str, &str)]) -> Result<(), String> {
        let mut parsed = Vec::new();
        for (artifact, text) in files {
            let body = parse_file(artifact, text).map_err(|bug| bug.to_string())?;
            parsed.push((*artifact, declarations(&body)));
        }
        verify_references(
            parsed
                .iter()
                .map(|(artifact, declarations)| (*artifact, declarations)),
        )
        .map_err(|bug| bug.headline())
    }

    #[test]
    fn references_through_lists_templates_and_for_expressions_are_found() {
        let declared = "resource \"aws_a\" \"x\" {}\nlocals {\n  l = 1\n}\nvariable \"v\" {}\n";
        for (uses, missing) in [
            ("y = [for item in aws_b.y : item.id]", "aws_b.y"),
            ("y = \"-${aws_b.y.id}-\"", "aws_b.y"),
            ("y = \"%{ for i in aws_b.y }${i}%{ endfor }\"", "aws_b.y"),
            ("depends_on = [aws_a.x, aws_b.y]", "aws_b.y"),
            ("y = { k = f(var.w) }", "var.w"),
            ("y = data.aws_c.z.id", "data.aws_c.z"),
            ("y = aws_a.x[0].b[local.m]", "local.m"),
        ] {
            let text = format!("{declared}resource \"aws_z\" \"z\" {{\n  {uses}\n}}\n");
            let headline = verify(&[("a.tf", &text)]).unwrap_err();
            assert_eq!(
                headline,
                format!("bug in formwork: a.tf: `{missing}` is referred to and declared nowhere")
            );
        }
        let text = format!(
            "{declared}output \"o\" {{\n  value = [for x in aws_a.x : \"${{x.id}}${{local.l}}${{var.v}}\"]\n}}\n"
        );
        assert_eq!(verify(&[("a.tf", &text)]), Ok(()));
    }

    #[test]
    fn an_address_is_declared_once_in_all_files() {
        let text = "resource \"aws_a\" \"x\" {}\n";
        let headline = verify(&[("a.tf", text), ("b.tf", text)]).unwrap_err();
        assert_eq!(
            headline,
            "bug in formwork: b.tf: `aws_a.x` is declared here and in a.tf"
        );
    }

    #[test]
    fn what_does_not_parse_is_shown_with_its_lines() {
        let report = verify(&[("a.tf", "a = 1\nb = = 2\n")]).unwrap_err();
        assert!(
            report.starts_with("bug in formwork: a.tf: line 2:"),
            "{report}"
        );
        assert!(report.contains("    2 | b = = 2\n"), "{report}");
    }
}
