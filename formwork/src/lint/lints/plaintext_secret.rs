//! No secret stands in the configuration.

use std::collections::BTreeMap;

use super::super::finding::Finding;
use crate::hcl::module::{Block, Module, Value};
use crate::problem::Code;
use crate::secret::PLACEHOLDER;

/// The arguments that AWS provider 5.100 calls sensitive, one `type path` a line.
const SENSITIVE: &str = include_str!("../sensitive.txt");

/// Last words of arguments that are secrets in any resource.
const SECRET_ENDS: &[&str] = &[
    "password",
    "secret_string",
    "auth_token",
    "private_key",
    "secret_key",
];

pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let mut sensitive: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (kind, path) in SENSITIVE.lines().filter_map(|line| line.split_once(' ')) {
        sensitive.entry(kind).or_default().push(path);
    }
    let blocks = module.blocks();
    let found = blocks.flat_map(|block| {
        let kind = block.kind().and_then(|kind| sensitive.get(kind));
        of_block(block, kind.map_or(&[][..], Vec::as_slice))
    });
    found.collect()
}

fn of_block(block: &Block, sensitive: &[&str]) -> Vec<Finding> {
    let is_provider = block.ident() == "provider";
    let mut found = Vec::new();
    block.every_argument(&mut |path, value| {
        let is_sensitive =
            sensitive.contains(&path) || SECRET_ENDS.iter().any(|end| path.ends_with(end));
        // What `offline = true` writes is no key: AWS refuses it.
        let is_no_key =
            |text: &str| matches!(text, "" | PLACEHOLDER) || (is_provider && text == "offline");
        let is_secret = |text: &str| !is_no_key(text) && !is_plain_parameter(block, text);
        if is_sensitive && value.text().is_some_and(is_secret) {
            found.push(finding(block, path));
        }
    });
    found.extend(in_containers(block));
    found
}

/// Whether it is a parameter that its author made to be read, and nothing says that it is a secret all
/// the same: the provider calls the values of all types sensitive.
fn is_plain_parameter(block: &Block, value: &str) -> bool {
    let is_plain = matches!(block.text("type"), Some("String" | "StringList"));
    let name = block.text("name").unwrap_or_default();
    let last = name.rsplit('/').next().unwrap_or(name);
    let as_variable = last.replace(['-', '.'], "_").to_ascii_uppercase();
    block.kind() == Some("aws_ssm_parameter")
        && is_plain
        && !crate::secret::is_secret(&as_variable, value)
}

/// Environment variables of containers, by their names.
fn in_containers(block: &Block) -> Option<Finding> {
    let containers = block.value("container_definitions")?.items().iter();
    let variables = containers.filter_map(|container| container.get("environment"));
    let mut secret = variables.flat_map(Value::items).filter(|variable| {
        let name = variable
            .get("name")
            .and_then(Value::text)
            .unwrap_or_default();
        let value = variable
            .get("value")
            .and_then(Value::text)
            .unwrap_or_default();
        crate::secret::is_secret(name, value)
    });
    secret
        .next()
        .map(|_| finding(block, "container_definitions"))
}

fn finding(block: &Block, path: &str) -> Finding {
    let message = format!("has a secret in plain text at `{path}`");
    Finding::new(Code::PlaintextSecret, block, &message)
        .argument(path)
        .help("keep it in AWS Secrets Manager, and let the code read it there")
}
