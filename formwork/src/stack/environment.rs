//! The environments of a stack: the same file with an overlay, each a root module of its own.

use std::borrow::Cow;

use super::{RawBlock, RawKind, Stack};
use crate::names::EnvironmentName;
use crate::problem::Problem;
use crate::tree::{Tree, Value};

/// What the file is with `[env.NAME]` over it.
#[derive(Debug, Clone)]
pub(crate) struct Environment {
    pub(crate) name: EnvironmentName,
    pub(crate) stack: Stack,
    /// What works alone, and not beside the others.
    pub(crate) notes: Vec<Problem>,
}

/// The way from the directory of an environment to that of the base, `hcl-out/`.
const TO_BASE: &str = "../../";

impl Stack {
    /// The stack of each `[env.NAME]`, with its name, in the order of the names.
    pub fn environments(&self) -> impl Iterator<Item = (&str, &Self)> {
        let environments = self.environments.iter();
        environments.map(|environment| (environment.name.as_str(), &environment.stack))
    }

    /// The name of the environment, if this is the stack of one: the `staging` of `[env.staging]`.
    #[must_use]
    pub fn environment(&self) -> Option<&str> {
        self.overlay.as_ref().map(EnvironmentName::as_str)
    }

    /// A raw block as it is written in this root module: paths of modules are those from `hcl-out/`, and an
    /// environment lies deeper.
    pub(crate) fn placed<'b>(&self, block: &'b RawBlock) -> Cow<'b, RawBlock> {
        let Some(source) = block.local_source().filter(|_| self.overlay.is_some()) else {
            return Cow::Borrowed(block);
        };
        let deeper = format!("{TO_BASE}{}", source.trim_start_matches("./"));
        let mut placed = block.clone();
        if let Some(of_module) = source_mut(&mut placed) {
            of_module.value = Value::Text(deeper);
        }
        Cow::Owned(placed)
    }
}

fn source_mut(block: &mut RawBlock) -> Option<&mut Tree> {
    match &mut block.body.value {
        Value::Table(table) => table.get_mut("source").map(|entry| &mut entry.value),
        _ => None,
    }
}

impl RawBlock {
    /// The path of a module that is called by one.
    pub(crate) fn local_source(&self) -> Option<&str> {
        let source = &self.body.table()?.get("source")?.value;
        match &source.value {
            Value::Text(source) if self.kind == RawKind::Module => {
                let is_local = source.starts_with("./") || source.starts_with("../");
                is_local.then_some(source)
            }
            _ => None,
        }
    }
}
