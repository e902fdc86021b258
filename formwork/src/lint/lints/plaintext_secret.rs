//! No secret stands in the configuration.

use super::super::finding::Finding;
use super::super::module::{Block, Module, Value};
use crate::problem::Code;

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
    module.blocks().flat_map(of_block).collect()
}

fn of_block(block: &Block) -> Vec<Finding> {
    let kind = block.kind().unwrap_or_default();
    let is_provider = block.ident() == "provider";
    let is_sensitive = |path: &str| {
        SENSITIVE
            .lines()
            .any(|line| line.split_once(' ') == Some((kind, path)))
            || SECRET_ENDS.iter().any(|end| path.ends_with(end))
    };
    let literal = |value: &Value| value.text().is_some_and(|text| !text.is_empty());
    let arguments = block.every_argument().into_iter();
    let mut found: Vec<Finding> = arguments
        .filter(|(path, value)| literal(value) && is_sensitive(path))
        // What `offline = true` writes is no key: AWS refuses it.
        .filter(|(_, value)| !is_provider || value.text() != Some("offline"))
        .map(|(path, _)| finding(block, &path))
        .collect();
    found.extend(in_containers(block));
    found
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
        crate::validate::is_secret(name, value)
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
