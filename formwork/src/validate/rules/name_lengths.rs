//! The names that AWS resources get from the stack's name and an entry's key fit their limits.

use crate::kind::{DerivedName, Scope};
use crate::manifest::{Field, Key};
use crate::names::LogicalId;
use crate::problem::{Code, Problem};

pub(super) fn check_name_lengths(scope: &Scope<'_>) -> Vec<Problem> {
    let Some(name) = &scope.manifest.stack.get().name else {
        return Vec::new();
    };
    if scope.name.is_none() {
        return Vec::new();
    }
    let names = scope.keys().flat_map(|(kind, key)| {
        let names = kind.names().iter();
        names.map(move |derived| (key, derived))
    });
    names
        .filter_map(|(key, derived)| check(name, key, scope.id(key.get())?, derived))
        .collect()
}

fn check(
    name: &Field<String>,
    key: &Key,
    id: &LogicalId,
    derived: &DerivedName,
) -> Option<Problem> {
    let full = format!("{}-{}{}", name.get(), id.kebab(), derived.suffix);
    let excess = full
        .len()
        .checked_sub(derived.max)
        .filter(|excess| *excess > 0)?;
    let message = format!(
        "`{full}`, the name of {}, has {} characters of at most {}",
        derived.of,
        full.len(),
        derived.max
    );
    let noun = if excess == 1 {
        "character"
    } else {
        "characters"
    };
    Some(
        Problem::new(Code::NameTooLong, message)
            .at(key.span(), "is part of the name")
            .at(name.span_or(&(0..0)), "so is this")
            .help(format!(
                "shorten one of the two, or both, by {excess} {noun} in all"
            )),
    )
}
