//! Reading what a client sends: strictly, and with all that is wrong with it at once.

mod body;
mod fields;
mod id;
mod object;
mod query;

pub(crate) use self::body::Body;
pub(crate) use self::fields::{Fields, Input};
pub(crate) use self::id::Id;
pub(crate) use self::query::{NoQuery, Query, is_named};
