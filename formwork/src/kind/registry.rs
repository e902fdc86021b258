//! The kinds that a stack may have entries of.

use std::collections::BTreeMap;
use std::panic::Location;

use super::any::Erased;
use super::faults::{faults, faulty};
use super::{AnyKind, Kind};
use crate::manifest::{ENV, sections};
use crate::problem::Problem;
use crate::tree::Place;

/// A list of kinds. The default has formwork's own.
#[derive(Debug, Clone)]
pub struct Kinds(Vec<Registered>);

/// A kind, and the call that added it.
#[derive(Debug, Clone, Copy)]
struct Registered {
    kind: &'static dyn AnyKind,
    place: &'static Location<'static>,
}

impl Kinds {
    /// No kind at all.
    pub(crate) const fn none() -> Self {
        Self(Vec::new())
    }

    /// The same kinds, and one more.
    #[must_use]
    #[track_caller]
    pub fn with<K: Kind>(mut self) -> Self {
        self.0.push(Registered {
            kind: Erased::<K>::THE,
            place: Location::caller(),
        });
        self
    }

    /// What is wrong with the kinds themselves, whatever a stack says. formwork's own are held to
    /// the same by a test.
    pub(crate) fn faults(&self) -> Vec<Problem> {
        let mut seen: BTreeMap<&str, Registered> = BTreeMap::new();
        let mut found = Vec::new();
        for registered in &self.0 {
            if let Some(first) = seen.insert(registered.kind.table(), *registered) {
                found.push(same_table(first, *registered));
            } else if registered.kind.is_foreign() {
                let place = Place::Code(registered.place);
                let faults = of_kind(registered.kind).into_iter();
                found.extend(faults.map(|fault| fault.at(&place, "registered here")));
            }
        }
        found.extend(self.same_codes());
        found
    }

    /// Codes that have the name of another with another explanation.
    fn same_codes(&self) -> Vec<Problem> {
        let foreign = self.0.iter().filter(|it| it.kind.is_foreign());
        let codes = foreign.flat_map(|it| it.kind.codes().iter().map(move |code| (it, code)));
        let every = self.codes();
        let mut found = Vec::new();
        for (registered, code) in codes {
            if every
                .iter()
                .any(|other| other.name() == code.name() && other != code)
            {
                let what = format!("has the code `{}`, which another kind has too", code.name());
                let mend = format!(
                    "start its name with that of the kind: `{}-{}`",
                    registered.kind.table(),
                    code.name()
                );
                let place = Place::Code(registered.place);
                found.push(faulty(registered.kind, what, mend).at(place, "registered here"));
            }
        }
        found
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &'static dyn AnyKind> + Clone {
        self.0.iter().map(|registered| registered.kind)
    }
}

fn of_kind(kind: &'static dyn AnyKind) -> Vec<Problem> {
    let table = kind.table();
    let mut found = faults(kind);
    if table == ENV || sections().contains(&table) {
        let what = format!("has the table `{table}`, which is a section of stack.toml");
        found.push(faulty(kind, what, "give `TABLE` another word"));
    }
    found
}

fn same_table(first: Registered, second: Registered) -> Problem {
    let mut of_crates = [first, second].map(|it| it.kind.crate_name());
    of_crates.sort_unstable();
    let [a, b] = of_crates;
    let table = second.kind.table();
    let what = if a == b {
        format!("is registered twice, or has a second kind with the table `{table}` beside it")
    } else {
        let other = first.kind.crate_name();
        format!("has the table `{table}`, as a kind of the crate `{other}` has")
    };
    faulty(second.kind, what, "register one of them in build.rs")
        .at(Place::Code(second.place), "registered here")
        .at(Place::Code(first.place), "the first one")
}

#[cfg(test)]
mod tests {
    use super::{Kinds, of_kind};
    use crate::problem::Problem;

    #[test]
    fn our_own_kinds_are_without_fault() {
        let found: Vec<Problem> = Kinds::default().iter().flat_map(of_kind).collect();
        assert!(found.is_empty(), "{found:?}");
    }
}
