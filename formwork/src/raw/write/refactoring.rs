//! The blocks that tell Terraform what became of what it has: moved, imported, removed.

use crate::stack::{Import, Move, Removed};

pub(crate) fn write_moved(moved: &Move) -> String {
    let Move { from, to, .. } = moved;
    format!("moved {{\n  from = {from}\n  to   = {to}\n}}\n")
}

pub(crate) fn write_import(import: &Import) -> String {
    let provider = import.provider.as_ref();
    let provider = provider.map(|provider| format!("  provider = {provider}\n"));
    format!(
        "import {{\n{}  to = {}\n  id = {}\n}}\n",
        provider.unwrap_or_default(),
        import.to,
        import.id
    )
}

pub(crate) fn write_removed(removed: &Removed) -> String {
    format!(
        "removed {{\n  from = {}\n\n  lifecycle {{\n    destroy = {}\n  }}\n}}\n",
        removed.from, removed.destroy
    )
}
