//! What a module is checked for: a program and a line of the AWS provider.

use hcl_edit::structure::Body;

use super::declared::aws_constraints;
use super::versions::allows;
use crate::manifest::Engine;
use crate::schema::ProviderLine;
use crate::stack::Stack;

/// A program that reads modules, with a line of the AWS provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Toolchain {
    pub(crate) engine: Engine,
    pub(crate) provider: ProviderLine,
}

impl Default for Toolchain {
    fn default() -> Self {
        Self {
            engine: Engine::Terraform,
            provider: ProviderLine::NEWEST,
        }
    }
}

impl Toolchain {
    /// Terraform with the newest line that modules allow: what `terraform init` would choose.
    pub(super) fn of<'b>(bodies: impl IntoIterator<Item = &'b Body>) -> Self {
        let constraints: Vec<&str> = bodies.into_iter().flat_map(aws_constraints).collect();
        let is_allowed = |line: &ProviderLine| {
            let mut constraints = constraints.iter();
            constraints.all(|constraint| allows(constraint, line.release()))
        };
        let newest = ProviderLine::ALL.into_iter().rev().find(is_allowed);
        Self {
            provider: newest.unwrap_or(ProviderLine::NEWEST),
            ..Self::default()
        }
    }
}

/// What a stack is checked for, the oldest line first.
pub(crate) fn toolchains(stack: &Stack) -> Vec<Toolchain> {
    let lines = stack.provider_lines.iter();
    let toolchains = lines.map(|line| Toolchain {
        engine: stack.engine,
        provider: *line,
    });
    toolchains.collect()
}
