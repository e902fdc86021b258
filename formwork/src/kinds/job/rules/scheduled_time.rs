//! A job leaves the variable alone that tells it the time that a run is for.

use crate::kind::{Scope, entries};
use crate::kinds::job::Job;
use crate::problem::{Code, Problem};

/// The variable that the schedule sets.
const SCHEDULED_TIME: &str = "SCHEDULED_TIME";

pub(super) fn check_scheduled_time(scope: &Scope<'_>) -> Vec<Problem> {
    let jobs = entries::<Job>(scope.manifest);
    let names = jobs.flat_map(|(_, keys)| {
        let shared = &keys.shared;
        shared.environment.keys().chain(shared.secrets.keys())
    });
    let taken = names.filter(|name| name.get() == SCHEDULED_TIME);
    taken
        .map(|name| {
            let message = format!("`{SCHEDULED_TIME}` is set by the schedule of the job");
            Problem::new(Code::InvalidVariable, message)
                .at(name.span(), "set again")
                .help("remove it, or use another name")
        })
        .collect()
}
