//! Queues of a stack that a service of AWS fills: it must be let in by the queue's policy.

use super::Queue;
use super::manifest::Keys;
use crate::kind::{Scope, entries};
use crate::manifest::Key;
use crate::problem::{Code, Problem, help_one_of};
use crate::source::Span;

/// A service that fills queues.
pub(crate) struct Filler {
    /// Its name: `SNS`.
    pub(crate) service: &'static str,
    /// The code of a queue that it cannot fill.
    pub(crate) code: Code,
}

impl Filler {
    /// The queue of a name that is written at `place`.
    ///
    /// # Errors
    ///
    /// A problem where no such queue is declared, or one that is made elsewhere; nothing where the queue
    /// has a problem of its own.
    pub(crate) fn queue<'a>(
        &self,
        scope: &Scope<'a>,
        name: &str,
        place: Span,
    ) -> Result<(&'a Key, &'a Keys), Option<Problem>> {
        let mut queues = entries::<Queue>(scope.manifest);
        let Some((declared, keys)) = queues.find(|(key, _)| key.get() == name) else {
            let is_unread = scope.manifest.is_unread(&["queue", name]);
            return Err((!is_unread).then(|| self.unknown(scope, name, place)));
        };
        match &keys.existing {
            Some(existing) => {
                let existing = existing.span_or(&declared.span());
                Err(Some(self.of_others(name, place, existing)))
            }
            None => Ok((declared, keys)),
        }
    }

    fn unknown(&self, scope: &Scope<'_>, name: &str, place: Span) -> Problem {
        let declared = entries::<Queue>(scope.manifest).map(|(key, _)| key.get().as_str());
        let help = if declared.clone().next().is_none() {
            format!("declare it as `[queue.{name}]`")
        } else {
            help_one_of(name, declared)
        };
        Problem::new(self.code, format!("no queue `{name}` is declared"))
            .at(place, "not declared")
            .help(help)
    }

    /// The policy of a queue that exists is not here to let anybody in.
    fn of_others(&self, name: &str, place: Span, existing: Span) -> Problem {
        let service = self.service;
        let message =
            format!("the policy of `{name}` is not formwork's, so {service} may not send there");
        Problem::new(self.code, message)
            .at(place, "would get nothing")
            .at(existing, "made elsewhere")
            .help("name a queue that this stack makes")
    }
}
