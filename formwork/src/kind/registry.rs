//! The kinds that a stack may have entries of.

use std::collections::BTreeMap;

use super::any::Erased;
use super::{AnyKind, Kind};
use crate::problem::{Code, Problem};

/// A list of kinds. The default has formwork's own.
#[derive(Debug, Clone)]
pub struct Kinds(Vec<&'static dyn AnyKind>);

impl Kinds {
    /// No kind at all.
    pub(crate) const fn none() -> Self {
        Self(Vec::new())
    }

    /// The same kinds, and one more.
    #[must_use]
    pub fn with<K: Kind>(mut self) -> Self {
        self.0.push(Erased::<K>::THE);
        self
    }

    /// What is wrong with the kinds themselves, whatever a stack says.
    pub(crate) fn faults(&self) -> Vec<Problem> {
        let mut seen: BTreeMap<&str, &dyn AnyKind> = BTreeMap::new();
        let mut faults = Vec::new();
        for kind in self.iter() {
            if let Some(first) = seen.insert(kind.table(), kind) {
                faults.push(same_table(kind, first));
            }
        }
        faults
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &'static dyn AnyKind> + Clone {
        self.0.iter().copied()
    }
}

fn same_table(kind: &dyn AnyKind, first: &dyn AnyKind) -> Problem {
    let message = format!(
        "the crates `{}` and `{}` both define the kind `[{}.NAME]`",
        first.crate_name(),
        kind.crate_name(),
        kind.table()
    );
    Problem::new(Code::FaultyKind, message).help("register one of them in build.rs")
}
