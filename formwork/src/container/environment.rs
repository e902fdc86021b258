//! The environment variables of the container.

use serde::Serialize;

use super::{Grant, VariableName};
use crate::contract::{Contract, Source};
use crate::hcl::{Expr, Literal};
use crate::stack::Stack;
use crate::written::Written;

/// One environment variable.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Variable {
    name: Literal,
    value: Expr,
}

impl Variable {
    /// One of `environment`.
    pub(super) fn own((name, value): (&VariableName, &Written)) -> Self {
        Self {
            name: Literal::new(name.as_str()),
            value: value.as_string(),
        }
    }

    /// By what it is told from others.
    pub(super) fn key(&self) -> String {
        self.name.to_string()
    }
}

/// The variables of the contract.
pub(crate) fn environment(stack: &Stack, contract: &Contract<'_>) -> Vec<Variable> {
    let variables = contract.variables.iter();
    variables
        .map(|variable| Variable {
            name: Literal::new(&variable.name),
            value: value_of(stack, contract, variable),
        })
        .collect()
}

/// What a variable of the contract is set to.
pub(crate) fn value_of(
    stack: &Stack,
    contract: &Contract<'_>,
    variable: &crate::contract::Variable<'_>,
) -> Expr {
    match variable.source {
        Source::Own(written) => written.as_string(),
        Source::Fact(target, kind, fact) => {
            let path = contract.container.grants.get(target).and_then(Grant::path);
            let target = stack.target(kind, target).mounted_at(path);
            Expr::new((fact.value)(&target.granted_to(contract.entry.id)))
        }
        Source::Fingerprint => Literal::new(contract.fingerprint(stack)).into(),
    }
}
