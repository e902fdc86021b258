//! render: views become text. Handlebars places what the views decided.

use handlebars::{Handlebars, Template, TemplateError};
use serde::Serialize;

use crate::bug::Bug;
use crate::view::View;

/// The templates by the name of the file that they make.
const TEMPLATES: &[(&str, &str)] = &[
    (".gitignore", include_str!("../templates/.gitignore.hbs")),
    ("README.md", include_str!("../templates/README.md.hbs")),
    ("audit.tf", include_str!("../templates/audit.tf.hbs")),
    ("bucket.tf", include_str!("../templates/bucket.tf.hbs")),
    ("cluster.tf", include_str!("../templates/cluster.tf.hbs")),
    ("data.tf", include_str!("../templates/data.tf.hbs")),
    ("database.tf", include_str!("../templates/database.tf.hbs")),
    ("dns.tf", include_str!("../templates/dns.tf.hbs")),
    (
        "load_balancer.tf",
        include_str!("../templates/load_balancer.tf.hbs"),
    ),
    ("locals.tf", include_str!("../templates/locals.tf.hbs")),
    ("modules.tf", include_str!("../templates/modules.tf.hbs")),
    ("network.tf", include_str!("../templates/network.tf.hbs")),
    ("outputs.tf", include_str!("../templates/outputs.tf.hbs")),
    ("provider.tf", include_str!("../templates/provider.tf.hbs")),
    (
        "refactoring.tf",
        include_str!("../templates/refactoring.tf.hbs"),
    ),
    (
        "resources.tf",
        include_str!("../templates/resources.tf.hbs"),
    ),
    ("service.tf", include_str!("../templates/service.tf.hbs")),
    ("stack.rs", include_str!("../templates/stack.rs.hbs")),
    (
        "terraform.tf",
        include_str!("../templates/terraform.tf.hbs"),
    ),
    (
        "variables.tf",
        include_str!("../templates/variables.tf.hbs"),
    ),
];

/// Blocks that several templates, or one in several places, contain.
const BLOCKS: &[(&str, &str)] = &[
    (
        "default_action",
        include_str!("../templates/blocks/default_action.hbs"),
    ),
    ("notify", include_str!("../templates/blocks/notify.hbs")),
    (
        "security_group_rule",
        include_str!("../templates/blocks/security_group_rule.hbs"),
    ),
    (
        "statement",
        include_str!("../templates/blocks/statement.hbs"),
    ),
];

/// The parsed templates that one synthesis needs.
pub(crate) struct Renderer {
    registry: Handlebars<'static>,
}

impl Renderer {
    /// Parses the templates of `views`, each once, and no other: parsing is most of the cost of
    /// a small stack.
    pub(crate) fn new<'a>(views: impl Iterator<Item = &'a View>) -> Result<Self, Bug> {
        let mut renderer = Self {
            registry: Handlebars::new(),
        };
        renderer.registry.set_strict_mode(true);
        // HTML's escapes would corrupt HCL; views escape what they hold.
        renderer.registry.register_escape_fn(handlebars::no_escape);
        for (name, text) in BLOCKS {
            renderer.register(name, text)?;
        }
        for view in views {
            renderer.register_template(view.template())?;
        }
        Ok(renderer)
    }

    /// Parses the template of `$OUT_DIR/stack.rs` alone.
    pub(crate) fn for_rust() -> Result<Self, Bug> {
        let mut renderer = Self::new(std::iter::empty())?;
        renderer.register_template("stack.rs")?;
        Ok(renderer)
    }

    fn register_template(&mut self, name: &str) -> Result<(), Bug> {
        if self.registry.has_template(name) {
            return Ok(());
        }
        let template = TEMPLATES.iter().find(|(of, _)| *of == name);
        let (_, text) = template.ok_or_else(|| Bug::new(name, "there is no such template"))?;
        self.register(name, text)
    }

    fn register(&mut self, name: &str, text: &'static str) -> Result<(), Bug> {
        let template = parse(text).map_err(|error| Bug::new(format!("{name}.hbs"), error))?;
        self.registry.register_template(name, template);
        Ok(())
    }

    /// Renders one view, without the banner.
    pub(crate) fn render(&self, template: &str, view: &impl Serialize) -> Result<String, Bug> {
        self.registry
            .render(template, view)
            .map_err(|error| Bug::new(format!("{template}.hbs"), error))
    }
}

/// Parses a template piece by piece: Handlebars counts the lines before each tag, so that a whole
/// template costs the square of its length.
fn parse(text: &str) -> Result<Template, TemplateError> {
    let mut template = Template::new();
    let mut lines_before = 0;
    for piece in pieces(text) {
        let mut parsed = Template::compile(piece)?;
        for place in &mut parsed.mapping {
            place.0 += lines_before;
        }
        template.elements.append(&mut parsed.elements);
        template.mapping.append(&mut parsed.mapping);
        lines_before += piece.lines().count();
    }
    Ok(template)
}

/// Cuts a template after each blank line that stands in no block.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut depth = 0;
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            end += line.len();
            depth += line.matches("{{#").count();
            depth -= line.matches("{{/").count().min(depth);
            if depth == 0 && line == "\n" {
                break;
            }
        }
        let (piece, after) = rest.split_at(end);
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}
