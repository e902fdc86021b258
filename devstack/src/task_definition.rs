//! What the task definition in `hcl-out/` fixes: the port and the variables.

use std::collections::BTreeMap;

use formwork::testing::{Argument, Module};

/// The part of a task definition that doesn't depend on AWS, and what depends on it by reference.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TaskDefinition {
    port: u16,
    literals: BTreeMap<String, String>,
    references: BTreeMap<String, String>,
}

impl TaskDefinition {
    /// Reads that of a service from what `cargo build` has written.
    pub(crate) fn read(module: &Module, service: &str) -> Result<Self, String> {
        let address = format!("aws_ecs_task_definition.{service}");
        Self::find(module, &address, service).ok_or_else(|| {
            format!(
                "hcl-out has no `{address}` with a port\n\
                 help: `cargo build` writes it; [service.{service}] must be in stack.toml"
            )
        })
    }

    fn find(module: &Module, address: &str, service: &str) -> Option<Self> {
        let definitions = module.get(address)?.values("container_definitions");
        let mut containers = definitions.iter().flat_map(Argument::items);
        let container = containers.find(|container| text(container, "name") == Some(service))?;
        let mapping = container.get("portMappings")?.items().first()?;
        let Some(Argument::Number(port)) = mapping.get("containerPort") else {
            return None;
        };
        let variables = container
            .get("environment")
            .map_or(&[][..], Argument::items);
        let named = |variable: &Argument, value: &str| {
            Some((text(variable, "name")?.to_owned(), value.to_owned()))
        };
        let literals = variables.iter();
        let literals = literals.filter_map(|variable| named(variable, text(variable, "value")?));
        let references = variables
            .iter()
            .filter_map(|variable| match variable.get("value")? {
                Argument::Expression(expression) => named(variable, expression),
                _ => None,
            });
        Some(Self {
            // A whole number, or there is no such port.
            port: port.to_string().parse().ok()?,
            literals: literals.collect(),
            references: references.collect(),
        })
    }

    /// Where the service listens.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Variables with their values; `FORMWORK_FINGERPRINT` is one of them.
    pub(crate) fn literals(&self) -> &BTreeMap<String, String> {
        &self.literals
    }

    /// Variables with the expressions that Terraform sets them by.
    pub(crate) fn references(&self) -> &BTreeMap<String, String> {
        &self.references
    }
}

fn text<'a>(object: &'a Argument, key: &str) -> Option<&'a str> {
    object.get(key)?.as_text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use formwork::testing::{module, module_of};

    fn names(variables: &BTreeMap<String, String>) -> Vec<&str> {
        variables.keys().map(String::as_str).collect()
    }

    #[test]
    fn the_one_of_stack_toml_has_what_the_api_compares() {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../stack.toml");
        let definition = TaskDefinition::read(&module(manifest), "api").expect("a definition");
        assert_eq!(definition.port(), 8000);
        assert_eq!(
            names(definition.literals()),
            ["FORMWORK_FINGERPRINT", "RUST_LOG"]
        );
        assert!(names(definition.references()).contains(&"TASKDB_HOST"));
        assert_eq!(
            definition.references()["UPLOADS_BUCKET"],
            "aws_s3_bucket.uploads.bucket"
        );
    }

    #[test]
    fn values_are_texts_of_hcl_and_not_lines() {
        let manifest = "stack.name = 'shop'\n[service.web]\nimage = 'web:1'\nport = 81\n\
                        environment = { GREETING = 'say \"hi\", { name = \"x\" }' }\n";
        let definition = TaskDefinition::read(&module_of(manifest), "web").expect("a definition");
        assert_eq!(definition.port(), 81);
        assert_eq!(
            definition.literals()["GREETING"],
            "say \"hi\", { name = \"x\" }"
        );
    }

    #[test]
    fn a_service_that_is_not_there_is_named() {
        let manifest = "stack.name = 'shop'\nservice.web.image = 'web:1'\n";
        let error = TaskDefinition::read(&module_of(manifest), "api").expect_err("there is none");
        assert!(error.contains("aws_ecs_task_definition.api"), "{error}");
    }
}
