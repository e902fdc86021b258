//! The least number of tasks is not above the most.

use crate::manifest::{Key, Manifest, Service};
use crate::problem::{Code, Problem};
use crate::validate::leaf;
use crate::validate::service::{MAX, MIN};

pub(super) fn check_scaling(manifest: &Manifest) -> Vec<Problem> {
    let is_unread =
        |key: &Key, field| manifest.is_unread(&["service", key.get(), "scaling", field]);
    let services = manifest.service.iter();
    services
        .filter(|(key, _)| !is_unread(key, "min") && !is_unread(key, "max"))
        .filter_map(|(key, service)| check(key, service))
        .collect()
}

fn check(key: &Key, service: &Service) -> Option<Problem> {
    let (min, max) = (&service.scaling.min, &service.scaling.max);
    let are_offered = MIN.range.contains(min.get()) && MAX.range.contains(max.get());
    if !are_offered || min.get() <= max.get() {
        return None;
    }
    let message = format!(
        "service `{}` scales from {} to {} tasks",
        key.get(),
        min.get(),
        max.get()
    );
    let problem = Problem::new(Code::MinAboveMax, message)
        .help(format!("use at least {} for `max`", min.get()));
    Some(leaf::at_both(
        problem,
        &key.span(),
        ("min", min),
        ("max", max),
    ))
}
