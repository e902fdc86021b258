//! What the containers of a stack are told, for whoever runs them elsewhere than on AWS.

use hcl_edit::expr::Expression;

use crate::bug::Bug;
use crate::container::{Injected, VariableName, value_of};
use crate::contract::{Contract, Source, Variable};
use crate::hcl::module;
use crate::stack::Stack;
use crate::testing::Argument;
use crate::written::Written;

/// A container that code of the stack runs in, as its task definition has it: that of a service, a worker, a job or
/// a task, without its sidecars.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TaskContainer {
    /// The table that declares it: `service`.
    pub table: &'static str,
    /// Its name there: the `api` of `[service.api]`.
    pub name: String,
    /// Where it listens, if it does.
    pub port: Option<u16>,
    /// `entrypoint`; empty where the image's holds.
    pub entrypoint: Vec<Argument>,
    /// `command`; empty where the image's holds.
    pub command: Vec<Argument>,
    /// How long it may take to end.
    pub stop_timeout_seconds: u32,
    /// Its variables, by name.
    pub variables: Vec<TaskVariable>,
}

/// An environment variable of a container.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TaskVariable {
    /// Its name.
    pub name: String,
    /// Its value in the task definition. Of one that [`Told::Injected`] tells, what `valueFrom` is set to.
    pub value: Argument,
    /// What it tells.
    pub tells: Told,
}

/// What a variable tells.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Told {
    /// What `environment` says.
    Own,
    /// The fingerprint of the contract.
    Fingerprint,
    /// Something of an entry, or of a raw resource, that the container has a grant on.
    Fact {
        /// The table of the kind: `queue`.
        table: &'static str,
        /// The name of the entry or of the raw resource: `jobs`.
        target: String,
        /// The address of its resource, also where none is made because it exists: `aws_sqs_queue.jobs`.
        address: String,
        /// Which fact, as the end of the variable's name: `QUEUE_URL`.
        fact: &'static str,
    },
    /// The value of an entry, which ECS fetches when a task starts: `secrets`.
    Injected {
        /// The table of the kind: `secret`.
        table: &'static str,
        /// The name of the entry.
        target: String,
    },
}

impl Stack {
    /// The containers of the stack, with the variables that their task definitions set.
    ///
    /// # Errors
    ///
    /// A kind has made a value that is no expression of HCL.
    pub fn containers(&self) -> Result<Vec<TaskContainer>, Bug> {
        let contracts = self.entries.iter();
        let contracts = contracts.filter_map(|entry| Contract::new(self, entry));
        contracts.map(|contract| told(self, &contract)).collect()
    }
}

fn told(stack: &Stack, contract: &Contract<'_>) -> Result<TaskContainer, Bug> {
    let Contract {
        entry, container, ..
    } = contract;
    let plain = contract.variables.iter();
    let plain = plain.map(|variable| of_contract(stack, contract, variable));
    let injected = container.secrets.iter();
    let injected = injected.filter_map(|(name, injected)| of_secret(stack, name, injected));
    let mut variables = plain.chain(injected).collect::<Result<Vec<_>, Bug>>()?;
    variables.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(TaskContainer {
        table: entry.kind.table(),
        name: entry.id.as_str().to_owned(),
        port: entry.listens().map(|listens| listens.port),
        entrypoint: words(&container.process.entrypoint)?,
        command: words(&container.process.command)?,
        stop_timeout_seconds: container.stop_timeout_seconds,
        variables,
    })
}

fn words(words: &[Written]) -> Result<Vec<Argument>, Bug> {
    let words = words.iter();
    words
        .map(|word| argument(&word.as_string().to_string()))
        .collect()
}

fn of_contract(
    stack: &Stack,
    contract: &Contract<'_>,
    variable: &Variable<'_>,
) -> Result<TaskVariable, Bug> {
    let tells = match variable.source {
        Source::Own(_) => Told::Own,
        Source::Fingerprint => Told::Fingerprint,
        Source::Fact(target, kind, fact) => Told::Fact {
            table: kind.table(),
            target: target.as_str().to_owned(),
            address: stack.target(kind, target).address(),
            fact: fact.name,
        },
    };
    Ok(TaskVariable {
        name: variable.name.clone(),
        value: argument(&value_of(stack, contract, variable).to_string())?,
        tells,
    })
}

fn of_secret(
    stack: &Stack,
    name: &VariableName,
    injected: &Injected,
) -> Option<Result<TaskVariable, Bug>> {
    let injection = injected.kind.injection()?;
    let value = (injection.value_from)(&stack.target(injected.kind, &injected.id));
    let variable = argument(&value).map(|value| TaskVariable {
        name: name.as_str().to_owned(),
        value,
        tells: Told::Injected {
            table: injected.kind.table(),
            target: injected.id.as_str().to_owned(),
        },
    });
    Some(variable)
}

/// A value as HCL has it.
fn argument(text: &str) -> Result<Argument, Bug> {
    let expression: Expression = text
        .parse()
        .map_err(|error: hcl_edit::parser::Error| Bug::new("a task definition", error.message()))?;
    Ok(Argument::new(&module::Value::new(&expression)))
}
