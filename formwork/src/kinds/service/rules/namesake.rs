//! No service has the name of a further resource of another one.

use crate::kind::{Scope, entries};
use crate::kinds::service::Service;
use crate::manifest::Key;
use crate::problem::{Code, Problem};
use crate::source::Span;

/// The problem of a service that is called as `resource` of `key` is: `what` it is, and what at `place` makes it.
pub(super) fn of_resource(
    scope: &Scope<'_>,
    key: &Key,
    resource: &str,
    what: &str,
    place: Span,
    label: &str,
) -> Option<Problem> {
    let mut services = entries::<Service>(scope.manifest);
    let (other, _) = services.find(|(other, _)| other.get() == resource)?;
    let message = format!(
        "the service `{resource}` has the name of {what} of `{}`",
        key.get()
    );
    let problem = Problem::new(Code::DuplicateName, message)
        .at(other.span(), "this name is taken")
        .at(place, label)
        .help(format!(
            "give it another name, such as `{}_other`",
            key.get()
        ));
    Some(problem)
}
