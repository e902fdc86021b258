//! `environment` of a service: names and values of variables.

use std::collections::BTreeMap;

use super::problems::Problems;
use crate::manifest::{Field, Key, Service};
use crate::problem::{Code, Problem};
use crate::stack::VariableName;

/// The variables that can be read; each of the others has a problem.
pub(super) fn environment(
    entry: &Service,
    problems: &mut Problems,
) -> BTreeMap<VariableName, String> {
    let mut environment = BTreeMap::new();
    for (key, value) in &entry.environment {
        let name = VariableName::parse(key.get())
            .map_err(|problem| problem.at(key.span(), "this variable"));
        let name = problems.keep(name);
        let value = problems.keep(variable_value(key, value));
        environment.extend(name.zip(value));
    }
    environment
}

fn variable_value(key: &Key, value: &Field<String>) -> Result<String, Problem> {
    if !value.get().contains('\0') {
        return Ok(value.get().clone());
    }
    let message = format!("the value of `{}` contains a NUL character", key.get());
    Err(Problem::new(Code::InvalidVariable, message)
        .at(
            value.span_or(&key.span()),
            "ends at the NUL for any program",
        )
        .help("remove `\\u0000`"))
}
