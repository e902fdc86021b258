//! render: views become text. Handlebars places what the views decided.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use handlebars::Handlebars;

use crate::bug::Bug;
use crate::container;
use crate::kind::File;
use parse::Parser;

mod parse;

/// Blocks that several templates, or one in several places, contain by `{{> NAME}}` in a line of its own.
const BLOCKS: &[(&str, &str)] = &[
    ("alarm", include_str!("../templates/blocks/alarm.hbs")),
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
    parser: Parser,
    /// The texts of the templates that are parsed.
    texts: BTreeMap<String, &'static str>,
}

impl Renderer {
    pub(crate) fn new() -> Self {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        // HTML's escapes would corrupt HCL; views escape what they hold.
        registry.register_escape_fn(handlebars::no_escape);
        Self {
            registry,
            parser: Parser::default(),
            texts: BTreeMap::new(),
        }
    }

    /// Parses the templates of `files`, each once, and no other: parsing costs a small stack most.
    pub(crate) fn register_all<'a>(
        &mut self,
        files: impl IntoIterator<Item = &'a File>,
    ) -> Result<(), Bug> {
        files.into_iter().try_for_each(|file| self.register(file))
    }

    fn register(&mut self, file: &File) -> Result<(), Bug> {
        let registered = self.register_text(&key(file), file.template.name, file.template.text);
        registered.map_err(|bug| file.blame(bug))
    }

    fn register_text(&mut self, key: &str, name: &str, text: &'static str) -> Result<(), Bug> {
        let bug = |error: &dyn fmt::Display| Bug::new(format!("{name}.hbs"), error);
        match self.texts.get(key) {
            None => {}
            Some(same) if *same == text => return Ok(()),
            Some(_) => return Err(bug(&"two templates have this name")),
        }
        let parsed = self.parser.parse(&with_blocks(text));
        let template = parsed.map_err(|error| bug(&error))?;
        self.registry.register_template(key, template);
        self.texts.insert(key.to_owned(), text);
        Ok(())
    }

    /// Renders a file whose template is parsed, without the banner.
    pub(crate) fn render_parsed(&self, file: &File) -> Result<String, Bug> {
        let name = file.template.name;
        let bug = |error: &dyn fmt::Display| file.blame(Bug::new(format!("{name}.hbs"), error));
        let context = file.context.as_ref().map_err(|error| bug(error))?;
        let rendered = self.registry.render_with_context(&key(file), context);
        rendered.map_err(|error| bug(&error))
    }

    /// Parses the template of a file where that is still to be done, and renders it.
    pub(crate) fn render(&mut self, file: &File) -> Result<String, Bug> {
        self.register(file)?;
        self.render_parsed(file)
    }

    /// Renders a part of a larger file, without the line break at its end.
    pub(crate) fn part(&mut self, file: &File) -> Result<String, Bug> {
        self.render(file).map(without_last_line_break)
    }
}

/// The name by which a template is looked up. Kinds of two crates may have templates of one name.
fn key(file: &File) -> Cow<'static, str> {
    let name = file.template.name;
    match file.foreign() {
        Some(kind) => format!("{}/{}/{name}", kind.crate_name(), kind.table()).into(),
        None => name.into(),
    }
}

/// Renders a part of a larger file.
pub(crate) fn render_alone(file: &File) -> Result<String, Bug> {
    Renderer::new().part(file)
}

fn without_last_line_break(mut text: String) -> String {
    if text.ends_with('\n') {
        text.pop();
    }
    text
}

/// A template with the blocks in the place of their names, indented as these are. A partial of Handlebars would
/// copy all values for each use of a block.
fn with_blocks(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match block_in(line) {
            Some(block) => {
                let (indent, _) = line.split_at(line.len() - line.trim_start().len());
                for line in with_blocks(block).split_inclusive('\n') {
                    whole.push_str(if line == "\n" { "" } else { indent });
                    whole.push_str(line);
                }
            }
            None => whole.push_str(line),
        }
    }
    whole
}

fn block_in(line: &str) -> Option<&'static str> {
    let named = line.trim().strip_prefix("{{> ")?.strip_suffix("}}")?;
    let mut blocks = BLOCKS.iter().chain(container::BLOCKS);
    blocks.find_map(|(name, text)| (*name == named).then_some(*text))
}
