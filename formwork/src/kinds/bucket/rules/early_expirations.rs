//! An object that is deleted has moved before: S3 refuses a transition at or after the expiration.

use crate::kind::{Scope, entries};
use crate::kinds::bucket::Bucket;
use crate::kinds::bucket::manifest::{Expire, Keys, Transition};
use crate::manifest::Field;
use crate::problem::{Code, Problem};

pub(super) fn check_early_expirations(scope: &Scope<'_>) -> Vec<Problem> {
    let buckets = entries::<Bucket>(scope.manifest);
    buckets.flat_map(|(_, keys)| check(keys)).collect()
}

fn check(keys: &Keys) -> Vec<Problem> {
    let transitions = keys.transition.iter().map(Field::get);
    transitions
        .filter_map(|transition| {
            let mut expirations = keys.expire.iter().map(Field::get);
            expirations.find_map(|expire| too_early(transition, expire))
        })
        .collect()
}

fn too_early(transition: &Transition, expire: &Expire) -> Option<Problem> {
    let (moved, deleted) = (transition.prefix.as_ref()?, expire.prefix.as_ref()?);
    let (after, until) = (transition.days.as_ref()?, expire.days.as_ref()?);
    let lies_inside = moved.get().as_ref().starts_with(deleted.get().as_ref());
    if deleted.get().as_ref().is_empty() || !lies_inside || after.get() < until.get() {
        return None;
    }
    let message = format!(
        "objects under `{}` are deleted after {} days and would move after {}",
        moved.get(),
        until.get(),
        after.get()
    );
    Some(
        Problem::new(Code::InvalidExpiration, message)
            .at(after.span_or(&(0..0)), "never comes")
            .at(until.span_or(&(0..0)), "deletes them before")
            .help("move them earlier, or delete them later"),
    )
}
