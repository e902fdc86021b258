//! Raw blocks: Terraform's own words in TOML or Rust, written as HCL by the provider's schema.

mod blocks;
mod boundary;
mod conflicts;
mod guard;
mod overrides;
mod provenance;
mod write;

pub(crate) use blocks::{check_blocks, no_identifier};
pub(crate) use boundary::bound;
pub(crate) use conflicts::check_conflicts;
pub(crate) use guard::check_guards;
#[cfg(test)]
pub(crate) use guard::is_guarded;
pub(crate) use overrides::{Applied, apply};
pub(crate) use provenance::{Aim, nearest_place_of, place_of, refactoring_of};
pub(crate) use write::{
    Defaults, Form, Level, Shape, write_block, write_import, write_moved, write_removed,
    write_structures, write_value,
};
