//! The queues of a stack: those that its Terraform declares, made on this machine.

use std::collections::BTreeMap;

use formwork::testing::{Argument, Block, Module};
use serde_json::Value;

use super::name;

/// Arguments of `aws_sqs_queue` that matter here, and the attributes that they set.
const ATTRIBUTES: [(&str, &str); 9] = [
    ("content_based_deduplication", "ContentBasedDeduplication"),
    ("deduplication_scope", "DeduplicationScope"),
    ("delay_seconds", "DelaySeconds"),
    ("fifo_queue", "FifoQueue"),
    ("fifo_throughput_limit", "FifoThroughputLimit"),
    ("max_message_size", "MaximumMessageSize"),
    ("message_retention_seconds", "MessageRetentionPeriod"),
    ("receive_wait_time_seconds", "ReceiveMessageWaitTimeSeconds"),
    ("visibility_timeout_seconds", "VisibilityTimeout"),
];

/// Policies that name other queues, with the resource that has one without the queue.
const POLICIES: [(&str, &str, &str); 2] = [
    (
        "redrive_allow_policy",
        "aws_sqs_queue_redrive_allow_policy",
        "RedriveAllowPolicy",
    ),
    (
        "redrive_policy",
        "aws_sqs_queue_redrive_policy",
        "RedrivePolicy",
    ),
];

/// The names of queues by their addresses in Terraform.
#[derive(Debug, Default)]
pub(super) struct Addresses(BTreeMap<String, String>);

/// A queue as it is to be made.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Declared {
    pub(super) address: String,
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
}

/// A policy of a queue that names others.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Policy {
    /// Of the queue that has it.
    pub(super) address: String,
    pub(super) attributes: BTreeMap<String, String>,
}

/// An argument whose value only Terraform can tell.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unknown {
    pub(super) address: String,
    pub(super) argument: String,
    pub(super) expression: String,
}

/// The queues of a module, without the policies that name others.
pub(super) fn queues(module: &Module) -> Result<Vec<Declared>, Unknown> {
    let queues = module.resources("aws_sqs_queue");
    queues.map(|block| declared(module, block)).collect()
}

fn declared(module: &Module, block: &Block) -> Result<Declared, Unknown> {
    let mut attributes = BTreeMap::new();
    for (argument, attribute) in ATTRIBUTES {
        let Some(value) = value(module, block, argument) else {
            continue;
        };
        let text = match value {
            // A standard queue has no attribute that says so.
            Argument::Bool(false) => continue,
            Argument::Bool(true) => "true".to_owned(),
            Argument::Number(number) => number.to_string(),
            Argument::Text(text) => text,
            other => return Err(unknown(block, argument, &other)),
        };
        attributes.insert(attribute.to_owned(), text);
    }
    Ok(Declared {
        address: block.address().to_owned(),
        name: name_of(module, block, attributes.contains_key("FifoQueue")),
        attributes,
    })
}

/// Its name on AWS; where Terraform makes that, its name in Terraform.
pub(crate) fn name_of(module: &Module, block: &Block, fifo: bool) -> String {
    let text = |argument| match value(module, block, argument) {
        Some(Argument::Text(text)) => Some(text),
        _ => None,
    };
    let label = block.address().rsplit('.').next().unwrap_or_default();
    let suffix = if fifo { ".fifo" } else { "" };
    text("name").unwrap_or_else(|| {
        let prefix = text("name_prefix").unwrap_or_default();
        format!("{prefix}{label}{suffix}")
    })
}

/// The policies that name other queues, by the addresses of theirs, once all have names.
pub(super) fn policies(module: &Module, addresses: &Addresses) -> Result<Vec<Policy>, Unknown> {
    let mut policies = Vec::new();
    for (argument, of_type, attribute) in POLICIES {
        let of_queues = module.resources("aws_sqs_queue");
        let of_queues = of_queues.map(|block| (block, block.address().to_owned()));
        let alone = module.resources(of_type).filter_map(|block| {
            let queue = value(module, block, "queue_url")?;
            let Argument::Expression(reference) = queue else {
                return None;
            };
            Some((block, address_in(&reference)?.0.to_owned()))
        });
        for (block, address) in of_queues.chain(alone) {
            if let Some(policy) = value(module, block, argument) {
                let policy = addresses
                    .json(&policy)
                    .map_err(|inner| unknown(block, argument, &inner))?;
                let attributes = BTreeMap::from([(attribute.to_owned(), policy)]);
                policies.push(Policy {
                    address,
                    attributes,
                });
            }
        }
    }
    Ok(policies)
}

/// What an argument is set to; of a variable, its default.
pub(crate) fn value(module: &Module, block: &Block, argument: &str) -> Option<Argument> {
    let value = block.values(argument).into_iter().next()?;
    let Argument::Expression(text) = &value else {
        return Some(value);
    };
    let variable = text.strip_prefix("var.");
    let variable = variable.and_then(|name| module.get(&format!("variable.{name}")));
    let default = variable.and_then(|block| block.values("default").into_iter().next());
    Some(default.unwrap_or(value))
}

fn unknown(block: &Block, argument: &str, value: &Argument) -> Unknown {
    let expression = match value {
        Argument::Expression(text) => text.clone(),
        other => format!("{other:?}"),
    };
    Unknown {
        address: block.address().to_owned(),
        argument: argument.to_owned(),
        expression,
    }
}

impl Addresses {
    pub(super) fn add(&mut self, address: &str, name: &str) {
        self.0.insert(address.to_owned(), name.to_owned());
    }

    /// The name of a queue by its address.
    pub(super) fn name(&self, address: &str) -> Option<&str> {
        self.0.get(address).map(String::as_str)
    }

    /// Whether an expression is the ARN of a queue.
    pub(super) fn refers_to_arn(&self, expression: &str, queue: &str) -> bool {
        let reference = address_in(expression);
        reference.is_some_and(|(address, attribute)| {
            attribute == "arn" && self.name(address) == Some(queue)
        })
    }

    /// What an expression about a queue is on this machine, where `host` serves.
    pub(super) fn resolve(&self, expression: &str, host: &str) -> Option<String> {
        let (address, attribute) = address_in(expression)?;
        let name = self.name(address)?;
        match attribute {
            "arn" => Some(name::arn(name)),
            "id" | "url" => Some(name::url(host, name)),
            "name" => Some(name.to_owned()),
            _ => None,
        }
    }

    /// A policy as JSON with the ARNs of this machine, or what in it is not known.
    pub(super) fn json(&self, policy: &Argument) -> Result<String, Argument> {
        match policy {
            Argument::Text(text) => Ok(text.clone()),
            other => Ok(self.value(other)?.to_string()),
        }
    }

    fn value(&self, argument: &Argument) -> Result<Value, Argument> {
        match argument {
            Argument::Bool(value) => Ok(Value::Bool(*value)),
            Argument::Text(text) => Ok(Value::from(text.as_str())),
            #[expect(clippy::cast_possible_truncation, reason = "it has no fraction")]
            Argument::Number(number) if number.fract() == 0.0 => Ok(Value::from(*number as i64)),
            Argument::Number(number) => Ok(Value::from(*number)),
            Argument::List(items) => items.iter().map(|item| self.value(item)).collect(),
            Argument::Object(entries) => entries
                .iter()
                .map(|(key, value)| Ok((key.clone(), self.value(value)?)))
                .collect(),
            Argument::Expression(text) => {
                let resolved = self.resolve(text, "");
                resolved.map(Value::from).ok_or_else(|| argument.clone())
            }
            other => Err(other.clone()),
        }
    }
}

/// The address and the attribute of a reference, such as `aws_sqs_queue.jobs.arn`.
pub(crate) fn address_in(expression: &str) -> Option<(&str, &str)> {
    let reference = expression.strip_prefix("\"${").unwrap_or(expression);
    let reference = reference.strip_suffix("}\"").unwrap_or(reference).trim();
    reference.rsplit_once('.')
}
