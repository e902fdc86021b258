//! `stack.rs` of a crate that implements several containers: a module each, and once what their handles share.

use std::collections::BTreeMap;

use serde::Serialize;

use super::rust::module;
use crate::bug::Bug;
use crate::contract::Contract;
use crate::hcl::Word;
use crate::identifier::field_name;
use crate::kind::{File, Template};
use crate::render::Renderer;
use crate::stack::Stack;

const TEMPLATE: Template = Template::new("stack.rs", include_str!("rust_modules.rs.hbs"));

/// What `rust_modules.rs.hbs` sees.
#[derive(Debug, Serialize)]
struct View {
    /// What the handles of each kind share.
    shared: Vec<String>,
    modules: Vec<Module>,
}

#[derive(Debug, Serialize)]
struct Module {
    table: &'static str,
    id: Word,
    name: String,
    /// What it includes, beside `stack.rs`.
    file: String,
}

/// The texts of `stack.rs` and of the files that it includes, without banners, by their names.
///
/// # Errors
///
/// A [`Bug`]: a template fails.
pub(super) fn modules(
    stack: &Stack,
    contracts: &[Contract<'_>],
) -> Result<Vec<(String, String)>, Bug> {
    let mut shared = BTreeMap::new();
    let (mut modules, mut files) = (Vec::new(), Vec::new());
    for contract in contracts {
        let id = contract.entry.id;
        let (text, kinds) = module(stack, contract)?;
        shared.extend(kinds.into_iter().map(|kind| (kind.table, kind.shared)));
        let file = format!("stack_{id}.rs");
        modules.push(Module {
            table: contract.entry.kind.table(),
            id: id.into(),
            name: field_name(id.as_str()),
            file: file.clone(),
        });
        files.push((file, text));
    }
    let view = View {
        shared: shared.into_values().collect(),
        modules,
    };
    let root = Renderer::new().render(&File::new("stack.rs", &TEMPLATE, &view))?;
    files.push(("stack.rs".to_owned(), root));
    Ok(files)
}
