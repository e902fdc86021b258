//! Nobody is granted to read a stream that does not exist.

use crate::kind::{Scope, entries};
use crate::kinds::table::Table;
use crate::kinds::table::operations::is_stream;
use crate::manifest::{Field, Key};
use crate::problem::{Code, Problem};
use crate::source::Span;

pub(super) fn check_grants_on_streams(scope: &Scope<'_>) -> Vec<Problem> {
    let containers = scope.containers();
    let grants = containers.flat_map(|container| &container.keys.grants);
    grants
        .filter_map(|(target, words)| {
            let word = words.get().iter().find(|word| is_stream(word.get()))?;
            let declared = without_stream(scope, target)?;
            Some(problem(target, word, declared))
        })
        .collect()
}

/// Where a table without a stream is declared.
fn without_stream(scope: &Scope<'_>, target: &Key) -> Option<Span> {
    let mut tables = entries::<Table>(scope.manifest);
    let (key, keys) = tables.find(|(key, _)| *key == target)?;
    let is_unread = scope.manifest.is_unread(&["table", key.get(), "stream"]);
    (keys.stream.is_none() && !is_unread).then(|| key.span())
}

fn problem(target: &Key, word: &Field<String>, declared: Span) -> Problem {
    let message = format!("`{}` on `{}` finds no stream", word.get(), target.get());
    Problem::new(Code::UnknownOperation, message)
        .at(word.span_or(&target.span()), "reads a stream")
        .at(declared, "this table has none")
        .help("write `stream = \"new_and_old\"` there, or take `stream` out of the grant")
}
