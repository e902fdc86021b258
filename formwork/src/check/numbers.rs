//! Numbers that the provider takes whole: it reads them into 64 bits.

use super::checker::{Checker, Scope};
use super::value::Value;
use crate::problem::Code;
use crate::schema::{Type, is_whole_number};

/// The first number that 64 bits with a sign do not hold.
const TOO_LARGE: f64 = 9_223_372_036_854_775_808.0;

impl Checker<'_> {
    /// Holds the number that an argument is given to what the provider reads it into.
    pub(super) fn whole_number(&self, found: &Value, ty: &Type, scope: &Scope<'_>) {
        if *ty != Type::Number {
            return;
        }
        let number = match found {
            Value::Number(number) => Some(*number),
            Value::String(text) => text.parse::<f64>().ok(),
            _ => None,
        };
        let Some(number) = number else {
            return;
        };
        let names: Vec<&str> = scope.path.iter().filter_map(|step| step.name()).collect();
        let name = names.last().copied().unwrap_or_default();
        let is_odd = number.fract() != 0.0 || number.abs() >= TOO_LARGE;
        let of_type = scope
            .address
            .strip_prefix("data.")
            .unwrap_or(&scope.address);
        let of_type = of_type.split('.').next().unwrap_or_default();
        if !is_odd || !is_whole_number(of_type, name) {
            return;
        }
        let message = if number.fract() == 0.0 {
            format!("`{name}` holds 64 bits, and {number} is larger")
        } else {
            format!("`{name}` is a whole number, and this is {number}")
        };
        self.report_value(scope, Code::WrongType, message);
    }
}
