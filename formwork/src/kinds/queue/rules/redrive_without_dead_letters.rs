//! Nobody is granted to move dead letters that do not exist.

use crate::kind::{Scope, entries};
use crate::kinds::queue::Queue;
use crate::kinds::queue::manifest::Keys;
use crate::kinds::queue::operations::is_redrive;
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};

pub(super) fn check_redrive_without_dead_letters(scope: &Scope<'_>) -> Vec<Problem> {
    let containers = scope.containers();
    let grants = containers.flat_map(|container| &container.keys.grants);
    grants
        .filter_map(|(target, words)| {
            let word = words.get().iter().find(|word| is_redrive(word.get()))?;
            let keys = without_dead_letters(scope, target)?;
            Some(problem(target, word, keys))
        })
        .collect()
}

/// The keys of a queue without dead letters.
fn without_dead_letters<'a>(scope: &Scope<'a>, target: &Key) -> Option<&'a Keys> {
    let mut queues = entries::<Queue>(scope.manifest);
    let (_, keys) = queues.find(|(key, _)| *key == target)?;
    let has_none = keys.dead_letter.get().get().is_none() || keys.existing.is_some();
    has_none.then_some(keys)
}

fn problem(target: &Key, word: &Field<String>, keys: &Keys) -> Problem {
    let message = format!(
        "`{}` on queue `{}` finds no dead letters",
        word.get(),
        target.get()
    );
    Problem::new(Code::UnknownOperation, message)
        .at(word.span_or(&target.span()), "moves dead letters")
        .at(
            keys.dead_letter.span_or(&target.span()),
            "the queue has none",
        )
        .help(if keys.existing.is_some() {
            "take `redrive` out of the grant, and list its actions and ARNs in `allow`"
        } else {
            "take `redrive` out of the grant, or write `dead_letter = { after = 5 }`"
        })
}
