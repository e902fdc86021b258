//! A deployment can start a new task or end an old one.

use crate::kind::{Scope, at_both, entries};
use crate::kinds::service::Service;
use crate::kinds::service::entry::{MAXIMUM_PERCENT, MIN, MINIMUM_PERCENT};
use crate::kinds::service::manifest::Keys;
use crate::manifest::Key;
use crate::problem::{Code, Problem};

pub(super) fn check_deployment(scope: &Scope<'_>) -> Vec<Problem> {
    let manifest = scope.manifest;
    let is_unread = |key: &Key, field| manifest.is_unread(&["service", key.get(), field]);
    let services = entries::<Service>(manifest);
    services
        .filter(|(key, _)| !is_unread(key, "deployment") && !is_unread(key, "scaling"))
        .filter(|(_, keys)| !keys.own.deployment.strategy.get().shifts())
        .filter_map(|(key, keys)| check(key, keys))
        .collect()
}

/// Amazon ECS API, `DeploymentConfiguration`: the least is rounded up, the most down.
fn check(key: &Key, keys: &Keys) -> Option<Problem> {
    let deployment = &keys.own.deployment;
    let (minimum, maximum) = (&deployment.minimum_percent, &deployment.maximum_percent);
    let tasks = *keys.own.scaling.min.get();
    let are_offered = MINIMUM_PERCENT.range.contains(minimum.get())
        && MAXIMUM_PERCENT.range.contains(maximum.get())
        && MIN.range.contains(&tasks);
    let least = (tasks.saturating_mul(*minimum.get())).div_ceil(100);
    let most = tasks.saturating_mul(*maximum.get()) / 100;
    if !are_offered || most > tasks || least < tasks {
        return None;
    }
    let what = if tasks == 1 { "task" } else { "tasks" };
    let message = format!(
        "a deployment of `{}` could neither start a new task nor end an old one: it keeps {tasks} {what}",
        key.get()
    );
    let enough = 100 + 100_u32.div_ceil(tasks);
    let problem = Problem::new(Code::OutOfRange, message).help(format!(
        "use at least {enough} for `maximum_percent`, or a lower `minimum_percent`"
    ));
    Some(at_both(
        problem,
        &key.span(),
        ("maximum_percent", maximum),
        ("minimum_percent", minimum),
    ))
}
