//! `dynamic` blocks, which make blocks of a collection.

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Structure};

use super::body::{Content, NO_GRAMMAR};
use super::checker::{Checker, Scope};
use super::finding::Step;
use super::language::as_blocks;
use super::value::Value;
use crate::problem::Code;
use crate::schema::{BlockType, Type};

impl Checker<'_> {
    /// Checks a `dynamic` block; gives how many blocks it makes, if that is known.
    pub(super) fn dynamic(
        &self,
        block: &Block,
        name: &str,
        index: usize,
        content: Content<'_>,
        scope: &mut Scope<'_>,
    ) -> Option<usize> {
        let depth = scope.path.len();
        let steps = ["dynamic", name].map(|step| Step::Name(step.to_owned()));
        scope.path.extend(steps);
        scope.path.push(Step::Index(index));
        let made = self.dynamic_at(block, name, content, scope);
        scope.path.truncate(depth);
        made
    }

    fn dynamic_at(
        &self,
        block: &Block,
        name: &str,
        content: Content<'_>,
        scope: &mut Scope<'_>,
    ) -> Option<usize> {
        self.labels(block, 1, scope);
        let nested = self.dynamic_content(name, content, scope);
        let mut made = None;
        let mut item = (Value::ANY, Value::ANY);
        match block.body.get_attribute("for_each") {
            Some(argument) => {
                let collection =
                    scope.at("for_each", |scope| self.evaluate(&argument.value, scope));
                made = length(&collection);
                match collection.items() {
                    Some(found) => item = found,
                    None => scope.at("for_each", |scope| {
                        let message = format!(
                            "a list, a set or a map is needed, and this is {}",
                            collection.describe()
                        );
                        self.report_value(scope, Code::WrongType, message);
                    }),
                }
            }
            None => self.report_missing("for_each", "`for_each` is missing".to_owned(), scope),
        }
        let iterator = self.iterator(block, name, scope);
        let (key, value) = item;
        let fields = [("key".to_owned(), key), ("value".to_owned(), value)];
        let variable = (iterator, Value::Object(fields.into()));
        // Blocks of which nobody knows whether there are any are looked at by a plan.
        let was_skipped = scope.skips_values;
        scope.skips_values |= made == Some(0) || (made.is_none() && !self.is_of_plan);
        scope.with_variables([variable], |scope| self.dynamic_body(block, &nested, scope));
        scope.skips_values = was_skipped;
        made
    }

    /// What the blocks that a `dynamic` block makes may hold.
    fn dynamic_content<'s>(&self, name: &str, content: Content<'s>, scope: &Scope<'_>) -> Made<'s> {
        let Content::Schema(schema) = content else {
            return Made::Open;
        };
        if let Some(nested) = schema.blocks.get(name) {
            return Made::Schema(nested.block());
        }
        let attribute = schema.attributes.get(name);
        match attribute.and_then(|attribute| as_blocks(&attribute.ty)) {
            Some(block) => Made::Own(block),
            None if attribute.is_some() => {
                self.block_for_argument(name, scope);
                Made::Open
            }
            None => {
                self.unknown(name, "block", NO_GRAMMAR, content, scope);
                Made::Open
            }
        }
    }

    fn iterator(&self, block: &Block, name: &str, scope: &mut Scope<'_>) -> String {
        let Some(argument) = block.body.get_attribute("iterator") else {
            return name.to_owned();
        };
        if let Expression::Variable(name) = &argument.value {
            name.as_str().to_owned()
        } else {
            scope.at("iterator", |scope| {
                let message = "`iterator` is a name, without quotes";
                self.report(scope, Code::InvalidExpression, message);
            });
            name.to_owned()
        }
    }

    fn dynamic_body(&self, block: &Block, nested: &Made<'_>, scope: &mut Scope<'_>) {
        let mut contents = 0;
        for structure in &block.body {
            match structure {
                Structure::Attribute(attribute) => match attribute.key.as_str() {
                    "for_each" | "iterator" => {}
                    "labels" => {
                        scope.at("labels", |scope| self.evaluate(&attribute.value, scope));
                    }
                    name => scope.at(name, |scope| {
                        let message = format!("`dynamic` takes no argument `{name}`");
                        let help = "arguments of the block belong into `content`";
                        self.report_with(scope, Code::UnknownArgument, message, help);
                    }),
                },
                Structure::Block(inner) if inner.ident.as_str() == "content" => {
                    let content = match nested {
                        Made::Schema(schema) => Content::Schema(schema),
                        Made::Own(schema) => Content::Schema(schema),
                        Made::Open => Content::Open,
                    };
                    scope.at("content", |scope| {
                        scope.within(Step::Index(contents), |scope| {
                            self.as_far_as_known(&inner.body, scope, |scope| {
                                self.body(&inner.body, NO_GRAMMAR, content, scope);
                            });
                        });
                    });
                    contents += 1;
                }
                Structure::Block(inner) => {
                    let message = format!("`dynamic` takes no block `{}`", inner.ident.as_str());
                    let help = "blocks belong into `content`";
                    self.report_with(scope, Code::UnknownArgument, message, help);
                }
            }
        }
        if contents != 1 {
            let message = format!("one `content` is needed, and there are {contents}");
            self.report_count("content", message, None, scope);
        }
    }
}

/// What the blocks of a `dynamic` block may hold.
enum Made<'s> {
    Schema(&'s BlockType),
    Own(BlockType),
    Open,
}

/// Whether a block makes blocks; blocks of the language can't be made.
pub(super) fn is_dynamic(block: &Block, content: Content<'_>) -> bool {
    let has_own = match content {
        Content::Schema(schema) => schema.blocks.contains_key("dynamic"),
        Content::Open => false,
        Content::Nothing => true,
    };
    block.ident.as_str() == "dynamic" && !has_own
}

/// How many items a collection has, if that is written down.
fn length(collection: &Value) -> Option<usize> {
    match collection {
        Value::Tuple(items) => Some(items.len()),
        Value::Object(members) => Some(members.len()),
        Value::Unknown(Type::Object(members)) => Some(members.len()),
        _ => None,
    }
}
