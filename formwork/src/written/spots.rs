//! Where in the module the texts of `stack.toml` stand, so that a finding there points at the text.

use super::Written;
use crate::container::{Allow, task_statements};
use crate::contract::{Contract, Source};
use crate::hcl::path::Step;
use crate::kind::Entry;
use crate::stack::{RawKind, Stack};
use crate::tree::Place;

/// What tells of failed deployments, by its name in HCL.
const FAILED: &str = "failed_deployments";

/// A place of the module, and where what stands there was written.
#[derive(Debug)]
pub(crate) struct Spot<'a> {
    /// The block; a `*` in the place of the name means every one of its type.
    address: String,
    path: Vec<Step>,
    place: Place,
    /// The text, if it is one.
    text: Option<&'a Written>,
}

impl Spot<'_> {
    /// Whether it is this block.
    fn is_at(&self, address: &str) -> bool {
        match self.address.strip_suffix('*') {
            Some(start) => address.starts_with(start),
            None => self.address == address,
        }
    }
}

/// All places of texts in a stack.
#[derive(Debug, Default)]
pub(crate) struct Spots<'a>(Vec<Spot<'a>>);

impl<'a> Spots<'a> {
    /// Finds the texts of a stack in the module that is made of it.
    pub(crate) fn new(stack: &'a Stack) -> Self {
        let mut spots = Self::default();
        for entry in stack.entries.iter() {
            spots.of_environment(stack, entry);
            spots.of_policy(stack, entry);
        }
        spots.of_topics(stack);
        spots.of_tags(stack);
        spots
    }

    /// Whether Terraform computes any of them.
    pub(crate) fn has_computed(&self) -> bool {
        let mut texts = self.0.iter().filter_map(|spot| spot.text);
        texts.any(|text| text.plain().is_none())
    }

    /// The texts of environments, with the entries and variables that they belong to.
    pub(crate) fn of_environments(
        stack: &'a Stack,
    ) -> impl Iterator<Item = (Entry<'a>, &'a str, &'a Written)> {
        stack.entries.iter().flat_map(|entry| {
            let variables = entry.container().into_iter();
            let variables = variables.flat_map(|container| &container.environment);
            variables.map(move |(name, text)| (entry, name.as_str(), text))
        })
    }

    /// Where the value at `path` of the block at `address` was written.
    pub(crate) fn place_of(&self, address: &str, path: &[Step]) -> Option<&Place> {
        let spots = self.0.iter();
        let around = spots.filter(|spot| spot.is_at(address) && path.starts_with(&spot.path));
        let nearest = around.max_by_key(|spot| spot.path.len());
        nearest.map(|spot| &spot.place)
    }

    /// The text that leads from one of these addresses to another: it closes their circle.
    pub(crate) fn closing(&self, addresses: &[String]) -> Option<&Place> {
        let mut spots = self.0.iter();
        let closing = spots.find(|spot| {
            let starts = addresses.iter().any(|address| spot.is_at(address));
            let leads = |text: &Written| addresses.iter().any(|address| text.refers_to(address));
            starts && spot.text.is_some_and(leads)
        });
        closing.map(|spot| &spot.place)
    }

    fn text(&mut self, address: impl Into<String>, path: Vec<Step>, text: &'a Written) {
        self.0.push(Spot {
            address: address.into(),
            path,
            place: text.place().clone(),
            text: Some(text),
        });
    }

    /// `alarm_actions` and `ok_actions` of alarms, and whom failed deployments are told.
    fn of_topics(&mut self, stack: &'a Stack) {
        let name = |name: &str| Step::Name(name.to_owned());
        for (index, topic) in stack.alarms.notify.iter().enumerate() {
            for argument in ["alarm_actions", "ok_actions"] {
                let path = vec![name(argument), Step::Index(index)];
                self.text("aws_cloudwatch_metric_alarm.*", path, topic);
            }
            let target = vec![name("arn"), Step::Index(index)];
            self.text(
                format!("aws_cloudwatch_event_target.{FAILED}"),
                target,
                topic,
            );
            let mut resource = vec![name("policy"), name("Statement"), Step::Index(0)];
            resource.extend([name("Resource"), Step::Index(index)]);
            self.text(format!("aws_iam_role_policy.{FAILED}"), resource, topic);
        }
    }

    /// `container_definitions` of the task definition: `[0].environment[INDEX].value`.
    fn of_environment(&mut self, stack: &'a Stack, entry: Entry<'a>) {
        let Some(contract) = Contract::new(stack, entry) else {
            return;
        };
        let address = format!("aws_ecs_task_definition.{}", entry.id);
        for (index, variable) in contract.variables.iter().enumerate() {
            if let Source::Own(text) = variable.source {
                let path = vec![
                    Step::Name("container_definitions".to_owned()),
                    Step::Index(0),
                    Step::Name("environment".to_owned()),
                    Step::Index(index),
                ];
                self.text(address.as_str(), path, text);
            }
        }
        for (path, text) in contract.container.texts() {
            let definitions = [Step::Name("container_definitions".to_owned())];
            let path = definitions.into_iter().chain(path).collect();
            self.text(address.as_str(), path, text);
        }
    }

    /// `policy` of the task role: `Statement[INDEX]`, and in it `Action`, `Resource[INDEX]` and
    /// `Condition`.
    fn of_policy(&mut self, stack: &Stack, entry: Entry<'a>) {
        let Some(container) = entry.container() else {
            return;
        };
        if container.allow.is_empty() {
            return;
        }
        let granted = task_statements(stack, entry.id, container).len() - container.allow.len();
        let address = format!("aws_iam_role_policy.{}_task", entry.id);
        for (index, allow) in container.allow.iter().enumerate() {
            let path = vec![
                Step::Name("policy".to_owned()),
                Step::Name("Statement".to_owned()),
                Step::Index(granted + index),
            ];
            self.of_statement(&address, &path, allow);
        }
    }

    fn of_statement(&mut self, address: &str, path: &[Step], allow: &'a Allow) {
        let below = |step: &str| -> Vec<Step> {
            let step = Step::Name(step.to_owned());
            path.iter().cloned().chain([step]).collect()
        };
        let mut keys = |name: &str, place: &Place| {
            self.0.push(Spot {
                address: address.to_owned(),
                path: below(name),
                place: place.clone(),
                text: None,
            });
        };
        keys("Action", &allow.actions_place);
        keys("Resource", &allow.resources_place);
        self.values(address, &below("Resource"), &allow.resources);
        for (operator, conditions) in &allow.conditions {
            for (key, values) in conditions {
                let mut path = below("Condition");
                path.extend([operator, key].map(|name| Step::Name(name.clone())));
                self.values(address, &path, values);
            }
        }
    }

    /// One value stands alone, several in a list.
    fn values(&mut self, address: &str, path: &[Step], values: &'a [Written]) {
        for (index, value) in values.iter().enumerate() {
            let step = (values.len() > 1).then_some(Step::Index(index));
            let path = path.iter().cloned().chain(step).collect();
            self.text(address, path, value);
        }
    }

    /// `default_tags` of the provider, and of its other configurations.
    fn of_tags(&mut self, stack: &'a Stack) {
        let blocks = stack.raw.blocks.iter();
        let aliases = blocks.filter(|block| {
            let has_own = |table: &crate::tree::Table| table.get("default_tags").is_some();
            let is_aws = block.kind == RawKind::ProviderAlias && block.provider() == "aws";
            is_aws && !block.body.table().is_some_and(has_own)
        });
        let aliases = aliases.map(crate::stack::RawBlock::address);
        let providers: Vec<String> = aliases.chain(["provider.aws".to_owned()]).collect();
        for (key, text) in &stack.tags {
            for provider in &providers {
                let path = vec![
                    Step::Name("default_tags".to_owned()),
                    Step::Index(0),
                    Step::Name("tags".to_owned()),
                    Step::Name(key.clone()),
                ];
                self.text(provider.as_str(), path, text);
            }
        }
    }
}
