//! The environment variables of the container.

use serde::Serialize;

use crate::contract::{Contract, Source};
use crate::hcl::{Expr, Literal};
use crate::stack::Stack;

/// One environment variable.
#[derive(Debug, Serialize)]
pub(crate) struct Variable {
    name: Literal,
    value: Expr,
}

/// The variables of the contract.
pub(crate) fn environment(stack: &Stack, contract: &Contract<'_>) -> Vec<Variable> {
    let variables = contract.variables.iter();
    variables
        .map(|variable| Variable {
            name: Literal::new(&variable.name),
            value: match variable.source {
                Source::Own(written) => written.as_string(),
                Source::Fact(target, kind, fact) => {
                    Expr::new((fact.value)(&stack.target(kind, target)))
                }
                Source::Fingerprint => Literal::new(contract.fingerprint(stack)).into(),
            },
        })
        .collect()
}
