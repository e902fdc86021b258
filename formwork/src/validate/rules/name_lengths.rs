//! The names that AWS resources get from the stack's name and an entry's key fit their limits.

use crate::kind::{DerivedName, Scope};
use crate::names::{LogicalId, StackName};
use crate::problem::{Code, Problem};

pub(super) fn check_name_lengths(scope: &Scope<'_>) -> Vec<Problem> {
    let written = &scope.manifest.stack.get().name;
    let (Some(name), Some(written)) = (&scope.name, written) else {
        return Vec::new();
    };
    let names = scope.keys().flat_map(|(kind, key)| {
        let names = kind.names().iter();
        names.map(move |derived| (key, derived))
    });
    let too_long = names.filter_map(|(key, derived)| {
        let problem = check(name, scope.id(key.get())?, derived)?;
        let part = "is part of the name";
        Some(match scope.environment {
            Some(environment) => problem
                .at(environment.span(), part)
                .at(key.span(), "so is this")
                .at(written.span_or(&(0..0)), "and this"),
            None => problem
                .at(key.span(), part)
                .at(written.span_or(&(0..0)), "so is this"),
        })
    });
    too_long.collect()
}

fn check(name: &StackName, id: &LogicalId, derived: &DerivedName) -> Option<Problem> {
    let full = format!("{name}-{}{}", id.kebab(), derived.suffix);
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
    let help = format!("shorten one of the two, or both, by {excess} {noun} in all");
    Some(Problem::new(Code::NameTooLong, message).help(help))
}
