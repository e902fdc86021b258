//! The alarm by which a deployment goes back is there.

use crate::kind::{Scope, entries};
use crate::kinds::service::Service;
use crate::problem::{Code, Problem};
use crate::stack::HTTP_5XX;

pub(super) fn check_missing_alarm(scope: &Scope<'_>) -> Vec<Problem> {
    let Some(only) = &scope.manifest.alarms.only else {
        return Vec::new();
    };
    if only.get().iter().any(|word| word.get() == HTTP_5XX) {
        return Vec::new();
    }
    let services = entries::<Service>(scope.manifest);
    let waiting = services.filter_map(|(key, keys)| {
        let rollback = &keys.own.deployment.rollback_on_alarms;
        let message = format!(
            "deployments of `{}` go back by the alarm `{HTTP_5XX}`, which `only` leaves out",
            key.get()
        );
        let problem = Problem::new(Code::MissingAlarm, message)
            .at(rollback.span_or(&key.span()), "waits for that alarm")
            .at(only.span_or(&(0..0)), "it is not here")
            .help(format!(
                "add `\"{HTTP_5XX}\"` to `only`, or leave `rollback_on_alarms` out"
            ));
        rollback.get().then_some(problem)
    });
    waiting.collect()
}
