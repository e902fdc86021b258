//! The blocks of a module by their addresses, each as a list of arguments: what two versions of a module
//! differ in, whatever their layout.

use std::collections::BTreeMap;
use std::path::Path;

use formwork::Unreadable;
use formwork::hcl::parse;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body, Structure};

/// Blocks by address.
pub(crate) type Blocks = BTreeMap<String, Arguments>;

/// The values of a block by their paths, as HCL: `health_check.path`, `tags.Name`.
pub(crate) type Arguments = BTreeMap<String, String>;

/// The values of a block by their paths, as they are written. None is a block without arguments.
pub(crate) type Written = Vec<(String, Option<Expression>)>;

/// The blocks of files by name and text; only those of Terraform count.
pub(crate) fn blocks<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Blocks, Unreadable> {
    let all = written(files)?.into_iter();
    Ok(all
        .map(|(address, values)| (address, texts(&values)))
        .collect())
}

/// The values as HCL on one line each.
pub(crate) fn texts(values: &Written) -> Arguments {
    let text = |value: &Option<Expression>| value.as_ref().map_or_else(|| "{}".to_owned(), text_of);
    let values = values.iter();
    values
        .map(|(path, value)| (path.clone(), text(value)))
        .collect()
}

/// As [`blocks`], with the values as expressions.
pub(crate) fn written<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<BTreeMap<String, Written>, Unreadable> {
    let mut all = BTreeMap::new();
    for (name, text) in files {
        if Path::new(name).extension().is_none_or(|end| end != "tf") {
            continue;
        }
        let body = parse(name, text)?;
        for block in body.blocks() {
            add(&mut all, block);
        }
    }
    Ok(all)
}

fn add(all: &mut BTreeMap<String, Written>, block: &Block) {
    let ident = block.ident.as_str();
    if ident == "locals" {
        for attribute in block.body.attributes() {
            let mut values = Written::new();
            flatten("value", &attribute.value, &mut values);
            all.insert(format!("local.{}", attribute.key.as_str()), values);
        }
        return;
    }
    let mut values = Written::new();
    flatten_body("", &block.body, &mut values);
    let labels: Vec<&str> = block
        .labels
        .iter()
        .map(hcl_edit::structure::BlockLabel::as_str)
        .collect();
    let address = match (ident, labels.as_slice()) {
        ("resource", labels) => labels.join("."),
        ("variable", [name]) => format!("var.{name}"),
        (ident, []) => ident.to_owned(),
        (ident, labels) => format!("{ident}.{}", labels.join(".")),
    };
    // Of `moved`, `import` and the like there are several.
    let mut key = address.clone();
    let mut number = 2;
    while all.contains_key(&key) {
        key = format!("{address}#{number}");
        number += 1;
    }
    all.insert(key, values);
}

fn flatten_body(above: &str, body: &Body, to: &mut Written) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for block in body.blocks() {
        *counts.entry(block.ident.as_str()).or_default() += 1;
    }
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => {
                flatten(&join(above, attribute.key.as_str()), &attribute.value, to);
            }
            Structure::Block(block) => {
                let name = block.ident.as_str();
                let index = seen.entry(name).or_default();
                let labels = block
                    .labels
                    .iter()
                    .map(|label| format!("[\"{}\"]", label.as_str()));
                let mut step = name.to_owned() + &labels.collect::<String>();
                if counts.get(name).is_some_and(|count| *count > 1) {
                    step = format!("{step}[{index}]");
                }
                *index += 1;
                let path = join(above, &step);
                if block.body.is_empty() {
                    to.push((path, None));
                } else {
                    flatten_body(&path, &block.body, to);
                }
            }
        }
    }
}

fn flatten(path: &str, value: &Expression, to: &mut Written) {
    match value {
        Expression::Object(object) if !object.is_empty() => {
            for (key, value) in object {
                flatten(&join(path, &key_text(key)), value.expr(), to);
            }
        }
        Expression::Array(items) if items.iter().any(is_deep) => {
            let names: Vec<Option<String>> = items.iter().map(name_of).collect();
            for (index, item) in items.iter().enumerate() {
                let step = match &names[index] {
                    Some(name) if names.iter().filter(|it| *it == &names[index]).count() == 1 => {
                        format!("{path}[\"{name}\"]")
                    }
                    _ => format!("{path}[{index}]"),
                };
                flatten(&step, item, to);
            }
        }
        Expression::FuncCall(call) if call.name.name.as_str() == "jsonencode" => {
            for argument in &call.args {
                flatten(path, argument, to);
            }
        }
        other => to.push((path.to_owned(), Some(other.clone()))),
    }
}

/// The `name` of an object in a list, as those of variables and containers: it tells the object apart from
/// the others whatever its place.
fn name_of(item: &Expression) -> Option<String> {
    let Expression::Object(object) = item else {
        return None;
    };
    let mut entries = object.iter();
    let (_, value) = entries.find(|(key, _)| key_text(key) == "name")?;
    match value.expr() {
        Expression::String(name) => Some(name.value().clone()),
        _ => None,
    }
}

/// Whether a value is told apart inside.
fn is_deep(value: &Expression) -> bool {
    matches!(value, Expression::Object(_) | Expression::Array(_))
}

pub(crate) fn key_text(key: &ObjectKey) -> String {
    match key {
        ObjectKey::Ident(name) => name.as_str().to_owned(),
        ObjectKey::Expression(Expression::String(text)) => text.value().clone(),
        ObjectKey::Expression(other) => text_of(other),
    }
}

/// A value as HCL on one line: how it is laid out means nothing.
pub(crate) fn text_of(value: &Expression) -> String {
    let text = value.to_string();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

fn join(above: &str, step: &str) -> String {
    if above.is_empty() {
        step.to_owned()
    } else {
        format!("{above}.{step}")
    }
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[test]
    fn a_block_is_a_list_of_arguments_by_path() {
        let hcl = r#"
resource "aws_sqs_queue" "jobs" {
  name = "jobs"
  tags = { Team = "ops" }
  redrive_policy = jsonencode({
    maxReceiveCount = 3
  })
  ports = [1, 2]
  environment = [
    { name = "A", value = 1 },
    { value = 2 },
  ]
  rule {
    on = true
  }
  rule {}
}

locals {
  a = 1
}
"#;
        let blocks = blocks([("main.tf", hcl), ("README.md", "#")]).expect("it is HCL");
        let queue = &blocks["aws_sqs_queue.jobs"];
        let shown: Vec<String> = queue
            .iter()
            .map(|(path, value)| format!("{path}={value}"))
            .collect();
        let expected = [
            "environment[\"A\"].name=\"A\"",
            "environment[\"A\"].value=1",
            "environment[1].value=2",
            "name=\"jobs\"",
            "ports=[1, 2]",
            "redrive_policy.maxReceiveCount=3",
            "rule[0].on=true",
            "rule[1]={}",
            "tags.Team=\"ops\"",
        ];
        assert_eq!(shown, expected);
        assert_eq!(blocks["local.a"]["value"], "1");
    }
}
