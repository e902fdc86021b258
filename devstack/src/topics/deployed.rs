//! The topics of a stack: those that its Terraform declares, with the queues that subscribe.

use formwork::testing::{Argument, Block, Module};
use serde_json::Value;

use super::filter::{Filter, Scope};
use super::topic::{Fifo, Order, Subscription, Topic};
use crate::error::Error;
use crate::queues::Inlet;
use crate::queues::deployed::{address_in, name_of, value};

/// The topics of a module by their addresses. Subscribers other than queues get nothing here.
pub(super) fn topics(module: &Module, queues: &Inlet) -> Result<Vec<(String, Topic)>, Error> {
    let mut topics: Vec<(String, Topic)> = module
        .resources("aws_sns_topic")
        .map(|block| (block.address().to_owned(), topic(module, block)))
        .collect();
    for block in module.resources("aws_sns_topic_subscription") {
        let of_topic = value(module, block, "topic_arn");
        let Some(Argument::Expression(reference)) = of_topic else {
            continue;
        };
        let address = address_in(&reference).map(|(address, _)| address);
        let topic = topics
            .iter_mut()
            .find(|(it, _)| Some(it.as_str()) == address);
        if let Some((_, topic)) = topic
            && is(module, block, "protocol", "sqs")
        {
            let subscription = subscription(module, block, queues)?;
            topic.subscriptions.push(subscription);
        }
    }
    Ok(topics)
}

fn topic(module: &Module, block: &Block) -> Topic {
    let is_true = |argument| value(module, block, argument) == Some(Argument::Bool(true));
    let is_fifo = is_true("fifo_topic");
    let name = name_of(module, block, is_fifo);
    let order = if is_fifo {
        Order::Fifo(Fifo {
            content_based_deduplication: is_true("content_based_deduplication"),
            deduplication_per_group: is(module, block, "fifo_throughput_scope", "MessageGroup"),
        })
    } else {
        Order::Standard
    };
    Topic::new(&name, order)
}

fn is(module: &Module, block: &Block, argument: &str, text: &str) -> bool {
    value(module, block, argument).is_some_and(|it| it.as_text() == Some(text))
}

fn subscription(module: &Module, block: &Block, queues: &Inlet) -> Result<Subscription, Error> {
    let json = |argument: &str| -> Result<Option<Value>, Error> {
        let Some(value) = value(module, block, argument) else {
            return Ok(None);
        };
        let text = queues.json(&value);
        let text = text.map_err(|inner| unknown(block, argument, &inner))?;
        let parsed = serde_json::from_str(&text);
        parsed
            .map(Some)
            .map_err(|error| wrong(block, format!("`{argument}` is no JSON: {error}")))
    };
    let endpoint = match value(module, block, "endpoint") {
        Some(Argument::Text(text)) => text,
        Some(Argument::Expression(text)) => queues
            .resolve(&text)
            .ok_or_else(|| unknown(block, "endpoint", &Argument::Expression(text)))?,
        other => return Err(wrong(block, format!("its endpoint is {other:?}"))),
    };
    let scope = if is(module, block, "filter_policy_scope", "MessageBody") {
        Scope::Body
    } else {
        Scope::Attributes
    };
    let filter = json("filter_policy")?.map(|policy| Filter::new(policy, scope));
    let filter = filter.transpose().map_err(|reason| wrong(block, reason))?;
    let redrive = json("redrive_policy")?.unwrap_or_default();
    Ok(Subscription {
        queue_arn: endpoint,
        is_raw: value(module, block, "raw_message_delivery") == Some(Argument::Bool(true)),
        filter,
        dead_letters_arn: redrive["deadLetterTargetArn"].as_str().map(str::to_owned),
    })
}

fn unknown(block: &Block, argument: &str, value: &Argument) -> Error {
    let expression = match value {
        Argument::Expression(text) => text.clone(),
        other => format!("{other:?}"),
    };
    let reason = format!(
        "only Terraform can tell what `{argument}` is: {expression}\n\
         help: give it a value, or a variable with a default"
    );
    wrong(block, reason)
}

fn wrong(block: &Block, reason: String) -> Error {
    Error::Topic {
        address: block.address().to_owned(),
        reason,
    }
}
