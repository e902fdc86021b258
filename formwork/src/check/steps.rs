//! One step of a way: an attribute or an index of what is known so far.

use super::convert::convert;
use super::value::{Collection, Value};
use crate::problem::closest;
use crate::schema::{BlockType, NestedBlock, Nesting, Type};

/// The item of a list by a number that may be no index.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is checked"
)]
pub(super) fn numbered(value: &Value, number: f64) -> Stepped {
    let is_list = matches!(value, Value::Tuple(_) | Value::Unknown(Type::Tuple(_)));
    if number >= 0.0 && number.fract() == 0.0 && number < 1e15 {
        index(value, Some(number as u64))
    } else if is_list {
        dead(format!("there is no item {number}"))
    } else {
        unknown_index(value)
    }
}

/// The end of a way that leads nowhere.
pub(super) struct Dead {
    pub(super) message: String,
    pub(super) help: Option<String>,
}

pub(super) type Stepped = Result<Value, Dead>;

fn dead(message: impl Into<String>) -> Stepped {
    Err(Dead {
        message: message.into(),
        help: None,
    })
}

pub(super) fn attribute(value: &Value, name: &str) -> Stepped {
    match value {
        Value::Unknown(Type::Dynamic) => Ok(Value::ANY),
        Value::Unknown(Type::Map(item)) => Ok(Value::Unknown(item.as_ref().clone())),
        Value::Many(Collection::Map, item) => Ok(item.as_ref().clone()),
        Value::Unknown(Type::Object(members)) => match members.get(name) {
            Some(member) => Ok(Value::Unknown(member.ty.clone())),
            None => missing(name, members.keys().map(AsRef::as_ref)),
        },
        Value::Object(members) => match members.get(name) {
            Some(value) => Ok(value.clone()),
            None => missing(name, members.keys().map(String::as_str)),
        },
        Value::Block(block) => block_attribute(block, name),
        Value::Blocks(nested) => match nested.nesting {
            Nesting::Single | Nesting::Group => block_attribute(nested.block(), name),
            Nesting::List => Err(Dead {
                message: format!("the block is one of a list, which has no attribute `{name}`"),
                help: Some(format!("pick one by its index: `[0].{name}`")),
            }),
            Nesting::Set => Err(Dead {
                message: format!("the block is one of a set, which has no attribute `{name}`"),
                help: Some("go over it by a `for`, or take `one(…)` of it".to_owned()),
            }),
            Nesting::Map => Ok(Value::Block(nested.block())),
        },
        Value::Unknown(Type::List(_)) | Value::Many(Collection::List, _) | Value::Tuple(_) => {
            Err(Dead {
                message: format!("{} has no attribute `{name}`", value.describe()),
                help: Some(format!("pick an item by its index: `[0].{name}`")),
            })
        }
        Value::Null => dead(format!("null has no attribute `{name}`")),
        _ => dead(format!("{} has no attribute `{name}`", value.describe())),
    }
}

fn missing<'n>(name: &str, known: impl Iterator<Item = &'n str> + Clone) -> Stepped {
    let near = closest(name, known);
    Err(Dead {
        message: format!("there is no attribute `{name}`"),
        help: near.map(|near| format!("did you mean `{near}`?")),
    })
}

fn block_attribute(block: &'static BlockType, name: &str) -> Stepped {
    if let Some(attribute) = block.attributes.get(name) {
        return Ok(Value::Unknown(attribute.ty.clone()));
    }
    match block.blocks.get(name) {
        Some(nested) => Ok(blocks(nested)),
        None => missing(
            name,
            block.attributes.keys().chain(block.blocks.keys()).copied(),
        ),
    }
}

fn blocks(nested: &'static NestedBlock) -> Value {
    match nested.nesting {
        Nesting::Single | Nesting::Group => Value::Block(nested.block()),
        _ => Value::Blocks(nested),
    }
}

pub(super) fn key(value: &Value, name: &str) -> Stepped {
    match value {
        Value::Blocks(_)
        | Value::Unknown(Type::List(_) | Type::Tuple(_))
        | Value::Many(Collection::List, _)
        | Value::Tuple(_) => match convert(&Value::String(name.to_owned()), &Type::Number) {
            Ok(()) => unknown_index(value),
            Err(_) => dead(format!("{} takes a number as its index", value.describe())),
        },
        _ => attribute(value, name),
    }
}

pub(super) fn index(value: &Value, number: Option<u64>) -> Stepped {
    match value {
        Value::Tuple(items) => match number.and_then(|number| usize::try_from(number).ok()) {
            Some(number) => match items.get(number) {
                Some(item) => Ok(item.clone()),
                None => dead(format!("there is no item {number} among {}", items.len())),
            },
            None => Ok(Value::common(items)),
        },
        Value::Unknown(Type::Tuple(items)) => {
            match number.and_then(|number| usize::try_from(number).ok()) {
                Some(number) => match items.get(number) {
                    Some(item) => Ok(Value::Unknown(item.clone())),
                    None => dead(format!("there is no item {number} among {}", items.len())),
                },
                None => Ok(Value::ANY),
            }
        }
        Value::Object(_) | Value::Unknown(Type::Object(_)) => Ok(Value::ANY),
        _ => unknown_index(value),
    }
}

/// The item at an index that is not known.
pub(super) fn unknown_index(value: &Value) -> Stepped {
    match value {
        Value::Unknown(Type::Set(_)) | Value::Many(Collection::Set, _) => Err(Dead {
            message: "a set has no index".to_owned(),
            help: Some("go over it by a `for`, or make a list of it: `tolist(…)[0]`".to_owned()),
        }),
        Value::Blocks(nested) if nested.nesting == Nesting::Set => Err(Dead {
            message: "the block is one of a set, which has no index".to_owned(),
            help: Some("go over it by a `for`, or take `one(…)` of it".to_owned()),
        }),
        Value::Blocks(nested) => Ok(Value::Block(nested.block())),
        Value::Unknown(Type::Dynamic | Type::Object(_)) | Value::Object(_) | Value::Block(_) => {
            Ok(Value::ANY)
        }
        Value::Unknown(Type::String | Type::Number | Type::Bool)
        | Value::String(_)
        | Value::Number(_)
        | Value::Bool(_)
        | Value::Null => dead(format!("{} has no index", value.describe())),
        _ => Ok(value.items().map_or(Value::ANY, |(_, item)| item)),
    }
}
