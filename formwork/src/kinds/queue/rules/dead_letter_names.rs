//! No queue has the name that the dead letters of another have: neither in HCL nor in AWS.

use crate::kind::{Scope, entries};
use crate::kinds::queue::Queue;
use crate::manifest::Key;
use crate::problem::{Code, Problem};

pub(super) fn check_dead_letter_names(scope: &Scope<'_>) -> Vec<Problem> {
    let with_dead_letters = entries::<Queue>(scope.manifest)
        .filter(|(_, keys)| keys.dead_letter.get().get().is_some() && keys.existing.is_none());
    with_dead_letters
        .filter_map(|(key, _)| Some((key, namesake(scope, key)?)))
        .map(|(key, other)| problem(key, other))
        .collect()
}

/// The queue that has the name of another's dead letters.
fn namesake<'a>(scope: &'a Scope<'_>, key: &Key) -> Option<&'a Key> {
    let id = scope.id(key.get())?;
    let mut others = entries::<Queue>(scope.manifest).map(|(other, _)| other);
    others.find(|other| {
        let other = scope.id(other.get());
        other.is_some_and(|other| {
            other.as_str() == format!("{id}_dead")
                || other.in_aws() == format!("{}_dead", id.in_aws())
        })
    })
}

fn problem(key: &Key, other: &Key) -> Problem {
    let (key_name, other_name) = (key.get(), other.get());
    let message = format!("`{other_name}` has the name of the dead letters of `{key_name}`");
    Problem::new(Code::DuplicateName, message)
        .at(other.span(), "this queue")
        .at(key.span(), format!("its dead letters are in `{key_name}_dead`"))
        .help(format!(
            "rename one of them, such as `[queue.{other_name}_letters]`, or write `dead_letter = false`"
        ))
}
