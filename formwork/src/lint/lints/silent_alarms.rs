//! An alarm that goes off tells somebody.

use super::super::finding::Finding;
use crate::hcl::module::{Block, Flag, Module, Value};
use crate::problem::Code;

/// One finding for all of them: what formwork makes is silent together, by one key.
pub(in crate::lint) fn check(module: &Module) -> Vec<Finding> {
    let kinds = [
        "aws_cloudwatch_metric_alarm",
        "aws_cloudwatch_composite_alarm",
    ];
    let alarms = kinds.into_iter().flat_map(|kind| module.resources(kind));
    let silent: Vec<&Block> = alarms.filter(|block| is_silent(block)).collect();
    let Some((first, others)) = silent.split_first() else {
        return Vec::new();
    };
    let others = match others.len() {
        0 => String::new(),
        1 => ", and one more alarm does not".to_owned(),
        count => format!(", and {count} more alarms do not"),
    };
    let message = format!("tells nobody when it goes off{others}");
    let finding = Finding::new(Code::SilentAlarms, first, &message)
        .argument("alarm_actions")
        .key("alarms.notify")
        .help("name a topic of SNS: `alarms.notify = [\"arn:aws:sns:…\"]`");
    vec![finding]
}

fn is_silent(block: &Block) -> bool {
    let acts = match block.value("alarm_actions") {
        Some(Value::List(actions)) => !actions.is_empty(),
        Some(_) => true,
        None => false,
    };
    !acts || block.flag("actions_enabled") == Flag::Off
}
