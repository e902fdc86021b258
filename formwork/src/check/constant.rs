//! Calls whose arguments are known: what they give, or why they fail whenever they are run.
//!
//! Only what says something is computed: functions that never fail and whose results nobody looks
//! into are left out.

use super::value::Value;

mod address;
mod collection;
mod json;
mod text;

/// What a call gives; nothing where that is not known here.
pub(super) type Outcome = Option<Result<Value, String>>;

/// Calls a function by its name.
pub(super) fn call(name: &str, arguments: &[Value]) -> Outcome {
    collection::call(name, arguments).or_else(|| {
        let is_known = arguments.iter().all(Value::is_known);
        is_known
            .then(|| text::call(name, arguments).or_else(|| address::call(name, arguments)))
            .flatten()
    })
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it is what a function here returns"
)]
fn fails(message: impl Into<String>) -> Outcome {
    Some(Err(message.into()))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it is what a function here returns"
)]
fn gives(value: Value) -> Outcome {
    Some(Ok(value))
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// A number without a fraction.
#[expect(
    clippy::cast_possible_truncation,
    reason = "it has no fraction and is small"
)]
fn whole(value: &Value) -> Option<i64> {
    let number = number_of(value)?;
    (number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i64)
}

fn text(text: impl Into<String>) -> Value {
    Value::String(text.into())
}
