//! The blocks that JSON means: the schema of the provider says where an object is a block.

use hcl_edit::expr::{Array, Expression, Object, ObjectKey, ObjectValue};
use hcl_edit::structure::{Attribute, Block, BlockLabel, Body};
use hcl_edit::template::{Element, StringTemplate};
use hcl_edit::{Decorate, Decorated, Ident};

use super::Places;
use crate::hcl::syntax;
use crate::import::shape_of_labels;
use crate::json::{Node, Pair, Value, Wrong};
use crate::raw::{Level, Shape};
use crate::schema::ProviderLine;

/// What CDKTF and people write comments as.
const COMMENT: &str = "//";

/// How the value of an argument is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Texts are templates.
    Expression,
    /// Texts are addresses or types.
    Bare,
    /// Texts are texts.
    Literal,
}

/// What a body takes.
#[derive(Debug, Clone, Copy)]
struct Context<'s> {
    /// The block of the top that it stands in.
    top: &'s str,
    shape: Shape<'s>,
    level: Level,
    /// Whether it is that of a block of the top.
    is_top: bool,
}

/// The body of a whole file.
pub(super) fn of_file(root: &Node, lines: &[ProviderLine]) -> Result<(Body, Places), Wrong> {
    let Value::Object(pairs) = &root.value else {
        return Err(Wrong::new(root.at, "Terraform in JSON is an object"));
    };
    let mut reader = Reader {
        lines,
        places: Places::default(),
    };
    let mut body = Body::new();
    for pair in pairs.iter().filter(|pair| pair.key != COMMENT) {
        let found = expanded(&pair.node, labels_of(&pair.key), pair.at)?;
        for (labels, at, members) in found {
            reader.places.of.insert(body.len().to_string(), at);
            let path = body.len().to_string();
            body.push(reader.top(pair, &labels, members, &path)?);
        }
    }
    Ok((body, reader.places))
}

/// How many labels the blocks of a name have.
fn labels_of(ident: &str) -> usize {
    match ident {
        "resource" | "data" | "ephemeral" => 2,
        "module" | "variable" | "output" | "provider" | "check" => 1,
        _ => 0,
    }
}

/// The blocks below a name: their labels, where they begin, and what is in them.
type Found<'n> = Vec<(Vec<&'n str>, usize, &'n [Pair])>;

/// Takes objects apart whose keys are labels, and arrays whose items are blocks.
fn expanded(node: &Node, labels: usize, at: usize) -> Result<Found<'_>, Wrong> {
    match &node.value {
        Value::Null => Ok(Vec::new()),
        Value::Object(pairs) if labels == 0 => Ok(vec![(Vec::new(), at, pairs)]),
        Value::Object(pairs) => {
            let mut found = Vec::new();
            for pair in pairs.iter().filter(|pair| pair.key != COMMENT) {
                for (mut inner, at, members) in expanded(&pair.node, labels - 1, pair.at)? {
                    inner.insert(0, &pair.key);
                    found.push((inner, at, members));
                }
            }
            Ok(found)
        }
        Value::Array(items) => {
            let blocks = items.iter().map(|item| {
                let at = if labels == 0 && items.len() > 1 {
                    item.at
                } else {
                    at
                };
                expanded(item, labels, at)
            });
            Ok(blocks.collect::<Result<Vec<_>, _>>()?.concat())
        }
        _ => Err(Wrong::new(
            node.at,
            "a block is an object here, or an array of objects",
        )),
    }
}

struct Reader<'l> {
    lines: &'l [ProviderLine],
    places: Places,
}

impl Reader<'_> {
    fn top(
        &mut self,
        pair: &Pair,
        labels: &[&str],
        members: &[Pair],
        path: &str,
    ) -> Result<Block, Wrong> {
        let ident = pair.key.as_str();
        let (shape, level) = shape_of_labels(ident, labels.first().copied(), self.lines);
        let context = Context {
            top: ident,
            shape,
            level,
            is_top: true,
        };
        let mut block = self.block(pair.at, ident, labels, members, context, path)?;
        if let Some(comment) = comment(members) {
            block.decor_mut().set_prefix(format!("# {comment}\n"));
        }
        Ok(block)
    }

    fn block(
        &mut self,
        at: usize,
        ident: &str,
        labels: &[&str],
        members: &[Pair],
        context: Context<'_>,
        path: &str,
    ) -> Result<Block, Wrong> {
        let mut block = Block::new(name(ident, at)?);
        block.labels = labels
            .iter()
            .map(|label| BlockLabel::from(*label))
            .collect();
        for member in members.iter().filter(|member| member.key != COMMENT) {
            self.member(&mut block.body, member, context, path)?;
        }
        Ok(block)
    }

    fn member(
        &mut self,
        body: &mut Body,
        pair: &Pair,
        context: Context<'_>,
        path: &str,
    ) -> Result<(), Wrong> {
        let ident = pair.key.as_str();
        let of_member = format!("{path}/{ident}");
        self.places.of.insert(of_member.clone(), pair.at);
        let Some((labels, nested)) = self.nested(pair, context) else {
            let reading = reading(ident, context);
            let value = value(&pair.node, reading)?;
            let attribute = Attribute::new(name(ident, pair.at)?, value);
            return body.try_push(attribute).map_err(|attribute| {
                let message = format!("the argument `{}` is set twice", attribute.key.as_str());
                Wrong::new(pair.at, message)
            });
        };
        for (index, (labels, at, members)) in expanded(&pair.node, labels, pair.at)?
            .into_iter()
            .enumerate()
        {
            let path = match labels.first() {
                Some(label) if ident == "dynamic" => format!("{of_member}/{label}/0"),
                _ => format!("{of_member}/{index}"),
            };
            self.places.of.insert(path.clone(), at);
            let nested = match labels.first() {
                Some(label) if ident == "dynamic" => dynamic(label, context),
                _ => nested,
            };
            let block = self.block(pair.at, ident, &labels, members, nested, &path)?;
            body.push(block);
        }
        Ok(())
    }

    /// What the blocks of a name take, and how many labels they have, if the value means blocks.
    fn nested<'s>(&mut self, pair: &Pair, context: Context<'s>) -> Option<(usize, Context<'s>)> {
        let Context {
            top,
            shape,
            level,
            is_top,
        } = context;
        let ident = pair.key.as_str();
        let nested = |shape, level| Context {
            top,
            shape,
            level,
            is_top: false,
        };
        let unknown = nested(Shape::Unknown, Level::Nested);
        match (top, ident) {
            ("terraform", "required_providers" | "cloud") if is_top => {
                return Some((0, nested(Shape::Blocks(&[]), Level::Nested)));
            }
            ("terraform", "backend" | "provider_meta") if is_top => {
                return Some((1, nested(Shape::Blocks(&[]), Level::Nested)));
            }
            ("terraform" | "locals" | "moved" | "import", _) => return None,
            ("removed" | "check", "lifecycle" | "assert" | "data") if is_top => {
                return Some((0, unknown));
            }
            (_, "provisioner") if level == Level::Resource => return Some((1, unknown)),
            (_, "connection") if level == Level::Resource => return Some((0, unknown)),
            (_, "dynamic") if !shape.is_argument(ident) => return Some((1, unknown)),
            (_, "content") if is_dynamic_body(context) => {
                return Some((0, nested(shape, Level::Nested)));
            }
            _ => {}
        }
        if shape.is_list_of_objects(ident) && !matches!(shape, Shape::Unknown) {
            return None;
        }
        let (of_block, level) = shape.block(ident, level)?;
        if matches!(shape, Shape::Unknown) && level == Level::Nested {
            return self
                .unsure(pair)
                .then(|| nested(of_block, level))
                .map(|it| (0, it));
        }
        Some((0, nested(of_block, level)))
    }

    /// Where no schema is known, an array of objects is taken for blocks, and that is told.
    fn unsure(&mut self, pair: &Pair) -> bool {
        let is_array = match &pair.node.value {
            Value::Array(items) => {
                !items.is_empty() && items.iter().all(|it| matches!(it.value, Value::Object(_)))
            }
            Value::Object(_) => false,
            _ => return false,
        };
        let taken = if is_array { "nested blocks" } else { "a map" };
        let message = format!(
            "`{}` is taken for {taken}: formwork knows the schema of the AWS provider alone",
            pair.key
        );
        self.places.doubts.push((pair.at, message));
        is_array
    }
}

/// The body of a `dynamic` block: its `content` takes what a block of the name takes.
fn dynamic<'s>(label: &str, context: Context<'s>) -> Context<'s> {
    let nested = context.shape.block(label, context.level);
    Context {
        top: "dynamic",
        shape: nested.map_or(Shape::Unknown, |(shape, _)| shape),
        level: Level::Nested,
        is_top: false,
    }
}

fn is_dynamic_body(context: Context<'_>) -> bool {
    context.top == "dynamic"
}

/// How the value of an argument is read.
fn reading(name: &str, context: Context<'_>) -> Reading {
    let Context {
        top, level, is_top, ..
    } = context;
    match (top, name) {
        ("terraform", _) => Reading::Literal,
        ("variable", "default")
        | ("variable" | "output", "description")
        | ("module", "source" | "version")
        | ("provider", "alias" | "version")
            if is_top =>
        {
            Reading::Literal
        }
        ("moved", _)
        | ("import", "to" | "provider")
        | ("removed", "from")
        | ("dynamic", "iterator") => Reading::Bare,
        _ if level.is_bare(name) => Reading::Bare,
        _ => Reading::Expression,
    }
}

fn value(node: &Node, reading: Reading) -> Result<Expression, Wrong> {
    Ok(match &node.value {
        Value::Null => Expression::null(),
        Value::Bool(value) => Expression::from(*value),
        Value::Number(number) => parsed(number, node)?,
        Value::Text(text) => match reading {
            Reading::Literal => Expression::from(text.as_str()),
            Reading::Expression => template(text, node)?,
            Reading::Bare => {
                let inner = text.strip_prefix("${").and_then(|it| it.strip_suffix('}'));
                parsed(inner.unwrap_or(text), node)?
            }
        },
        Value::Array(items) => {
            let items = items.iter().map(|item| value(item, reading));
            Expression::Array(items.collect::<Result<Array, _>>()?)
        }
        Value::Object(pairs) => {
            let mut object = Object::new();
            for pair in pairs.iter().filter(|pair| pair.key != COMMENT) {
                let key = match reading {
                    Reading::Expression => key(pair)?,
                    Reading::Bare => ObjectKey::from(name(&pair.key, pair.at)?),
                    Reading::Literal => ObjectKey::from(Expression::from(pair.key.as_str())),
                };
                let value = ObjectValue::new(value(&pair.node, reading)?);
                if object.insert(key, value).is_some() {
                    let message = format!("the key `{}` is there twice", pair.key);
                    return Err(Wrong::new(pair.at, message));
                }
            }
            Expression::Object(object)
        }
    })
}

/// The key of an object, which is a template too.
fn key(pair: &Pair) -> Result<ObjectKey, Wrong> {
    let at = Node {
        at: pair.at,
        value: Value::Null,
    };
    Ok(ObjectKey::from(template(&pair.key, &at)?))
}

fn parsed(text: &str, node: &Node) -> Result<Expression, Wrong> {
    let parsed = syntax::parse_expression(text);
    parsed.map_err(|error| Wrong::new(node.at, format!("`{text}` is no expression: {error}")))
}

fn template(text: &str, node: &Node) -> Result<Expression, Wrong> {
    let template = syntax::parse_template(text)
        .map_err(|error| Wrong::new(node.at, format!("this is no template: {error}")))?;
    Ok(match template.iter().collect::<Vec<_>>().as_slice() {
        [] => Expression::from(""),
        [Element::Literal(text)] => Expression::from(text.value().as_str()),
        _ => Expression::from(StringTemplate::from(template)),
    })
}

fn name(text: &str, at: usize) -> Result<Decorated<Ident>, Wrong> {
    let name = Ident::try_new(text);
    let name = name.map_err(|_| Wrong::new(at, format!("`{text}` is no name of Terraform")))?;
    Ok(Decorated::new(name))
}

/// A comment of people, or the path of the construct that CDKTF made a block of.
fn comment(members: &[Pair]) -> Option<String> {
    let comment = members.iter().find(|member| member.key == COMMENT)?;
    let in_object = |node: &'_ Node, key: &str| match &node.value {
        Value::Object(pairs) => pairs.iter().position(|pair| pair.key == key),
        _ => None,
    };
    let text = match &comment.node.value {
        Value::Text(text) => text,
        Value::Object(pairs) => {
            let metadata = &pairs[in_object(&comment.node, "metadata")?].node;
            let Value::Object(inner) = &metadata.value else {
                return None;
            };
            let Value::Text(path) = &inner[in_object(metadata, "path")?].node.value else {
                return None;
            };
            path
        }
        _ => return None,
    };
    Some(text.lines().collect::<Vec<_>>().join(" "))
}
