//! The least number of tasks is not above the most.

use crate::kind::{Scope, at_both, entries};
use crate::kinds::worker::Worker;
use crate::kinds::worker::entry::{MAX, MIN};
use crate::kinds::worker::manifest::Keys;
use crate::manifest::Key;
use crate::problem::{Code, Problem};

pub(super) fn check_scaling(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let is_unread = |key: &Key, field| manifest.is_unread(&["worker", key.get(), "scaling", field]);
    let workers = entries::<Worker>(manifest);
    workers
        .filter(|(key, _)| !is_unread(key, "min") && !is_unread(key, "max"))
        .filter_map(|(key, keys)| check(key, keys))
        .collect()
}

fn check(key: &Key, keys: &Keys) -> Option<Problem> {
    let (min, max) = (&keys.own.scaling.min, &keys.own.scaling.max);
    let are_offered = MIN.range.contains(min.get()) && MAX.range.contains(max.get());
    if !are_offered || min.get() <= max.get() {
        return None;
    }
    let message = format!(
        "worker `{}` scales from {} to {} tasks",
        key.get(),
        min.get(),
        max.get()
    );
    let problem = Problem::new(Code::MinAboveMax, message)
        .help(format!("use at least {} for `max`", min.get()));
    Some(at_both(problem, &key.span(), ("min", min), ("max", max)))
}
