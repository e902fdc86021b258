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

    /// Variables with their values, `FORMWORK_FINGERPRINT` among them, and those that refer to what
    /// `resolve` knows.
    pub(crate) fn variables(
        &self,
        resolve: impl Fn(&str) -> Option<String>,
    ) -> BTreeMap<&str, String> {
        let literals = self.literals.iter();
        let literals = literals.map(|(name, value)| (name.as_str(), value.clone()));
        let references = self.references.iter();
        let references =
            references.filter_map(|(name, reference)| Some((name.as_str(), resolve(reference)?)));
        literals.chain(references).collect()
    }
}

fn text<'a>(object: &'a Argument, key: &str) -> Option<&'a str> {
    object.get(key)?.as_text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Queues, Role};
    use formwork::testing::{module, module_of, module_of_hcl};

    fn literals(definition: &TaskDefinition) -> BTreeMap<&str, String> {
        definition.variables(|_| None)
    }

    #[test]
    fn the_one_of_stack_toml_has_what_the_api_compares() {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../stack.toml");
        let definition = TaskDefinition::read(&module(manifest), "api").expect("a definition");
        assert_eq!(definition.port(), 8000);
        let names: Vec<_> = literals(&definition).into_keys().collect();
        assert_eq!(names, ["FORMWORK_FINGERPRINT", "RUST_LOG"]);
        let all = definition.variables(|reference| Some(reference.to_owned()));
        assert_eq!(all["UPLOADS_BUCKET"], "aws_s3_bucket.uploads.bucket");
    }

    #[test]
    fn values_are_texts_of_hcl_and_not_lines() {
        let manifest = "stack.name = 'shop'\n[service.web]\nimage = 'web:1'\nport = 81\n\
                        environment = { GREETING = 'say \"hi\", { name = \"x\" }' }\n";
        let definition = TaskDefinition::read(&module_of(manifest), "web").expect("a definition");
        assert_eq!(definition.port(), 81);
        let greeting = &literals(&definition)["GREETING"];
        assert_eq!(greeting, "say \"hi\", { name = \"x\" }");
    }

    #[tokio::test]
    async fn a_variable_that_is_set_by_a_queue_has_that_of_this_machine() {
        let hcl = r#"
resource "aws_sqs_queue" "jobs" {
  name = "shop-jobs"
}

resource "aws_ecs_task_definition" "web" {
  container_definitions = jsonencode([
    { name = "sidecar", portMappings = [{ containerPort = 1 }] },
    {
      name         = "web"
      portMappings = [{ containerPort = 80 }]
      environment = [
        { name = "JOBS_QUEUE_URL", value = aws_sqs_queue.jobs.url },
        { name = "OTHER", value = aws_s3_bucket.other.bucket },
      ]
    },
  ])
}
"#;
        let module = module_of_hcl([("main.tf", hcl)]).expect("it is HCL");
        let queues = Queues::start(Role::Admin).await.expect("a free port");
        queues.deploy(&module).expect("a queue");
        let definition = TaskDefinition::read(&module, "web").expect("a definition");
        assert_eq!(definition.port(), 80);
        let variables = definition.variables(|reference| queues.resolve(reference));
        let url = format!("{}/123456789012/shop-jobs", queues.endpoint_url());
        assert_eq!(variables, BTreeMap::from([("JOBS_QUEUE_URL", url)]));
    }

    #[test]
    fn a_service_that_is_not_there_is_named() {
        let manifest = "stack.name = 'shop'\nservice.web.image = 'web:1'\n";
        let error = TaskDefinition::read(&module_of(manifest), "api").expect_err("there is none");
        assert!(error.contains("aws_ecs_task_definition.api"), "{error}");
    }
}
