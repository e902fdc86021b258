//! Functions of lists and maps, of which what is in them may be left to a run.

use std::collections::BTreeMap;

use super::{Outcome, fails, gives, text, text_of, whole};
use crate::check::value::Value;

pub(super) fn call(name: &str, arguments: &[Value]) -> Outcome {
    let first = arguments.first()?;
    match (name, first) {
        ("element", Value::Tuple(items)) => element(items, arguments.get(1)?),
        ("lookup", Value::Object(members)) => lookup(members, &arguments[1..]),
        ("one", Value::Tuple(items)) => match items.as_slice() {
            [] => gives(Value::Null),
            [item] => gives(item.clone()),
            _ => fails(format!(
                "one item is needed at most, and there are {}",
                items.len()
            )),
        },
        ("coalesce", _) => coalesce(arguments),
        ("coalescelist", _) => coalesce_list(arguments),
        ("zipmap", Value::Tuple(keys)) => zipmap(keys, arguments.get(1)?),
        ("merge", _) => merge(arguments),
        ("keys", Value::Object(members)) => gives(Value::Tuple(members.keys().map(text).collect())),
        ("values", Value::Object(members)) => {
            gives(Value::Tuple(members.values().cloned().collect()))
        }
        ("concat", _) => concat(arguments),
        ("slice", Value::Tuple(items)) => slice(items, &arguments[1..]),
        ("index", Value::Tuple(items)) => index(items, arguments.get(1)?),
        ("sum", Value::Tuple(items)) => sum(items),
        ("setproduct", _) if arguments.len() == 1 => fails("two sets are needed at least"),
        ("chunklist", Value::Tuple(_)) => {
            let size = whole(arguments.get(1)?)?;
            (size < 0).then(|| Err("the size is below 0".to_owned()))
        }
        ("formatlist", _) => format_list(arguments),
        ("regex" | "regexall", expression) => super::text::unbalanced(&text_of(expression)?),
        _ => None,
    }
}

fn element(items: &[Value], index: &Value) -> Outcome {
    if items.is_empty() {
        return fails("an empty list has no item");
    }
    let index = whole(index)?;
    let length = i64::try_from(items.len()).ok()?;
    let index = usize::try_from(index.rem_euclid(length)).ok()?;
    gives(items[index].clone())
}

fn lookup(members: &BTreeMap<String, Value>, rest: &[Value]) -> Outcome {
    let key = text_of(rest.first()?)?;
    match (members.get(&key), rest.get(1)) {
        (Some(value), _) => gives(value.clone()),
        (None, Some(default)) => gives(default.clone()),
        (None, None) => fails(format!("there is no key `{key}`, and no default")),
    }
}

fn coalesce(arguments: &[Value]) -> Outcome {
    let is_nothing = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        _ => false,
    };
    let is_all = arguments.iter().all(is_nothing);
    is_all.then(|| Err("all of them are null or empty".to_owned()))
}

fn coalesce_list(arguments: &[Value]) -> Outcome {
    let is_empty = |value: &Value| matches!(value, Value::Tuple(items) if items.is_empty());
    let is_all = arguments.iter().all(is_empty);
    is_all.then(|| Err("all of them are empty".to_owned()))
}

fn zipmap(keys: &[Value], values: &Value) -> Outcome {
    let Value::Tuple(values) = values else {
        return None;
    };
    if keys.len() != values.len() {
        return fails(format!(
            "{} keys and {} values do not fit",
            keys.len(),
            values.len()
        ));
    }
    let members = keys.iter().zip(values);
    let members = members.map(|(key, value)| Some((text_of(key)?, value.clone())));
    members
        .collect::<Option<BTreeMap<_, _>>>()
        .map(|members| Ok(Value::Object(members)))
}

/// The objects together, if they are all written down.
fn merge(arguments: &[Value]) -> Outcome {
    let mut merged = BTreeMap::new();
    for argument in arguments {
        match argument {
            Value::Null => {}
            Value::Object(members) => merged.extend(members.clone()),
            _ => return None,
        }
    }
    gives(Value::Object(merged))
}

fn concat(arguments: &[Value]) -> Outcome {
    let mut all = Vec::new();
    for argument in arguments {
        let Value::Tuple(items) = argument else {
            return None;
        };
        all.extend(items.iter().cloned());
    }
    gives(Value::Tuple(all))
}

fn slice(items: &[Value], rest: &[Value]) -> Outcome {
    let start = usize::try_from(whole(rest.first()?)?).ok();
    let end = usize::try_from(whole(rest.get(1)?)?).ok();
    match (start, end) {
        (Some(start), Some(end)) if start <= end && end <= items.len() => {
            gives(Value::Tuple(items[start..end].to_vec()))
        }
        _ => fails(format!("there are {} items", items.len())),
    }
}

fn index(items: &[Value], wanted: &Value) -> Outcome {
    if !items.iter().all(Value::is_known) || !wanted.is_known() {
        return None;
    }
    let wanted = text_of(wanted)?;
    let has_it = items
        .iter()
        .any(|item| text_of(item).as_ref() == Some(&wanted));
    (!has_it).then(|| Err(format!("`{wanted}` is not among the items")))
}

fn sum(items: &[Value]) -> Outcome {
    if items.is_empty() {
        return fails("an empty list has no sum");
    }
    let is_wrong = |item: &Value| match item {
        Value::String(text) => text.parse::<f64>().is_err(),
        Value::Null | Value::Bool(_) | Value::Tuple(_) | Value::Object(_) => true,
        _ => false,
    };
    let is_wrong = items.iter().any(is_wrong);
    is_wrong.then(|| Err("the items are no numbers".to_owned()))
}

fn format_list(arguments: &[Value]) -> Outcome {
    let mut lengths = arguments
        .iter()
        .skip(1)
        .filter_map(|argument| match argument {
            Value::Tuple(items) => Some(items.len()),
            _ => None,
        });
    let first = lengths.next()?;
    let is_wrong = lengths.any(|length| length != first);
    is_wrong.then(|| Err("the lists are of different lengths".to_owned()))
}
